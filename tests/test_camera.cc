/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/camera.h"
#include "train/corrupt.h"
#include "train/srgb.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace {

const AeCameraRange kRange = {1e-5, 0.03, 0.8, 0.8, 70, 98};

/* A camera that changes nothing. */
AeCamera Perfect() {
  AeCamera camera = {};
  camera.red_gain = camera.blue_gain = camera.saturation = 1;
  return camera;
}

using Pixels = std::vector<float>;

Pixels Flat(int width, int height, float r, float g, float b) {
  Pixels p;
  for (int i = 0; i < width * height; i++)
    p.insert(p.end(), {r, g, b});
  return p;
}

Pixels Smooth(int width, int height) {
  Pixels p;
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      for (int c = 0; c < 3; c++)
        p.push_back(float(0.5 + 0.3 * std::sin(0.05 * x + c) * std::cos(0.04 * y)));
  return p;
}

Pixels Apply(const AeCamera &camera, const Pixels &clean, int width, int height, guint64 seed = 1) {
  Pixels noisy(clean.size());
  AeRng rng;
  ae_rng_init(&rng, seed, 0);
  GError *error = nullptr;
  EXPECT_TRUE(ae_camera_apply(&camera, &rng, clean.data(), width, height, noisy.data(), &error)) << error->message;
  return noisy;
}

double Psnr(const Pixels &a, const Pixels &b) {
  return -20 * std::log10(ae_camera_level(a.data(), b.data(), a.size()));
}

struct Moments {
  double mean = 0, variance = 0, skew = 0;
};

/* Of one channel, turned to linear light. */
Moments Linear(const Pixels &p, int c) {
  Moments m;
  size_t n = p.size() / 3;
  std::vector<double> x(n);
  for (size_t i = 0; i < n; i++) {
    x[i] = ae_curve_at(ae_srgb_decode(), p[3 * i + c]);
    m.mean += x[i] / n;
  }
  for (double v : x) {
    m.variance += (v - m.mean) * (v - m.mean) / n;
    m.skew += std::pow(v - m.mean, 3) / n;
  }
  m.skew /= std::pow(m.variance, 1.5);
  return m;
}

/* Between a pixel and the one dx to the right, in one channel. */
double Correlation(const Pixels &noisy, const Pixels &clean, int width, int c, int dx) {
  double product = 0, square = 0;
  size_t n = noisy.size() / 3;
  for (size_t i = 0; i + dx < n; i++) {
    if (int(i % width) + dx >= width)
      continue;
    double a = noisy[3 * i + c] - clean[3 * i + c], b = noisy[3 * (i + dx) + c] - clean[3 * (i + dx) + c];
    product += a * b;
    square += (a * a + b * b) / 2;
  }
  return product / square;
}

float Encoded(float linear) { return ae_curve_at(ae_srgb_encode(), linear); }

/* shot * signal + read in linear light, at every brightness. */
TEST(Camera, VarianceGrowsLinearlyWithTheSignal) {
  AeCamera camera = Perfect();
  for (double read : {1e-5, 1e-3}) {
    camera.shot = 0.002;
    camera.read = read;
    for (float linear : {0.2f, 0.3f, 0.5f, 0.7f}) {
      float v = Encoded(linear);
      Moments m = Linear(Apply(camera, Flat(128, 128, v, v, v), 128, 128), 1);
      double expected = camera.shot * linear + camera.read;
      EXPECT_NEAR(m.mean, linear, 0.005);
      EXPECT_NEAR(m.variance, expected, 0.06 * expected) << linear << " read " << read;
    }
  }
}

/* Behind the white balance the signal was smaller by the gain, and the noise is greater by it. */
TEST(Camera, WhiteBalanceAmplifiesRedAndBlue) {
  AeCamera camera = Perfect();
  camera.shot = 1e-3;
  camera.read = 1e-4;
  camera.red_gain = 2;
  camera.blue_gain = 1.5;
  const float linear = 0.3f, v = Encoded(linear);
  Pixels noisy = Apply(camera, Flat(128, 128, v, v, v), 128, 128);
  const double gains[3] = {2, 1, 1.5};
  for (int c = 0; c < 3; c++) {
    double expected = gains[c] * camera.shot * linear + gains[c] * gains[c] * camera.read;
    EXPECT_NEAR(Linear(noisy, c).variance, expected, 0.06 * expected) << "channel " << c;
  }
}

TEST(Camera, SaturationMakesColourNoise) {
  AeCamera camera = Perfect();
  camera.shot = 1e-3;
  float v = Encoded(0.3f);
  double plain = Linear(Apply(camera, Flat(128, 128, v, v, v), 128, 128), 0).variance;
  camera.saturation = 1.5;
  /* Row of red: 1.5 I - 0.5 L = (1.3937, -0.3576, -0.0361), whose squares sum to 2.0716. */
  EXPECT_NEAR(Linear(Apply(camera, Flat(128, 128, v, v, v), 128, 128), 0).variance / plain, 2.0716, 0.12);
}

