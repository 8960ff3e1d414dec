/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Colour and alpha apart and together; what hides under transparency. */
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

extern "C" {
#include "base/rng.h"
#include "image/bridge.h"
#include "stage/planes.h"
}

namespace {

constexpr int kWidth = 23, kHeight = 31;

/* Random colour; half of it hidden, the rest with any alpha. */
AeImage *Picture(guint channels, guint64 seed = 1) {
  AeImageInfo info = {};
  info.width = kWidth;
  info.height = kHeight;
  info.channels = channels;
  info.sample = AE_SAMPLE_FLOAT;
  AeImage *image = ae_image_new(&info, nullptr);
  AeRng rng;
  ae_rng_init(&rng, seed, channels);
  float *p = reinterpret_cast<float *>(image->data);
  for (int i = 0; i < kWidth * kHeight; i++, p += channels) {
    for (guint c = 0; c < channels; c++)
      p[c] = static_cast<float>(ae_rng_uniform(&rng));
    if (channels % 2 == 0 && p[channels - 1] < 0.9)
      p[channels - 1] = 0;
  }
  return image;
}

float *Pixel(AeImage *image, int x, int y) {
  return reinterpret_cast<float *>(image->data) + (gsize(y) * image->info.width + x) * image->info.channels;
}

AeImage *Read(AeRows *rows) {
  EXPECT_NE(rows, nullptr);
  AeImage *image = ae_image_from_rows(rows, nullptr);
  ae_rows_free(rows);
  return image;
}

class Hidden : public testing::TestWithParam<guint> {};

/* Against the sum over all pixels, as the header has it. */
TEST_P(Hidden, IsTheMeanOfWhatIsVisibleNearby) {
  const guint channels = GetParam(), alpha = channels - 1;
  const int reach = 4;
  AeImage *image = Picture(channels), *filled = Read(ae_rows_fill_hidden(ae_image_rows(image, FALSE), reach, nullptr));
  for (int y = 0; y < kHeight; y++)
    for (int x = 0; x < kWidth; x++) {
      const float *before = Pixel(image, x, y), *after = Pixel(filled, x, y);
      ASSERT_EQ(after[alpha], before[alpha]);
      for (guint c = 0; c < alpha; c++) {
        double sum = 0, weights = 0;
        for (int v = 0; v <= std::min(y + reach, kHeight - 1); v++)
          for (int u = 0; u < kWidth; u++) {
            double weight = Pixel(image, u, v)[alpha] * std::pow(0.5, std::abs(u - x) + std::abs(v - y));
            weights += weight;
            sum += weight * Pixel(image, u, v)[c];
          }
        if (before[alpha] > 0) {
          ASSERT_EQ(after[c], before[c]);
        } else if (weights > 0) {
          ASSERT_NEAR(after[c], sum / weights, 1e-5) << x << "," << y;
        }
      }
    }
  ae_image_free(filled);
  ae_image_free(image);
}

TEST_P(Hidden, DoesNotDependOnHiddenColour) {
  const guint channels = GetParam(), alpha = channels - 1;
  AeImage *image = Picture(channels), *other = Picture(channels);
  int hidden = 0;
  for (int i = 0; i < kWidth * kHeight; i++)
    if (Pixel(other, i, 0)[alpha] == 0) {
      const float bad[] = {NAN, INFINITY, -1e30f};
      Pixel(other, i, 0)[0] = bad[hidden++ % 3];
    }
  EXPECT_GT(hidden, kWidth * kHeight / 3);
  AeImage *a = Read(ae_rows_fill_hidden(ae_image_rows(image, TRUE), kHeight, nullptr));
  AeImage *b = Read(ae_rows_fill_hidden(ae_image_rows(other, TRUE), kHeight, nullptr));
  EXPECT_EQ(memcmp(a->data, b->data, ae_image_row_bytes(&a->info) * kHeight), 0);
  ae_image_free(a);
  ae_image_free(b);
}

TEST_P(Hidden, ForgetsWhatIsNotFinite) {
  const guint channels = GetParam();
  AeImage *image = Picture(channels);
  Pixel(image, 3, 0)[0] = NAN;
  Pixel(image, 3, 0)[channels - 1] = 1;
  AeImage *filled = Read(ae_rows_fill_hidden(ae_image_rows(image, TRUE), 2, nullptr));
  for (int i = 0; i < kWidth * kHeight; i++)
    ASSERT_TRUE(i == 3 || std::isfinite(Pixel(filled, i, 0)[0])) << i;
  ae_image_free(filled);
}

INSTANTIATE_TEST_SUITE_P(Channels, Hidden, testing::Values(2u, 4u));

TEST(Planes, ComeApartAndTogetherInAnyOrder) {
  for (guint channels : {2u, 4u})
    for (int order = 0; order < 3; order++) {
      AeImage *image = Picture(channels);
      AeRows *colour, *alpha;
      ASSERT_TRUE(ae_rows_split(ae_image_rows(image, FALSE), &colour, &alpha, nullptr));
      ASSERT_NE(alpha, nullptr);
      if (order == 2) { /* one side is not wanted at all */
        ae_rows_free(alpha);
        AeImage *alone = Read(colour);
        EXPECT_EQ(Pixel(alone, 5, 7)[0], Pixel(image, 5, 7)[0]);
        ae_image_free(alone);
      } else { /* one side far ahead of the other one */
        AeImage *first = ae_image_from_rows(order ? alpha : colour, nullptr);
        AeRows *memory = ae_image_rows(first, TRUE);
        ae_rows_free(order ? alpha : colour);
        AeRows *joined =
            ae_rows_join(order ? colour : memory, order ? memory : alpha, &image->info, nullptr, nullptr, nullptr);
        AeImage *again = Read(joined);
        EXPECT_EQ(memcmp(again->data, image->data, ae_image_row_bytes(&image->info) * kHeight), 0) << order;
        ae_image_free(again);
      }
      ae_image_free(image);
    }
}

TEST(Planes, WithoutAlphaThereIsNothingToPart) {
  AeRows *rows = ae_image_rows(Picture(3), TRUE), *colour, *alpha;
  ASSERT_TRUE(ae_rows_split(rows, &colour, &alpha, nullptr));
  EXPECT_EQ(colour, rows);
  EXPECT_EQ(alpha, nullptr);
  ae_rows_free(rows);
}

TEST(Planes, FloatsAreTheBridges) {
  AeImageInfo info = {};
  info.width = 7;
  info.height = 3;
  info.channels = 4;
  info.maxval = 255;
  info.premultiplied = TRUE;
  AeImage *image = ae_image_new(&info, nullptr);
  for (int i = 0; i < 7 * 3 * 4; i++)
    image->data[i] = static_cast<guint8>(i % 4 == 3 ? 60 + i : i / 2);
  std::vector<float> wanted(7 * 3 * 4);
  ae_bridge_to_float(&image->info, image->data, wanted.data(), 7 * 3);
  AeImage *floats = Read(ae_rows_as_float(ae_image_rows(image, TRUE), nullptr));
  EXPECT_EQ(floats->info.sample, AE_SAMPLE_FLOAT);
  EXPECT_FALSE(floats->info.premultiplied);
  EXPECT_EQ(memcmp(floats->data, wanted.data(), wanted.size() * sizeof(float)), 0);
  ae_image_free(floats);
}

} // namespace
