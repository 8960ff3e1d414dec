/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* GeglBuffers through chains: exact round trips wherever the picture lies, and the core's own pixels. */
#include "buffer.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

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

std::vector<guint8> Random(const Babl *format, const GeglRectangle &size) {
  std::vector<guint8> bytes((gsize)size.width * size.height * babl_format_get_bytes_per_pixel(format));
  GRand *random = g_rand_new_with_seed(size.width + 7);
  std::string type = babl_get_name(babl_format_get_type(format, 0));
  gsize samples = (gsize)size.width * size.height * babl_format_get_n_components(format);
  for (gsize i = 0; i < samples; i++) {
    guint32 value = g_rand_int(random);
    if (type == "u8")
      bytes[i] = (guint8)value;
    else if (type == "float")
      ((float *)bytes.data())[i] = (float)(value >> 8) / (1 << 24);
    else /* halves below 1.0 that are not denormal */
      ((guint16 *)bytes.data())[i] = type == "half" ? (guint16)(0x400 + value % 0x3800) : (guint16)value;
  }
  g_rand_free(random);
  return bytes;
}

GeglBuffer *Buffer(const Babl *format, const GeglRectangle &size, const std::vector<guint8> &bytes) {
  GeglBuffer *buffer = gegl_buffer_new(&size, format);
  gegl_buffer_set(buffer, &size, 0, format, bytes.data(), GEGL_AUTO_ROWSTRIDE);
  return buffer;
}

std::vector<guint8> Pixels(GeglBuffer *buffer, const GeglRectangle &size, const Babl *format) {
  std::vector<guint8> bytes((gsize)size.width * size.height * babl_format_get_bytes_per_pixel(format));
  gegl_buffer_get(buffer, &size, 1.0, format, bytes.data(), GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
  return bytes;
}

AeChain *Open(std::vector<const char *> words) {
  words.push_back(nullptr);
  g_autoptr(GError) error = nullptr;
  AeSettings settings = {};
  AeChain *chain = ae_chain_parse(words.data(), &error);
  EXPECT_TRUE(chain && ae_chain_open(chain, &settings, &error)) << error->message;
  return chain;
}

const GeglRectangle kPlaces[] = {{0, 0, 61, 300}, {-70, -129, 150, 260}, {130, 63, 1, 1}, {-3, 5, 7, 5}};

class Buffers : public testing::TestWithParam<Encoding> {};

TEST_P(Buffers, GoThroughNullUnchanged) {
  const Babl *format = babl_format(GetParam().format);
  EXPECT_EQ(ae_buffer_format(format), babl_format(GetParam().inside));
  g_autoptr(AeChain) chain = Open({"null"});
  for (const GeglRectangle &size : kPlaces) {
    std::vector<guint8> bytes = Random(format, size);
    g_autoptr(GeglBuffer) in = Buffer(format, size, bytes), out = gegl_buffer_new(&size, format);
    g_autoptr(GError) error = nullptr;
    ASSERT_TRUE(ae_buffer_settle(chain, in, &size, &error)) << error->message;
    ASSERT_TRUE(ae_buffer_apply(chain, in, &size, &size, out, &error)) << error->message;
    EXPECT_TRUE(bytes == Pixels(out, size, format)) << size.width << "x" << size.height;
    g_autoptr(GeglBuffer) whole = ae_buffer_apply_whole(chain, in, &size, &error);
    ASSERT_TRUE(whole) << error->message;
    EXPECT_EQ(gegl_buffer_get_format(whole), ae_buffer_format(format));
    GeglRectangle origin = {0, 0, size.width, size.height};
    EXPECT_TRUE(gegl_rectangle_equal(gegl_buffer_get_extent(whole), &origin));
    EXPECT_TRUE(bytes == Pixels(whole, origin, format)) << size.width << "x" << size.height;
  }
}

/* The rows of a region are those of the buffer, and say where they lie; any number is read at a time, and again. */
TEST_P(Buffers, GiveTheRowsOfARegion) {
  const Babl *format = babl_format(GetParam().format), *inside = babl_format(GetParam().inside);
  GeglRectangle full = {-70, -129, 150, 260}, region = {-20, -99, 90, 203};
  g_autoptr(GeglBuffer) buffer = Buffer(format, full, Random(format, full));
  AeRows *rows = ae_buffer_rows(buffer, &full, &region);
  EXPECT_EQ(rows->info.x, 50u);
  EXPECT_EQ(rows->info.y, 30u);
  EXPECT_EQ(rows->info.full_width, 150u);
  EXPECT_EQ(rows->info.full_height, 260u);
  std::vector<guint8> expected = Pixels(buffer, region, inside), got(expected.size());
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

AeImage *Image(const GeglRectangle &size, guint channels, const std::vector<guint8> &bytes) {
  AeImageInfo info = {};
  info.width = (guint32)size.width, info.height = (guint32)size.height;
  info.channels = channels, info.sample = AE_SAMPLE_FLOAT;
  AeImage *image = ae_image_new(&info, nullptr);
  memcpy(image->data, bytes.data(), bytes.size());
  return image;
}

/* The chain on the same pixels in memory: what any front end must give. */
std::vector<guint8> ByChain(AeChain *chain, const GeglRectangle &size, guint channels,
                            const std::vector<guint8> &bytes) {
  AeImage *image = Image(size, channels, bytes);
  g_autoptr(GError) error = nullptr;
  AeRows *rows = ae_chain_apply(chain, ae_image_rows(image, TRUE), &error);
  EXPECT_TRUE(rows) << error->message;
  AeImage *result = ae_image_from_rows(rows, &error);
  EXPECT_TRUE(result) << error->message;
  std::vector<guint8> pixels(result->data, result->data + bytes.size());
  ae_image_free(result);
  ae_rows_free(rows);
  return pixels;
}

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
  std::vector<guint8> bytes = Random(format, full);
  g_autoptr(GeglBuffer) in = Buffer(format, full, bytes);
  g_autoptr(AeChain) chain = Open({"denoise", c.sigma});
  std::vector<guint8> expected = ByChain(chain, full, c.channels, bytes);
  ASSERT_FALSE(expected == bytes);
  g_autoptr(GError) error = nullptr;
  ASSERT_TRUE(ae_buffer_settle(chain, in, &full, &error)) << error->message;
  g_autoptr(GeglBuffer) whole = gegl_buffer_new(&full, format);
  ASSERT_TRUE(ae_buffer_apply(chain, in, &full, &full, whole, &error)) << error->message;
  EXPECT_TRUE(Pixels(whole, full, format) == expected);
  for (GeglRectangle region : {GeglRectangle{-70, -129, 1, 1}, GeglRectangle{-13, -40, 67, 99},
                               GeglRectangle{79, -129, 1, 260}, GeglRectangle{-70, 128, 150, 3}}) {
    g_autoptr(GeglBuffer) out = gegl_buffer_new(&region, format);
    ASSERT_TRUE(ae_buffer_apply(chain, in, &full, &region, out, &error)) << error->message;
    EXPECT_TRUE(Pixels(out, region, format) == Pixels(whole, region, format))
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
  gegl_init(nullptr, nullptr);
  int status = RUN_ALL_TESTS();
  gegl_exit();
  return status;
}
