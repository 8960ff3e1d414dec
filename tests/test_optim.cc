/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Every row of the table of optimisers, and the formulas by their first steps. */
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

extern "C" {
#include "train/optim.h"
}

namespace {

/* An optimiser at work on a few weights. */
struct Worker {
  explicit Worker(const AeOptim *o, std::vector<float> start,
                  std::vector<std::pair<const char *, const char *>> keys = {})
      : optim(o), options(std::max<gsize>(o->options_size, 1)), w(start) {
    ae_options_init(o->options, options.data());
    for (auto [key, value] : keys)
      EXPECT_TRUE(ae_option_set(o->options, options.data(), "test", key, value, nullptr)) << key;
    for (auto &s : slots)
      s.assign(w.size(), 0);
  }
  void Step(const std::vector<float> &gradient, double rate, gsize rows = 1) {
    AeOptimStep s = {w.size(), rows, w.data(), gradient.data(), {slots[0].data(), slots[1].data()}, rate, ++step};
    optim->step(options.data(), &s);
  }
  const AeOptim *optim;
  std::vector<char> options;
  std::vector<float> w, slots[AE_OPTIM_SLOTS];
  guint64 step = 0;
};

class Optims : public testing::TestWithParam<const AeOptim *> {};

/* f(x, y) = (x - 3)^2 + 10 (y + 1)^2. */
TEST_P(Optims, FindsTheLeastOfABowl) {
  Worker o(GetParam(), {0, 0});
  for (int i = 0; i < 4000; i++)
    o.Step({2 * (o.w[0] - 3), 20 * (o.w[1] + 1)}, 0.02 * (1 - i / 4000.0), 0);
  EXPECT_NEAR(o.w[0], 3, 0.01);
  EXPECT_NEAR(o.w[1], -1, 0.01);
}

TEST_P(Optims, GoesDownhillAtOnce) {
  Worker o(GetParam(), {0, 0, 0});
  o.Step({1, -2, 0}, 0.01);
  EXPECT_LT(o.w[0], 0);
  EXPECT_GT(o.w[1], 0);
  EXPECT_EQ(o.w[2], 0);
}

TEST_P(Optims, RateZeroChangesNothing) {
  Worker o(GetParam(), {0.5f, -2});
  o.Step({1, 1}, 0);
  EXPECT_EQ(o.w[0], 0.5f);
  EXPECT_EQ(o.w[1], -2);
}

TEST_P(Optims, WeightDecayShrinksMatricesOnly) {
  const std::vector<std::pair<const char *, const char *>> keys = {{"weight_decay", "0.1"}};
  Worker matrix(GetParam(), {1}, keys), bias(GetParam(), {1}, keys);
  for (int i = 0; i < 10; i++) {
    matrix.Step({0}, 0.01, 1);
    bias.Step({0}, 0.01, 0);
  }
  EXPECT_LT(matrix.w[0], 1);
  EXPECT_EQ(bias.w[0], 1);
}

/* What a checkpoint relies on: weights, slots and the step's number are the whole state. */
TEST_P(Optims, SlotsAreTheWholeState) {
  Worker o(GetParam(), {1, 2});
  for (int i = 0; i < 5; i++)
    o.Step({0.3f, -0.1f * i}, 0.01);
  Worker copy(GetParam(), o.w);
  for (int k = 0; k < GetParam()->slots; k++)
    copy.slots[k] = o.slots[k];
  copy.step = o.step;
  o.Step({0.2f, 0.1f}, 0.01);
  copy.Step({0.2f, 0.1f}, 0.01);
  EXPECT_EQ(o.w, copy.w);
}

TEST_P(Optims, HasADescription) {
  EXPECT_GT(std::string(GetParam()->help).size(), 3u);
  EXPECT_LE(GetParam()->slots, AE_OPTIM_SLOTS);
  EXPECT_EQ(ae_optim_by_name(GetParam()->name, nullptr), GetParam());
}

std::vector<const AeOptim *> All() {
  std::vector<const AeOptim *> all;
  for (const AeOptim *const *o = ae_optims(); *o; o++)
    all.push_back(*o);
  return all;
}

INSTANTIATE_TEST_SUITE_P(Table, Optims, testing::ValuesIn(All()),
                         [](const auto &info) { return std::string(info.param->name); });

TEST(OptimTable, UnknownNameListsAll) {
  g_autoptr(GError) error = nullptr;
  EXPECT_EQ(ae_optim_by_name("adma", &error), nullptr);
  ASSERT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_USAGE));
  EXPECT_NE(std::string(error->message).find("rmsprop"), std::string::npos);
}

TEST(OptimFormulas, SgdAddsUpMomentum) {
  Worker o(ae_optim_by_name("sgd", nullptr), {0}, {{"momentum", "0.5"}});
  o.Step({1}, 0.1);
  EXPECT_FLOAT_EQ(o.w[0], -0.1f);
  o.Step({1}, 0.1);
  EXPECT_FLOAT_EQ(o.w[0], -0.1f - 0.15f);
}

