/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "model/dtype.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <vector>

namespace {

double HalfValue(guint16 half) {
  double sign = half & 0x8000 ? -1 : 1;
  int exponent = half >> 10 & 31, mantissa = half & 1023;
  return sign * (exponent ? std::ldexp(1024 + mantissa, exponent - 25) : std::ldexp(mantissa, -24));
}

TEST(Dtype, EveryHalfIsReadAndWrittenBack) {
  const AeDtype *f16 = ae_dtype_by_name("F16");
  for (guint code = 0; code < 65536; code++) {
    guint16 half = static_cast<guint16>(code), back = 0;
    float x;
    f16->to_float(&half, &x, 1);
    if ((half & 0x7c00) == 0x7c00) {
      EXPECT_EQ(std::isnan(x), (half & 1023) != 0) << code;
      EXPECT_FALSE(std::isfinite(x)) << code;
      EXPECT_EQ(ae_dtype_half_from_float(&x, &back, 1), 0u) << code;
    } else {
      ASSERT_EQ(x, HalfValue(half)) << code;
      ASSERT_EQ(std::signbit(x), (half & 0x8000) != 0) << code;
      ASSERT_EQ(ae_dtype_half_from_float(&x, &back, 1), 1u) << code;
      ASSERT_EQ(back, half) << code;
    }
  }
}

/* Between two neighbours the nearer one is taken, and in the middle the even one. */
TEST(Dtype, HalvesAreRoundedToNearestEven) {
  for (guint code = 0; code < 0x7bff; code++) {
    double low = HalfValue(static_cast<guint16>(code)), high = HalfValue(static_cast<guint16>(code + 1)),
           middle = (low + high) / 2;
    const struct {
      float x;
      guint half;
    } cases[] = {{static_cast<float>(middle), code + (code & 1)},
                 {std::nextafterf(static_cast<float>(middle), 0.0f), code},
                 {std::nextafterf(static_cast<float>(middle), 1e9f), code + 1}};
    for (const auto &c : cases) {
      guint16 half = 0;
      ASSERT_EQ(ae_dtype_half_from_float(&c.x, &half, 1), 1u);
      ASSERT_EQ(half, c.half) << c.x;
      float minus = -c.x;
      ASSERT_EQ(ae_dtype_half_from_float(&minus, &half, 1), 1u);
      ASSERT_EQ(half, c.half | 0x8000) << c.x;
    }
  }
}

TEST(Dtype, TableIsRight) {
  for (const AeDtype *row = ae_dtypes(); row->name; row++) {
    EXPECT_EQ(ae_dtype_by_name(row->name), row);
    EXPECT_LE(strlen(row->name), 7u);
    EXPECT_TRUE(row->size >= 1 && row->size <= 8) << row->name;
    if (!row->to_float)
      continue;
    std::vector<guint64> zeros(8);
    std::vector<float> x(9, 5.0f);
    row->to_float(zeros.data(), x.data(), 8);
    for (int i = 0; i < 8; i++)
      EXPECT_EQ(x[i], 0) << row->name;
    EXPECT_EQ(x[8], 5) << row->name;
  }
  EXPECT_EQ(ae_dtype_by_name("F64"), nullptr);
}

} // namespace
