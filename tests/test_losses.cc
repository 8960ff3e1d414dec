/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Every row of the table of losses. Built twice: in float, and in double against libaefilter_f64. */
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

extern "C" {
#include "base/rng.h"
#include "train/loss.h"
}

namespace {

#ifdef AE_REAL_DOUBLE
const double kStep = 1e-5, kTolerance = 1e-6;
#else
const double kStep = 1e-3, kTolerance = 1e-3;
#endif

struct Options {
  explicit Options(const AeLoss *loss) : rows(loss->options), values(std::max<gsize>(loss->options_size, 1)) {
    ae_options_init(rows, values.data());
  }
  ~Options() { ae_options_clear(rows, values.data()); }
  const AeOption *rows;
  std::vector<char> values;
};

/* A prediction, a target at least 0.05 away from it (l1 has a corner at 0) and a gradient, 2 pictures of 4 channels. */
struct Case {
  Case(const AeLoss *l, int height, int width) : loss(l), options(l), shape{2, 4, height, width} {
    gsize n = 8 * height * width;
    AeRng rng;
    ae_rng_init(&rng, 5, n);
    p.resize(n), t.resize(n), g.assign(n, 0);
    for (gsize i = 0; i < n; i++) {
      p[i] = ae_real(l->low + (l->high - l->low) * ae_rng_uniform(&rng));
      t[i] = ae_real(ae_rng_uniform(&rng));
      if (std::fabs(p[i] - t[i]) < 0.05)
        t[i] = ae_real(p[i] > 0.5 ? p[i] - 0.1 : p[i] + 0.1);
    }
  }
  double Apply(double weight) {
    AeTensor prediction = ae_tensor_wrap(p.data(), shape, AE_REAL), target = ae_tensor_wrap(t.data(), shape, AE_REAL);
    AeTensor gradient = ae_tensor_wrap(g.data(), shape, AE_REAL);
    return loss->apply(options.values.data(), &prediction, &target, weight, &gradient);
  }
  double At(gsize i, double value) {
    ae_real kept = p[i];
    p[i] = ae_real(value);
    double loss_there = Apply(0);
    p[i] = kept;
    return loss_there;
  }
  const AeLoss *loss;
  Options options;
  AeShape shape;
  std::vector<ae_real> p, t, g;
};

class Losses : public testing::TestWithParam<const AeLoss *> {};

/* R7, R15, R28, R29. */
TEST_P(Losses, GradientAgreesWithFiniteDifferences) {
  for (auto [height, width] : {std::pair{12, 14}, std::pair{3, 5}, std::pair{1, 1}}) {
    Case c(GetParam(), height, width);
    c.Apply(2.5);
    std::vector<ae_real> g = c.g;
    double scale = 0;
    for (ae_real v : g)
      scale = std::max(scale, double(std::fabs(v)));
    for (gsize i = 0; i < g.size(); i += 7) {
      double x = c.p[i], up = ae_real(x + kStep), down = ae_real(x - kStep);
      double slope = 2.5 * (c.At(i, up) - c.At(i, down)) / (up - down);
      EXPECT_NEAR(g[i], slope, kTolerance * std::max(scale, 1e-3)) << height << "x" << width << " at " << i;
    }
  }
}

TEST_P(Losses, GradientIsAddedAndScaledByTheWeight) {
  Case once(GetParam(), 12, 12), thrice(GetParam(), 12, 12);
  double loss = once.Apply(1);
  EXPECT_DOUBLE_EQ(thrice.Apply(1), loss) << "the value does not depend on what is in the gradient";
  EXPECT_DOUBLE_EQ(thrice.Apply(2), loss) << "nor on the weight";
  for (gsize i = 0; i < once.g.size(); i++)
    EXPECT_NEAR(thrice.g[i], 3 * once.g[i], 1e-5 * std::fabs(once.g[i]) + 1e-9);
}

TEST_P(Losses, IsTheMeanOverPictures) {
  if (!std::strcmp(GetParam()->name, "kl_bernoulli"))
    GTEST_SKIP() << "judges the mean over the pictures";
  Case both(GetParam(), 12, 12), half(GetParam(), 12, 12);
  half.shape.n = 1;
  double first = half.Apply(0);
  gsize n = half.p.size() / 2;
  std::memmove(half.p.data(), half.p.data() + n, n * sizeof(ae_real));
  std::memmove(half.t.data(), half.t.data() + n, n * sizeof(ae_real));
  EXPECT_NEAR(both.Apply(0), (first + half.Apply(0)) / 2, 1e-6);
}

TEST_P(Losses, IsLeastAtTheTarget) {
  if (GetParam()->inner)
    GTEST_SKIP() << "has no target";
  Case c(GetParam(), 12, 12);
  double away = c.Apply(0);
  for (gsize i = 0; i < c.p.size(); i++)
    c.p[i] = GetParam()->scores ? std::log(c.t[i]) : c.t[i];
  double there = c.Apply(1);
  EXPECT_LT(there, away);
  for (ae_real v : c.g)
    EXPECT_NEAR(v, 0, 1e-6);
}

TEST_P(Losses, HasADescription) {
  EXPECT_GT(std::strlen(GetParam()->help), 4u);
  EXPECT_LT(GetParam()->low, GetParam()->high);
  EXPECT_EQ(ae_loss_by_name(GetParam()->name, nullptr), GetParam());
}

std::vector<const AeLoss *> All() {
  std::vector<const AeLoss *> all;
  for (const AeLoss *const *l = ae_losses(); *l; l++)
    all.push_back(*l);
  return all;
}

INSTANTIATE_TEST_SUITE_P(Table, Losses, testing::ValuesIn(All()),
                         [](const auto &info) { return std::string(info.param->name); });

TEST(LossTable, UnknownNameListsAll) {
  g_autoptr(GError) error = nullptr;
  EXPECT_EQ(ae_loss_by_name("l3", &error), nullptr);
  ASSERT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_USAGE));
  EXPECT_NE(std::string(error->message).find("charbonnier"), std::string::npos);
}