/* The first step of Adam is the learning rate, whatever the gradient's size. */
TEST(OptimFormulas, AdamBeginsWithTheRate) {
  for (float g : {1e-4f, 1.0f, 100.0f}) {
    Worker o(ae_optim_by_name("adam", nullptr), {0});
    o.Step({g}, 0.01);
    EXPECT_NEAR(o.w[0], -0.01, 2e-6) << g;
  }
}

TEST(OptimFormulas, AdamsSecondStep) {
  Worker o(ae_optim_by_name("adam", nullptr), {0});
  o.Step({1}, 0.01);
  o.Step({-2}, 0.01);
  double m = (0.9 * 0.1 * 1 + 0.1 * -2) / (1 - 0.81), v = (0.999 * 0.001 * 1 + 0.001 * 4) / (1 - 0.999 * 0.999);
  EXPECT_NEAR(o.w[0], -0.01 - 0.01 * m / std::sqrt(v), 1e-6);
}

/* AdamW's decay is apart from the moments: with gradient 0 it is w (1 - rate decay), in Adam a full step. */
TEST(OptimFormulas, DecayInsideAndOutsideTheMoments) {
  Worker adamw(ae_optim_by_name("adamw", nullptr), {1}, {{"weight_decay", "0.1"}});
  Worker adam(ae_optim_by_name("adam", nullptr), {1}, {{"weight_decay", "0.1"}});
  adamw.Step({0}, 0.01);
  adam.Step({0}, 0.01);
  EXPECT_NEAR(adamw.w[0], 1 - 0.001, 1e-6);
  EXPECT_NEAR(adam.w[0], 1 - 0.01, 1e-6);
}

TEST(OptimFormulas, RmspropDividesByTheRootMeanSquare) {
  Worker o(ae_optim_by_name("rmsprop", nullptr), {0}, {{"alpha", "0.75"}});
  o.Step({4}, 0.1);
  EXPECT_NEAR(o.w[0], -0.1 / std::sqrt(0.25), 1e-6);
}

/* Whatever the gradient, a step of Muon has singular values of 0.68 to 1.2 times rate * 0.2 sqrt(the longer side): its
 * product with itself is about the identity. */
TEST(OptimFormulas, MuonsStepsAreOrthogonal) {
  const gsize shapes[][2] = {{4, 9}, {9, 4}, {1, 6}, {6, 1}, {5, 5}};
  for (auto [rows, columns] : shapes) {
    gsize n = rows * columns, least = std::min(rows, columns);
    std::vector<float> gradient(n);
    for (gsize i = 0; i < n; i++)
      gradient[i] = static_cast<float>(1e-4 * std::sin(3.0 * static_cast<double>(i * i) + 1));
    Worker o(ae_optim_by_name("muon", nullptr), std::vector<float>(n));
    o.Step(gradient, 0.1, rows);
    double unit = 0.1 * 0.2 * std::sqrt(std::max(rows, columns));
    for (gsize a = 0; a < least; a++)
      for (gsize b = 0; b < least; b++) {
        double dot = 0;
        for (gsize k = 0; k < n / least; k++)
          dot += rows <= columns ? o.w[a * columns + k] * o.w[b * columns + k]
                                 : o.w[k * columns + a] * o.w[k * columns + b];
        EXPECT_NEAR(dot / unit / unit, a == b ? 1 : 0, 0.55) << rows << "x" << columns << " " << a << "," << b;
      }
  }
}

/* 2 x 2 by hand: the gradient's singular values 3 and 1 have the norm sqrt(10), and go through the polynomial five
 * times. */
TEST(OptimFormulas, MuonsPolynomial) {
  double sigma[] = {3 / std::sqrt(10.0), 1 / std::sqrt(10.0)};
  for (double &s : sigma)
    for (int i = 0; i < 5; i++)
      s = 3.4445 * s - 4.775 * s * s * s + 2.0315 * s * s * s * s * s;
  Worker o(ae_optim_by_name("muon", nullptr), {0, 0, 0, 0});
  o.Step({3, 0, 0, -1}, 0.01, 2);
  EXPECT_NEAR(o.w[0], -0.01 * 0.2 * std::sqrt(2.0) * sigma[0], 1e-6);
  EXPECT_NEAR(o.w[3], 0.01 * 0.2 * std::sqrt(2.0) * sigma[1], 1e-6);
  EXPECT_NEAR(o.w[1], 0, 1e-7);
}

TEST(OptimFormulas, MuonLeavesBiasesToAdam) {
  Worker muon(ae_optim_by_name("muon", nullptr), {1, 2}), adam(ae_optim_by_name("adam", nullptr), {1, 2});
  for (float g : {0.5f, -2.0f, 1.0f}) {
    muon.Step({g, 3 * g}, 0.01, 0);
    adam.Step({g, 3 * g}, 0.01, 0);
  }
  EXPECT_EQ(muon.w, adam.w);
}

} // namespace
