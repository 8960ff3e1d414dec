/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Holes that are filled: from what is known alone, smoothly, and in windows as in the whole. */
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

extern "C" {
#include "base/rng.h"
#include "image/push_pull.h"
}

namespace {

using std::vector;

struct Holed {
  int width, height, channels;
  vector<float> pixels, hole;
  Holed(int w, int h, int c) : width(w), height(h), channels(c), pixels(w * h * c), hole(w * h) {}
  float &At(int x, int y, int c = 0) { return pixels[(y * width + x) * channels + c]; }
  float &Hole(int x, int y) { return hole[y * width + x]; }
  /* Noise everywhere, and holes of many sizes. */
  void Scatter(guint64 seed) {
    AeRng rng;
    ae_rng_init(&rng, seed, 1);
    for (float &v : pixels)
      v = float(ae_rng_uniform(&rng));
    for (int n = 0; n < 12; n++) {
      int side = 1 << ae_rng_below(&rng, 8), left = ae_rng_below(&rng, width), top = ae_rng_below(&rng, height);
      for (int y = top; y < std::min(top + side, height); y++)
        for (int x = left; x < std::min(left + side / 2 + 1, width); x++)
          Hole(x, y) = 1;
    }
  }
  bool Fill() { return ae_push_pull(pixels.data(), hole.data(), width, height, channels, nullptr); }
};

TEST(PushPull, LeavesWhatIsKnownAndStaysWithinIt) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (auto [w, h] : {std::pair{1, 1}, std::pair{1, 50}, std::pair{37, 1}, std::pair{16, 16}, std::pair{33, 100}})
    for (int channels : {1, 3})
      for (guint64 seed = 1; seed < 5; seed++) {
        Holed p(w, h, channels);
        p.Scatter(seed);
        p.Hole(0, 0) = 0;
        vector<float> before = p.pixels;
        for (int i = 0; i < w * h * channels; i++)
          if (p.hole[i / channels] > 0)
            p.pixels[i] = nan;
        ASSERT_TRUE(p.Fill());
        for (int i = 0; i < w * h * channels; i++)
          if (p.hole[i / channels] > 0)
            ASSERT_TRUE(p.pixels[i] >= 0 && p.pixels[i] <= 1) << p.pixels[i];
          else
            ASSERT_EQ(p.pixels[i], before[i]);
      }
}

TEST(PushPull, GoesOnWithAConstantToAnySize) {
  Holed p(300, 200, 3);
  std::fill(p.hole.begin(), p.hole.end(), 1);
  for (int y = 90; y < 92; y++)
    for (int c = 0; c < 3; c++) {
      p.Hole(7, y) = 0;
      p.At(7, y, c) = 0.25f * (c + 1);
    }
  ASSERT_TRUE(p.Fill());
  for (int i = 0; i < 300 * 200 * 3; i++)
    ASSERT_NEAR(p.pixels[i], 0.25f * (i % 3 + 1), 1e-5);
}

TEST(PushPull, LeavesAPictureThatIsOneHole) {
  Holed p(20, 30, 1);
  p.Scatter(1);
  std::fill(p.hole.begin(), p.hole.end(), 1);
  vector<float> before = p.pixels;
  ASSERT_TRUE(p.Fill());
  EXPECT_EQ(p.pixels, before);
}

/* The harmonic solution of a band across a plane is the plane, and of a hole in a wave something between. */
TEST(PushPull, IsNearlyHarmonic) {
  Holed p(128, 96, 1);
  for (int y = 0; y < 96; y++)
    for (int x = 0; x < 128; x++) {
      p.At(x, y) = 0.5f + 0.3f * std::sin(x * 0.07f + y * 0.03f) + 0.1f * std::cos(y * 0.1f);
      p.Hole(x, y) = std::abs(x - 30 - y / 2) < 5 || (x > 80 && x < 110 && y > 30 && y < 70);
    }
  Holed harmonic = p;
  ASSERT_TRUE(p.Fill());
  for (int n = 0; n < 400; n++) /* successive over-relaxation, to convergence */
    for (int y = 0; y < 96; y++)
      for (int x = 0; x < 128; x++)
        if (harmonic.Hole(x, y) > 0) {
          float above = harmonic.At(x, std::max(y - 1, 0)), below = harmonic.At(x, std::min(y + 1, 95));
          float mean = (harmonic.At(x - 1, y) + harmonic.At(x + 1, y) + above + below) / 4;
          harmonic.At(x, y) += 1.8f * (mean - harmonic.At(x, y));
        }
  double sum = 0, worst = 0, n = 0;
  for (int i = 0; i < 128 * 96; i++)
    if (p.hole[i] > 0) {
      double d = std::abs(p.pixels[i] - harmonic.pixels[i]);
      sum += d;
      worst = std::max(worst, d);
      n++;
    }
  EXPECT_LT(sum / n, 0.012) << "of values that differ by 0.8";
  EXPECT_LT(worst, 0.06);
}

TEST(PushPull, IsTheSameInWindows) {
  const int reach = AE_PUSH_PULL_REACH;
  for (auto [w, h] : {std::pair{640, 590}, std::pair{561, 641}}) {
    Holed whole(w, h, 3), parts(w, h, 3);
    whole.Scatter(w);
    parts = whole;
    ASSERT_TRUE(whole.Fill());
    AePushPull *p = ae_push_pull_new(w, h, 3, nullptr);
    for (int y = 0; y < h; y++)
      ae_push_pull_feed(p, &parts.pixels[y * w * 3], &parts.hole[y * w]);
    ASSERT_TRUE(ae_push_pull_finish(p));
    for (auto [x, y, x1, y1] : {std::array{0, 0, 320, 352}, std::array{96, 112, 464, 560}, std::array{160, 96, w, h}}) {
      Holed copy = parts;
      AePushPullWindow window = {&copy.At(x, y), &copy.Hole(x, y), gsize(w),       guint32(x),
                                 guint32(y),     guint32(x1 - x),  guint32(y1 - y)};
      ASSERT_TRUE(ae_push_pull_fill(p, &window, nullptr));
      int holes = 0;
      for (int row = y ? y + reach : 0; row < (y1 < h ? y1 - reach : h); row++)
        for (int column = x ? x + reach : 0; column < (x1 < w ? x1 - reach : w); column++) {
          holes += copy.Hole(column, row) > 0;
          for (int c = 0; c < 3; c++)
            ASSERT_EQ(copy.At(column, row, c), whole.At(column, row, c)) << column << " " << row;
        }
      EXPECT_GT(holes, 500);
      for (int row = 0; row < h; row++)
        for (int column = 0; column < w; column++)
          if (row < y || row >= y1 || column < x || column >= x1) {
            ASSERT_EQ(copy.At(column, row), parts.At(column, row)) << "outside of the window";
          }
    }
    ae_push_pull_free(p);
  }
}

TEST(PushPull, RefusesWhatCannotBe) {
  float pixel = 0, hole = 1;
  g_autoptr(GError) error = nullptr;
  EXPECT_FALSE(ae_push_pull(&pixel, &hole, 0, 1, 1, &error));
  EXPECT_NE(error, nullptr);
  g_clear_error(&error);
  EXPECT_EQ(ae_push_pull_new(G_MAXUINT32, G_MAXUINT32, 1000, &error), nullptr);
  EXPECT_NE(error, nullptr);
}

} // namespace