/* Values that are easily reckoned: a constant picture of 0.75 against one of 0.5. */
TEST(LossValues, OfConstantPictures) {
  const double c1 = 1e-4;
  const std::pair<const char *, double> expected[] = {
      {"mse", 0.0625},
      {"l1", 0.25},
      {"charbonnier", std::sqrt(0.0625 + 1e-6) - 1e-3},
      {"bce", -0.5 * std::log(0.75) - 0.5 * std::log(0.25)},
      {"ssim", 1 - (2 * 0.75 * 0.5 + c1) / (0.75 * 0.75 + 0.25 + c1)},
  };
  for (auto [name, value] : expected) {
    Case c(ae_loss_by_name(name, nullptr), 16, 16);
    std::fill(c.p.begin(), c.p.end(), ae_real(0.75));
    std::fill(c.t.begin(), c.t.end(), ae_real(0.5));
    EXPECT_NEAR(c.Apply(0), value, 1e-6) << name;
  }
}

/* bce is finite for probabilities that have run into 0 or 1. */
/* An even shift is in the last level alone, and an odd pattern in the finest band. */
TEST(LossValues, LaplacianTellsBandsApart) {
  const AeLoss *loss = ae_loss_by_name("laplacian", nullptr);
  Case even(loss, 16, 16), fine(loss, 16, 16);
  for (gsize i = 0; i < even.p.size(); i++) {
    even.t[i] = fine.t[i] = ae_real(0.5);
    even.p[i] = ae_real(0.7);
    fine.p[i] = ae_real((i / 4 + i / 64) % 2 ? 0.7 : 0.3);
  }
  EXPECT_NEAR(even.Apply(1), 0.2, 1e-6);
  EXPECT_NEAR(fine.Apply(1), 0.2, 0.03) << "a checkerboard is all in the finest";
}

TEST(LossValues, LaplacianLooksAtTheMiddle) {
  const AeLoss *loss = ae_loss_by_name("laplacian", nullptr);
  double at[2];
  for (gsize first : {0, 6}) {
    Case square(loss, 16, 16);
    ae_option_set(loss->options, square.options.values.data(), "", "focus", "4", nullptr);
    ae_option_set(loss->options, square.options.values.data(), "", "bands", "1", nullptr);
    for (gsize i = 0; i < square.p.size(); i++) {
      gsize x = i / 4 % 16 - first, y = i / 64 % 16 - first;
      square.t[i] = ae_real(0.5);
      square.p[i] = ae_real(x < 4 && y < 4 ? 0.8 : 0.5);
    }
    at[first > 0] = square.Apply(1);
  }
  EXPECT_GT(at[1], 10 * at[0]);
}

TEST(LossValues, BceStaysFinite) {
  Case c(ae_loss_by_name("bce", nullptr), 2, 2);
  std::fill(c.p.begin(), c.p.end(), ae_real(0));
  std::fill(c.t.begin(), c.t.end(), ae_real(1));
  EXPECT_TRUE(std::isfinite(c.Apply(1)));
  for (ae_real v : c.g)
    EXPECT_TRUE(std::isfinite(v) && v < 0);
}

