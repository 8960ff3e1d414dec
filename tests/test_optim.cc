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
  void Step(const std::vector<float> &gradient, double rate, bool decay = true) {
    AeOptimStep s = {w.size(), w.data(), gradient.data(), {slots[0].data(), slots[1].data()}, rate, ++step, decay};
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
    o.Step({2 * (o.w[0] - 3), 20 * (o.w[1] + 1)}, 0.02 * (1 - i / 4000.0), false);
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
    matrix.Step({0}, 0.01, true);
    bias.Step({0}, 0.01, false);
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

} // namespace
