/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <glib/gstdio.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "toy_recipe.h"

extern "C" {
#include "train/recipe.h"
}

namespace {

using std::string;

class Recipe : public testing::Test {
protected:
  void SetUp() override {
    dir = g_dir_make_tmp("recipe-XXXXXX", nullptr);
    path = dir + string("/toy.ini");
    std::ofstream(path) << kToy;
  }
  void TearDown() override {
    g_unlink(path.c_str());
    EXPECT_EQ(g_rmdir(dir), 0);
    g_free(dir);
    g_clear_error(&error);
  }

  char *dir = nullptr;
  string path;
  GError *error = nullptr;
};

TEST_F(Recipe, KeysOfKindAndOptimiserStandInTheirSections) {
  const char *words[] = {"held_out=7", "beta2=0.99", "optim.weight_decay=0.1", nullptr};
  AeRecipe *r = ae_recipe_load(path.c_str(), words, &error);
  ASSERT_NE(r, nullptr) << error->message;
  g_autofree char *held = ae_option_get(ae_option_find(r->data_kind->options, "held_out"), r->data_options);
  g_autofree char *beta = ae_option_get(ae_option_find(r->optim_type->options, "beta2"), r->optim_options);
  EXPECT_STREQ(held, "7");
  EXPECT_STREQ(beta, "0.99");
  ASSERT_EQ(r->losses->len, 2u);
  EXPECT_EQ(g_array_index(r->losses, AeRecipeLoss, 1).weight, 0.5);
  ae_recipe_free(r);
}

TEST_F(Recipe, HashTellsRecipesApartButNotFolders) {
  auto hash = [&](const char *word) {
    const char *words[] = {word, nullptr};
    AeRecipe *r = ae_recipe_load(path.c_str(), word ? words : nullptr, nullptr);
    char *text = ae_recipe_hash(r);
    string result = text;
    g_free(text);
    ae_recipe_free(r);
    return result;
  };
  EXPECT_EQ(hash(nullptr), hash("dir=/somewhere"));
  EXPECT_EQ(hash(nullptr), hash("threads=2"));
  EXPECT_NE(hash(nullptr), hash("lr=0.1"));
  EXPECT_NE(hash(nullptr), hash("net.a=conv2d out=7"));
}

TEST_F(Recipe, TakesOverTheKeysOfTheOneItIsLike) {
  string other = dir + string("/other.ini"), third = dir + string("/third.ini");
  std::ofstream(other) << "[model]\nlike = toy.ini\nname = other\n[data]\npatch = 24\n";
  std::ofstream(third) << "[model]\nlike = other.ini\nname = third\n";
  const char *words[] = {"batch=5", nullptr};
  AeRecipe *toy = ae_recipe_load(path.c_str(), words, &error), *r = ae_recipe_load(other.c_str(), words, &error);
  ASSERT_NE(r, nullptr) << error->message;
  EXPECT_STREQ(r->model.name, "other");
  EXPECT_STREQ(r->model.task, toy->model.task);
  EXPECT_STREQ(r->net, toy->net);
  EXPECT_EQ(r->data.patch, 24);
  EXPECT_NE(toy->data.patch, 24);
  EXPECT_EQ(r->data.batch, 5);
  EXPECT_EQ(r->losses->len, toy->losses->len);
  ae_recipe_free(toy);
  ae_recipe_free(r);
  r = ae_recipe_load(third.c_str(), nullptr, &error);
  ASSERT_NE(r, nullptr) << error->message;
  EXPECT_STREQ(r->model.name, "third");
  EXPECT_EQ(r->data.patch, 24);
  ae_recipe_free(r);
  std::ofstream(other) << "[model]\nlike = third.ini\n";
  EXPECT_EQ(ae_recipe_load(third.c_str(), nullptr, &error), nullptr);
  ASSERT_NE(error, nullptr);
  EXPECT_NE(string(error->message).find("are like one another"), string::npos) << error->message;
  g_unlink(other.c_str());
  g_unlink(third.c_str());
}

TEST_F(Recipe, RateRisesAndFalls) {
  const char *words[] = {"lr=1", "warmup=10", "steps=111", "final=0.01", nullptr};
  AeRecipe *r = ae_recipe_load(path.c_str(), words, &error);
  ASSERT_NE(r, nullptr) << error->message;
  EXPECT_NEAR(ae_recipe_rate(r, 0, 0), 1 / 11.0, 1e-12);
  EXPECT_NEAR(ae_recipe_rate(r, 9, 0), 10 / 11.0, 1e-12);
  EXPECT_NEAR(ae_recipe_rate(r, 10, 0), 1, 1e-12);
  EXPECT_NEAR(ae_recipe_rate(r, 60, 0), 0.505, 1e-12);
  EXPECT_NEAR(ae_recipe_rate(r, 110, 0), 0.01, 1e-12);
  for (guint64 step = 11; step < 111; step++)
    EXPECT_LT(ae_recipe_rate(r, step, 0), ae_recipe_rate(r, step - 1, 0));
  EXPECT_TRUE(ae_recipe_done(r, 111, 1));
  EXPECT_FALSE(ae_recipe_done(r, 110, 1e9));
  ae_recipe_free(r);
}

TEST_F(Recipe, TimeMayDecideInsteadOfSteps) {
  const char *words[] = {"lr=1", "warmup=0", "steps=0", "minutes=2", nullptr};
  AeRecipe *r = ae_recipe_load(path.c_str(), words, &error);
  ASSERT_NE(r, nullptr) << error->message;
  EXPECT_NEAR(ae_recipe_rate(r, 1000, 0), 1, 1e-12);
  EXPECT_NEAR(ae_recipe_rate(r, 1000, 60), 0.5, 1e-12);
  EXPECT_NEAR(ae_recipe_rate(r, 1, 200), 0, 1e-12);
  EXPECT_FALSE(ae_recipe_done(r, 100000, 119));
  EXPECT_TRUE(ae_recipe_done(r, 1, 120));
  ae_recipe_free(r);
}

} // namespace
