/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/mosaic.h"

#include <gtest/gtest.h>

#include <vector>

namespace {

/* Kernels of the two methods, read off a single sample at a red, a green and a blue place. */
class Demosaic : public testing::TestWithParam<AeDemosaic> {
protected:
  static constexpr int kSide = 12, kStride = kSide + 2 * AE_MOSAIC_BORDER;

  using Pixels = std::vector<float>;

  static Pixels Impulse(AeDemosaic method, const AeBayer &bayer, int x, int y) {
    std::vector<float> mosaic(kStride * kStride);
    mosaic[(y + AE_MOSAIC_BORDER) * kStride + x + AE_MOSAIC_BORDER] = 8;
    Pixels rgb(kSide * kSide * 3);
    ae_demosaic(method, &bayer, mosaic.data(), kSide, kSide, rgb.data());
    return rgb;
  }
  static float At(const Pixels &rgb, int x, int y, int c) { return rgb[(y * kSide + x) * 3 + c]; }
};

TEST_P(Demosaic, KeepsTheSeenSample) {
  for (int phase = 0; phase < 4; phase++) {
    AeBayer bayer = {phase & 1, phase >> 1};
    int count[3] = {};
    for (int y = 4; y < 6; y++)
      for (int x = 4; x < 6; x++) {
        int c = ae_bayer_colour(&bayer, x, y);
        count[c]++;
        EXPECT_EQ(At(Impulse(GetParam(), bayer, x, y), x, y, c), 8);
      }
    EXPECT_EQ(count[0], 1);
    EXPECT_EQ(count[1], 2);
    EXPECT_EQ(count[2], 1);
    EXPECT_EQ(ae_bayer_colour(&bayer, bayer.red_x, bayer.red_y), 0);
  }
}

TEST_P(Demosaic, HasThePublishedWeights) {
  bool gradient = GetParam() == AE_DEMOSAIC_GRADIENT;
  AeBayer bayer = {0, 0};
  Pixels red = Impulse(GetParam(), bayer, 4, 4), green = Impulse(GetParam(), bayer, 5, 4);
  EXPECT_EQ(At(red, 4, 4, 1), gradient ? 4 : 0);    /* green at the red sample */
  EXPECT_EQ(At(red, 4, 4, 2), gradient ? 6 : 0);    /* blue at it */
  EXPECT_EQ(At(red, 5, 4, 0), 4);                   /* red at green beside it */
  EXPECT_EQ(At(red, 4, 5, 0), 4);                   /* red at green below */
  EXPECT_EQ(At(red, 5, 5, 0), 2);                   /* red at blue */
  EXPECT_EQ(At(red, 6, 4, 1), gradient ? -1 : 0);   /* green at the next red */
  EXPECT_EQ(At(red, 6, 4, 2), gradient ? -1.5 : 0); /* blue at it */
  EXPECT_EQ(At(green, 4, 4, 1), 2);
  EXPECT_EQ(At(green, 5, 4, 0), gradient ? 5 : 0);
  EXPECT_EQ(At(green, 5, 4, 2), gradient ? 5 : 0);
  EXPECT_EQ(At(green, 7, 4, 0), gradient ? -1 : 0);  /* red at the next green of the row: along the red neighbours */
  EXPECT_EQ(At(green, 7, 4, 2), gradient ? 0.5 : 0); /* blue there: across the blue ones */
  EXPECT_EQ(At(green, 6, 5, 0), gradient ? -1 : 0);
}

TEST_P(Demosaic, KeepsAFlatColourUpToTheEdge) {
  const float colour[3] = {0.2f, 0.5f, 0.9f};
  for (int phase = 0; phase < 4; phase++) {
    AeBayer bayer = {phase & 1, phase >> 1};
    std::vector<float> mosaic(kStride * kStride, 100);
    for (int y = 0; y < kSide; y++)
      for (int x = 0; x < kSide; x++)
        mosaic[(y + AE_MOSAIC_BORDER) * kStride + x + AE_MOSAIC_BORDER] = colour[ae_bayer_colour(&bayer, x, y)];
    ae_mosaic_mirror(mosaic.data(), kSide, kSide);
    for (int y = -AE_MOSAIC_BORDER; y < kSide + AE_MOSAIC_BORDER; y++)
      for (int x = -AE_MOSAIC_BORDER; x < kSide + AE_MOSAIC_BORDER; x++)
        ASSERT_EQ(mosaic[(y + AE_MOSAIC_BORDER) * kStride + x + AE_MOSAIC_BORDER],
                  colour[ae_bayer_colour(&bayer, x, y)])
            << x << " " << y;
    Pixels rgb(kSide * kSide * 3);
    ae_demosaic(GetParam(), &bayer, mosaic.data(), kSide, kSide, rgb.data());
    for (size_t i = 0; i < rgb.size(); i++)
      ASSERT_NEAR(rgb[i], colour[i % 3], 1e-6) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Methods, Demosaic, testing::Values(AE_DEMOSAIC_BILINEAR, AE_DEMOSAIC_GRADIENT),
                         [](const auto &info) { return info.param == AE_DEMOSAIC_GRADIENT ? "Gradient" : "Bilinear"; });

} // namespace
