/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "latent_helpers.h"

#include "latent/prior.h"

#include <glib/gstdio.h>

#include <algorithm>
#include <cstring>

namespace {

const AePriorKind *Kind(const char *name) { return ae_prior_kind_by_name(name, nullptr); }

AePrior *Fit(const char *kind, const Rows &rows, int components = 1, guint64 seed = 1) {
  AeCodes codes = rows.codes();
  g_autoptr(GError) error = nullptr;
  AePrior *prior = ae_prior_fit(Kind(kind), &codes, components, seed, &error);
  EXPECT_NE(prior, nullptr) << error->message;
  return prior;
}

Rows Sample(const AePrior *prior, gsize n, guint64 seed) {
  Rows rows(n, prior->d);
  AeRng rng;
  ae_rng_init(&rng, seed, 7);
  ae_prior_sample(prior, &rng, n, rows.x.data());
  return rows;
}

std::vector<double> LogDensity(const AePrior *prior, const Rows &rows) {
  std::vector<double> out(rows.n);
  AeCodes codes = rows.codes();
  EXPECT_TRUE(ae_prior_log_density(prior, &codes, out.data(), nullptr));
  return out;
}

double MeanLogDensity(const AePrior *prior, const Rows &rows) {
  double sum = 0;
  for (double x : LogDensity(prior, rows))
    sum += x;
  return sum / rows.n;
}

/* Four codes: mean (1, 2), covariance ((4, 2), (2, 1.25)) of determinant 1. */
const Rows four(2, {3, 3.5f, 3, 2.5f, -1, 1.5f, -1, 0.5f});

TEST(LatentPrior, StandardIsNormal) {
  g_autoptr(AePrior) prior = ae_prior_standard(3, nullptr);
  Rows at(3, {0, 0, 0, 1, -2, 2});
  std::vector<double> log_p = LogDensity(prior, at);
  double constant = -1.5 * std::log(2 * std::acos(-1));
  EXPECT_NEAR(log_p[0], constant, 1e-12);
  EXPECT_NEAR(log_p[1], constant - 4.5, 1e-12);
}

TEST(LatentPrior, FullHasTheSamplesMomentsAndDensity) {
  g_autoptr(AePrior) prior = Fit("full", four);
  EXPECT_EQ(prior->k, 1);
  EXPECT_FLOAT_EQ(prior->mean[0], 1);
  EXPECT_FLOAT_EQ(prior->mean[1], 2);
  EXPECT_NEAR(prior->factor[0], 2, 2e-6);
  EXPECT_EQ(prior->factor[1], 0);
  EXPECT_NEAR(prior->factor[2], 1, 2e-6);
  EXPECT_NEAR(prior->factor[3], 0.5, 4e-6);
  /* (z - m) = (2, 2): the quadratic form with ((1.25, -2), (-2, 4)) is 5 */
  Rows at(2, {3, 4});
  EXPECT_NEAR(LogDensity(prior, at)[0], -std::log(2 * std::acos(-1)) - 2.5, 1e-4);
}

TEST(LatentPrior, DiagonalLeavesCorrelationOut) {
  g_autoptr(AePrior) prior = Fit("diagonal", four);
  EXPECT_NEAR(prior->factor[0], 2, 2e-6);
  EXPECT_EQ(prior->factor[2], 0);
  EXPECT_NEAR(prior->factor[3], std::sqrt(1.25), 2e-6);
}

/* What all codes agree in has a variance of nearly nothing, not a singular matrix. */
TEST(LatentPrior, DeadNumbersAndSingleCodes) {
  Rows rows = Normal(300, 4, 1);
  for (gsize i = 0; i < rows.n; i++) {
    rows.row(i)[1] = 5;
    rows.row(i)[3] = rows.row(i)[0];
  }
  for (const char *kind : {"diagonal", "full", "mixture"}) {
    g_autoptr(AePrior) prior = Fit(kind, rows, 3);
    Rows drawn = Sample(prior, 100, 2);
    for (gsize i = 0; i < drawn.n; i++)
      EXPECT_NEAR(drawn.row(i)[1], 5, 0.2) << kind;
    g_autoptr(AePrior) one = Fit(kind, Rows(2, {3, -4}));
    EXPECT_NEAR(Sample(one, 1, 3).x[0], 3, 1e-4) << kind;
  }
  g_autoptr(AePrior) same = Fit("mixture", Rows(1, {2, 2, 2, 2}), 3);
  EXPECT_NEAR(Sample(same, 1, 3).x[0], 2, 1e-4);
}

/* Two Gaussians with correlation, far enough apart to be told. */
Rows Two(gsize n, guint64 seed) {
  Rows rows = Normal(n, 2, seed);
  for (gsize i = 0; i < n; i++) {
    float *z = rows.row(i), x = z[0], y = z[1];
    if (i % 4 == 0) {
      z[0] = 5 + x;
      z[1] = 1 + 0.8f * x + 0.6f * y;
    } else {
      z[0] = -3 + 0.5f * x;
      z[1] = 2 * y;
    }
  }
  return rows;
}

TEST(LatentPrior, MixtureFindsTwoGaussians) {
  Rows rows = Two(8000, 4);
  g_autoptr(AePrior) prior = Fit("mixture", rows, 2);
  int right = prior->mean[0] > prior->mean[2] ? 0 : 1, left = 1 - right;
  EXPECT_NEAR(prior->share[right], 0.25, 0.002);
  EXPECT_NEAR(prior->share[left], 0.75, 0.002);
  const double mean_right[] = {5, 1}, mean_left[] = {-3, 0};
  const double factor_right[] = {1, 0, 0.8, 0.6}, factor_left[] = {0.5, 0, 0, 2};
  for (int i = 0; i < 2; i++) {
    EXPECT_NEAR(prior->mean[2 * right + i], mean_right[i], 0.1);
    EXPECT_NEAR(prior->mean[2 * left + i], mean_left[i], 0.1);
  }
  for (int i = 0; i < 4; i++) {
    EXPECT_NEAR(prior->factor[4 * right + i], factor_right[i], 0.05) << i;
    EXPECT_NEAR(prior->factor[4 * left + i], factor_left[i], 0.06) << i;
  }
}

/* Each kind can do what the one before it can, so that what it was fitted to is no less likely. */
TEST(LatentPrior, RicherKindsFitBetter) {
  Rows rows = Two(2000, 5), fresh = Two(2000, 6);
  double before = -INFINITY, before_fresh = -INFINITY;
  for (const char *kind : {"standard", "diagonal", "full", "mixture"}) {
    g_autoptr(AePrior) prior = Fit(kind, rows, 2);
    double now = MeanLogDensity(prior, rows), now_fresh = MeanLogDensity(prior, fresh);
    EXPECT_GT(now, before + 0.01) << kind;
    EXPECT_GT(now_fresh, before_fresh + 0.01) << kind;
    before = now;
    before_fresh = now_fresh;
  }
  double one = NAN, last = -INFINITY;
  for (int k : {1, 2, 4, 8}) {
    g_autoptr(AePrior) prior = Fit("mixture", rows, k);
    one = MeanLogDensity(prior, rows);
    EXPECT_GT(one, last - 1e-6) << k;
    last = one;
  }
}

/* The density sums to 1: the mean over a box that holds nearly all of it. */
TEST(LatentPrior, DensityIntegratesToOne) {
  g_autoptr(AePrior) prior = Fit("mixture", Two(500, 7), 3);
  const int side = 400;
  const double width = 30;
  Rows grid(side * side, 2);
  for (int i = 0; i < side * side; i++) {
    grid.row(i)[0] = static_cast<float>((i % side + 0.5) * width / side - width / 2);
    grid.row(i)[1] = static_cast<float>((i / side + 0.5) * width / side - width / 2);
  }
  double sum = 0;
  for (double log_p : LogDensity(prior, grid))
    sum += std::exp(log_p);
  EXPECT_NEAR(sum * width * width / side / side, 1, 1e-3);
}

/* What is drawn has the moments of what it was fitted to, within 10 % (and here much closer). */
TEST(LatentPrior, SamplesHaveTheMoments) {
  Rows rows = Two(4000, 8);
  for (const char *kind : {"full", "mixture"}) {
    g_autoptr(AePrior) source = Fit(kind, rows, 2);
    Rows drawn = Sample(source, 40000, 9);
    g_autoptr(AePrior) a = Fit("full", rows), b = Fit("full", drawn);
    for (int i = 0; i < 2; i++)
      EXPECT_NEAR(b->mean[i], a->mean[i], 0.06) << kind;
    for (int i = 0; i < 4; i++)
      EXPECT_NEAR(b->factor[i], a->factor[i], 0.05) << kind << i;
  }
}

TEST(LatentPrior, SameSeedSameBits) {
  Rows rows = Two(1000, 10);
  g_autoptr(AePrior) a = Fit("mixture", rows, 5, 42), b = Fit("mixture", rows, 5, 42), c = Fit("mixture", rows, 5, 43);
  const gsize bytes = 5 * 7 * sizeof(float);
  EXPECT_EQ(memcmp(a->stored, b->stored, bytes), 0);
  EXPECT_NE(memcmp(a->stored, c->stored, bytes), 0);
  Rows first = Sample(a, 10, 1), more = Sample(a, 30, 1), other = Sample(a, 10, 2);
  EXPECT_TRUE(std::equal(first.x.begin(), first.x.end(), more.x.begin())) << "a longer run begins like a shorter one";
  EXPECT_NE(first.x, other.x);
}

TEST(LatentPrior, RefusesWhatItCannotDo) {
  AeCodes codes = four.codes(), none = {0, 2, four.x.data()}, wide = {1, 1025, four.x.data()};
  Rows bad = four;
  bad.x[3] = NAN;
  AeCodes broken = bad.codes();
  EXPECT_REFUSED(ae_prior_kind_by_name("ful", e), AE_ERROR_USAGE, "did you mean \"full\"");
  EXPECT_REFUSED(ae_prior_fit(Kind("full"), &none, 1, 0, e), AE_ERROR_USAGE, "0 codes are too few");
  EXPECT_REFUSED(ae_prior_fit(Kind("mixture"), &codes, 5, 0, e), AE_ERROR_USAGE, "4 codes are too few for 5");
  EXPECT_REFUSED(ae_prior_fit(Kind("mixture"), &codes, 0, 0, e), AE_ERROR_LIMIT, "0 components");
  EXPECT_REFUSED(ae_prior_fit(Kind("full"), &broken, 1, 0, e), AE_ERROR_USAGE, "row 1, column 1");
  EXPECT_REFUSED(ae_prior_fit(Kind("standard"), &wide, 1, 0, e), AE_ERROR_LIMIT, "over 1025 numbers");
  g_autoptr(AePrior) prior = ae_prior_standard(3, nullptr);
  double out[4];
  EXPECT_REFUSED(ae_prior_log_density(prior, &codes, out, e), AE_ERROR_USAGE, "the prior is of 3");
}

/* ---- in a model file ---- */

class LatentPriorFile : public testing::Test {
protected:
  void SetUp() override {
    folder = g_dir_make_tmp("prior-XXXXXX", nullptr);
    path = std::string(folder) + "/x.safetensors";
  }
  void TearDown() override {
    ae_modelfile_free(file);
    g_unlink(path.c_str());
    g_rmdir(folder);
    g_free(folder);
  }
  void Write(const std::vector<const AePrior *> &priors) {
    AeModelWriter *w = ae_modelwriter_new();
    for (const AePrior *prior : priors)
      ae_prior_write(prior, w);
    ASSERT_OK(ae_modelwriter_write(w, path.c_str(), e));
    ae_modelwriter_free(w);
    ae_modelfile_free(file);
    ASSERT_OK(file = ae_modelfile_open(path.c_str(), e));
  }
  char *folder = nullptr;
  std::string path;
  AeModelFile *file = nullptr;
};

/* R56. */
TEST_F(LatentPriorFile, ComesBackToTheLastBit) {
  Rows rows = Two(600, 11);
  g_autoptr(AePrior) full = Fit("full", rows), mixture = Fit("mixture", rows, 4);
  Write({full, mixture});
  for (const AePrior *prior : {full, mixture}) {
    g_autoptr(AePrior) back = nullptr;
    ASSERT_OK(back = ae_prior_read(prior->kind, file, e));
    EXPECT_EQ(back->k, prior->k);
    EXPECT_EQ(memcmp(back->stored, prior->stored, prior->k * 7 * sizeof(float)), 0);
    EXPECT_EQ(Sample(back, 50, 3).x, Sample(prior, 50, 3).x);
    EXPECT_EQ(LogDensity(back, rows), LogDensity(prior, rows));
  }
  EXPECT_REFUSED(ae_prior_read(Kind("diagonal"), file, e), AE_ERROR_MODEL, "prior \"diagonal\": the model holds none");
}

/* Every kind of the table: what it draws is finite and its own density knows it; a fitted one comes back. */
TEST_F(LatentPriorFile, EveryKind) {
  Rows rows = Two(300, 12);
  for (const AePriorKind *const *kind = ae_prior_kinds(); *kind; kind++) {
    g_autoptr(AePrior) prior = Fit((*kind)->name, rows, 3);
    Rows drawn = Sample(prior, 200, 1);
    for (double log_p : LogDensity(prior, drawn))
      EXPECT_TRUE(std::isfinite(log_p)) << (*kind)->name;
    EXPECT_STRNE((*kind)->help, "");
    if (!(*kind)->fitted)
      continue;
    Write({prior});
    g_autoptr(AePrior) back = nullptr;
    ASSERT_OK(back = ae_prior_read(*kind, file, e));
    EXPECT_EQ(Sample(back, 200, 1).x, drawn.x) << (*kind)->name;
  }
}

TEST_F(LatentPriorFile, RefusesDamage) {
  const struct {
    int at;
    float value;
    const char *part;
  } cases[] = {
      {0, -0.5f, "negative share"}, {0, 0.25f, "do not sum to 1"}, {3, 0, "positive diagonal"},
      {4, 1, "lower triangular"},   {6, -1, "positive diagonal"},
  };
  for (const auto &c : cases) {
    g_autoptr(AePrior) prior = Fit("full", four);
    prior->stored[c.at] = c.value;
    Write({prior});
    EXPECT_REFUSED(ae_prior_read(Kind("full"), file, e), AE_ERROR_MODEL, c.part);
  }
}

TEST_F(LatentPriorFile, RefusesSizesBeforeItAllocates) {
  const struct {
    const char *kind;
    int mean[2], factor[3];
    const char *part;
  } cases[] = {
      {"full", {2, 2}, {2, 2, 2}, "size is not possible"},
      {"mixture", {0, 2}, {0, 2, 2}, "size is not possible"},
      {"mixture", {1, 0}, {1, 0, 0}, "size is not possible"},
      {"mixture", {257, 1}, {1, 1, 1}, "size is not possible"},
      {"full", {1, 1025}, {1, 1, 1}, "size is not possible"},
      {"mixture", {256, 1024}, {1, 1, 1}, "do not fit together"},
      {"full", {1, 2}, {1, 2, 3}, "do not fit together"},
  };
  const std::vector<float> zeros(256 * 1024);
  for (const auto &c : cases) {
    std::string base = std::string("prior.") + c.kind + ".";
    AeModelWriter *w = ae_modelwriter_new();
    ae_modelwriter_add_floats(w, (base + "share").c_str(), FALSE, 1, c.mean, zeros.data());
    ae_modelwriter_add_floats(w, (base + "mean").c_str(), FALSE, 2, c.mean, zeros.data());
    ae_modelwriter_add_floats(w, (base + "factor").c_str(), FALSE, 3, c.factor, zeros.data());
    ASSERT_OK(ae_modelwriter_write(w, path.c_str(), e));
    ae_modelwriter_free(w);
    ae_modelfile_free(file);
    ASSERT_OK(file = ae_modelfile_open(path.c_str(), e));
    EXPECT_REFUSED(ae_prior_read(Kind(c.kind), file, e), AE_ERROR_MODEL, c.part);
  }
}

} // namespace
