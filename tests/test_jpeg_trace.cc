/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The quality of a JPEG found in its pixels, and nothing found where there is none. */
#include "stage/jpeg_trace.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

extern "C" {
#include "base/rng.h"
#include "image/jpeg_quality.h"
#include "train/recompress.h"
}

namespace {

constexpr int kWidth = 250, kHeight = 170;
using Bytes = std::vector<guint8>;

/* Edges, waves and grain, in colour. */
Bytes Scene() {
  Bytes rgb;
  AeRng rng;
  ae_rng_init(&rng, 4, 0);
  for (int y = 0; y < kHeight; y++)
    for (int x = 0; x < kWidth; x++)
      for (int c = 0; c < 3; c++) {
        double edge = std::hypot(x - 120, y - 80) < 60 ? 40 : 0,
               wave = 30 * std::sin(x * 0.21 + c) * std::cos(y * 0.13);
        rgb.push_back(static_cast<guint8>(CLAMP(110 + edge + wave + 6 * ae_rng_normal(&rng), 0, 255)));
      }
  return rgb;
}

Bytes Compressed(int quality, bool halved) {
  Bytes rgb = Scene();
  AeJpegLoss loss = {quality, halved};
  EXPECT_TRUE(ae_recompress(&loss, rgb.data(), kWidth, kHeight, nullptr));
  return rgb;
}

/* colours: 1 takes the green. left, top: what is cut away. */
guint Find(const Bytes &rgb, guint colours = 3, int left = 0, int top = 0) {
  int width = kWidth - left;
  AeJpegTrace *trace = ae_jpeg_trace_new(width, colours, nullptr);
  for (int y = top; y < kHeight; y++) {
    std::vector<float> row;
    for (int x = left; x < kWidth; x++)
      for (guint c = 0; c < colours; c++)
        row.push_back(rgb[(y * kWidth + x) * 3 + (colours == 1 ? 1 : c)] / 255.0f);
    EXPECT_TRUE(ae_jpeg_trace_feed(trace, row.data(), nullptr));
  }
  guint quality = ae_jpeg_trace_quality(trace);
  ae_jpeg_trace_free(trace);
  return quality;
}

TEST(JpegTrace, FindsEveryQualityThatMatters) {
  for (guint quality : {5, 10, 20, 35, 50, 60, 75, 80, 90})
    for (bool halved : {false, true})
      EXPECT_EQ(Find(Compressed(quality, halved)), quality) << halved;
}

TEST(JpegTrace, FindsItInGrey) {
  Bytes grey = Scene();
  for (size_t i = 0; i < grey.size(); i += 3)
    grey[i] = grey[i + 2] = grey[i + 1];
  AeJpegLoss loss = {40, TRUE};
  ASSERT_TRUE(ae_recompress(&loss, grey.data(), kWidth, kHeight, nullptr));
  EXPECT_EQ(Find(grey, 1), 40u);
}

TEST(JpegTrace, SeesPastAClippedCorner) {
  Bytes rgb = Compressed(30, true);
  for (int y = 0; y < 60; y++)
    for (int x = 0; x < 90 * 3; x++)
      rgb[y * kWidth * 3 + x] = y < 30 ? 255 : 0;
  EXPECT_EQ(Find(rgb), 30u);
}

TEST(JpegTrace, FindsNothingWhereNothingIs) {
  EXPECT_EQ(Find(Scene()), 0u) << "never compressed";
  EXPECT_EQ(Find(Compressed(50, true), 3, 3, 5), 0u) << "blocks elsewhere";
  EXPECT_EQ(Find(Bytes(kWidth * kHeight * 3, 77)), 0u) << "one colour";
  Bytes blurred = Compressed(50, true);
  for (size_t i = 0; i + 3 < blurred.size(); i++)
    blurred[i] = static_cast<guint8>((blurred[i] + blurred[i + 3]) / 2);
  EXPECT_EQ(Find(blurred), 0u) << "blurred";
}

TEST(JpegTrace, LessContrastIsABetterQuality) {
  Bytes rgb = Compressed(50, true);
  for (guint8 &v : rgb)
    v = static_cast<guint8>(std::lrint(v * 0.8 + 20));
  EXPECT_NEAR(Find(rgb), 60, 2) << "0.8 times the steps at 50";
}

TEST(JpegTrace, TakesAnySample) {
  for (float value : {NAN, INFINITY, -1e30f, 2.0f}) {
    AeJpegTrace *trace = ae_jpeg_trace_new(16, 1, nullptr);
    std::vector<float> row(16, value);
    for (int y = 0; y < 20; y++)
      ae_jpeg_trace_feed(trace, row.data(), nullptr);
    EXPECT_EQ(ae_jpeg_trace_quality(trace), 0u);
    ae_jpeg_trace_free(trace);
  }
}

TEST(JpegQuality, TablesAndTheirQualityAgree) {
  for (guint quality = 1; quality <= 100; quality++) {
    guint16 steps[AE_JPEG_STEPS], again[AE_JPEG_STEPS];
    ae_jpeg_luma_steps(quality, steps);
    ae_jpeg_luma_steps(ae_jpeg_quality_of(steps), again);
    for (int i = 0; i < AE_JPEG_STEPS; i++)
      ASSERT_EQ(steps[i], again[i]) << quality;
  }
}

TEST(JpegQuality, LevelFallsAsQualityRises) {
  for (guint quality = 2; quality <= 100; quality++)
    EXPECT_LT(ae_jpeg_level(quality), ae_jpeg_level(quality - 1));
  EXPECT_DOUBLE_EQ(ae_jpeg_level(100), 1.0 / 32);
  EXPECT_DOUBLE_EQ(ae_jpeg_level(50), 2.0 / 32);
  EXPECT_GT(ae_jpeg_level(100), AE_JPEG_LEVEL_UNKNOWN);
}

} // namespace
