/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* GeglBuffers through chains: exact round trips wherever the picture lies, and the core's own pixels. */
#include <algorithm>

#include "buffer.h"

#include "gegl_pictures.h"

namespace {

struct Encoding {
  const char *format, *inside;
};

const Encoding kEncodings[] = {
    {"Y' u8", "Y' float"},
    {"Y'A u8", "Y'A float"},
    {"R'G'B' u8", "R'G'B' float"},
    {"R'G'B'A u8", "R'G'B'A float"},
    {"Y' u16", "Y' float"},
    {"Y'A u16", "Y'A float"},
    {"R'G'B' u16", "R'G'B' float"},
    {"R'G'B'A u16", "R'G'B'A float"},
    {"Y' half", "Y' float"},
    {"Y'A half", "Y'A float"},
    {"R'G'B' half", "R'G'B' float"},
    {"R'G'B'A half", "R'G'B'A float"},
    {"Y' float", "Y' float"},
    {"Y'A float", "Y'A float"},
    {"R'G'B' float", "R'G'B' float"},
    {"R'G'B'A float", "R'G'B'A float"},
};

void PrintTo(const Encoding &encoding, std::ostream *out) { *out << encoding.format; }

const GeglRectangle kPlaces[] = {{0, 0, 61, 300}, {-70, -129, 150, 260}, {130, 63, 1, 1}, {-3, 5, 7, 5}};

class Buffers : public testing::TestWithParam<Encoding> {};

TEST_P(Buffers, GoThroughNullUnchanged) {
  const Babl *format = babl_format(GetParam().format);
  EXPECT_EQ(ae_buffer_format(format), babl_format(GetParam().inside));
  g_autoptr(AeChain) chain = OpenChain({"null"});
  for (const GeglRectangle &size : kPlaces) {
    Bytes bytes = RandomPixels(format, size);
    g_autoptr(GeglBuffer) in = BufferOf(format, size, bytes), out = gegl_buffer_new(&size, format);
    g_autoptr(GError) error = nullptr;
    ASSERT_TRUE(ae_buffer_settle(chain, in, &size, &error)) << error->message;
    ASSERT_TRUE(ae_buffer_apply(chain, in, &size, &size, out, &error)) << error->message;
    EXPECT_TRUE(SamePixels(bytes, PixelsOf(out, size, format), format)) << size.width << "x" << size.height;
    g_autoptr(GeglBuffer) whole = ae_buffer_apply_whole(chain, in, &size, &error);
    ASSERT_TRUE(whole) << error->message;
    EXPECT_EQ(gegl_buffer_get_format(whole), ae_buffer_format(format));
    GeglRectangle origin = {0, 0, size.width, size.height};
    EXPECT_TRUE(gegl_rectangle_equal(gegl_buffer_get_extent(whole), &origin));
    EXPECT_TRUE(SamePixels(bytes, PixelsOf(whole, origin, format), format)) << size.width << "x" << size.height;
  }
}

/* The rows of a region are those of the buffer, and say where they lie; any number is read at a time, and again. */
TEST_P(Buffers, GiveTheRowsOfARegion) {
  const Babl *format = babl_format(GetParam().format), *inside = babl_format(GetParam().inside);
  GeglRectangle full = {-70, -129, 150, 260}, region = {-20, -99, 90, 203};
  g_autoptr(GeglBuffer) buffer = BufferOf(format, full, RandomPixels(format, full));
  AeRows *rows = ae_buffer_rows(buffer, &full, &region);
  EXPECT_EQ(rows->info.x, 50u);
  EXPECT_EQ(rows->info.y, 30u);
  EXPECT_EQ(rows->info.full_width, 150u);
  EXPECT_EQ(rows->info.full_height, 260u);
  Bytes expected = PixelsOf(buffer, region, inside), got(expected.size());
  gsize bytes = ae_image_row_bytes(&rows->info);
  ASSERT_EQ(bytes * 203, expected.size());
  g_autoptr(GError) error = nullptr;
  for (guint32 step : {1u, 50u, 203u}) {
    std::fill(got.begin(), got.end(), 0);
    for (guint32 y = 0; y < 203; y += step)
      ASSERT_TRUE(ae_rows_read(rows, got.data() + y * bytes, MIN(step, 203 - y), &error)) << error->message;
    EXPECT_TRUE(got == expected) << step << " rows at a time";
    ASSERT_TRUE(ae_rows_rewind(rows, &error)) << error->message;
  }
  ae_rows_free(rows);
}

INSTANTIATE_TEST_SUITE_P(Encodings, Buffers, testing::ValuesIn(kEncodings));

struct Case {
  const char *inside;
  guint channels;
  const char *sigma;
};

class Denoised : public testing::TestWithParam<Case> {};

TEST_P(Denoised, IsTheCoresResultForAnyRegion) {
  const Case &c = GetParam();
  const Babl *format = babl_format(c.inside);
  GeglRectangle full = {-70, -129, 150, 260};
  Bytes bytes = RandomPixels(format, full);
  g_autoptr(GeglBuffer) in = BufferOf(format, full, bytes);
  g_autoptr(AeChain) chain = OpenChain({"denoise", c.sigma});
  Bytes expected = ByChain(chain, full, c.channels, AE_SAMPLE_FLOAT, bytes);
  ASSERT_FALSE(expected == bytes);
  g_autoptr(GError) error = nullptr;
  ASSERT_TRUE(ae_buffer_settle(chain, in, &full, &error)) << error->message;
  g_autoptr(GeglBuffer) whole = gegl_buffer_new(&full, format);
  ASSERT_TRUE(ae_buffer_apply(chain, in, &full, &full, whole, &error)) << error->message;
  EXPECT_TRUE(PixelsOf(whole, full, format) == expected);
  for (GeglRectangle region : {GeglRectangle{-70, -129, 1, 1}, GeglRectangle{-13, -40, 67, 99},
                               GeglRectangle{79, -129, 1, 260}, GeglRectangle{-70, 128, 150, 3}}) {
    g_autoptr(GeglBuffer) out = gegl_buffer_new(&region, format);
    ASSERT_TRUE(ae_buffer_apply(chain, in, &full, &region, out, &error)) << error->message;
    EXPECT_TRUE(PixelsOf(out, region, format) == PixelsOf(whole, region, format))
        << region.x << "," << region.y << " " << region.width << "x" << region.height;
  }
}

const Case kCases[] = {{"Y' float", 1, "sigma=20"},
                       {"R'G'B' float", 3, "sigma=auto"},
                       {"R'G'B'A float", 4, "sigma=20"},
                       {"Y'A float", 2, "sigma=auto"}};
INSTANTIATE_TEST_SUITE_P(Chains, Denoised, testing::ValuesIn(kCases));

/* A profile is kept, an encoding without perceptual samples gets them, and what has no RGB becomes it. */
TEST(BufferFormat, KeepsTheSpace) {
  const Babl *space = babl_space("Adobish");
  EXPECT_EQ(ae_buffer_format(babl_format_with_space("RGBA half", space)),
            babl_format_with_space("R'G'B'A float", space));
  EXPECT_EQ(ae_buffer_format(babl_format_with_space("Y u16", space)), babl_format_with_space("Y' float", space));
  EXPECT_EQ(ae_buffer_format(babl_format_with_space("RaGaBaA float", space)),
            babl_format_with_space("R'G'B'A float", space));
  EXPECT_EQ(ae_buffer_format(babl_format("CIE Lab float")), babl_format("R'G'B' float"));
  EXPECT_EQ(ae_buffer_format(nullptr), babl_format("R'G'B'A float"));
}

} // namespace

int main(int argc, char **argv) {
  testing::InitGoogleTest(&argc, argv);
  StartGegl();
  int status = RUN_ALL_TESTS();
  gegl_exit();
  return status;
}
