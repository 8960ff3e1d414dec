/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "latent_helpers.h"

#include "latent/distances.h"
#include "latent/knn.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace {

struct Found {
  std::vector<int> index;
  std::vector<float> distance;
};

Found Nearest(const Rows &rows, const Rows &asked, gboolean themselves, int k) {
  Found found = {std::vector<int>(asked.n * k), std::vector<float>(asked.n * k)};
  AeCodes codes = rows.codes(), queries = asked.codes();
  EXPECT_TRUE(ae_knn(&codes, &queries, themselves, k, found.index.data(), found.distance.data(), nullptr));
  return found;
}

double Distance(const float *a, const float *b, int d) {
  double sum = 0;
  for (int j = 0; j < d; j++)
    sum += std::pow(static_cast<double>(a[j]) - b[j], 2);
  return std::sqrt(sum);
}

/* By sorting all, over several blocks of the search. */
TEST(LatentKnn, FindsWhatSortingFinds) {
  for (float offset : {0.0f, 1000.0f})
    for (int d : {1, 7}) {
      Rows rows = Normal(600, d, 1), asked = Normal(300, d, 2);
      for (float &x : rows.x)
        x += offset;
      for (float &x : asked.x)
        x += offset;
      const int k = 5;
      Found found = Nearest(rows, asked, FALSE, k), own = Nearest(rows, rows, TRUE, k);
      for (gsize q = 0; q < asked.n; q++) {
        std::vector<double> all(rows.n);
        for (gsize i = 0; i < rows.n; i++)
          all[i] = Distance(rows.row(i), asked.row(q), d);
        std::sort(all.begin(), all.end());
        for (int i = 0; i < k; i++) {
          EXPECT_EQ(found.distance[q * k + i], static_cast<float>(all[i])) << d << " " << q << " " << i;
          EXPECT_EQ(Distance(rows.row(found.index[q * k + i]), asked.row(q), d), all[i]);
        }
      }
      for (gsize i = 0; i < rows.n * k; i++)
        EXPECT_NE(own.index[i], static_cast<int>(i / k)) << "its own neighbour";
    }
}

TEST(LatentKnn, EqualCodesAreNothingApartInTheirOrder) {
  Rows rows(2, {1, 1, 0.1f, 0.7f, 1, 1, 0.1f, 0.7f, 1, 1});
  Found found = Nearest(rows, rows, FALSE, 3);
  EXPECT_EQ(std::vector<int>(found.index.begin(), found.index.begin() + 3), (std::vector<int>{0, 2, 4}));
  EXPECT_EQ(found.distance[0], 0);
  EXPECT_EQ(found.distance[2], 0);
  found = Nearest(rows, rows, TRUE, 1);
  EXPECT_EQ(found.index, (std::vector<int>{2, 3, 0, 1, 0}));
}

TEST(LatentKnn, VotesGoToTheNearestOnATie) {
  const int index[] = {0, 1, 2, 3, 4, 2, 3, 4, 0, 1}, labels[] = {7, 5, 5, 7, 3};
  int predicted[2];
  ae_knn_vote(index, 2, 5, labels, predicted);
  EXPECT_EQ(predicted[0], 7);
  EXPECT_EQ(predicted[1], 5);
  ae_knn_vote(index + 4, 1, 3, labels, predicted); /* 3, 5, 7 */
  EXPECT_EQ(predicted[0], 3);
}

/* On a line: a a b | b b, so that one b has two a on its one side. */
TEST(LatentKnn, Score) {
  Rows line(1, {0, 1, 1.9f, 10, 11});
  const int labels[] = {0, 0, 1, 1, 1};
  AeCodes codes = line.codes();
  AeKnnScore score;
  ASSERT_OK(ae_knn_score(&codes, labels, 1, &score, e));
  EXPECT_DOUBLE_EQ(score.accuracy, 3 / 5.0) << "1 is nearest to 1.9, 1.9 to 1";
  EXPECT_DOUBLE_EQ(score.purity, 3 / 5.0);
  ASSERT_OK(ae_knn_score(&codes, labels, 4, &score, e));
  EXPECT_DOUBLE_EQ(score.purity, (1 + 1 + 2 + 2 + 2) / 20.0);
}

