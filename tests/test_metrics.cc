/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "base/rng.h"
#include "train/metrics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace {

using Picture = std::vector<float>;

double Ssim(const Picture &a, const Picture &b, gsize width, gsize height, guint channels) {
  double ssim = NAN;
  g_autoptr(GError) error = nullptr;
  EXPECT_TRUE(ae_ssim(a.data(), b.data(), width, height, channels, &ssim, &error));
  return ssim;
}

/* The definition, window by window, without the separation. */
double SlowSsim(const Picture &a, const Picture &b, int width, int height, int channels) {
  double total = 0, windows = 0;
  for (int c = 0; c < channels; c++)
    for (int y = 0; y + 11 <= height; y++)
      for (int x = 0; x + 11 <= width; x++) {
        double weights = 0, ma = 0, mb = 0, aa = 0, bb = 0, ab = 0;
        for (int j = 0; j < 11; j++)
          for (int i = 0; i < 11; i++) {
            double w = std::exp(-((i - 5) * (i - 5) + (j - 5) * (j - 5)) / 4.5);
            double p = a[((y + j) * width + x + i) * channels + c], q = b[((y + j) * width + x + i) * channels + c];
            weights += w, ma += w * p, mb += w * q, aa += w * p * p, bb += w * q * q, ab += w * p * q;
          }
        ma /= weights, mb /= weights;
        double va = aa / weights - ma * ma, vb = bb / weights - mb * mb, cov = ab / weights - ma * mb;
        total += (2 * ma * mb + 1e-4) * (2 * cov + 9e-4) / ((ma * ma + mb * mb + 1e-4) * (va + vb + 9e-4));
        windows++;
      }
  return total / windows;
}

Picture Random(gsize n, int seed) {
  AeRng rng;
  Picture p(n);
  ae_rng_init(&rng, static_cast<guint64>(seed), 0);
  for (float &x : p)
    x = static_cast<float>(ae_rng_uniform(&rng));
  return p;
}

TEST(Metrics, ErrorsByHand) {
  const float a[] = {0, 1, 0.5f, 0.25f}, b[] = {0.5f, 1, 0.25f, -0.25f};
  EXPECT_DOUBLE_EQ(ae_mse(a, b, 4), (0.25 + 0 + 0.0625 + 0.25) / 4);
  EXPECT_DOUBLE_EQ(ae_mae(a, b, 4), (0.5 + 0 + 0.25 + 0.5) / 4);
  EXPECT_EQ(ae_mse(a, a, 4), 0);
}

TEST(Metrics, PsnrByHand) {
  EXPECT_DOUBLE_EQ(ae_psnr(1), 0);
  EXPECT_DOUBLE_EQ(ae_psnr(0.001), 30);
  EXPECT_NEAR(ae_psnr(25.0 * 25 / 255 / 255), 20.1720, 1e-4) << "noise of sigma 25, as the literature has it";
  EXPECT_DOUBLE_EQ(ae_psnr(0), 120);
}

TEST(Metrics, SsimByHand) {
  const Picture dark(20 * 15, 0.25f), light(20 * 15, 0.75f);
  EXPECT_DOUBLE_EQ(Ssim(dark, dark, 20, 15, 1), 1);
  /* Flat pictures have no variance: only the means count. */
  EXPECT_NEAR(Ssim(dark, light, 20, 15, 1), (2 * 0.25 * 0.75 + 1e-4) / (0.25 * 0.25 + 0.75 * 0.75 + 1e-4), 1e-12);
  Picture x = Random(20 * 15, 1), negative = x;
  for (float &v : negative)
    v = 1 - v;
  EXPECT_LT(Ssim(x, negative, 20, 15, 1), 0);
  EXPECT_NEAR(Ssim(x, x, 20, 15, 1), 1, 1e-9);
}

TEST(Metrics, SsimIsItsDefinition) {
  const struct { int width, height, channels; } cases[] = {{11, 11, 1}, {12, 11, 3}, {31, 24, 1}, {24, 31, 3}};
  for (const auto &c : cases) {
    gsize n = static_cast<gsize>(c.width) * c.height * c.channels;
    Picture a = Random(n, 1), b = Random(n, 2);
    for (gsize i = 0; i < n; i++)
      b[i] = 0.7f * a[i] + 0.3f * b[i];
    double ssim = Ssim(a, b, c.width, c.height, c.channels);
    EXPECT_NEAR(ssim, SlowSsim(a, b, c.width, c.height, c.channels), 1e-9)
        << c.width << "x" << c.height << "x" << c.channels;
    EXPECT_GT(ssim, 0.5);
    EXPECT_LT(ssim, 0.99);
    EXPECT_DOUBLE_EQ(ssim, Ssim(b, a, c.width, c.height, c.channels)) << "symmetric";
  }
}

TEST(Metrics, SmallPicturesHaveSmallWindows) {
  const gsize sizes[][2] = {{1, 1}, {1, 30}, {30, 2}, {3, 3}, {10, 10}};
  for (const auto &size : sizes) {
    Picture a = Random(size[0] * size[1], 1), b = Random(size[0] * size[1], 2);
    EXPECT_NEAR(Ssim(a, a, size[0], size[1], 1), 1, 1e-9) << size[0] << "x" << size[1];
    double ssim = Ssim(a, b, size[0], size[1], 1);
    EXPECT_TRUE(ssim >= -1 && ssim < 1) << size[0] << "x" << size[1] << ": " << ssim;
  }
}

} // namespace
