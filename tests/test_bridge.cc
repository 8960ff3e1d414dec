/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image_helpers.h"

#include <algorithm>
#include <limits>

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

template <typename T> std::vector<T> FromFloat(const AeImageInfo &info, const std::vector<float> &in) {
  std::vector<T> out(in.size());
  ae_bridge_from_float(&info, in.data(), out.data(), in.size() / info.channels);
  return out;
}

template <typename T> std::vector<float> ToFloat(const AeImageInfo &info, const std::vector<T> &in) {
  std::vector<float> out(in.size());
  ae_bridge_to_float(&info, in.data(), out.data(), in.size() / info.channels);
  return out;
}

template <typename T> void ExpectAllCodesBack(AeSample sample, guint maxval) {
  AeImageInfo info = Info(1, 1, 1, sample);
  info.maxval = maxval;
  std::vector<T> codes(maxval + 1);
  for (guint i = 0; i <= maxval; i++)
    codes[i] = (T)i;
  std::vector<float> numbers = ToFloat(info, codes);
  EXPECT_EQ(numbers.front(), 0.0f);
  EXPECT_EQ(numbers.back(), 1.0f);
  for (guint i = 0; i <= maxval; i++)
    ASSERT_EQ(numbers[i], (float)i / (float)maxval) << i << " of " << maxval;
  EXPECT_TRUE(FromFloat<T>(info, numbers) == codes) << maxval;
}

TEST(Bridge, GivesAllCodesBack) {
  for (guint maxval : {1u, 2u, 3u, 7u, 15u, 100u, 254u, 255u})
    ExpectAllCodesBack<guint8>(AE_SAMPLE_U8, maxval);
  for (guint maxval : {256u, 1023u, 4095u, 9999u, 65534u, 65535u})
    ExpectAllCodesBack<guint16>(AE_SAMPLE_U16, maxval);
}

TEST(Bridge, RoundsAndClips) {
  AeImageInfo u8 = Info(1, 1, 1, AE_SAMPLE_U8), u16 = Info(1, 1, 1, AE_SAMPLE_U16);
  std::vector<float> in = {-1, -0.001f, 0,         0.49f / 255, 0.51f / 255, 254.51f / 255,
                           1,  1.5f,    kInfinity, -kInfinity,  kNan,        1e30f};
  EXPECT_EQ(FromFloat<guint8>(u8, in), (std::vector<guint8>{0, 0, 0, 0, 1, 255, 255, 255, 255, 0, 0, 255}));
  EXPECT_EQ(FromFloat<guint16>(u16, {kNan, 0.5f, 2, -2}), (std::vector<guint16>{0, 32768, 65535, 0}));
}

TEST(Bridge, LeavesFloatsAlone) {
  AeImageInfo info = Info(1, 1, 3, AE_SAMPLE_FLOAT);
  std::vector<float> in = {-1, 7.5f, kInfinity, 0, -0.0f, 1e-40f};
  EXPECT_EQ(memcmp(ToFloat(info, in).data(), in.data(), sizeof(float) * in.size()), 0);
  EXPECT_EQ(memcmp(FromFloat<float>(info, in).data(), in.data(), sizeof(float) * in.size()), 0);
}

TEST(Bridge, UndoesMultipliedAlpha) {
  AeImageInfo info = Info(1, 1, 4, AE_SAMPLE_FLOAT);
  info.premultiplied = TRUE;
  std::vector<float> in = {0.25f, 0.5f, 0, 0.5f, 0.3f, 0.2f, 0.1f, 0};
  EXPECT_EQ(ToFloat(info, in), (std::vector<float>{0.5f, 1, 0, 0.5f, 0, 0, 0, 0}));
  EXPECT_EQ(FromFloat<float>(info, {0.5f, 1, 0, 0.5f, 9, 9, 9, 0}),
            (std::vector<float>{0.25f, 0.5f, 0, 0.5f, 0, 0, 0, 0}));
}

TEST(Bridge, MultipliedCodesComeBackWhereAlphaIsNotZero) {
  for (guint channels : {2u, 4u})
    for (AeSample sample : {AE_SAMPLE_U8, AE_SAMPLE_U16}) {
      AeImageInfo info = Info(50, 60, channels, sample);
      ImageOwner image = Picture(info, 8);
      info.premultiplied = TRUE;
      gsize pixels = 50 * 60, n = pixels * channels;
      for (gsize i = n; i-- > 0;) { /* alpha, the last of a pixel, first: not zero, and no colour above it */
        gsize alpha = i / channels * channels + channels - 1;
        guint8 *u8 = image->data;
        guint16 *u16 = (guint16 *)image->data;
        if (sample == AE_SAMPLE_U8)
          u8[i] = i == alpha ? u8[i] | 1 : std::min(u8[i], u8[alpha]);
        else
          u16[i] = i == alpha ? u16[i] | 1 : std::min(u16[i], u16[alpha]);
      }
      std::vector<float> numbers(n);
      std::string back(n * ae_sample_size(sample), 0);
      ae_bridge_to_float(&info, image->data, numbers.data(), pixels);
      ae_bridge_from_float(&info, numbers.data(), back.data(), pixels);
      EXPECT_TRUE(back == Pixels(image.get())) << channels << " channels of " << ae_sample_name(sample);
    }
}

} // namespace
