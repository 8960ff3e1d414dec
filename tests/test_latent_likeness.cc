/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "latent_helpers.h"

#include "latent/kmeans.h"
#include "latent/likeness.h"
#include "latent/posterior.h"

#include <numeric>

namespace {

double Frechet(const Rows &a, const Rows &b) {
  AeCodes ca = a.codes(), cb = b.codes();
  g_autoptr(GError) error = nullptr;
  double distance = NAN;
  EXPECT_TRUE(ae_frechet(&ca, &cb, &distance, &error)) << (error ? error->message : "");
  return distance;
}

TEST(LatentFrechet, OneNumber) {
  Rows a(1, {-1, 1}), b(1, {2, 6});
  EXPECT_NEAR(Frechet(a, b), 16 + (1 - 2) * (1 - 2), 1e-9) << "(m - m')^2 + (s - s')^2";
  EXPECT_EQ(Frechet(a, a), 0);
}

/* C = diag(4, 1) and the same turned by 45 degrees: (C_a C_b)^(1/2) has the trace sqrt(tr + 2 sqrt det) of C_a C_b,
 * whose trace is 4 * 2.5 + 2.5 and whose determinant is 16. */
TEST(LatentFrechet, TurnedEllipse) {
  const float h = std::sqrt(0.5f);
  Rows a(2, {2, 1, 2, -1, -2, 1, -2, -1}), b(4, 2);
  for (gsize i = 0; i < 4; i++) {
    b.row(i)[0] = h * (a.row(i)[0] - a.row(i)[1]) + 3;
    b.row(i)[1] = h * (a.row(i)[0] + a.row(i)[1]) - 4;
  }
  EXPECT_NEAR(Frechet(a, b), 25 + 10 - 2 * std::sqrt(12.5 + 2 * 4), 1e-5);
  EXPECT_NEAR(Frechet(b, a), Frechet(a, b), 1e-6);
}

TEST(LatentFrechet, GrowsAsSetsDiffer) {
  Rows a = Normal(3000, 6, 1), b = Normal(2000, 6, 2), moved = b, flat = b;
  for (gsize i = 0; i < b.n; i++) {
    moved.row(i)[2] += 0.5f;
    flat.row(i)[0] = 0;
  }
  EXPECT_LT(Frechet(a, b), 0.03);
  EXPECT_NEAR(Frechet(a, moved), 0.25, 0.06);
  EXPECT_NEAR(Frechet(a, flat), 1, 0.06);
}

TEST(LatentPrd, OfHistograms) {
  const double a[] = {0.5, 0.5, 0, 0}, same[] = {0.5, 0.5, 0, 0}, other[] = {0, 0, 1, 0}, half[] = {1, 0, 0, 0};
  AePrd equal = ae_prd_of_histograms(4, a, same), apart = ae_prd_of_histograms(4, a, other);
  EXPECT_NEAR(equal.recall, 1, 1e-5);
  EXPECT_NEAR(equal.precision, 1, 1e-5);
  EXPECT_EQ(apart.recall, 0);
  EXPECT_EQ(apart.precision, 0);
  AePrd dropped = ae_prd_of_histograms(4, a, half), added = ae_prd_of_histograms(4, half, a);
  EXPECT_LT(dropped.recall, 0.55) << "one of two modes is never made";
  EXPECT_GT(dropped.precision, 0.95) << "what is made is real";
  EXPECT_NEAR(added.precision, dropped.recall, 1e-9) << "the other way round";
  EXPECT_NEAR(added.recall, dropped.precision, 1e-9);
}

/* Ten groups along ten axes; some of them are never made, or what is made is none. */
Rows Groups(gsize n, int groups, float wide, guint64 seed) {
  Rows rows = Normal(n, 10, seed);
  for (gsize i = 0; i < n; i++)
    for (int j = 0; j < 10; j++)
      rows.row(i)[j] = wide * rows.row(i)[j] + (static_cast<int>(i) % groups == j ? 10.0f : 0.0f);
  return rows;
}

TEST(LatentPrd, TellsWhatIsMissingFromWhatIsWrong) {
  Rows real = Groups(800, 10, 0.5f, 1), good = Groups(800, 10, 0.5f, 2), few = Groups(800, 3, 0.5f, 3);
  Rows wrong = Groups(800, 10, 0.5f, 4);
  for (gsize i = 0; i < 400; i++)
    wrong.row(i)[i % 10] -= 20;
  AeCodes a = real.codes(), b = good.codes(), c = few.codes(), d = wrong.codes();
  AePrd same, missing, strange, again;
  ASSERT_OK(ae_prd(&a, &b, 1, &same, e));
  ASSERT_OK(ae_prd(&a, &c, 1, &missing, e));
  ASSERT_OK(ae_prd(&a, &d, 1, &strange, e));
  ASSERT_OK(ae_prd(&a, &b, 1, &again, e));
  EXPECT_GT(same.recall, 0.9);
  EXPECT_GT(same.precision, 0.9);
  EXPECT_LT(missing.recall, 0.5);
  EXPECT_GT(missing.precision, missing.recall + 0.3);
  EXPECT_LT(strange.precision, 0.65);
  EXPECT_GT(strange.recall, strange.precision + 0.2);
  EXPECT_EQ(again.recall, same.recall);
}

TEST(LatentLikeness, RefusesWhatItCannotCompare) {
  Rows a = Normal(10, 3, 1), b = Normal(30, 2, 1);
  AeCodes ca = a.codes(), cb = b.codes(), none = {0, 2, b.x.data()};
  double distance;
  AePrd prd;
  EXPECT_REFUSED(ae_frechet(&ca, &cb, &distance, e), AE_ERROR_USAGE, "of 3 and of 2");
  EXPECT_REFUSED(ae_frechet(&none, &cb, &distance, e), AE_ERROR_USAGE, "of 0 rows");
  EXPECT_REFUSED(ae_prd(&ca, &cb, 0, &prd, e), AE_ERROR_USAGE, "10 codes of 3 numbers and 30 of 2");
  EXPECT_REFUSED(ae_prd(&none, &cb, 0, &prd, e), AE_ERROR_USAGE, "0 codes");
}

/* Groups that lie apart are found from every seed, as k-means++ starts in each of them. */
TEST(LatentKmeans, FindsGroups) {
  Rows rows = Groups(500, 5, 0.02f, 5);
  AeCodes codes = rows.codes();
  for (guint64 seed = 0; seed < 10; seed++) {
    AeRng rng;
    ae_rng_init(&rng, seed, 0);
    std::vector<double> centres(50);
    std::vector<int> nearest(rows.n), count(5);
    ASSERT_OK(ae_kmeans(&codes, 5, &rng, centres.data(), nearest.data(), e));
    for (gsize i = 0; i < rows.n; i++) {
      EXPECT_EQ(nearest[i], nearest[i % 5]) << seed;
      count[nearest[i]]++;
    }
    for (int c : count)
      EXPECT_EQ(c, 100);
    for (int j = 0; j < 10; j++)
      EXPECT_NEAR(centres[nearest[2] * 10 + j], j == 2 ? 10 : 0, 0.1);
  }
}

/* R54. */
TEST(LatentPosterior, SumsToOneHoweverSmallDensitiesAre) {
  const double log_joint[] = {-90000 + std::log(1.0), -90000 + std::log(3.0), -INFINITY};
  double posterior[3];
  EXPECT_NEAR(ae_posterior(3, log_joint, posterior), -90000 + std::log(4.0), 1e-9);
  EXPECT_NEAR(posterior[0], 0.25, 1e-10);
  EXPECT_NEAR(posterior[1], 0.75, 1e-10);
  EXPECT_EQ(posterior[2], 0);
  const double none[] = {-INFINITY, -INFINITY};
  EXPECT_EQ(ae_posterior(2, none, posterior), -INFINITY);
  EXPECT_EQ(posterior[0], 0.5);
}

} // namespace
