/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "base/rng.h"
#include "stage/noise_clip.h"
#include "stage/noise_estimate.h"
#include "stage/noise_patch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

namespace {

struct Picture {
  guint32 width, height;
  guint channels;
  std::vector<float> pixels;

  Picture(guint32 w, guint32 h, guint c) : width(w), height(h), channels(c), pixels(size_t(w) * h * c) {}
  float &At(guint32 x, guint32 y, guint c) { return pixels[(size_t(y) * width + x) * channels + c]; }
};

/* What stands behind the noise; all stay within 0.1 .. 0.9. */
using Scene = float (*)(double x, double y, guint c);

float Flat(double, double, guint c) { return 0.4f + 0.1f * c; }
float Ramps(double x, double y, guint c) { return 0.15f + 0.7f * float(c == 1 ? y : c == 2 ? 1 - x : x); }
float Edges(double x, double y, guint c) {
  int i = int(x * 7), j = int(y * 5);
  return 0.15f + 0.7f * float((i * 3 + j * 5 + int(c) * 2) % 8) / 8;
}
/* Sines of falling strength up to 1.2 radians a pixel in the left half, in much the same way in all channels. */
float Texture(double x, double y, guint c) {
  double sum = 0;
  for (int k = 1; k <= 9; k++)
    sum += std::sin(40 * k * x + 25 * k * k * y + k) / k;
  return 0.5f + (x < 0.5 ? 0.12f : 0.01f) * float(sum) * (1 - 0.1f * c);
}

Picture Render(Scene scene, guint32 w, guint32 h, guint channels) {
  Picture p(w, h, channels);
  for (guint32 y = 0; y < h; y++)
    for (guint32 x = 0; x < w; x++)
      for (guint c = 0; c < channels; c++)
        p.At(x, y, c) = scene(double(x) / w, double(y) / h, c);
  return p;
}

/* 8-bit units. */
void AddNoise(Picture *p, std::vector<double> sigma, guint64 seed = 1) {
  AeRng rng;
  ae_rng_init(&rng, seed, 0);
  std::vector<float> noise(p->pixels.size());
  ae_rng_normals(&rng, noise.data(), noise.size());
  for (size_t i = 0; i < p->pixels.size(); i++)
    p->pixels[i] += float(sigma[i % sigma.size()] / 255) * noise[i];
}

void Quantise(Picture *p) {
  for (float &v : p->pixels)
    v = std::round(std::min(std::max(v, 0.0f), 1.0f) * 255) / 255;
}

AeNoiseEstimate Estimate(const Picture &p) {
  AeNoiseEstimate e;
  GError *error = nullptr;
  EXPECT_TRUE(ae_noise_estimate(p.pixels.data(), p.width, p.height, p.channels, &e, &error)) << error->message;
  return e;
}

struct Case {
  const char *name;
  Scene scene;
  guint channels;
};

class Noise : public testing::TestWithParam<Case> {};

TEST_P(Noise, IsFoundWithinATenth) {
  for (double sigma : {3.0, 5.0, 20.0, 50.0}) {
    Picture p = Render(GetParam().scene, 240, 192, GetParam().channels);
    AddNoise(&p, {sigma});
    AeNoiseEstimate e = Estimate(p);
    EXPECT_NEAR(e.sigma, sigma, 0.1 * sigma);
    for (double channel : e.channel)
      EXPECT_NEAR(channel, sigma, 0.1 * sigma);
  }
}

TEST_P(Noise, IsFoundInEightBits) {
  for (double sigma : {3.0, 10.0, 50.0}) {
    Picture p = Render(GetParam().scene, 240, 192, GetParam().channels);
    AddNoise(&p, {sigma});
    Quantise(&p);
    EXPECT_NEAR(Estimate(p).sigma, sigma, 0.1 * sigma);
  }
}

TEST_P(Noise, IsNotFoundInACleanPicture) {
  Picture p = Render(GetParam().scene, 240, 192, GetParam().channels);
  EXPECT_LT(Estimate(p).sigma, 0.8);
  Quantise(&p);
  EXPECT_LT(Estimate(p).sigma, 0.8);
}

TEST_P(Noise, GrowsWithTheContrast) {
  Picture p = Render(GetParam().scene, 200, 150, GetParam().channels), half = p;
  AddNoise(&p, {20});
  for (size_t i = 0; i < p.pixels.size(); i++)
    half.pixels[i] = 0.5f * p.pixels[i];
  EXPECT_NEAR(Estimate(half).sigma / Estimate(p).sigma, 0.5, 1e-3);
}

INSTANTIATE_TEST_SUITE_P(Scenes, Noise,
                         testing::Values(Case{"FlatGrey", Flat, 1}, Case{"FlatColour", Flat, 3},
                                         Case{"RampsGrey", Ramps, 1}, Case{"RampsColour", Ramps, 3},
                                         Case{"EdgesGrey", Edges, 1}, Case{"EdgesColour", Edges, 3},
                                         Case{"TextureGrey", Texture, 1}, Case{"TextureColour", Texture, 3}),
                         [](const auto &info) { return std::string(info.param.name); });

TEST(NoiseEstimate, TellsTheChannelsApart) {
  for (std::vector<double> sigma : {std::vector<double>{5, 10, 20}, {12, 4, 6}, {3, 3, 9}}) {
    Picture p = Render(Texture, 400, 300, 3);
    AddNoise(&p, sigma);
    AeNoiseEstimate e = Estimate(p);
    for (int c = 0; c < 3; c++)
      EXPECT_NEAR(e.channel[c], sigma[c], 0.1 * sigma[c]) << "channel " << c;
    double mean = std::sqrt((sigma[0] * sigma[0] + sigma[1] * sigma[1] + sigma[2] * sigma[2]) / 3);
    EXPECT_NEAR(e.sigma, mean, 0.05 * mean);
  }
}

TEST(NoiseEstimate, FindsNoiseThatIsTheSameInAllChannels) {
  Picture grey = Render(Ramps, 240, 192, 1), p(240, 192, 3);
  AddNoise(&grey, {12});
  for (size_t i = 0; i < p.pixels.size(); i++)
    p.pixels[i] = grey.pixels[i / 3];
  AeNoiseEstimate e = Estimate(p);
  EXPECT_NEAR(e.sigma, 12, 1.2);
  EXPECT_NEAR(e.channel[2], 12, 1.2);
}

TEST(NoiseEstimate, PassesOverWhatIsSaturated) {
  for (guint channels : {1, 3})
    for (float saturated : {0.0f, 1.0f}) {
      Picture p = Render(Ramps, 240, 192, channels);
      AddNoise(&p, {15});
      for (guint32 y = 0; y < 96; y++)
        for (guint32 x = 0; x < 240; x++)
          for (guint c = 0; c < channels; c++)
            p.At(x, y, c) = saturated;
      Quantise(&p);
      EXPECT_NEAR(Estimate(p).sigma, 15, 1.5) << channels << " channels, half of it " << saturated;
    }
}

TEST(NoiseEstimate, SeesHowNoiseDependsOnTheSignal) {
  for (guint channels : {1, 3}) {
    Picture p(400, 300, channels);
    AeRng rng;
    ae_rng_init(&rng, 3, 0);
    for (guint32 y = 0; y < p.height; y++)
      for (guint32 x = 0; x < p.width; x++)
        for (guint c = 0; c < channels; c++) {
          float signal = 0.1f + 0.8f * float(x) / float(p.width);
          p.At(x, y, c) = signal + std::sqrt(0.01f * signal) * float(ae_rng_normal(&rng));
        }
    AeNoiseEstimate e = Estimate(p);
    for (int i = 0; i < AE_NOISE_TONES; i++) {
      EXPECT_NEAR(e.tone[i], 255 * (0.1 + 0.8 * (i + 0.5) / AE_NOISE_TONES), 6) << i;
      EXPECT_NEAR(e.tone_sigma[i], 255 * std::sqrt(0.01 * e.tone[i] / 255), 0.2 * e.tone_sigma[i]) << i;
    }
    EXPECT_GT(e.tone_sigma[4], 2 * e.tone_sigma[0]);
    if (channels == 3) /* the root mean square */
      EXPECT_NEAR(e.sigma, 255 * std::sqrt(0.01 * 0.5), 1.5);
    else /* at least the second quietest fifth, nearly */
      EXPECT_NEAR(e.sigma, 0.9 * e.tone_sigma[1], 0.5);
  }
}

/* A binomial 3x3 filter leaves (6/16)^2 of the variance, mostly at low frequencies. */
TEST(NoiseEstimate, SeesSmearedNoise) {
  for (guint channels : {1, 3}) {
    Picture p = Render(Ramps, 240, 192, channels), noise(242, 194, channels);
    AddNoise(&noise, {40});
    const float tap[3] = {0.25f, 0.5f, 0.25f};
    for (guint32 y = 0; y < p.height; y++)
      for (guint32 x = 0; x < p.width; x++)
        for (guint c = 0; c < channels; c++)
          for (int i = 0; i < 9; i++)
            p.At(x, y, c) += tap[i / 3] * tap[i % 3] * noise.At(x + i % 3, y + i / 3, c);
    AeNoiseEstimate e = Estimate(p);
    EXPECT_NEAR(e.correlated, 15, 2);
    EXPECT_LT(e.whiteness, 0.5);
    EXPECT_TRUE(e.smeared);
  }
}

TEST(NoiseEstimate, SeesWhiteNoise) {
  for (guint channels : {1, 3}) {
    Picture p = Render(Ramps, 240, 192, channels);
    AddNoise(&p, {15});
    AeNoiseEstimate e = Estimate(p);
    EXPECT_NEAR(e.correlated, 15, 1.5);
    EXPECT_GT(e.whiteness, 0.96);
    EXPECT_FALSE(e.smeared);
  }
}

TEST(NoiseMeter, DoesNotDependOnHowRowsAreFed) {
  Picture p = Render(Texture, 301, 200, 3);
  AddNoise(&p, {10});
  Quantise(&p);
  AeNoiseEstimate whole = Estimate(p), parts;
  AeNoiseMeter *meter = ae_noise_meter_new(p.width, p.channels, nullptr);
  ASSERT_NE(meter, nullptr);
  guint32 block = 1;
  for (guint32 y = 0; y < p.height; y += block) {
    block = std::min(1 + y % 13, p.height - y);
    ASSERT_TRUE(ae_noise_meter_feed(meter, &p.At(0, y, 0), block, nullptr));
  }
  ASSERT_TRUE(ae_noise_meter_finish(meter, &parts, nullptr));
  ae_noise_meter_free(meter);
  EXPECT_EQ(std::memcmp(&whole, &parts, sizeof whole), 0);
}

TEST(NoiseMeter, ThinsOutWhereThePictureIsLarge) {
  for (guint32 width : {200u, 500u, 1500u}) {
    Picture p = Render(Ramps, width, 1400, 1);
    AddNoise(&p, {8});
    AeNoiseEstimate e = Estimate(p);
    EXPECT_GE(e.patches, 4000u) << width;
    EXPECT_LE(e.patches, 8192u) << width;
    EXPECT_NEAR(e.sigma, 8, 0.8) << width;
  }
}

/* Two halves of different noise must both be seen, whatever the first rows were. */
TEST(NoiseMeter, SamplesTheWholeHeight) {
  Picture p = Render(Flat, 160, 2000, 1), noise = p;
  AddNoise(&noise, {20});
  std::copy(noise.pixels.begin() + noise.pixels.size() / 4, noise.pixels.end(), p.pixels.begin() + p.pixels.size() / 4);
  for (guint32 y = 0; y < 500; y++)
    for (guint32 x = 0; x < 160; x++)
      p.At(x, y, 0) = 0.2f;
  AeNoiseEstimate e = Estimate(p);
  EXPECT_LT(e.tone_sigma[0], 1);
  EXPECT_NEAR(e.tone_sigma[3], 20, 2);
}

TEST(NoiseMeter, FindsNothingInTinyPictures) {
  for (auto size : {std::pair<guint32, guint32>{7, 100}, {100, 7}, {1, 1}, {8, 8}}) {
    Picture p = Render(Flat, size.first, size.second, 3);
    AddNoise(&p, {10});
    AeNoiseEstimate e = Estimate(p);
    EXPECT_EQ(e.patches, size == std::make_pair(8u, 8u) ? 1u : 0u);
    EXPECT_EQ(e.sigma, 0);
    EXPECT_EQ(e.correlated, 0);
  }
}

TEST(NoiseMeter, WorksFromAThumbnailOn) {
  Picture p = Render(Ramps, 64, 48, 3);
  AddNoise(&p, {10});
  EXPECT_NEAR(Estimate(p).sigma, 10, 1.5);
}

TEST(NoiseMeter, StandsNumbersThatAreNone) {
  const float inf = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
  Picture p = Render(Ramps, 240, 192, 3);
  AddNoise(&p, {10});
  const float odd[] = {nan, inf, -inf, std::numeric_limits<float>::max()};
  for (size_t i = 0; i < p.pixels.size(); i += 20011)
    p.pixels[i] = odd[i % 4];
  EXPECT_NEAR(Estimate(p).sigma, 10, 1.5);
  for (float &v : p.pixels)
    v = nan;
  EXPECT_EQ(Estimate(p).sigma, 0);
}

TEST(NoiseMeter, RefusesOtherThanOneOrThreeChannels) {
  for (guint channels : {0u, 2u, 4u}) {
    GError *error = nullptr;
    EXPECT_EQ(ae_noise_meter_new(100, channels, &error), nullptr);
    EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_USAGE)) << channels;
    g_clear_error(&error);
  }
  EXPECT_EQ(ae_noise_meter_new(0, 3, nullptr), nullptr);
}

