/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "latent_helpers.h"

#include "latent/divergence.h"

namespace {

double Discrete(std::vector<double> p, std::vector<double> q) {
  double kl = NAN;
  EXPECT_TRUE(ae_kl_discrete(static_cast<int>(p.size()), p.data(), q.data(), &kl, nullptr));
  return kl;
}

double Bernoulli(double p, double q) { return Discrete({p, 1 - p}, {q, 1 - q}); }

/* R29, R31. */
TEST(LatentDivergence, Discrete) {
  EXPECT_NEAR(Bernoulli(0.5, 0.9), 0.51083, 5e-6);
  EXPECT_NEAR(Bernoulli(0.9, 0.5), 0.36806, 5e-6);
  EXPECT_NEAR(Bernoulli(0.05, 0.2), 0.09394, 5e-6);
  EXPECT_EQ(Bernoulli(0.3, 0.3), 0);
  EXPECT_EQ(Discrete({0, 1}, {0, 1}), 0) << "0 log 0 = 0";
  EXPECT_NEAR(Discrete({0, 1}, {0.25, 0.75}), -std::log(0.75), 1e-15);
  EXPECT_EQ(Discrete({0.5, 0.5}, {0, 1}), INFINITY);
}

/* R32. */
TEST(LatentDivergence, IsNoDistance) {
  EXPECT_GT(Bernoulli(0.5, 0.9), Bernoulli(0.9, 0.5) + 0.1) << "not symmetric";
  EXPECT_NEAR(Bernoulli(0.1, 0.9), 1.758, 5e-4);
  EXPECT_GT(Bernoulli(0.1, 0.9), Bernoulli(0.1, 0.5) + Bernoulli(0.5, 0.9) + 0.8) << "the way round is shorter";
}

TEST(LatentDivergence, RefusesWhatIsNoDistribution) {
  const double good[] = {0.5, 0.5}, short_of[] = {0.5, 0.4}, negative[] = {1.5, -0.5}, nan[] = {NAN, 1};
  double kl;
  EXPECT_REFUSED(ae_kl_discrete(2, short_of, good, &kl, e), AE_ERROR_USAGE, "P: the probabilities sum to 0.9");
  EXPECT_REFUSED(ae_kl_discrete(2, good, negative, &kl, e), AE_ERROR_USAGE, "Q: number 1 (-0.5)");
  EXPECT_REFUSED(ae_kl_discrete(2, nan, good, &kl, e), AE_ERROR_USAGE, "P: number 0");
}

/* R40. */
TEST(LatentDivergence, StandardIsZeroAtItsPriorAndNowhereBelow) {
  const float zero[] = {0, 0}, mu[] = {3, 0}, half[] = {2 * std::log(0.7071f), 0};
  EXPECT_EQ(ae_kl_gauss_standard(2, zero, zero), 0);
  EXPECT_NEAR(ae_kl_gauss_standard(2, mu, zero), 4.5, 1e-12);
  EXPECT_GT(ae_kl_gauss_standard(2, zero, half), 0.09);
  for (float s = -3; s <= 3; s += 0.25f)
    for (float m = -1; m <= 1; m += 0.5f)
      EXPECT_GE(ae_kl_gauss_standard(1, &m, &s), 0) << m << " " << s;
  const float exponent = -4, none = 0; /* sigma = e^-2 */
  EXPECT_NEAR(ae_kl_gauss_standard(1, &none, &exponent), 1.509, 5e-4);
}

/* R41. The mean of log p - log q over draws of p. */
TEST(LatentDivergence, ClosedFormEqualsMonteCarlo) {
  const double mu = 0.7, sigma = 0.4;
  const float m = static_cast<float>(mu), log_variance = static_cast<float>(2 * std::log(sigma));
  AeRng rng;
  ae_rng_init(&rng, 5, 0);
  double sum = 0;
  const int draws = 200000;
  for (int i = 0; i < draws; i++) {
    double eps = ae_rng_normal(&rng), z = mu + sigma * eps;
    sum += -std::log(sigma) - eps * eps / 2 + z * z / 2;
  }
  double closed = ae_kl_gauss_standard(1, &m, &log_variance);
  EXPECT_NEAR(sum / draws / closed, 1, 0.01);
}

TEST(LatentDivergence, DiagonalAndFullAgree) {
  const double mu0[] = {1, -2, 0.5}, mu1[] = {0, 0.5, 2}, v0[] = {0.25, 4, 1}, v1[] = {2, 1, 9};
  double c0[9] = {}, c1[9] = {}, full;
  for (int i = 0; i < 3; i++) {
    c0[4 * i] = v0[i];
    c1[4 * i] = v1[i];
  }
  double diagonal = ae_kl_gauss_diagonal(3, mu0, v0, mu1, v1);
  ASSERT_OK(ae_kl_gauss_full(3, mu0, c0, mu1, c1, &full, e));
  EXPECT_NEAR(full, diagonal, 1e-12);
  /* by hand: (0.125 + 4 + 1/9 + 0.5 + 6.25 + 0.25 - 3 + log(8 / 4 * 9 / 4)) / 2 */
  EXPECT_NEAR(diagonal, (0.125 + 4 + 1 / 9.0 + 0.5 + 6.25 + 0.25 - 3 + std::log(18.0)) / 2, 1e-12);
  const float mu[] = {1, -2, 0.5}, log_variance[] = {std::log(0.25f), std::log(4.0f), 0};
  const double zero[3] = {}, one[] = {1, 1, 1};
  EXPECT_NEAR(ae_kl_gauss_standard(3, mu, log_variance), ae_kl_gauss_diagonal(3, mu0, v0, zero, one), 1e-6);
}

/* In two dimensions with correlations r and 0: (-log(1 - r^2)) / 2, and back (r^2 / (1 - r^2) + log(1 - r^2) / 2). */
TEST(LatentDivergence, FullSeesCorrelation) {
  const double zero[2] = {}, r = 0.8, one[] = {1, 0, 0, 1};
  const double bent[] = {1, 99, r, 1}; /* the upper triangle is not read */
  double kl;
  ASSERT_OK(ae_kl_gauss_full(2, zero, bent, zero, one, &kl, e));
  EXPECT_NEAR(kl, -std::log(1 - r * r) / 2, 1e-12);
  ASSERT_OK(ae_kl_gauss_full(2, zero, one, zero, bent, &kl, e));
  EXPECT_NEAR(kl, r * r / (1 - r * r) + std::log(1 - r * r) / 2, 1e-12);
  const double flat[] = {1, 0, 1, 1};
  EXPECT_REFUSED(ae_kl_gauss_full(2, zero, one, zero, flat, &kl, e), AE_ERROR_USAGE, "Q: the covariance");
  EXPECT_REFUSED(ae_kl_gauss_full(0, zero, one, zero, one, &kl, e), AE_ERROR_LIMIT, "of 0 numbers");
}

} // namespace
