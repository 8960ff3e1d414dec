/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "latent_helpers.h"
#include "net_helpers.h"

#include "latent/lapack.h"
#include "latent/pca.h"

#include <algorithm>
#include <cstring>

namespace {

using std::vector;

/* x = mean + sum_i scale_i c_i u_i along four orthogonal directions of 6 numbers, with an eighth of all signs of c: the
 * covariance is sum scale_i^2 u_i u_i^T exactly. */
const double directions[4][6] = {
    {0.5, 0.5, 0.5, 0.5, 0, 0}, {0.5, -0.5, 0.5, -0.5, 0, 0}, {0, 0, 0, 0, 0.6, 0.8}, {0, 0, 0, 0, 0.8, -0.6}};
const double scales[4] = {1, 4, 2, 0};

Rows Cross(double mean) {
  Rows rows(8, 6);
  for (int n = 0; n < 8; n++)
    for (int j = 0; j < 6; j++) {
      double sum = mean;
      for (int i = 0; i < 3; i++)
        sum += (n >> i & 1 ? 1 : -1) * scales[i] * directions[i][j];
      rows.row(n)[j] = static_cast<float>(sum);
    }
  return rows;
}

AePca *Fit(const Rows &rows, int k) {
  AeCodes codes = rows.codes();
  g_autoptr(GError) error = nullptr;
  AePca *pca = ae_pca_new(&codes, k, &error);
  EXPECT_NE(pca, nullptr) << error->message;
  return pca;
}

/* R20. */
TEST(LatentPca, FindsKnownDirections) {
  g_autoptr(AePca) pca = Fit(Cross(3), 6);
  const int order[] = {1, 2, 0};
  const double variances[] = {16, 4, 1, 0, 0, 0};
  EXPECT_NEAR(pca->total, 21, 1e-5);
  for (int i = 0; i < 6; i++)
    EXPECT_NEAR(pca->variance[i], variances[i], 1e-5) << i;
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 6; j++)
      EXPECT_NEAR(pca->axes[i * 6 + j], directions[order[i]][j], 1e-6) << i << " " << j;
  for (int j = 0; j < 6; j++)
    EXPECT_NEAR(pca->mean[j], 3, 1e-6);
  EXPECT_NEAR(ae_pca_explained(pca, 1), 16 / 21.0, 1e-6);
  EXPECT_NEAR(ae_pca_explained(pca, 2), 20 / 21.0, 1e-6);
  EXPECT_EQ(ae_pca_explained(pca, 0), 0);
}

TEST(LatentPca, LargestComponentIsPositive) {
  g_autoptr(AePca) pca = Fit(Normal(500, 9, 1), 9);
  for (int i = 0; i < 9; i++) {
    double largest = 0;
    for (int j = 0; j < 9; j++)
      if (std::fabs(pca->axes[i * 9 + j]) > std::fabs(largest))
        largest = pca->axes[i * 9 + j];
    EXPECT_GT(largest, 0) << i;
  }
}

/* A mean a million times the spread: the first row is taken out before squares are summed. */
TEST(LatentPca, KeepsDigitsUnderALargeMean) {
  Rows rows = Normal(1000, 3, 2);
  g_autoptr(AePca) plain = Fit(rows, 3);
  for (float &x : rows.x)
    x = std::round(x * 64) + 4e6f;
  g_autoptr(AePca) moved = Fit(rows, 3);
  for (int i = 0; i < 3; i++)
    EXPECT_NEAR(moved->variance[i] / (64 * 64 * plain->variance[i]), 1, 2e-3) << i;
}

TEST(LatentPca, DivisionIntoCallsChangesNothing) {
  Rows rows = Normal(1000, 20, 3);
  g_autoptr(AePca) whole = Fit(rows, 20);
  g_autoptr(AePcaFit) fit = ae_pca_fit_new(20, nullptr);
  for (gsize at = 0, step = 1; at < rows.n; at += step, step = step * 3 + 1)
    ae_pca_fit_add(fit, rows.row(at), MIN(step, rows.n - at));
  g_autoptr(AePca) parts = ae_pca_fit_finish(fit, 20, nullptr);
  EXPECT_EQ(memcmp(parts->axes, whole->axes, 400 * sizeof(double)), 0);
  EXPECT_EQ(memcmp(parts->variance, whole->variance, 20 * sizeof(double)), 0);
  EXPECT_EQ(memcmp(parts->mean, whole->mean, 20 * sizeof(double)), 0);
}