TEST(NoiseMeter, RefusesMoreRowsThanItCanCount) {
  AeNoiseMeter *meter = ae_noise_meter_new(1, 1, nullptr);
  float row = 0;
  GError *error = nullptr;
  ASSERT_TRUE(ae_noise_meter_feed(meter, &row, 1, nullptr));
  EXPECT_FALSE(ae_noise_meter_feed(meter, &row, G_MAXUINT32, &error));
  EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_LIMIT));
  g_clear_error(&error);
  ae_noise_meter_free(meter);
}

/* A product of cosines is one coefficient of the transform: 8 * amplitude / 2 where neither index is 0. */
TEST(NoisePatch, PutsACosineInItsBand) {
  for (int u = 0; u < 8; u++)
    for (int v = 0; v < 8; v++) {
      float pixels[8][8];
      const float *rows[3][AE_NOISE_SIDE] = {};
      for (int y = 0; y < 8; y++) {
        rows[0][y] = pixels[y];
        for (int x = 0; x < 8; x++)
          pixels[y][x] = float(0.3 * std::cos(M_PI * (2 * y + 1) * u / 16) * std::cos(M_PI * (2 * x + 1) * v / 16));
      }
      AeNoisePatch patch = {};
      ae_noise_patch_measure(&patch, rows, 1);
      int own = u + v == 0 ? -1 : u + v <= 4 ? AE_BAND_LOW : u + v <= 8 ? AE_BAND_MID : AE_BAND_HIGH;
      const int coefficients[] = {14, 28, 21};
      double energy = 0.09 * 16 * (u ? 1 : 2) * (v ? 1 : 2);
      for (int band = 0; band < AE_BANDS; band++)
        EXPECT_NEAR(patch.energy[AE_PLANE_R][band], band == own ? energy / coefficients[band] : 0, 1e-6)
            << u << " " << v;
      EXPECT_NEAR(patch.mean[0], u + v == 0 ? 0.3 : 0, 1e-6);
    }
}

