/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/half.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

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
    guint16 back = ae_half_from_float(ae_half_to_float((guint16)h));
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
    ASSERT_EQ(ae_half_from_float(middle), even) << h;
    ASSERT_EQ(ae_half_from_float(std::nextafterf(middle, low)), h);
    ASSERT_EQ(ae_half_from_float(std::nextafterf(middle, high)), h + 1);
    ASSERT_EQ(ae_half_from_float(-middle), even | 0x8000);
  }
}

TEST(Half, OverflowsToInfinity) {
  EXPECT_EQ(ae_half_from_float(65504.0f), 0x7bff);
  EXPECT_EQ(ae_half_from_float(65519.0f), 0x7bff);
  EXPECT_EQ(ae_half_from_float(65520.0f), 0x7c00);
  EXPECT_EQ(ae_half_from_float(1e30f), 0x7c00);
  EXPECT_EQ(ae_half_from_float(-kInfinity), 0xfc00);
  EXPECT_EQ(ae_half_from_float(1e-30f), 0);
  EXPECT_EQ(ae_half_from_float(std::ldexp(1.0f, -25)), 0);
  EXPECT_EQ(ae_half_from_float(std::ldexp(1.0f, -24)), 1);
}

#ifdef __SSE2__
TEST(Half, DoesNotNeedSubnormalFloats) {
  const guint kept = _mm_getcsr();
  _mm_setcsr(kept | 0x8040); /* flush to zero, denormals are zero */
  guint wrong = 0;
  for (guint h = 0; h < 0x7c00; h++)
    wrong += ae_half_from_float(ae_half_to_float((guint16)h)) != h;
  float smallest = ae_half_to_float(1);
  _mm_setcsr(kept);
  EXPECT_EQ(wrong, 0u);
  EXPECT_EQ(smallest, 0x1p-24f);
}
#endif

} // namespace