TEST(LatentPca, ResidualIsWhatTransformAndInverseLeave) {
  Rows rows = Normal(700, 12, 4);
  for (gsize i = 0; i < rows.n; i++)
    for (int j = 0; j < 12; j++)
      rows.row(i)[j] = rows.row(i)[j] * static_cast<float>(j + 1) + 5;
  g_autoptr(AePca) pca = Fit(rows, 8);
  AeCodes codes = rows.codes();
  double mse[9], left = pca->total;
  ASSERT_OK(ae_pca_residual(pca, &codes, mse, e));
  for (int k = 0; k <= 8; k++) {
    EXPECT_NEAR(mse[k], left / 12, 1e-9 * pca->total) << k;
    left -= k < 8 ? pca->variance[k] : 0;
  }
  for (int k : {1, 3, 8}) {
    Rows y(rows.n, k), back(rows.n, 12);
    ASSERT_OK(ae_pca_transform(pca, k, &codes, y.x.data(), e));
    AeCodes seen = y.codes();
    ASSERT_OK(ae_pca_inverse(pca, &seen, back.x.data(), e));
    double sum = 0;
    for (gsize i = 0; i < rows.x.size(); i++)
      sum += std::pow(static_cast<double>(rows.x[i]) - back.x[i], 2);
    EXPECT_NEAR(sum / rows.x.size(), mse[k], 1e-4 * mse[k]) << k;
  }
}

/* R19, R20. The network of two dense layers: its mean squared error is the residual, and any other weights do worse. */
TEST(LatentPca, IsTheBestLinearAutoencoder) {
  const int d = 6, k = 2;
  Rows rows = Normal(300, d, 8);
  for (gsize i = 0; i < rows.n; i++)
    for (int j = 0; j < d; j++)
      rows.row(i)[j] = rows.row(i)[j] * static_cast<float>(1 + j) + rows.row(i)[0] + 2;
  g_autoptr(AePca) pca = Fit(rows, k);
  AeCodes codes = rows.codes();
  double mse[k + 1];
  ASSERT_OK(ae_pca_residual(pca, &codes, mse, e));

  Graph graph = Parse("x input channels=6 height=1 width=1\nz dense out=2\ny dense out=6");
  Params params = NewParams(graph.get(), 1);
  float *w[4];
  const char *const names[] = {"z.weight", "z.bias", "y.weight", "y.bias"};
  for (int i = 0; i < 4; i++)
    w[i] = ae_params_find(params.get(), names[i])->data;
  ASSERT_OK(ae_pca_weights(pca, k, w[0], w[1], w[2], w[3], e));
  NetOwner net = NewNet(graph.get(), params.get(), static_cast<int>(rows.n), 1, 1, AeNetOptions{});
  std::copy(rows.x.begin(), rows.x.end(), Data(ae_net_input(net.get(), 0)));
  auto error = [&] {
    ae_net_weights_changed(net.get());
    vector<float> out = Output(net.get());
    double sum = 0;
    for (gsize i = 0; i < out.size(); i++)
      sum += std::pow(static_cast<double>(out[i]) - rows.x[i], 2);
    return sum / out.size();
  };
  EXPECT_NEAR(error(), mse[k], 1e-5 * mse[k]);
  AeRng rng;
  ae_rng_init(&rng, 9, 0);
  for (int trial = 0; trial < 50; trial++) {
    vector<float> kept(params->data, params->data + params->total);
    for (gsize i = 0; i < params->total; i++)
      params->data[i] += static_cast<float>(0.02 * ae_rng_normal(&rng));
    EXPECT_GT(error(), mse[k]) << trial;
    std::copy(kept.begin(), kept.end(), params->data);
  }
  EXPECT_REFUSED(ae_pca_weights(pca, 3, w[0], w[1], w[2], w[3], e), AE_ERROR_USAGE, "3 principal components");
}

TEST(LatentPca, FewerRowsThanNumbers) {
  Rows rows = Normal(3, 10, 5);
  g_autoptr(AePca) pca = Fit(rows, 10);
  AeCodes codes = rows.codes();
  double mse[11];
  ASSERT_OK(ae_pca_residual(pca, &codes, mse, e));
  EXPECT_GT(mse[1], 1e-3);
  EXPECT_NEAR(mse[2], 0, 1e-12) << "three points lie in a plane";
  g_autoptr(AePca) one = Fit(Rows(2, {7, 7, 7, 7}), 2);
  EXPECT_EQ(one->total, 0);
  EXPECT_EQ(ae_pca_explained(one, 1), 1);
}

