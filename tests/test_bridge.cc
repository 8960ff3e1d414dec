/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image_helpers.h"

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

/* The definition of binary16. */
double HalfValue(guint16 h) {
  int exponent = h >> 10 & 31, mantissa = h & 1023;
  double value = exponent == 0 ? std::ldexp(mantissa, -24) : std::ldexp(1024 + mantissa, exponent - 25);
  return h & 0x8000 ? -value : value;
}

bool IsFinite(guint16 h) { return (h >> 10 & 31) != 31; }

TEST(Half, ToFloatIsExact) {
  for (guint h = 0; h <= G_MAXUINT16; h++) {
    float f = ae_half_to_float((guint16)h);
    if (IsFinite((guint16)h))
      ASSERT_EQ((double)f, HalfValue((guint16)h)) << h;
    else if (h & 1023)
      ASSERT_TRUE(std::isnan(f)) << h;
    else
      ASSERT_EQ(f, h & 0x8000 ? -kInfinity : kInfinity) << h;
    ASSERT_EQ(std::signbit(f), (h & 0x8000) != 0) << h;
  }
}

TEST(Half, ComesBack) {
  for (guint h = 0; h <= G_MAXUINT16; h++) {
    guint16 back = ae_float_to_half(ae_half_to_float((guint16)h));
    if (IsFinite((guint16)h) || !(h & 1023))
      ASSERT_EQ(back, h);
    else
      ASSERT_TRUE(!IsFinite(back) && (back & 1023)) << h;
  }
}

/* Between each two neighbours: below the middle down, above it up, in the middle to the even one. */
TEST(Half, RoundsToNearestEven) {
  for (guint16 h = 0; h < 0x7bff; h++) {
    float low = ae_half_to_float(h), high = ae_half_to_float((guint16)(h + 1)), middle = (low + high) / 2;
    guint16 even = h & 1 ? (guint16)(h + 1) : h;
    ASSERT_EQ(ae_float_to_half(middle), even) << h;
    ASSERT_EQ(ae_float_to_half(std::nextafterf(middle, low)), h);
    ASSERT_EQ(ae_float_to_half(std::nextafterf(middle, high)), h + 1);
    ASSERT_EQ(ae_float_to_half(-middle), even | 0x8000);
  }
}

TEST(Half, OverflowsToInfinity) {
  EXPECT_EQ(ae_float_to_half(65504.0f), 0x7bff);
  EXPECT_EQ(ae_float_to_half(65519.0f), 0x7bff);
  EXPECT_EQ(ae_float_to_half(65520.0f), 0x7c00);
  EXPECT_EQ(ae_float_to_half(1e30f), 0x7c00);
  EXPECT_EQ(ae_float_to_half(-kInfinity), 0xfc00);
  EXPECT_EQ(ae_float_to_half(1e-30f), 0);
  EXPECT_EQ(ae_float_to_half(std::ldexp(1.0f, -25)), 0);
  EXPECT_EQ(ae_float_to_half(std::ldexp(1.0f, -24)), 1);
}

} // namespace