/* Counts of mean 4 have the skewness 1/2; a normal distribution would have none. */
TEST(Camera, FewElectronsAreCounted) {
  AeCamera camera = Perfect();
  camera.shot = 0.05;
  float v = Encoded(0.2f);
  Moments m = Linear(Apply(camera, Flat(160, 160, v, v, v), 160, 160), 1);
  EXPECT_NEAR(m.mean, 0.2, 0.005);
  EXPECT_NEAR(m.variance, 0.01, 0.0006);
  EXPECT_NEAR(m.skew, 0.5, 0.08);
}

TEST(Camera, MosaicCorrelatesNeighbours) {
  AeCamera camera = Perfect();
  camera.shot = 1e-3;
  float v = Encoded(0.4f);
  Pixels clean = Flat(128, 128, v, v, v), white = Apply(camera, clean, 128, 128);
  EXPECT_NEAR(Correlation(white, clean, 128, 0, 1), 0, 0.03);
  /* Red bilinear: pixels beside each other share one sample of two. */
  camera.demosaic = AE_DEMOSAIC_BILINEAR;
  Pixels bilinear = Apply(camera, clean, 128, 128);
  EXPECT_GT(Correlation(bilinear, clean, 128, 0, 1), 0.5);
  EXPECT_LT(ae_camera_level(clean.data(), bilinear.data(), clean.size()),
            0.85 * ae_camera_level(clean.data(), white.data(), clean.size()));
  /* The corrected kernels amplify noise again and smear it less. */
  camera.demosaic = AE_DEMOSAIC_GRADIENT;
  Pixels gradient = Apply(camera, clean, 128, 128);
  EXPECT_GT(Correlation(gradient, clean, 128, 0, 1), 0.1);
  EXPECT_LT(Correlation(gradient, clean, 128, 0, 1), Correlation(bilinear, clean, 128, 0, 1));
  EXPECT_GT(ae_camera_level(clean.data(), gradient.data(), clean.size()),
            ae_camera_level(clean.data(), bilinear.data(), clean.size()));
}

TEST(Camera, BlurSmearsAndSharpeningSpreads) {
  AeCamera camera = Perfect();
  camera.shot = 1e-3;
  float v = Encoded(0.4f);
  Pixels clean = Flat(128, 128, v, v, v);
  double level[3], correlation[3];
  for (int i = 0; i < 3; i++) {
    camera.blur = i - 1;
    Pixels noisy = Apply(camera, clean, 128, 128);
    level[i] = ae_camera_level(clean.data(), noisy.data(), clean.size());
    correlation[i] = Correlation(noisy, clean, 128, 1, 1);
  }
  EXPECT_NEAR(level[2] / level[1], 0.375, 0.02); /* (6/16) of the standard deviation is left by a binomial filter */
  EXPECT_NEAR(correlation[2], 2.0 / 3, 0.03);
  EXPECT_GT(level[0], 1.3 * level[1]);
  EXPECT_LT(correlation[0], -0.1);
}

TEST(Camera, WithoutNoiseKeepsThePicture) {
  Pixels clean = Smooth(96, 80);
  for (AeDemosaic demosaic : {AE_DEMOSAIC_NONE, AE_DEMOSAIC_BILINEAR, AE_DEMOSAIC_GRADIENT}) {
    AeCamera camera = Perfect();
    camera.red_gain = 2.1;
    camera.saturation = 1.4;
    camera.demosaic = demosaic;
    camera.blur = 0.8;
    Pixels noisy = Apply(camera, clean, 96, 80);
    for (size_t i = 0; i < clean.size(); i++)
      ASSERT_NEAR(noisy[i], clean[i], 1e-4);
    camera.rounded = TRUE;
    noisy = Apply(camera, clean, 96, 80);
    for (size_t i = 0; i < clean.size(); i++) {
      ASSERT_NEAR(noisy[i], clean[i], 0.51 / 255);
      ASSERT_NEAR(noisy[i] * 255, std::round(noisy[i] * 255), 1e-4);
    }
  }
}

TEST(Camera, JpegLosesLittleAtHighQualityAndMoreAtLow) {
  Pixels clean = Smooth(96, 80);
  for (bool halved : {false, true}) {
    AeCamera camera = Perfect();
    double last = 100;
    for (int quality : {98, 80, 30}) {
      camera.jpeg = {quality, halved};
      double psnr = Psnr(clean, Apply(camera, clean, 96, 80));
      EXPECT_LT(psnr, last) << quality;
      last = psnr;
      if (quality == 98) {
        EXPECT_GT(psnr, 40);
        EXPECT_LT(psnr, 60);
      }
    }
    EXPECT_LT(last, 40);
  }
}

