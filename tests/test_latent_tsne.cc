/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "latent_helpers.h"

#include "latent/knn.h"
#include "latent/tsne.h"
#include "latent/tsne_gradient.h"

#include <algorithm>

namespace {

TEST(LatentTsne, AffinitiesHaveThePerplexity) {
  const int k = 12;
  for (double scale : {1e-3, 1.0, 1e4})
    for (double perplexity : {1.5, 4.0, 11.0}) {
      std::vector<float> distance(2 * k), p(2 * k);
      for (int m = 0; m < 2 * k; m++)
        distance[m] = static_cast<float>(scale * (3 + std::sqrt(m % k) * (1 + m / k)));
      ae_tsne_affinities(2, k, distance.data(), perplexity, p.data());
      for (int i = 0; i < 2; i++) {
        double sum = 0, entropy = 0;
        for (int m = i * k; m < (i + 1) * k; m++) {
          sum += p[m];
          entropy -= p[m] * std::log(p[m] + 1e-300);
          if (m > i * k) {
            EXPECT_LE(p[m], p[m - 1]) << "the nearer the likelier";
          }
        }
        EXPECT_NEAR(sum, 1, 1e-6);
        EXPECT_NEAR(std::exp(entropy), perplexity, 1e-4 * perplexity) << scale;
      }
    }
}

TEST(LatentTsne, EquallyFarIsEquallyLikely) {
  const std::vector<float> distance(5, 2);
  std::vector<float> p(5);
  ae_tsne_affinities(1, 5, distance.data(), 2, p.data());
  for (float x : p)
    EXPECT_NEAR(x, 0.2, 1e-7);
}

/* sum (p_ij log p_ij - exaggeration p_ij log w_ij) + log sum w has the gradient; all pairs are neighbours. */
struct Problem {
  static constexpr int n = 11, k = n - 1;
  std::vector<int> index;
  std::vector<float> p, x, y;

