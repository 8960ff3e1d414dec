/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "base/rng.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace {

struct Moments {
  double mean = 0, variance = 0, skew = 0, kurtosis = 0;
};

template <class Draw> Moments Measure(int n, Draw draw) {
  std::vector<double> x(n);
  Moments m;
  for (double &v : x)
    m.mean += (v = draw()) / n;
  for (double v : x) {
    double d = v - m.mean;
    m.variance += d * d / n;
    m.skew += d * d * d / n;
    m.kurtosis += d * d * d * d / n;
  }
  m.skew /= std::pow(m.variance, 1.5);
  m.kurtosis /= m.variance * m.variance;
  return m;
}

/* The authors' xoshiro256** from the state 1, 2, 3, 4. */
TEST(Rng, FollowsTheReference) {
  AeRng rng = {{1, 2, 3, 4}};
  const guint64 expected[] = {11520u, 0u, 1509978240u, 1215971899390074240u, 1216172134540287360u};
  for (guint64 value : expected)
    EXPECT_EQ(ae_rng_next(&rng), value);
}

TEST(Rng, SeedAndStreamFixTheSequence) {
  AeRng a, b, c, d;
  ae_rng_init(&a, 7, 1);
  ae_rng_init(&b, 7, 1);
  ae_rng_init(&c, 7, 2);
  ae_rng_init(&d, 8, 1);
  int same_c = 0, same_d = 0;
  for (int i = 0; i < 1000; i++) {
    guint64 value = ae_rng_next(&a);
    EXPECT_EQ(value, ae_rng_next(&b));
    same_c += value == ae_rng_next(&c);
    same_d += value == ae_rng_next(&d);
  }
  EXPECT_EQ(same_c, 0);
  EXPECT_EQ(same_d, 0);
}

TEST(Rng, UniformFillsTheInterval) {
  AeRng rng;
  ae_rng_init(&rng, 1, 0);
  Moments m = Measure(200000, [&] {
    double u = ae_rng_uniform(&rng);
    EXPECT_TRUE(u >= 0 && u < 1);
    return u;
  });
  EXPECT_NEAR(m.mean, 0.5, 0.003);
  EXPECT_NEAR(m.variance, 1.0 / 12, 0.001);
}

TEST(Rng, BelowIsUniform) {
  AeRng rng;
  ae_rng_init(&rng, 2, 0);
  EXPECT_EQ(ae_rng_below(&rng, 1), 0u);
  const guint32 n = 7;
  std::vector<int> count(n);
  for (int i = 0; i < 70000; i++) {
    guint32 value = ae_rng_below(&rng, n);
    ASSERT_LT(value, n);
    count[value]++;
  }
  for (int c : count)
    EXPECT_NEAR(c, 10000, 500);
  /* Without rejection the lower third would come twice as often. */
  const guint32 large = 3u << 30;
  int low = 0;
  for (int i = 0; i < 30000; i++)
    low += ae_rng_below(&rng, large) < large / 3;
  EXPECT_NEAR(low, 10000, 450);
}

TEST(Rng, NormalHasTheMomentsOfN01) {
  AeRng rng;
  ae_rng_init(&rng, 3, 0);
  Moments m = Measure(400000, [&] { return ae_rng_normal(&rng); });
  EXPECT_NEAR(m.mean, 0, 0.008);
  EXPECT_NEAR(m.variance, 1, 0.012);
  EXPECT_NEAR(m.skew, 0, 0.02);
  EXPECT_NEAR(m.kurtosis, 3, 0.04);
}

TEST(Rng, NormalsHaveTheMomentsAndTailsOfN01) {
  AeRng rng;
  ae_rng_init(&rng, 4, 0);
  const int n = 1000000;
  std::vector<float> values(n);
  ae_rng_normals(&rng, values.data(), n);
  int i = 0;
  Moments m = Measure(n, [&] { return values[i++]; });
  EXPECT_NEAR(m.mean, 0, 0.005);
  EXPECT_NEAR(m.variance, 1, 0.007);
  EXPECT_NEAR(m.skew, 0, 0.012);
  EXPECT_NEAR(m.kurtosis, 3, 0.025);
  const double tails[][2] = {{1, 0.3173105}, {2, 0.0455003}, {3, 0.0026998}};
  for (const auto &t : tails) {
    double beyond = 0, expected = t[1] * n;
    for (float v : values)
      beyond += std::fabs(v) > t[0];
    EXPECT_NEAR(beyond, expected, 5 * std::sqrt(expected)) << t[0];
  }
  double pairs = 0;
  for (int k = 0; k < n / 256; k++)
    for (int j = 0; j < 128; j++)
      pairs += values[k * 256 + j] * values[k * 256 + 128 + j];
  EXPECT_NEAR(pairs / (n / 2), 0, 0.01) << "the two of a pair are independent";
}

TEST(Rng, NormalsKeepToTheirLength) {
  for (gsize n : {0, 1, 127, 128, 255, 256, 257, 600}) {
    AeRng rng;
    ae_rng_init(&rng, 5, n);
    std::vector<float> values(n + 1, 99.0f);
    ae_rng_normals(&rng, values.data(), n);
    EXPECT_EQ(values[n], 99.0f);
    for (gsize i = 0; i < n; i++)
      EXPECT_LT(std::fabs(values[i]), 7.0f);
  }
}

/* The promise "on every machine": values frozen when the code was written. */
TEST(Rng, ValuesAreFrozen) {
  AeRng rng;
  ae_rng_init(&rng, 42, 3);
  EXPECT_EQ(ae_rng_next(&rng), 5675420341132479684u);
  EXPECT_EQ(ae_rng_normal(&rng), -0x1.422b603c0acc1p-2);
  EXPECT_EQ(ae_rng_poisson(&rng, 12.5), 15);
  float values[3];
  ae_rng_normals(&rng, values, 3);
  EXPECT_EQ(values[0], -0x1.01e5p+1f);
  EXPECT_EQ(values[2], -0x1.f8799cp-2f);
}

class Poisson : public testing::TestWithParam<double> {};

TEST_P(Poisson, HasItsMeanAndVariance) {
  double mean = GetParam();
  AeRng rng;
  ae_rng_init(&rng, 6, 0);
  const int n = 100000;
  Moments m = Measure(n, [&] {
    double value = ae_rng_poisson(&rng, mean);
    EXPECT_EQ(value, std::floor(value));
    EXPECT_GE(value, 0);
    return value;
  });
  EXPECT_NEAR(m.mean, mean, 5 * std::sqrt(mean / n));
  EXPECT_NEAR(m.variance, mean + (mean >= 30 ? 1.0 / 12 : 0), 5 * std::sqrt((mean + 2 * mean * mean) / n));
}
INSTANTIATE_TEST_SUITE_P(Means, Poisson, testing::Values(0.01, 0.5, 3.0, 29.9, 30.0, 1000.0));

TEST(Rng, PoissonProbabilitiesAreExactWhenSmall) {
  AeRng rng;
  ae_rng_init(&rng, 7, 0);
  const int n = 100000;
  double zeros = 0;
  for (int i = 0; i < n; i++)
    zeros += ae_rng_poisson(&rng, 2.0) == 0;
  EXPECT_NEAR(zeros, n * std::exp(-2.0), 5 * std::sqrt(n * std::exp(-2.0)));
  EXPECT_EQ(ae_rng_poisson(&rng, 0), 0);
  EXPECT_EQ(ae_rng_poisson(&rng, -1), 0);
  EXPECT_EQ(ae_rng_poisson(&rng, NAN), 0);
}

} // namespace
