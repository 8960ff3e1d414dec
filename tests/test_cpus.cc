/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "base/cpus.h"

#include <gtest/gtest.h>

namespace {

TEST(Cpus, QuotasAreRoundedUp) {
  EXPECT_EQ(ae_cpus_of_quota("200000 100000\n"), 2u);
  EXPECT_EQ(ae_cpus_of_quota("150000 100000\n"), 2u);
  EXPECT_EQ(ae_cpus_of_quota("1000 100000\n"), 1u);
  EXPECT_EQ(ae_cpus_of_quota("6400000 100000"), 64u);
}

TEST(Cpus, WhatIsNoQuotaIsNoLimit) {
  for (const char *text : {"max 100000\n", "", "100000", "100000 0", "0 100000", "x", "99999999999999999999 1", " "})
    EXPECT_EQ(ae_cpus_of_quota(text), 0u) << text;
}

TEST(Cpus, ThereIsOneAndNoMoreThanTheMaskAllows) {
  EXPECT_GE(ae_cpus(), 1u);
  EXPECT_LE(ae_cpus(), g_get_num_processors());
}

} // namespace
