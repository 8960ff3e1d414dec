/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What workers share: every number is done once, and what comes out does not depend on how many they are. */
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "train/update.h"

namespace {

constexpr int kBatch = 12;

class CrewTest : public testing::TestWithParam<int> {
protected:
  void SetUp() override {
    GError *error = nullptr;
    AeRecipeLoss mse = {};
    mse.type = ae_loss_by_name("mse", &error);
    mse.options = g_malloc0(mse.type->options_size);
    ae_options_init(mse.type->options, mse.options);
    mse.weight = 1;
    losses_ = g_array_new(FALSE, TRUE, sizeof mse);
    g_array_append_val(losses_, mse);
    graph_ =
        ae_graph_parse("x input channels=3 height=1 width=1\na dense out=37\nb tanh\ny dense out=3", "net", &error);
    ASSERT_NE(graph_, nullptr) << error->message;
    params_ = ae_params_new(graph_, nullptr);
    ae_params_init(params_, graph_, 3);
    for (gsize i = 0; i < input_.size(); i++)
      input_[i] = std::sin(0.37f * i), target_[i] = std::cos(0.21f * i);
  }
  void TearDown() override {
    g_free(g_array_index(losses_, AeRecipeLoss, 0).options);
    g_array_free(losses_, TRUE);
    ae_params_free(params_);
    ae_graph_unref(graph_);
  }

  AeCrew *NewCrew(int threads) {
    AeCrewSpec spec = {graph_, params_, losses_, kBatch, 1, 1, threads, AE_AUTO, FALSE, 1};
    return ae_crew_new(&spec, nullptr);
  }
  double Step(AeCrew *crew, std::vector<ae_real> *grads) {
    double term;
    AeBatchData batch = {input_.data(), target_.data(), nullptr};
    grads->assign(params_->total, NAN);
    double norm = NAN;
    EXPECT_TRUE(ae_crew_step(crew, &batch, 0, grads->data(), &term, &norm, nullptr));
    return norm;
  }

  GArray *losses_;
  AeGraph *graph_;
  AeParams *params_;
  std::vector<float> input_ = std::vector<float>(kBatch * 3), target_ = std::vector<float>(kBatch * 3);
};

TEST_P(CrewTest, SharesCoverAllNumbersOnce) {
  AeCrew *crew = NewCrew(GetParam());
  for (gsize n : {0, 1, 15, 16, 17, 100, 1000}) {
    std::vector<int> visits(n);
    AeTeamPart count = [](gpointer data, int, gsize first, gsize last) {
      for (gsize i = first; i < last; i++)
        static_cast<std::vector<int> *>(data)->at(i)++;
    };
    ae_crew_share(crew, n, count, &visits);
    EXPECT_EQ(visits, std::vector<int>(n, 1));
  }
  ae_crew_free(crew);
}

TEST_P(CrewTest, GradientIsThatOfOneThread) {
  std::vector<ae_real> alone, shared;
  AeCrew *one = NewCrew(1), *crew = NewCrew(GetParam());
  Step(one, &alone);
  double norm = Step(crew, &shared), squares = 0;
  for (gsize i = 0; i < alone.size(); i++) {
    EXPECT_NEAR(shared[i], alone[i], 1e-5) << i;
    squares += static_cast<double>(shared[i]) * shared[i];
  }
  EXPECT_NEAR(norm, std::sqrt(squares), 1e-9 * norm);
  EXPECT_GT(norm, 0);
  ae_crew_free(one);
  ae_crew_free(crew);
}

/* The same bits as one call of the optimiser for each of the net's weights, whose gradient is clipped. */
void ExpectUpdateIs(const AeOptim *optim, const AeGraph *graph, AeCrew *crew) {
  GError *error = nullptr;
  AeRecipe recipe = {};
  recipe.optim_type = optim;
  recipe.optim_options = g_malloc0(optim->options_size);
  ae_options_init(optim->options, recipe.optim_options);
  recipe.optim.clip = 0.01;
  recipe.optim.ema = 0.5;
  AeTrainState state = {};
  ASSERT_TRUE(ae_train_state_init(&state, graph, optim, TRUE, 3, &error)) << error->message;
  AeParams *grads = ae_params_copy(state.params, nullptr), *want = ae_params_copy(state.params, nullptr);
  double norm = 10 * recipe.optim.clip;
  AeUpdate update = {&recipe, &state, grads, norm, 1e-2};
  std::vector<ae_real> m(want->total), v(want->total), gradient(grads->data, grads->data + grads->total);
  for (ae_real &g : gradient)
    g *= static_cast<ae_real>(recipe.optim.clip / norm);
  for (guint i = 0; i < want->n; i++) {
    const AeParam &item = want->items[i];
    gsize at = item.data - want->data;
    AeOptimStep step = {item.count,
                        item.rank > 1 ? static_cast<gsize>(item.dims[0]) : 0,
                        item.data,
                        &gradient[at],
                        {&m[at], &v[at]},
                        1e-2,
                        1};
    optim->step(recipe.optim_options, &step);
  }
  std::vector<ae_real> before(state.params->data, state.params->data + want->total);
  ae_update_weights(&update, crew);
  for (gsize i = 0; i < want->total; i++) {
    ASSERT_EQ(state.params->data[i], want->data[i]) << optim->name << " " << i;
    ASSERT_FLOAT_EQ(state.ema->data[i], 0.1f * before[i] + 0.9f * want->data[i]) << i; /* the first step's memory */
  }
  ae_params_free(grads);
  ae_params_free(want);
  ae_train_state_clear(&state);
  g_free(recipe.optim_options);
}

TEST_P(CrewTest, UpdateIsTheOptimisers) {
  AeCrew *crew = NewCrew(GetParam());
  for (const AeOptim *const *optim = ae_optims(); *optim; optim++)
    ExpectUpdateIs(*optim, graph_, crew);
  ae_crew_free(crew);
}

INSTANTIATE_TEST_SUITE_P(Threads, CrewTest, testing::Values(1, 2, 3, 5),
                         [](const auto &threads) { return std::to_string(threads.param); });

} // namespace
