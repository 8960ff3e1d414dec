/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Every row of the table of corruptions, and what each of them does. */
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

extern "C" {
#include "image/jpeg_quality.h"
#include "train/corrupt.h"
}

namespace {

using std::string;
using std::vector;

AeCorruptChain *Parse(const string &text) {
  g_autoptr(GError) error = nullptr;
  AeCorruptChain *chain = ae_corrupt_parse(text.c_str(), "test", &error);
  EXPECT_NE(chain, nullptr) << (error ? error->message : "");
  return chain;
}

struct Result {
  vector<float> pixels;
  double level;
};

Result Corrupt(const string &text, guint64 seed, int height = 40, int width = 56, int channels = 3,
               float value = 0.5f) {
  AeCorruptChain *chain = Parse(text);
  Result r = {vector<float>(height * width * channels + 1, value), 0};
  r.pixels.back() = 12345;
  vector<float> room(r.pixels.size(), 54321);
  AePatch patch = {r.pixels.data(), height, width, channels, 0, room.data()};
  AeRng rng;
  ae_rng_init(&rng, seed, 0);
  int factor = ae_corrupt_factor(chain);
  ae_corrupt_apply(chain, &rng, &patch);
  r.level = patch.level;
  ae_corrupt_free(chain);
  EXPECT_EQ(r.pixels.back(), 12345) << text << " wrote behind the picture";
  EXPECT_EQ(room.back(), 54321) << text << " wrote behind its room";
  EXPECT_EQ(patch.height, std::max(height / factor, 1)) << text;
  EXPECT_EQ(patch.width, std::max(width / factor, 1)) << text;
  r.pixels.resize(patch.height * patch.width * channels);
  return r;
}

TEST(Corruptions, EveryRowIsFiniteSeededAndTellsItsLevel) {
  for (const AeCorruption *const *row = ae_corruptions(); *row; row++)
    for (int channels : {1, 3}) {
      double levels = 0;
      for (guint64 seed = 1; seed <= 8; seed++) {
        Result a = Corrupt((*row)->name, seed, 40, 56, channels), b = Corrupt((*row)->name, seed, 40, 56, channels);
        EXPECT_EQ(a.pixels, b.pixels) << (*row)->name << ": one seed, one result";
        EXPECT_EQ(a.level, b.level);
        EXPECT_TRUE(std::isfinite(a.level) && a.level >= 0 && a.level < 1) << (*row)->name << " " << a.level;
        levels += a.level;
        for (float v : a.pixels)
          ASSERT_TRUE(std::isfinite(v)) << (*row)->name;
      }
      if (std::set<string>{"blur", "downscale", "holes", "jpeg"}.count((*row)->name))
        continue; /* they take detail away, and a constant picture has none */
      EXPECT_GT(levels, 0) << (*row)->name;
      EXPECT_NE(Corrupt((*row)->name, 1).pixels, Corrupt((*row)->name, 2).pixels) << (*row)->name;
    }
}

TEST(Corruptions, EveryRowTakesOddSizes) {
  for (const AeCorruption *const *row = ae_corruptions(); *row; row++)
    for (auto [height, width] : {std::pair{1, 1}, std::pair{2, 3}, std::pair{17, 5}})
      for (float v : Corrupt((*row)->name, 3, height, width).pixels)
        ASSERT_TRUE(std::isfinite(v)) << (*row)->name << " " << height << "x" << width;
}

/* Of what was done to every number. */
struct Noise {
  Noise(const Result &r, double clean) {
    for (float v : r.pixels)
      mean += (v - clean) / r.pixels.size();
    for (float v : r.pixels)
      deviation += (v - clean - mean) * (v - clean - mean) / r.pixels.size();
    deviation = std::sqrt(deviation);
  }
  double mean = 0, deviation = 0;
};

/* R58. */
TEST(Corruptions, GaussianHasItsLevel) {
  for (double sigma : {5.0, 25.0, 50.0}) {
    string s = std::to_string(sigma);
    Result r = Corrupt("gaussian sigma_min=" + s + " sigma_max=" + s, 7, 200, 200);
    EXPECT_NEAR(r.level * 255, sigma, 1e-4);
    Noise noise(r, 0.5);
    EXPECT_NEAR(noise.mean * 255, 0, sigma * 0.01);
    EXPECT_NEAR(noise.deviation * 255, sigma, sigma * 0.01);
  }
}

/* x + N(0.5, 0.5) clipped to 0..1, at x = 0: half of it lies between 0 and 1 and half of the rest is 1. */
TEST(Corruptions, GaussianHasAMeanAndClips) {
  const string text = "gaussian sigma_min=127.5 sigma_max=127.5 mean=127.5";
  Noise open(Corrupt(text, 3, 200, 200, 3, 0), 0);
  EXPECT_NEAR(open.mean, 0.5, 0.005);
  EXPECT_NEAR(open.deviation, 0.5, 0.005);
  Result clipped = Corrupt(text + " clip=1", 3, 200, 200, 3, 0);
  Noise noise(clipped, 0);
  EXPECT_NEAR(noise.mean, 0.5, 0.005);
  EXPECT_NEAR(noise.deviation, 0.35918, 0.0036) << "0.5 sqrt(1 - 2 phi(1)), phi the density of N(0, 1)";
  auto [least, greatest] = std::minmax_element(clipped.pixels.begin(), clipped.pixels.end());
  EXPECT_EQ(*least, 0);
  EXPECT_EQ(*greatest, 1);
}

/* A share p of a picture of 0.25 becomes 0 or 1: the mean changes by p (1/2 - 0.25), squares by p (0.25^2 + 0.75^2)
 * / 2. */
TEST(Corruptions, SaltAndPepperAreAsLikely) {
  Result r = Corrupt("salt_pepper share=0.2", 5, 200, 200, 3, 0.25f);
  double salt = 0, pepper = 0, n = r.pixels.size();
  for (float v : r.pixels) {
    ASSERT_TRUE(v == 0 || v == 1 || v == 0.25f);
    salt += v == 1;
    pepper += v == 0;
  }
  EXPECT_NEAR(salt / n, 0.1, 0.004);
  EXPECT_NEAR(pepper / n, 0.1, 0.004);
  EXPECT_NEAR(Noise(r, 0.25).mean, 0.05, 0.003);
  EXPECT_NEAR(r.level, std::sqrt(0.2 * (0.0625 + 0.5625) / 2), 0.005);
  EXPECT_EQ(Corrupt("salt_pepper share=0", 5).level, 0);
}

TEST(Corruptions, PoissonHasTheVarianceOfPhotons) {
  for (double peak : {4.0, 30.0, 500.0})
    for (float value : {0.2f, 0.9f}) {
      Result r = Corrupt("poisson peak=" + std::to_string(peak), 5, 200, 200, 3, value);
      Noise noise(r, value);
      double deviation = std::sqrt(value / peak);
      EXPECT_NEAR(noise.mean, 0, 0.02 * deviation) << peak;
      EXPECT_NEAR(noise.deviation, deviation, 0.01 * deviation) << peak;
      EXPECT_NEAR(r.level, noise.deviation, 1e-3 * deviation);
    }
  for (float v : Corrupt("poisson", 1, 4, 4, 1, -0.5f).pixels)
    EXPECT_EQ(v, 0) << "nothing shines less than not at all";
}

/* Squares wholly inside the picture, over all channels, and no more of them than are needed. */
TEST(Corruptions, MaskTakesAShareInSquares) {
  for (int size : {1, 5}) {
    Result r = Corrupt("mask share=0.25 value=1 size=" + std::to_string(size), 9, 40, 56, 3, 0.5f);
    int lost = 0;
    for (gsize i = 0; i < r.pixels.size(); i += 3) {
      ASSERT_TRUE(r.pixels[i] == 1 || r.pixels[i] == 0.5f);
      ASSERT_TRUE(r.pixels[i] == r.pixels[i + 1] && r.pixels[i] == r.pixels[i + 2]);
      lost += r.pixels[i] == 1;
    }
    EXPECT_GE(lost, 560);
    EXPECT_LT(lost, 560 + size * size);
    EXPECT_NEAR(r.level, std::sqrt(lost / (40 * 56.0)) / 2, 1e-6);
  }
  Result whole = Corrupt("mask share=0.1 size=4096", 1, 5, 7, 1);
  EXPECT_EQ(*std::max_element(whole.pixels.begin(), whole.pixels.end()), 0);
  Result vector = Corrupt("mask share=0.5", 1, 1, 1, 20);
  EXPECT_EQ(std::count(vector.pixels.begin(), vector.pixels.end(), 0), 10) << "of a vector, numbers are lost";
}

/* What is lost is told, no more of it than was asked for, and the rest stays. */
TEST(Corruptions, HolesAreTold) {
  for (const char *kind : {"all", "scratches", "strokes", "rectangles", "specks"}) {
    AeCorruptChain *chain = Parse(string("holes share_min=0.2 share=0.2 kind=") + kind);
    const int width = 56, height = 40, n = width * height;
    vector<float> x(n * 3), room(x.size()), plane(n + 1, -1);
    AeRng rng;
    ae_rng_init(&rng, 4, 4);
    for (float &v : x)
      v = float(ae_rng_uniform(&rng));
    vector<float> clean = x;
    AePatch patch = {x.data(), height, width, 3, 0, room.data(), plane.data()};
    ae_corrupt_apply(chain, &rng, &patch);
    ae_corrupt_free(chain);
    EXPECT_TRUE(patch.told);
    EXPECT_EQ(plane[n], -1);
    int lost = 0;
    for (int i = 0; i < n; i++) {
      ASSERT_TRUE(plane[i] == 0 || plane[i] == 1);
      lost += plane[i] == 1;
      ASSERT_EQ(plane[i] == 0, x[3 * i] == clean[3 * i]) << kind;
    }
    EXPECT_EQ(lost, int(std::ceil(0.2 * n))) << kind;
  }
}

TEST(Corruptions, ScratchesHaveTheirWidth) {
  AeCorruptChain *chain = Parse("holes kind=rectangles scratched=1 share_min=0.1 share=0.1 width_min=8 width_max=8");
  const int width = 200, height = 200;
  vector<float> x(width * height, 0.5f), room(x.size()), plane(x.size());
  AePatch patch = {x.data(), height, width, 1, 0, room.data(), plane.data()};
  AeRng rng;
  ae_rng_init(&rng, 2, 2);
  ae_corrupt_apply(chain, &rng, &patch);
  ae_corrupt_free(chain);
  int deepest = 0; /* how far the nearest pixel that is known lies at most, in x or y */
  for (int y = 0; y < height; y++)
    for (int at = 0; at < width; at++) {
      int r = 0;
      for (bool whole = true; whole && r < 20; r += whole)
        for (int i = -r; i <= r && whole; i++)
          for (int j = -r; j <= r && whole; j++) {
            int row = y + i, column = at + j;
            whole = row < 0 || row >= height || column < 0 || column >= width || plane[row * width + column] == 1;
          }
      deepest = std::max(deepest, r);
    }
  EXPECT_GE(deepest, 3);
  EXPECT_LE(deepest, 8) << "where two of them cross, or run into a corner";
}

/* A step from 0 to 1, in a picture that is 1 x n or n x 1. */
vector<float> BlurredStep(int height, int width, double sigma) {
  g_autofree char *text = g_strdup_printf("blur sigma_min=%g sigma_max=%g", sigma, sigma);
  AeCorruptChain *chain = Parse(text);
  vector<float> x(height * width), room(x.size());
  for (gsize i = x.size() / 2; i < x.size(); i++)
    x[i] = 1;
  AePatch patch = {x.data(), height, width, 1, 0, room.data()};
  AeRng rng;
  ae_rng_init(&rng, 1, 1);
  ae_corrupt_apply(chain, &rng, &patch);
  ae_corrupt_free(chain);
  return x;
}

TEST(Corruptions, BlurIsAGaussianAlongBothAxes) {
  for (double sigma : {2.0, 3.5}) {
    vector<float> row = BlurredStep(1, 60, sigma), column = BlurredStep(60, 1, sigma);
    for (int i = 0; i < 60; i++) {
      EXPECT_NEAR(row[i], 0.5 + 0.5 * std::erf((i - 29.5) / (sigma * std::sqrt(2))), 3e-3) << i;
      EXPECT_NEAR(row[i], column[i], 1e-6);
    }
  }
  vector<float> same = BlurredStep(1, 8, 0);
  EXPECT_EQ(same, (vector<float>{0, 0, 0, 0, 1, 1, 1, 1}));
}

/* A ramp with a wave, so that there is something to lose. */
vector<float> Shrunk(const string &text, int width, int height, int *new_width = nullptr) {
  AeCorruptChain *chain = Parse(text);
  vector<float> x(height * width), room(x.size());
  for (int i = 0; i < height * width; i++)
    x[i] = (i % width * 4 + i / width) / 100.0f + (i % 2 ? 0.05f : 0);
  AePatch patch = {x.data(), height, width, 1, 0, room.data()};
  AeRng rng;
  ae_rng_init(&rng, 1, 1);
  ae_corrupt_apply(chain, &rng, &patch);
  ae_corrupt_free(chain);
  x.resize(patch.width * patch.height);
  if (new_width)
    *new_width = patch.width;
  return x;
}

TEST(Corruptions, DownscaleByTheMeansOfSquares) {
  int width;
  vector<float> clean = Shrunk("", 8, 6), small = Shrunk("downscale filter=box round=0", 8, 6, &width);
  ASSERT_EQ(width, 4);
  ASSERT_EQ(small.size(), 12u);
  for (int y = 0; y < 3; y++)
    for (int x = 0; x < 4; x++) {
      const float *p = &clean[16 * y + 2 * x];
      EXPECT_NEAR(small[4 * y + x], (p[0] + p[1] + p[8] + p[9]) / 4, 1e-6);
    }
  vector<float> kept = Shrunk("downscale filter=box round=0 keep=nearest", 8, 6, &width);
  ASSERT_EQ(width, 8);
  for (int i = 0; i < 48; i++)
    EXPECT_EQ(kept[i], small[i / 16 * 4 + i % 8 / 2]);
}

TEST(Corruptions, DownscaleMayKeepTheSize) {
  for (auto [width, height] : {std::pair{8, 6}, std::pair{9, 7}, std::pair{1, 5}})
    for (const char *keep : {"bicubic", "nearest"}) {
      AeCorruptChain *chain = Parse(string("downscale factor=3 keep=") + keep);
      EXPECT_EQ(ae_corrupt_factor(chain), 1);
      ae_corrupt_free(chain);
      int w;
      EXPECT_EQ(Shrunk(string("downscale factor=3 keep=") + keep, width, height, &w).size(), gsize(width * height));
      EXPECT_EQ(w, width);
    }
  vector<float> clean = Shrunk("", 24, 24), near = Shrunk("downscale keep=bicubic round=0", 24, 24);
  for (int i = 0; i < 24 * 24; i++)
    if (i / 24 > 3 && i / 24 < 20 && i % 24 > 3 && i % 24 < 20) {
      EXPECT_NEAR(near[i], clean[i] + (i % 2 ? -0.025 : 0.025), 0.004) << "the wave is lost and the ramp stays";
    }
}

TEST(Corruptions, JpegIsWorseTheLowerItsQuality) {
  double last = 0;
  for (int quality : {95, 50, 10}) {
    AeCorruptChain *chain =
        Parse("jpeg quality_min=" + std::to_string(quality) + " quality_max=" + std::to_string(quality));
    vector<float> x(32 * 24 * 3), room(x.size());
    AeRng rng;
    ae_rng_init(&rng, 1, 1);
    for (float &v : x)
      v = float(ae_rng_uniform(&rng));
    vector<float> clean = x;
    AePatch patch = {x.data(), 24, 32, 3, 0, room.data()};
    ae_corrupt_apply(chain, &rng, &patch);
    ae_corrupt_free(chain);
    double squares = 0;
    for (gsize i = 0; i < x.size(); i++)
      squares += std::pow(x[i] - clean[i], 2) / x.size();
    EXPECT_NEAR(patch.level, std::sqrt(squares), 1e-6);
    EXPECT_GT(patch.level, last);
    last = patch.level;
  }
  EXPECT_LT(last, 0.5);
}

TEST(Corruptions, JpegTellsItsQualityWhereAsked) {
  const string at_30 = "jpeg quality_min=30 quality_max=30 told=quality";
  EXPECT_EQ(Corrupt(at_30, 1).level, ae_jpeg_level(30));
  EXPECT_EQ(Corrupt(at_30 + " untold=1", 1).level, AE_JPEG_LEVEL_UNKNOWN);
  int told = 0;
  for (guint64 seed = 0; seed < 200; seed++)
    told += Corrupt(at_30 + " untold=0.25", seed, 8, 8).level > 0;
  EXPECT_NEAR(told, 150, 25);
}

/* A step at x = 8 is a border of blocks, where JPEG loses nothing of it, unless the blocks begin elsewhere. */
TEST(Corruptions, JpegBlocksBeginAnywhereWhereAsked) {
  auto error_of_step = [](const string &keys, guint64 seed) {
    AeCorruptChain *chain = Parse("jpeg quality_min=20 quality_max=20 " + keys);
    vector<float> x(64 * 64 * 3), room(x.size());
    for (gsize i = 0; i < x.size(); i++)
      x[i] = i / 3 % 64 < 8 ? 0.25f : 0.75f;
    AePatch patch = {x.data(), 64, 64, 3, 0, room.data()};
    AeRng rng;
    ae_rng_init(&rng, seed, 0);
    ae_corrupt_apply(chain, &rng, &patch);
    ae_corrupt_free(chain);
    return patch.level;
  };
  double aligned = error_of_step("", 1), most = 0;
  for (guint64 seed = 1; seed < 9; seed++)
    most = std::max(most, error_of_step("shifted=1", seed));
  EXPECT_GT(most, 2 * aligned);
}

TEST(Corruptions, GaussianDrawsItsLevelUniformly) {
  double sum = 0, least = 255, greatest = 0;
  for (guint64 seed = 0; seed < 400; seed++) {
    double level = Corrupt("gaussian sigma_min=10 sigma_max=30", seed, 2, 2).level * 255;
    sum += level / 400;
    least = std::min(least, level);
    greatest = std::max(greatest, level);
  }
  EXPECT_NEAR(sum, 20, 1);
  EXPECT_GE(least, 10 - 1e-4);
  EXPECT_LE(greatest, 30 + 1e-4);
  EXPECT_GT(greatest - least, 18);
}

TEST(Corruptions, ChainAddsVariances) {
  const string three = "gaussian sigma_min=3 sigma_max=3", four = "gaussian sigma_min=4 sigma_max=4";
  EXPECT_NEAR(Corrupt(three + "  " + four, 1).level * 255, 5, 1e-4);
  Result none = Corrupt("", 1);
  EXPECT_EQ(none.level, 0);
  EXPECT_EQ(none.pixels[0], 0.5f);
}

TEST(Corruptions, RefusesBadChains) {
  const std::pair<const char *, const char *> bad[] = {{"gauss", "gaussian"},
                                                       {"sigma_max=3", "before the first"},
                                                       {"gaussian sigma=3", "sigma_m"},
                                                       {"gaussian sigma_max=x", "sigma_max"},
                                                       {"gaussian sigma_min=30 sigma_max=3", "above"},
                                                       {"blur sigma_min=3", "above"},
                                                       {"jpeg quality_min=95", "above"},
                                                       {"mask share=1", "share"},
                                                       {"holes width_min=13", "above"},
                                                       {"holes share_min=0.3", "above"},
                                                       {"downscale keep=yes", "nearest"}};
  for (auto [text, part] : bad) {
    g_autoptr(GError) error = nullptr;
    EXPECT_EQ(ae_corrupt_parse(text, "test.ini [corrupt]", &error), nullptr) << text;
    ASSERT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_USAGE)) << text;
    EXPECT_EQ(string(error->message).find("test.ini [corrupt]: "), 0u) << error->message;
    EXPECT_NE(string(error->message).find(part), string::npos) << error->message;
  }
}

} // namespace