TEST(NoisePatch, CombinesTheChannels) {
  AeRng rng;
  ae_rng_init(&rng, 5, 0);
  float pixels[3][8][8];
  const float *rows[3][AE_NOISE_SIDE];
  for (int c = 0; c < 3; c++)
    for (int y = 0; y < 8; y++) {
      ae_rng_normals(&rng, pixels[c][y], 8);
      rows[c][y] = pixels[c][y];
    }
  AeNoisePatch p = {};
  ae_noise_patch_measure(&p, rows, 3);
  for (int band = 0; band < AE_BANDS; band++) {
    auto e = [&](AePlane plane) { return double(p.energy[plane][band]); };
    EXPECT_NEAR(3 * (e(AE_PLANE_R) + e(AE_PLANE_G) + e(AE_PLANE_B)),
                e(AE_PLANE_RG) + e(AE_PLANE_GB) + e(AE_PLANE_BR) + e(AE_PLANE_SUM), 1e-4);
    EXPECT_GT(e(AE_PLANE_RG), 0);
  }
}

/* Against the definition, by drawing. */
TEST(NoiseClip, IsWhatClippingLeaves) {
  AeRng rng;
  ae_rng_init(&rng, 7, 0);
  for (double sigma : {0.05, 0.2})
    for (int ends = 1; ends <= 3; ends++)
      for (double level : {-0.05, 0.02, 0.1, 0.5, 0.9, 1.05}) {
        bool low = ends & 1, high = ends & 2;
        double sum = 0, squares = 0;
        const int n = 10000;
        for (int i = 0; i < n; i++) {
          double v = level + sigma * ae_rng_normal(&rng);
          v = low ? std::max(v, 0.0) : v;
          v = high ? std::min(v, 1.0) : v;
          sum += v;
          squares += v * v;
        }
        double mean = sum / n, share = (squares / n - mean * mean) / (sigma * sigma);
        if (mean < 0.01 || mean > 0.99)
          continue;
        AeNoiseClip clip;
        ae_noise_clip_init(&clip, sigma, low, high);
        EXPECT_NEAR(ae_noise_clip_share(&clip, float(mean)), share, 0.05)
            << sigma << " at " << level << " ends " << ends;
      }
}

TEST(NoiseClip, KnowsNothingAtAClippedEnd) {
  AeNoiseClip clip;
  for (double sigma : {0.001, 0.02, 0.5}) {
    ae_noise_clip_init(&clip, sigma, TRUE, FALSE);
    EXPECT_EQ(ae_noise_clip_share(&clip, 0), 0);
    EXPECT_NEAR(ae_noise_clip_share(&clip, 1), 1, sigma < 0.4 ? 1e-3 : 0.2);
    ae_noise_clip_init(&clip, sigma, FALSE, TRUE);
    EXPECT_EQ(ae_noise_clip_share(&clip, 1), 0);
    EXPECT_NEAR(ae_noise_clip_share(&clip, 0), 1, sigma < 0.4 ? 1e-3 : 0.2);
  }
}

} // namespace
