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

/* A prediction, a target at least 0.05 away from it (l1 has a corner at 0) and a gradient, 2 pictures of 3 channels. */
struct Case {
  Case(const AeLoss *l, int height, int width) : loss(l), options(l), shape{2, 3, height, width} {
    gsize n = 6 * height * width;
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
  Case both(GetParam(), 12, 12), half(GetParam(), 12, 12);
  half.shape.n = 1;
  double first = half.Apply(0);
  gsize n = half.p.size() / 2;
  std::memmove(half.p.data(), half.p.data() + n, n * sizeof(ae_real));
  std::memmove(half.t.data(), half.t.data() + n, n * sizeof(ae_real));
  EXPECT_NEAR(both.Apply(0), (first + half.Apply(0)) / 2, 1e-6);
}

TEST_P(Losses, IsLeastAtTheTarget) {
  Case c(GetParam(), 12, 12);
  double away = c.Apply(0);
  for (gsize i = 0; i < c.p.size(); i++)
    c.p[i] = c.t[i];
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
TEST(LossValues, BceStaysFinite) {
  Case c(ae_loss_by_name("bce", nullptr), 2, 2);
  std::fill(c.p.begin(), c.p.end(), ae_real(0));
  std::fill(c.t.begin(), c.t.end(), ae_real(1));
  EXPECT_TRUE(std::isfinite(c.Apply(1)));
  for (ae_real v : c.g)
    EXPECT_TRUE(std::isfinite(v) && v < 0);
}

} // namespace