/* Coloured detail dies where chroma is halved. */
TEST(Camera, HalvedChromaBlursColour) {
  Pixels clean;
  for (int i = 0; i < 64 * 64; i++)
    clean.insert(clean.end(), {i % 2 ? 0.7f : 0.3f, 0.5f, i % 2 ? 0.3f : 0.7f});
  AeCamera camera = Perfect();
  camera.jpeg = {95, FALSE};
  double whole = Psnr(clean, Apply(camera, clean, 64, 64));
  camera.jpeg.halved = TRUE;
  EXPECT_GT(whole, Psnr(clean, Apply(camera, clean, 64, 64)) + 10);
}

/* At low quality a ramp becomes steps at the blocks' borders. */
TEST(Camera, BlockGridLiesWhereItIsSaid) {
  Pixels clean;
  for (int y = 0; y < 64; y++)
    for (int x = 0; x < 64; x++) {
      float v = 0.2f + 0.6f * (float(x) + 0.3f * float(y)) / 84;
      clean.insert(clean.end(), {v, v, v});
    }
  for (int grid = 0; grid < 8; grid++) {
    AeCamera camera = Perfect();
    camera.jpeg = {3, FALSE};
    camera.grid_x = grid;
    camera.grid_y = 7 - grid;
    Pixels noisy = Apply(camera, clean, 64, 64);
    double step[8] = {};
    for (int y = 0; y < 64; y++)
      for (int x = 8; x < 56; x++)
        step[(x + grid) % 8] += std::fabs(noisy[(y * 64 + x) * 3] - noisy[(y * 64 + x - 1) * 3]);
    EXPECT_EQ(std::max_element(step, step + 8) - step, 0) << "grid " << grid;
  }
}

TEST(Camera, SameSeedSameBytes) {
  Pixels clean = Smooth(70, 50);
  int differ = 0;
  for (guint64 seed = 0; seed < 20; seed++) {
    AeRng rng;
    AeCamera camera;
    ae_rng_init(&rng, seed, 1);
    ae_camera_draw(&kRange, &rng, &camera);
    Pixels first = Apply(camera, clean, 70, 50, seed), again = Apply(camera, clean, 70, 50, seed), inplace = clean;
    EXPECT_EQ(first, again) << seed;
    AeRng same;
    ae_rng_init(&same, seed, 0);
    ASSERT_TRUE(ae_camera_apply(&camera, &same, inplace.data(), 70, 50, inplace.data(), nullptr));
    EXPECT_EQ(first, inplace) << seed;
    differ += first != Apply(camera, clean, 70, 50, seed + 100);
  }
  EXPECT_GE(differ, 18);
}

TEST(Camera, DrawsWithinItsRange) {
  AeRng rng;
  ae_rng_init(&rng, 11, 0);
  int mosaic = 0, jpeg = 0, halved = 0, dark = 0, grids = 0, phases = 0;
  const int n = 4000;
  for (int i = 0; i < n; i++) {
    AeCamera c;
    ae_camera_draw(&kRange, &rng, &c);
    ASSERT_TRUE(c.shot >= kRange.shot_min && c.shot <= kRange.shot_max) << c.shot;
    ASSERT_TRUE(c.read > 0 && c.read < 0.02) << c.read;
    ASSERT_TRUE(c.red_gain >= 1.2 && c.red_gain <= 2.4 && c.blue_gain >= 1.2 && c.blue_gain <= 2.2);
    ASSERT_TRUE(c.saturation >= 1 && c.saturation <= 1.5 && std::fabs(c.blur) <= 1);
    ASSERT_TRUE(c.jpeg.quality == 0 || (c.jpeg.quality >= 70 && c.jpeg.quality <= 98)) << c.jpeg.quality;
    ASSERT_TRUE(c.grid_x >= 0 && c.grid_x < 8 && c.grid_y >= 0 && c.grid_y < 8);
    mosaic += c.demosaic != AE_DEMOSAIC_NONE;
    jpeg += c.jpeg.quality > 0;
    halved += c.jpeg.halved;
    dark += c.shot < std::sqrt(kRange.shot_min * kRange.shot_max);
    grids |= 1 << c.grid_x;
    phases |= 1 << (c.bayer.red_x + 2 * c.bayer.red_y);
  }
  EXPECT_NEAR(double(mosaic) / n, 0.8, 0.03);
  EXPECT_NEAR(double(jpeg) / n, 0.8, 0.03);
  EXPECT_NEAR(double(halved) / n, 0.4, 0.03);
  EXPECT_NEAR(double(dark) / n, 0.5, 0.03);
  EXPECT_EQ(grids, 255);
  EXPECT_EQ(phases, 15);
}