TEST(LatentKnn, RefusesWhatItCannotDo) {
  Rows rows = Normal(4, 3, 3), narrow = Normal(4, 2, 3);
  AeCodes codes = rows.codes(), other = narrow.codes();
  const int labels[] = {0, 1, 2, -1};
  int index[16];
  float distance[16];
  AeKnnScore score;
  AeSeparation separation;
  EXPECT_REFUSED(ae_knn(&codes, &codes, TRUE, 4, index, distance, e), AE_ERROR_USAGE, "4 nearest of 3");
  EXPECT_REFUSED(ae_knn(&codes, &codes, FALSE, 0, index, distance, e), AE_ERROR_USAGE, "0 nearest of 4");
  EXPECT_REFUSED(ae_knn(&codes, &other, FALSE, 1, index, distance, e), AE_ERROR_USAGE, "of 3 and of 2");
  EXPECT_REFUSED(ae_knn_score(&codes, labels, 9, &score, e), AE_ERROR_USAGE, "9 nearest of 3");
  EXPECT_REFUSED(ae_separation(&codes, labels, 3, &separation, e), AE_ERROR_USAGE, "label 3 is -1");
  for (float bad : {NAN, INFINITY}) {
    Rows broken = rows;
    broken.x[4] = bad;
    AeCodes some = broken.codes();
    EXPECT_REFUSED(ae_knn(&some, &codes, FALSE, 1, index, distance, e), AE_ERROR_USAGE, "codes: row 1, column 1");
    EXPECT_REFUSED(ae_knn(&codes, &some, FALSE, 1, index, distance, e), AE_ERROR_USAGE, "queries: row 1, column 1");
  }
  EXPECT_REFUSED(ae_separation(&codes, labels, 2, &separation, e), AE_ERROR_USAGE, "label 2 is 2, not in 0..1");
}

/* Two pairs on a line. */
TEST(LatentSeparation, ByHand) {
  Rows line(1, {0, 1, 10, 12});
  const int labels[] = {2, 2, 0, 0};
  AeCodes codes = line.codes();
  AeSeparation s;
  ASSERT_OK(ae_separation(&codes, labels, 3, &s, e));
  EXPECT_NEAR(s.within, 1.5, 1e-6);
  EXPECT_NEAR(s.between, (10 + 12 + 9 + 11) / 4.0, 1e-6);
  EXPECT_NEAR(s.silhouette, (10 / 11.0 + 9 / 10.0 + 7.5 / 9.5 + 9.5 / 11.5) / 4, 1e-6);
  const int alone[] = {0, 0, 0, 1}, same[] = {0, 0, 0, 0};
  ASSERT_OK(ae_separation(&codes, alone, 2, &s, e));
  EXPECT_NEAR(s.silhouette, (6.5 / 12 + 6 / 11.0 - 7.5 / 9.5 + 0) / 4, 1e-6) << "one alone counts 0";
  ASSERT_OK(ae_separation(&codes, same, 1, &s, e));
  EXPECT_TRUE(std::isnan(s.between) && std::isnan(s.silhouette));
  EXPECT_NEAR(s.within, (1 + 10 + 12 + 9 + 11 + 2) / 6.0, 1e-6);
}

TEST(LatentSeparation, MixedClassesLieNoFurtherApart) {
  Rows rows = Normal(700, 5, 4);
  std::vector<int> labels(rows.n);
  for (gsize i = 0; i < rows.n; i++)
    labels[i] = i % 3;
  AeCodes codes = rows.codes();
  AeSeparation mixed, apart;
  ASSERT_OK(ae_separation(&codes, labels.data(), 3, &mixed, e));
  EXPECT_NEAR(mixed.between / mixed.within, 1, 0.02);
  EXPECT_NEAR(mixed.silhouette, 0, 0.05);
  for (gsize i = 0; i < rows.n; i++)
    rows.row(i)[i % 3] += 20;
  ASSERT_OK(ae_separation(&codes, labels.data(), 3, &apart, e));
  EXPECT_NEAR(apart.within, mixed.within, 0.05);
  EXPECT_GT(apart.silhouette, 0.8);
}

/* A metric: >= 0, symmetric to the last bit, 0 to itself, and no way round is shorter. */
TEST(LatentDistances, AreAMetric) {
  Rows rows = Normal(100, 6, 5);
  AeCodes codes = rows.codes();
  for (gsize i = 0; i < rows.n; i++) {
    EXPECT_EQ(ae_square_distance(&codes, i, &codes, i), 0);
    for (gsize j = 0; j < i; j++) {
      double ij = ae_square_distance(&codes, i, &codes, j);
      EXPECT_EQ(ij, ae_square_distance(&codes, j, &codes, i));
      for (gsize m = 0; m < rows.n; m += 7)
        EXPECT_LE(std::sqrt(ij), std::sqrt(ae_square_distance(&codes, i, &codes, m)) +
                                     std::sqrt(ae_square_distance(&codes, m, &codes, j)) + 1e-12);
    }
  }
}

} // namespace
