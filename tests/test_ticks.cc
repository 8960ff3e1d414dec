/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/number.h"
#include "plot/ticks.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace {

using Texts = std::vector<std::string>;

Texts TicksOf(double lo, double hi, bool logarithmic, guint wanted) {
  AeTicks ticks;
  ae_ticks_make(&ticks, lo, hi, logarithmic, wanted);
  return Texts(ticks.text, ticks.text + ticks.n);
}

TEST(Ticks, LinearOnesAreRound) {
  EXPECT_EQ(TicksOf(0, 10, false, 5), (Texts{"0", "2", "4", "6", "8", "10"}));
  EXPECT_EQ(TicksOf(-1, 1, false, 4), (Texts{"−1.0", "−0.5", "0", "0.5", "1.0"}));
  EXPECT_EQ(TicksOf(0.0181, 0.0203, false, 4), (Texts{"0.0185", "0.0190", "0.0195", "0.0200"}));
  EXPECT_EQ(TicksOf(0, 30000, false, 3), (Texts{"0", "10\u2009000", "20\u2009000", "30\u2009000"}));
  EXPECT_EQ(TicksOf(0, 6e-4, false, 3), (Texts{"0", "2×10⁻⁴", "4×10⁻⁴", "6×10⁻⁴"}));
  EXPECT_EQ(TicksOf(0, 1e9, false, 2), (Texts{"0", "5×10⁸", "10⁹"}));
}

TEST(Ticks, LogarithmicOnesArePowers) {
  EXPECT_EQ(TicksOf(1e-4, 1, true, 6), (Texts{"10⁻⁴", "0.001", "0.01", "0.1", "1"}));
  EXPECT_EQ(TicksOf(0.1, 10, true, 6), (Texts{"0.1", "0.2", "0.5", "1", "2", "5", "10"}));
  EXPECT_EQ(TicksOf(3, 90, true, 8), (Texts{"5", "10", "20", "50"}));
  EXPECT_EQ(TicksOf(2, 9, true, 4), (Texts{"2", "4", "6", "8"})) << "less than a decade";
}

/* Whatever the range: at least two, ascending, inside, at most 2.5 times as many as wanted. */
TEST(Ticks, FitAnyRange) {
  for (double exponent = -12; exponent <= 12; exponent += 0.37)
    for (double span : {1e-6, 0.013, 0.2, 1.0, 7.7, 1234.0})
      for (guint wanted : {2u, 5u, 12u})
        for (bool logarithmic : {false, true}) {
          double lo = std::pow(10, exponent), hi = lo * (1 + span);
          AeTicks ticks;
          ae_ticks_make(&ticks, lo, hi, logarithmic, wanted);
          SCOPED_TRACE(testing::Message() << lo << " to " << hi << " wanted " << wanted << " log " << logarithmic);
          ASSERT_GE(ticks.n, 2u);
          ASSERT_LE(ticks.n, (guint)AE_MAX_TICKS);
          for (guint i = 0; i < ticks.n; i++) {
            EXPECT_GE(ticks.at[i], lo * (1 - 1e-6));
            EXPECT_LE(ticks.at[i], hi * (1 + 1e-6));
            if (i > 0) {
              EXPECT_GT(ticks.at[i], ticks.at[i - 1]);
              EXPECT_STRNE(ticks.text[i], ticks.text[i - 1]);
            }
          }
        }
}

TEST(Ticks, NiceNumbers) {
  const double cases[][2] = {{1.4, 1}, {1.6, 2}, {2.9, 2}, {3.1, 5}, {6.9, 5}, {7.1, 10}, {0.034, 0.05}, {340, 500}};
  for (auto &c : cases)
    EXPECT_NEAR(ae_nice_number(c[0]), c[1], 1e-12 * c[1]) << c[0];
}

std::string Short(double value, int digits) {
  g_autofree char *text = ae_number_short(value, digits);
  return text;
}

TEST(Numbers, AreAsOneWritesThem) {
  EXPECT_EQ(Short(25, 4), "25");
  EXPECT_EQ(Short(-0.4651, 3), "−0.465");
  EXPECT_EQ(Short(9.4521e-5, 3), "9.45×10⁻⁵");
  EXPECT_EQ(Short(0.25, 3), "0.25");
  EXPECT_EQ(Short(0, 3), "0");
  EXPECT_EQ(Short(1e-6, 3), "10⁻⁶");
  EXPECT_EQ(Short(937728, 6), "937\u2009728");
  EXPECT_EQ(Short(100, 3), "100") << "no zero before a point is dropped";
  g_autofree char *fixed = ae_number(28.9, 0.01);
  EXPECT_STREQ(fixed, "28.90");
}

} // namespace