/* From almost nothing to about 30 levels in the mid-tones. */
TEST(Camera, LevelsSpanWhatCamerasDo) {
  AeCameraRange range = kRange;
  range.jpeg = 0;
  Pixels clean = Flat(64, 64, 0.5f, 0.5f, 0.5f);
  double mean[2] = {};
  for (int end = 0; end < 2; end++)
    for (int i = 0; i < 40; i++) {
      AeRng rng;
      AeCamera camera;
      range.shot_min = range.shot_max = end ? kRange.shot_max : kRange.shot_min;
      ae_rng_init(&rng, guint64(i), 2);
      ae_camera_draw(&range, &rng, &camera);
      Pixels noisy = Apply(camera, clean, 64, 64);
      mean[end] += 255 * ae_camera_level(clean.data(), noisy.data(), clean.size()) / 40;
    }
  EXPECT_LT(mean[0], 1);
  EXPECT_GT(mean[1], 20);
  EXPECT_LT(mean[1], 45);
}

TEST(Camera, LevelIsTheRootMeanSquare) {
  const float clean[] = {0, 0.5f, 1, 0.25f}, noisy[] = {0.3f, 0.5f, 0.6f, 0.25f};
  EXPECT_NEAR(ae_camera_level(clean, noisy, 4), 0.25, 1e-7);
  EXPECT_EQ(ae_camera_level(clean, noisy, 0), 0);
}

TEST(Camera, RefusesSizesOutOfRange) {
  AeCamera camera = Perfect();
  AeRng rng;
  ae_rng_init(&rng, 1, 1);
  Pixels clean = Smooth(7, 20), noisy(clean.size(), 5);
  for (auto size : {std::pair<int, int>{7, 20}, {20, 7}, {0, 0}, {-1, 100}, {100000, 8}}) {
    GError *error = nullptr;
    EXPECT_FALSE(ae_camera_apply(&camera, &rng, clean.data(), size.first, size.second, noisy.data(), &error));
    EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_USAGE)) << size.first << "x" << size.second;
    g_clear_error(&error);
  }
  EXPECT_EQ(noisy, Pixels(clean.size(), 5));
}

TEST(Camera, WorksFromEightPixelsOn) {
  AeRng rng;
  ae_rng_init(&rng, 3, 3);
  Pixels clean = Smooth(8, 9), noisy(clean.size());
  for (int i = 0; i < 50; i++) {
    AeCamera camera;
    ae_camera_draw(&kRange, &rng, &camera);
    ASSERT_TRUE(ae_camera_apply(&camera, &rng, clean.data(), 8, 9, noisy.data(), nullptr));
    for (float v : noisy)
      ASSERT_TRUE(v >= 0 && v <= 1) << v;
  }
}

class CameraCorruption : public testing::TestWithParam<int> {};

TEST_P(CameraCorruption, TellsItsLevelAndIsRepeatable) {
  int channels = GetParam();
  GError *error = nullptr;
  AeCorruptChain *chain = ae_corrupt_parse("camera shot_min=0.001 shot_max=0.001 quality_min=90", "test", &error);
  ASSERT_NE(chain, nullptr) << error->message;
  Pixels clean(64 * 48 * channels), result[2];
  for (size_t i = 0; i < clean.size(); i++)
    clean[i] = 0.3f + 0.4f * float(i % 1000) / 1000;
  for (Pixels &p : result) {
    p = clean;
    AePatch patch = {p.data(), 48, 64, channels, 0};
    AeRng rng;
    ae_rng_init(&rng, 5, 5);
    ae_corrupt_apply(chain, &rng, &patch);
    EXPECT_NEAR(patch.level, ae_camera_level(clean.data(), p.data(), p.size()), 1e-6);
    EXPECT_GT(patch.level, 2.0 / 255);
    EXPECT_LT(patch.level, 30.0 / 255);
  }
  EXPECT_EQ(result[0], result[1]);
  ae_corrupt_free(chain);
}

INSTANTIATE_TEST_SUITE_P(Channels, CameraCorruption, testing::Values(1, 3));

TEST(CameraCorruption, RefusesCrossedRanges) {
  for (const char *text : {"camera shot_min=0.1 shot_max=0.01", "camera quality_min=90 quality_max=80"}) {
    GError *error = nullptr;
    EXPECT_EQ(ae_corrupt_parse(text, "test", &error), nullptr);
    EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_USAGE)) << text;
    g_clear_error(&error);
  }
}

} // namespace