/* The sum over a picture's numbers is their mean times their number. */
TEST(LossValues, SumOverAPicture) {
  for (const char *name : {"mse", "l1", "bce"}) {
    Case mean(ae_loss_by_name(name, nullptr), 3, 5), sum(ae_loss_by_name(name, nullptr), 3, 5);
    ASSERT_TRUE(ae_option_set(sum.loss->options, sum.options.values.data(), "test", "reduce", "sum", nullptr));
    EXPECT_NEAR(sum.Apply(1), 4 * 3 * 5 * mean.Apply(1), 1e-4) << name;
    for (gsize i = 0; i < sum.g.size(); i++)
      ASSERT_NEAR(sum.g[i], 4 * 3 * 5 * mean.g[i], 1e-4) << name;
  }
}

/* Four classes that are as likely as one another: the target does not matter. */
TEST(LossValues, CrossEntropyOfEqualScores) {
  Case c(ae_loss_by_name("cross_entropy", nullptr), 2, 3);
  std::fill(c.p.begin(), c.p.end(), ae_real(7));
  std::fill(c.t.begin(), c.t.end(), ae_real(0));
  for (gsize i = 1; i < c.t.size(); i += 4)
    c.t[i] = 1;
  EXPECT_NEAR(c.Apply(12), std::log(4), 1e-6);
  EXPECT_NEAR(c.g[0], 0.25, 1e-6) << "12 places";
  EXPECT_NEAR(c.g[1], -0.75, 1e-6);
  ASSERT_TRUE(ae_option_set(c.loss->options, c.options.values.data(), "test", "reduce", "sum", nullptr));
  EXPECT_NEAR(c.Apply(0), 6 * std::log(4), 1e-5) << "6 places a picture";
}

/* A sure and wrong answer costs the difference of the scores, however large they are. */
TEST(LossValues, CrossEntropyStaysFinite) {
  for (double score : {1e3, 1e6}) {
    Case c(ae_loss_by_name("cross_entropy", nullptr), 1, 1);
    c.shape = {1, 2, 1, 1};
    c.p = {ae_real(score), ae_real(-score)};
    c.t = {0, 1};
    c.g = {0, 0};
    EXPECT_NEAR(c.Apply(1), 2 * score, 1e-6 * score);
    EXPECT_EQ(c.g, (std::vector<ae_real>{1, -1}));
  }
}

/* One number of a code in one picture: its mean and the logarithm of its variance. */
Case Gauss(double mu, double log_variance, const char *free_bits = "0") {
  Case c(ae_loss_by_name("kl_gauss", nullptr), 1, 1);
  EXPECT_TRUE(ae_option_set(c.loss->options, c.options.values.data(), "test", "free_bits", free_bits, nullptr));
  c.shape = {1, 2, 1, 1};
  c.p = {ae_real(mu), ae_real(log_variance)};
  c.g = {0, 0};
  return c;
}

/* R40. The divergence of Kingma & Welling, not sigma^2 + mu^2 - log(sigma) - 1 as some lessons print it, which is
 * -0.1534 at sigma = 0.7071 and so no divergence. */
TEST(LossValues, KlGaussIsZeroAtThePriorAlone) {
  Case prior = Gauss(0, 0);
  EXPECT_EQ(prior.Apply(1), 0);
  EXPECT_EQ(prior.g, (std::vector<ae_real>{0, 0}));
  Case narrow = Gauss(0, std::log(0.5));
  EXPECT_NEAR(narrow.Apply(1), (0.5 - 1 - std::log(0.5)) / 2, 1e-6);
  EXPECT_GT(narrow.Apply(0), 0);
  Case other = Gauss(2, std::log(0.25));
  EXPECT_NEAR(other.Apply(1), (0.25 + 4 - 1 - std::log(0.25)) / 2, 1e-6);
}

TEST(LossValues, KlGaussHasFreeBits) {
  Case below = Gauss(0.1, 0, "0.5"), above = Gauss(2, 0, "0.5");
  EXPECT_DOUBLE_EQ(below.Apply(1), 0.5);
  EXPECT_EQ(below.g, (std::vector<ae_real>{0, 0}));
  EXPECT_DOUBLE_EQ(above.Apply(1), 2);
  EXPECT_EQ(above.g, (std::vector<ae_real>{2, 0}));
}

/* R29. */
TEST(LossValues, KlBernoulliOfConstantActivities) {
  for (auto [activity, value] : {std::pair{0.05, 0.0}, {0.2, 0.0939432}}) {
    Case c(ae_loss_by_name("kl_bernoulli", nullptr), 2, 2);
    std::fill(c.p.begin(), c.p.end(), ae_real(activity));
    EXPECT_NEAR(c.Apply(1), 4 * value, 1e-5) << "4 numbers";
  }
}

} // namespace
