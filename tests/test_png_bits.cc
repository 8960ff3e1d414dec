/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What a picture takes as a PNG, and as a code (R17). */
#include "measure_fixture.h"

extern "C" {
#include "base/rng.h"
#include "measure/png_bits.h"
}

namespace {

using std::string;
using std::vector;

double Bits(const vector<guint8> &levels, guint width, guint height, guint channels, guint n_levels) {
  double bits = 0;
  Failure failure;
  EXPECT_TRUE(ae_png_bits(levels.data(), width, height, channels, n_levels, &bits, &failure)) << failure.message();
  return bits;
}

vector<guint8> Noise(gsize n, guint levels) {
  AeRng rng;
  ae_rng_init(&rng, 3, levels);
  vector<guint8> all(n);
  for (guint8 &level : all)
    level = static_cast<guint8>(ae_rng_below(&rng, levels));
  return all;
}

/* Length of the IDAT chunks of the PNG that aefilter writes, in bits. */
double Written(const vector<guint8> &pixels, guint width, guint height, guint channels) {
  Failure failure;
  AeImageInfo info = {};
  info.width = width, info.height = height, info.channels = channels, info.maxval = 255;
  ImageOwner image(ae_image_new(&info, &failure));
  std::copy(pixels.begin(), pixels.end(), image->data);
  string bytes = Encode(ae_format_by_name("png"), image.get());
  double bits = 0;
  for (gsize at = 8; at + 12 <= bytes.size();) {
    gsize n = 0;
    for (int i = 0; i < 4; i++)
      n = n << 8 | static_cast<guint8>(bytes[at + i]);
    bits += bytes.compare(at + 4, 4, "IDAT") ? 0 : 8.0 * static_cast<double>(n);
    at += n + 12;
  }
  return bits;
}

/* Noise cannot be made smaller than its own bits, and packed samples are no larger. */
TEST(PngBits, NoiseTakesWhatItHas) {
  const struct { guint levels, depth; } kinds[] = {{2, 1}, {4, 2}, {16, 4}, {256, 8}};
  for (auto kind : kinds) {
    double own = 64.0 * 64 * kind.depth, bits = Bits(Noise(64 * 64, kind.levels), 64, 64, 1, kind.levels);
    EXPECT_GE(bits, own) << kind.levels;
    EXPECT_LE(bits, own * 1.05 + 64 * 8 + 100) << kind.levels << ": and a byte a row";
  }
}

TEST(PngBits, NothingTakesNothing) {
  EXPECT_LT(Bits(vector<guint8>(64 * 64 * 3, 7), 64, 64, 3, 256), 8 * 100);
  EXPECT_LT(Bits(vector<guint8>(64 * 64, 0), 64, 64, 1, 2), 8 * 32);
}

/* As small as the PNGs that are written, or a little smaller. */
TEST(PngBits, IsWhatAPngTakes) {
  for (guint channels : {1u, 3u}) {
    vector<guint8> ramp(48 * 40 * channels), noise = Noise(48 * 40 * channels, 6);
    for (gsize i = 0; i < ramp.size(); i++)
      ramp[i] = static_cast<guint8>(i / channels % 48 * 3 + i / channels / 48 * 2 + i % channels * 20 + noise[i]);
    double bits = Bits(ramp, 48, 40, channels, 256), written = Written(ramp, 48, 40, channels);
    EXPECT_LT(bits, 1.02 * written) << channels;
    EXPECT_GT(bits, 0.7 * written) << channels;
    EXPECT_LT(bits, 0.8 * 8 * static_cast<double>(ramp.size())) << "a filter helps";
  }
}

TEST(PngBits, RefusesWhatIsTooLarge) {
  guint8 one = 0;
  double bits;
  Failure failure;
  EXPECT_FALSE(ae_png_bits(&one, 1 << 20, 1 << 20, 1, 2, &bits, &failure));
  EXPECT_EQ(failure.code(), AE_ERROR_LIMIT);
}

using CodeBits = MeasureTest;

/* A code of one number that is the brightness of one quarter, of which there are only two: one bit. As much is lost as
 * by a picture of two levels and no more. */
TEST_F(CodeBits, R17TwoKindsOfPicturesTakeOneBit) {
  string images = IdxHead({40, kSide, kSide});
  for (int i = 0; i < 40; i++)
    images += string(kPixels, static_cast<char>(i % 2 ? 255 : 0));
  WriteFile(folder.file("t10k-images-idx3-ubyte"), images);
  WriteFile(folder.file("t10k-labels-idx1-ubyte"), IdxHead({40}) + string(40, 0));
  string model = Model("mean", "reconstruct", Input() + "f flatten\nz dense out=1\nd dense out=144\n" + Output(), "z",
                       [](AeParams *p) {
                         Clear(p);
                         std::fill_n(Weight(p, "z.weight"), kPixels, 1.0f / kPixels);
                         std::fill_n(Weight(p, "d.weight"), kPixels, 0.9f);
                       });
  auto found = Measure(model, {"measures=mse,code_bits,png_bits"});
  EXPECT_NEAR(found["mse"], 0.005, 1e-6) << "white is 0.9";
  EXPECT_EQ(found["code_bits"], 1);
  EXPECT_GT(found["png_bits"], 64);
  EXPECT_LT(found["png_bits"], 200);
}

/* What must be exact takes all bits there are, and all levels. */
TEST_F(CodeBits, R17ExactCodesTakeAll) {
  auto found = Measure(Same(), {"measures=code_bits,png_bits"});
  EXPECT_EQ(found["code_bits"], 16.0 * kPixels);
  EXPECT_GT(found["png_bits"], 5.0 * kPixels) << "40 levels by chance in each pixel";
  EXPECT_LT(found["png_bits"], 10.0 * kPixels);
}

} // namespace