  Problem() : index(n * k), p(n * k), x(16, AE_TSNE_FAR), y(16, AE_TSNE_FAR) {
    AeRng rng;
    ae_rng_init(&rng, 1, 0);
    for (int i = 0; i < n; i++) {
      double sum = 0;
      for (int m = 0; m < k; m++) {
        index[i * k + m] = m + (m >= i);
        p[i * k + m] = static_cast<float>(ae_rng_uniform(&rng));
        sum += p[i * k + m];
      }
      for (int m = 0; m < k; m++)
        p[i * k + m] /= static_cast<float>(sum);
      x[i] = static_cast<float>(ae_rng_normal(&rng));
      y[i] = static_cast<float>(ae_rng_normal(&rng));
    }
  }
  double W(int i, int j) const {
    double dx = static_cast<double>(x[i]) - x[j], dy = static_cast<double>(y[i]) - y[j];
    return 1 / (1 + dx * dx + dy * dy);
  }
  double Cost(double exaggeration) const {
    double all = 0, cost = 0;
    for (int i = 0; i < n; i++)
      for (int m = 0; m < k; m++) {
        all += W(i, index[i * k + m]);
        cost -= exaggeration * p[i * k + m] / n * std::log(W(i, index[i * k + m]));
      }
    return cost + std::log(all);
  }
};

TEST(LatentTsne, GradientIsThatOfTheDivergence) {
  for (double exaggeration : {1.0, 12.0}) {
    Problem problem;
    std::vector<double> gx(problem.n), gy(problem.n);
    ae_tsne_gradient(problem.n, problem.k, problem.index.data(), problem.p.data(), exaggeration, problem.x.data(),
                     problem.y.data(), gx.data(), gy.data());
    for (int i = 0; i < 2 * problem.n; i++) {
      float *at = i % 2 ? &problem.y[i / 2] : &problem.x[i / 2], was = *at;
      const float h = 0x1p-8f;
      *at = was + h;
      double up = problem.Cost(exaggeration), width = *at;
      *at = was - h;
      double slope = (up - problem.Cost(exaggeration)) / (width - *at);
      *at = was;
      EXPECT_NEAR(4 * (i % 2 ? gy : gx)[i / 2], slope, 2e-4 * exaggeration) << i;
    }
  }
}

/* Three groups of codes along the axes. */
Rows Groups(gsize n, int d, float apart) {
  Rows rows = Normal(n, d, 2);
  for (gsize i = 0; i < n; i++)
    rows.row(i)[i % 3] += apart;
  return rows;
}

std::vector<float> Map(const Rows &rows, const AeTsneOptions &options) {
  std::vector<float> out(rows.n * 2, NAN);
  AeCodes codes = rows.codes();
  g_autoptr(GError) error = nullptr;
  EXPECT_TRUE(ae_tsne(&codes, &options, out.data(), &error)) << (error ? error->message : "");
  return out;
}

TEST(LatentTsne, KeepsGroupsApart) {
  Rows rows = Groups(210, 8, 15);
  Rows map(2, Map(rows, {}));
  std::vector<int> labels(rows.n);
  for (gsize i = 0; i < rows.n; i++)
    labels[i] = i % 3;
  AeCodes codes = map.codes();
  AeKnnScore score;
  AeSeparation separation;
  ASSERT_OK(ae_knn_score(&codes, labels.data(), 10, &score, e));
  ASSERT_OK(ae_separation(&codes, labels.data(), 3, &separation, e));
  EXPECT_EQ(score.accuracy, 1);
  EXPECT_GT(separation.silhouette, 0.75);
  double x = 0, y = 0;
  for (gsize i = 0; i < map.n; i++) {
    x += map.row(i)[0];
    y += map.row(i)[1];
  }
  EXPECT_NEAR(x / map.n, 0, 1e-4);
  EXPECT_NEAR(y / map.n, 0, 1e-4);
}

/* A line of codes stays in its order. */
TEST(LatentTsne, NeighboursStayNeighbours) {
  Rows rows(100, 1);
  for (int i = 0; i < 100; i++)
    rows.x[i] = static_cast<float>(i);
  AeTsneOptions options = {};
  options.perplexity = 5;
  Rows map(2, Map(rows, options));
  AeCodes codes = map.codes();
  std::vector<int> index(200);
  std::vector<float> distance(200);
  ASSERT_OK(ae_knn(&codes, &codes, TRUE, 2, index.data(), distance.data(), e));
  int kept = 0;
  for (int i = 0; i < 200; i++)
    kept += std::abs(index[i] - i / 2) <= 2;
  EXPECT_GE(kept, 180);
}

TEST(LatentTsne, SameCodesSameBits) {
  Rows rows = Groups(60, 4, 3);
  AeTsneOptions options = {};
  options.rounds = 300;
  EXPECT_EQ(Map(rows, options), Map(rows, options));
  EXPECT_NE(Map(rows, options), Map(rows, {}));
}

TEST(LatentTsne, EqualAndFewCodesAreFinite) {
  Rows same(20, 3), few = Normal(4, 5, 3), pairs(40, 2);
  for (gsize i = 0; i < pairs.n; i++)
    pairs.row(i)[0] = static_cast<float>(i / 2);
  for (const Rows &rows : {same, few, pairs})
    for (float x : Map(rows, {}))
      EXPECT_TRUE(std::isfinite(x));
}

struct Watch {
  int calls, most;
  double last;
};

gboolean Count(double done, gpointer data) {
  auto watch = static_cast<Watch *>(data);
  EXPECT_GE(done, watch->last);
  EXPECT_LT(done, 1);
  watch->last = done;
  return ++watch->calls < watch->most;
}

TEST(LatentTsne, CanBeCancelled) {
  Rows rows = Normal(30, 3, 4);
  AeCodes codes = rows.codes();
  std::vector<float> out(60);
  Watch watch = {0, 5, 0};
  AeTsneOptions options = {};
  options.progress = Count;
  options.user_data = &watch;
  EXPECT_REFUSED(ae_tsne(&codes, &options, out.data(), e), AE_ERROR_CANCELLED, "after 4 of 1000");
  EXPECT_EQ(watch.calls, 5);
  watch = {0, 100, 0};
  options.rounds = 20;
  ASSERT_OK(ae_tsne(&codes, &options, out.data(), e));
  EXPECT_EQ(watch.calls, 20);
}

TEST(LatentTsne, RefusesWhatItCannotDo) {
  Rows rows = Normal(4, 2, 5);
  AeCodes three = {3, 2, rows.x.data()}, many = {20001, 2, rows.x.data()}, codes = rows.codes();
  AeTsneOptions options = {};
  float out[8];
  EXPECT_REFUSED(ae_tsne(&three, &options, out, e), AE_ERROR_LIMIT, "of 3 codes");
  EXPECT_REFUSED(ae_tsne(&many, &options, out, e), AE_ERROR_LIMIT, "of 20001 codes");
  rows.x[2] = INFINITY;
  EXPECT_REFUSED(ae_tsne(&codes, &options, out, e), AE_ERROR_USAGE, "row 1, column 0");
}

} // namespace
