/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "latent_helpers.h"

#include "latent/ranks.h"

namespace {

double Spearman(std::vector<double> x, std::vector<double> y) {
  double rho = -9;
  EXPECT_TRUE(ae_spearman(x.size(), x.data(), y.data(), &rho, nullptr));
  return rho;
}

TEST(LatentRanks, EqualValuesShareTheirRanks) {
  const double x[] = {5, -1, 5, 2, 5, -1}, want[] = {5, 1.5, 5, 3, 5, 1.5};
  double ranks[6];
  ASSERT_OK(ae_ranks(6, x, ranks, e));
  for (int i = 0; i < 6; i++)
    EXPECT_EQ(ranks[i], want[i]) << i;
  const double strange[] = {NAN, 1, INFINITY, -INFINITY};
  ASSERT_OK(ae_ranks(4, strange, ranks, e));
  EXPECT_EQ(std::vector<double>(ranks, ranks + 4), (std::vector<double>{4, 2, 3, 1}));
}

TEST(LatentRanks, Spearman) {
  EXPECT_DOUBLE_EQ(Spearman({1, 2, 3, 4}, {-1, 0, 1e9, 2e9}), 1) << "order alone counts";
  EXPECT_DOUBLE_EQ(Spearman({1, 2, 3, 4}, {4, 3, 2, 1}), -1);
  EXPECT_DOUBLE_EQ(Spearman({1, 2, 3, 4, 5}, {2, 1, 4, 3, 5}), 1 - 6.0 * 4 / (5 * 24));
  EXPECT_NEAR(Spearman({1, 1, 2}, {1, 2, 3}), std::sqrt(0.75), 1e-12);
  EXPECT_TRUE(std::isnan(Spearman({1, 1}, {1, 2})));
}

TEST(LatentRanks, AucCountsPairs) {
  const double score[] = {0.1, 0.4, 0.35, 0.8, 0.4};
  const gboolean positive[] = {FALSE, FALSE, TRUE, TRUE, TRUE}, none[] = {FALSE, FALSE, FALSE, FALSE, FALSE};
  double auc;
  ASSERT_OK(ae_auc(5, score, positive, &auc, e));
  EXPECT_DOUBLE_EQ(auc, (1 + 0 + 1 + 1 + 1 + 0.5) / 6);
  EXPECT_REFUSED(ae_auc(5, score, none, &auc, e), AE_ERROR_USAGE, "0 positives and 5 negatives");
  AeRng rng;
  ae_rng_init(&rng, 1, 0);
  std::vector<double> random(4000);
  std::vector<gboolean> flags(4000);
  for (gsize i = 0; i < random.size(); i++) {
    flags[i] = i % 3 == 0;
    random[i] = ae_rng_normal(&rng) + flags[i];
  }
  ASSERT_OK(ae_auc(random.size(), random.data(), flags.data(), &auc, e));
  EXPECT_NEAR(auc, 0.5 * std::erfc(-0.5), 0.02) << "of two Gaussians one sigma apart";
}

} // namespace