TEST(LatentPca, RefusesWhatItCannotDo) {
  Rows rows = Normal(5, 3, 6);
  AeCodes codes = rows.codes(), none = {0, 3, rows.x.data()};
  EXPECT_REFUSED(ae_pca_new(&codes, 0, e), AE_ERROR_USAGE, "0 principal components");
  EXPECT_REFUSED(ae_pca_new(&codes, 4, e), AE_ERROR_USAGE, "4 principal components of 5 rows of 3");
  EXPECT_REFUSED(ae_pca_new(&none, 1, e), AE_ERROR_USAGE, "of 0 rows");
  EXPECT_REFUSED(ae_pca_fit_new(8193, e), AE_ERROR_LIMIT, "1 to 8192");
  EXPECT_REFUSED(ae_pca_fit_new(0, e), AE_ERROR_LIMIT, "1 to 8192");
  g_autoptr(AePca) pca = Fit(rows, 2);
  AeCodes wide = {1, 4, rows.x.data()};
  float out[9];
  double mse[3];
  EXPECT_REFUSED(ae_pca_transform(pca, 3, &codes, out, e), AE_ERROR_USAGE, "2 of 3");
  EXPECT_REFUSED(ae_pca_transform(pca, 1, &wide, out, e), AE_ERROR_USAGE, "of 4 numbers");
  EXPECT_REFUSED(ae_pca_inverse(pca, &codes, out, e), AE_ERROR_USAGE, "3 principal components");
  EXPECT_REFUSED(ae_pca_residual(pca, &wide, mse, e), AE_ERROR_USAGE, "of 4 numbers");
  for (float bad : {INFINITY, NAN}) {
    rows.x[7] = bad;
    EXPECT_REFUSED(ae_pca_new(&codes, 1, e), AE_ERROR_USAGE, "not finite");
  }
}

/* Two planes in space through the x axis, 30 degrees apart; neither basis is orthogonal. */
TEST(LatentPca, PrincipalAngles) {
  const double pi = std::acos(-1), a[] = {1, 0, 0, 3, 2, 0}, b[] = {5, 0, 0, 1, std::cos(pi / 6), std::sin(pi / 6)};
  const double z[] = {0, 0, 1}, dependent[] = {1, 2, 3, 2, 4, 6};
  double angles[2];
  ASSERT_OK(ae_principal_angles(3, a, 2, b, 2, angles, e));
  EXPECT_NEAR(angles[0], 0, 3e-8);
  EXPECT_NEAR(angles[1], pi / 6, 1e-8);
  ASSERT_OK(ae_principal_angles(3, a, 2, z, 1, angles, e));
  EXPECT_NEAR(angles[0], pi / 2, 3e-8);
  ASSERT_OK(ae_principal_angles(3, z, 1, b, 2, angles, e));
  EXPECT_NEAR(angles[0], pi / 3, 1e-8);
  EXPECT_REFUSED(ae_principal_angles(3, a, 2, dependent, 2, angles, e), AE_ERROR_USAGE, "span 1 dimensions");
  EXPECT_REFUSED(ae_principal_angles(1, a, 2, b, 2, angles, e), AE_ERROR_USAGE, "of 1 numbers");
}

/* A mixed basis of the first three directions spans what they do. */
TEST(LatentPca, AngleToItsOwnMixedDirectionsIsNone) {
  g_autoptr(AePca) pca = Fit(Cross(0), 3);
  const double mix[3][3] = {{1, 2, 3}, {0, 1, -1}, {5, 0, 2}};
  vector<double> mixed(18);
  ae_multiply(3, 6, 3, mix[0], pca->axes, TRUE, mixed.data());
  double angles[3];
  ASSERT_OK(ae_principal_angles(6, mixed.data(), 3, pca->axes, 3, angles, e));
  for (double angle : angles)
    EXPECT_NEAR(angle, 0, 5e-8);
}

TEST(LatentLapack, CholeskyAndSolves) {
  double a[] = {4, 99, 99, 2, 10, 99, -2, 5, 14};
  const double l[] = {2, 0, 0, 1, 3, 0, -1, 2, 3};
  double x[] = {2, 7, 12, 4, 2, 0}, negative[] = {1, 0, 2, 1};
  ASSERT_TRUE(ae_cholesky(3, a));
  for (int i = 0; i < 9; i++)
    EXPECT_NEAR(a[i], l[i], 1e-12) << i;
  ae_lower_solve(3, l, FALSE, 2, x);
  const double solved[] = {1, 2, 3, 2, 0, 2 / 3.0};
  for (int i = 0; i < 6; i++)
    EXPECT_NEAR(x[i], solved[i], 1e-12) << i;
  double y[] = {-2, 8, 3}; /* L^T (-2, 2, 1) = (-3, 8, 3) */
  y[0] = -3;
  ae_lower_solve(3, l, TRUE, 1, y);
  EXPECT_NEAR(y[0], -2, 1e-12);
  EXPECT_NEAR(y[1], 2, 1e-12);
  EXPECT_NEAR(y[2], 1, 1e-12);
  EXPECT_FALSE(ae_cholesky(2, negative));
}

TEST(LatentCodes, NamesWhatIsNotANumber) {
  Rows rows = Normal(4, 3, 7);
  AeCodes codes = rows.codes(), vast = {G_MAXSIZE / 2, 3, rows.x.data()};
  ASSERT_OK(ae_codes_check(&codes, "codes", e));
  EXPECT_REFUSED(ae_codes_check(&vast, "codes", e), AE_ERROR_USAGE, "codes: ");
  rows.x[7] = NAN;
  EXPECT_REFUSED(ae_codes_check(&codes, "a.npy", e), AE_ERROR_USAGE, "a.npy: row 2, column 1 is not a finite number");
}

} // namespace
