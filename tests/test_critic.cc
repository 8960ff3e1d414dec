/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A critic's gradients, its losses, and a training that has one. */
#include "data_helpers.h"

#include <algorithm>
#include <cmath>

extern "C" {
#include "train/critic.h"
}

namespace {

using std::string;
using std::vector;

const AeShape kShape = {2, 3, 8, 8};
const char *const kText = "x input channels=3\na conv2d out=4 kernel=3 stride=2\nr silu\ny conv2d out=1 kernel=3\n";

class Critic : public testing::Test {
protected:
  void SetUp() override {
    graph = ae_graph_parse(kText, "toy", nullptr);
    params = ae_params_new(graph, nullptr);
    ae_params_init(params, graph, 3);
    AeRng rng;
    ae_rng_init(&rng, 1, 0);
    for (size_t i = 0; i < 2 * 3 * 64; i++) {
      data.push_back(float(ae_rng_uniform(&rng)));
      made.push_back(float(ae_rng_uniform(&rng)));
    }
  }
  void TearDown() override {
    ae_critic_free(critic);
    ae_params_free(params);
    ae_graph_unref(graph);
    g_strfreev(nodes);
    g_clear_error(&error);
  }
  void Make(double weight, double match, const char *names) {
    nodes = names ? g_strsplit(names, " ", -1) : nullptr;
    AeCriticSpec spec = {graph, params, weight, match, nodes};
    critic = ae_critic_new(&spec, kShape, &error);
  }
  /* Fills terms, and gradient by what was made. */
  void Judge(double share = 1) {
    gradient.assign(made.size(), 0);
    std::fill(terms, terms + AE_CRITIC_TERMS, 0.0);
    AeTensor x = ae_tensor_wrap(data.data(), kShape, AE_REAL), y = ae_tensor_wrap(made.data(), kShape, AE_REAL),
             g = ae_tensor_wrap(gradient.data(), kShape, AE_REAL);
    ae_critic_begin(critic);
    ae_critic_judge(critic, &x, &y, share, &g, terms);
  }
  AeGraph *graph;
  AeParams *params;
  char **nodes = nullptr;
  AeCritic *critic = nullptr;
  GError *error = nullptr;
  vector<float> data, made, gradient;
  double terms[AE_CRITIC_TERMS];
};

TEST_F(Critic, WhatItCannotTellCostsTwoLogTwo) {
  std::fill(params->data, params->data + params->total, 0.0f);
  Make(1, 1, "a");
  Judge();
  EXPECT_NEAR(terms[AE_CRITIC_OWN], 2 * std::log(2), 1e-9);
  EXPECT_NEAR(terms[AE_CRITIC_MADE], std::log(2), 1e-9);
  EXPECT_EQ(terms[AE_CRITIC_MATCH], 0);
}

TEST_F(Critic, GradientsAgreeWithFiniteDifferences) {
  const double weight = 0.7, match = 0.4, step = 2e-3;
  Make(weight, match, "a r");
  ASSERT_NE(critic, nullptr) << error->message;
  Judge();
  vector<float> by_made = gradient, own(ae_critic_gradient(critic), ae_critic_gradient(critic) + params->total);
  auto lessened = [&] { return weight * terms[AE_CRITIC_MADE] + match * terms[AE_CRITIC_MATCH]; };
  for (size_t i = 0; i < made.size(); i += 37) {
    float kept = made[i];
    made[i] = float(kept + step);
    Judge();
    double up = lessened();
    made[i] = float(kept - step);
    Judge();
    EXPECT_NEAR(by_made[i], (up - lessened()) / (2 * step), 2e-4) << i;
    made[i] = kept;
  }
  for (size_t i = 0; i < params->total; i += 11) {
    float kept = params->data[i];
    params->data[i] = float(kept + step);
    Judge();
    double up = terms[AE_CRITIC_OWN];
    params->data[i] = float(kept - step);
    Judge();
    EXPECT_NEAR(own[i], (up - terms[AE_CRITIC_OWN]) / (2 * step), 1e-3) << i;
    params->data[i] = kept;
  }
}

TEST_F(Critic, ASharePaysItsShare) {
  Make(1, 1, "r");
  Judge();
  vector<float> whole = gradient;
  double own = terms[AE_CRITIC_OWN];
  Judge(0.25);
  EXPECT_NEAR(terms[AE_CRITIC_OWN], own / 4, 1e-9);
  for (size_t i = 0; i < whole.size(); i++)
    ASSERT_NEAR(gradient[i], whole[i] / 4, 1e-7);
}

TEST_F(Critic, TellsHowStronglyItPulls) {
  Make(1, 1, "r");
  Judge();
  EXPECT_EQ(terms[AE_CRITIC_PULL], 0) << "there is nothing to compare with";
  vector<float> by = gradient;
  AeTensor x = ae_tensor_wrap(data.data(), kShape, AE_REAL), y = ae_tensor_wrap(made.data(), kShape, AE_REAL),
           g = ae_tensor_wrap(gradient.data(), kShape, AE_REAL);
  for (float &v : gradient)
    v *= 2;
  ae_critic_judge(critic, &x, &y, 1, &g, terms);
  EXPECT_NEAR(terms[AE_CRITIC_PULL], 0.5, 1e-5);
  EXPECT_NEAR(gradient[5], 3 * by[5], 1e-6);
}

TEST_F(Critic, RefusesWhatItDoesNotHave) {
  Make(1, 1, "a none");
  ASSERT_EQ(critic, nullptr);
  EXPECT_NE(string(error->message).find("no node none"), string::npos) << error->message;
}

const char *const kRecipe = "[model]\nname=toy\n[net]\nx=input channels=1 height=8 width=8\nf=flatten\nd=dense out=2\n"
                            "h=dense out=64\ny=reshape channels=1 height=8 width=8\n"
                            "[data]\nkind=folder\nheld_out=0\nbatch=4\n[loss]\nl1=0\n[optim]\ntype=adam\nlr=5e-3\n"
                            "[schedule]\nsteps=300\nshape=constant\n[run]\nthreads=2\nlog=20\n"
                            "[critic]\nweight=1\nrate=5e-3\n[critic_net]\nx=input channels=1\n"
                            "a=conv2d out=8 kernel=3\nr=leaky\ny=conv2d out=1 kernel=3\n";

class CriticTraining : public testing::Test {
protected:
  void SetUp() override {
    for (int i = 0; i < 8; i++)
      tree.Write("d/p" + std::to_string(i) + ".pgm", Pnm(8, 8, 1, [](int k) { return k % 2 ? 220 : 180; }));
  }
  string Train(const string &output, vector<string> overrides) {
    return TrainText(tree, kRecipe, tree.Path("d").c_str(), output, overrides);
  }
  DataTree tree;
};

/* The log's l1, which weighs nothing here, says how near the net has come to pictures that it was never compared with.
 */
TEST_F(CriticTraining, TeachesByItsWordAlone) {
  ASSERT_EQ(Train("m.safetensors", {"steps=20"}), "");
  double before = std::stod(LastLogRow(tree, "m.safetensors")[3]);
  ASSERT_EQ(Train("m.safetensors", {}), "");
  double after = std::stod(LastLogRow(tree, "m.safetensors")[3]);
  EXPECT_GT(before, 0.4);
  EXPECT_LT(after, 0.2);
  EXPECT_EQ(tree.Read("m.safetensors.log.tsv").find("step\tpixels\tloss\tl1\tcritic\tadversarial\tmatch\tpull\tlr"),
            0u);
}

TEST_F(CriticTraining, GoesOnAsIfItHadNeverStopped) {
  ASSERT_EQ(Train("whole.safetensors", {"steps=30"}), "");
  ASSERT_EQ(Train("parts.safetensors", {"steps=15"}), "");
  string text = tree.Path("recipe.ini"), model = tree.Path("parts.safetensors"), data = tree.Path("d");
  const char *words[] = {"steps=30", nullptr};
  AeTrainOptions options = {};
  options.recipe = text.c_str();
  options.overrides = words;
  options.data = data.c_str();
  options.output = model.c_str();
  options.resume = TRUE;
  ASSERT_TRUE(ae_train_run(&options, nullptr));
  EXPECT_EQ(WeightsOf(tree.Path("whole.safetensors")), WeightsOf(model));
  EXPECT_EQ(WeightsOf(tree.Path("whole.safetensors.critic.checkpoint")), WeightsOf(model + ".critic.checkpoint"));
}

TEST_F(CriticTraining, RefusesACriticThatTakesNoSuchPictures) {
  string said = Train("m.safetensors", {"critic_net.x=input channels=3"});
  EXPECT_NE(said.find("no pictures of 1 channels"), string::npos) << said;
}

} // namespace
