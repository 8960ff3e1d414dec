/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/srgb.h"

#include <gtest/gtest.h>

#include <cmath>

namespace {

TEST(Srgb, FollowsTheFormula) {
  for (int i = 0; i <= 1000; i++) {
    double v = i / 1000.0, l = v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
    EXPECT_NEAR(ae_curve_at(ae_srgb_decode(), float(v)), l, 1e-6);
    EXPECT_NEAR(ae_curve_at(ae_srgb_encode(), float(l)), v, 3e-5);
  }
  EXPECT_EQ(ae_curve_at(ae_srgb_encode(), -1), 0);
  EXPECT_EQ(ae_curve_at(ae_srgb_encode(), 2), 1);
  EXPECT_EQ(ae_curve_at(ae_srgb_decode(), NAN), 0);
}

} // namespace
