/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Recipes and whole trainings, on toys. */
#include <aefilter/train.h>

#include <glib/gstdio.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "toy_recipe.h"

extern "C" {
#include "model/model.h"
#include "model/modelfile.h"
#include "train/crew.h"
#include "train/recipe.h"
}

namespace {

using std::string;
using std::vector;

string Contents(const string &path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream all;
  all << file.rdbuf();
  return all.str();
}

class Train : public testing::Test {
protected:
  void SetUp() override {
    dir = g_dir_make_tmp("train-XXXXXX", nullptr);
    photos = dir + string("/photos");
    g_mkdir(photos.c_str(), 0700);
    for (int i = 0; i < 8; i++) /* p5 is held out */
      Photo(photos + "/p" + std::to_string(i) + ".ppm", i);
    recipe = dir + string("/toy.ini");
    Recipe(kToy);
  }
  void TearDown() override {
    for (const string &folder : {photos, string(dir)}) {
      GDir *handle = g_dir_open(folder.c_str(), 0, nullptr);
      while (const char *name = g_dir_read_name(handle))
        g_unlink((folder + "/" + name).c_str());
      g_dir_close(handle);
      EXPECT_EQ(g_rmdir(folder.c_str()), 0) << folder;
    }
    g_free(dir);
    g_clear_error(&error);
  }
  /* Smooth waves, so that there is something to be learned from neighbours. */
  void Photo(const string &path, int phase) {
    string bytes = "P6\n24 24\n255\n";
    for (int i = 0; i < 24 * 24; i++)
      for (int c = 0; c < 3; c++) {
        double wave = std::sin((i % 24) * 0.2 + c + phase) * std::cos(i / 24 * 0.15 + phase);
        bytes += static_cast<char>(static_cast<int>(128 + 90 * wave));
      }
    std::ofstream(path, std::ios::binary) << bytes;
  }
  void Recipe(const string &text) { std::ofstream(recipe) << text; }

  gboolean Run(const string &name, vector<string> overrides = {}, gboolean resume = FALSE) {
    vector<const char *> words;
    for (const string &word : overrides)
      words.push_back(word.c_str());
    words.push_back(nullptr);
    string output = Path(name);
    AeTrainOptions options = {recipe.c_str(), words.data(), photos.c_str(), output.c_str(), resume, OnProgress, OnStop,
                              nullptr,        this};
    g_clear_error(&error);
    reports.clear();
    return ae_train_run(&options, &error);
  }
  static void OnProgress(const AeTrainProgress *p, gpointer self) { static_cast<Train *>(self)->reports.push_back(*p); }
  static gboolean OnStop(gpointer self) {
    Train *t = static_cast<Train *>(self);
    return t->stop_at && t->reports.back().step >= t->stop_at;
  }
  void ExpectRun(const string &name, vector<string> overrides = {}, gboolean resume = FALSE) {
    EXPECT_TRUE(Run(name, overrides, resume)) << error->message;
  }
  void ExpectRefused(vector<string> overrides, const char *part, int code = AE_ERROR_USAGE) {
    ASSERT_FALSE(Run("refused", overrides)) << part;
    ASSERT_TRUE(g_error_matches(error, AE_ERROR, code)) << error->message;
    EXPECT_NE(string(error->message).find(part), string::npos) << error->message;
  }
  string Path(const string &name) { return dir + string("/") + name; }
  /* The weights alone: the metadata holds the time. */
  vector<float> Weights(const string &name) {
    AeModelFile *file = ae_modelfile_open(Path(name).c_str(), nullptr);
    vector<float> all;
    for (guint i = 0; file && i < file->n; i++) {
      vector<float> one(file->blobs[i].count);
      EXPECT_TRUE(ae_blob_floats(file, &file->blobs[i], one.data(), nullptr));
      all.insert(all.end(), one.begin(), one.end());
    }
    ae_modelfile_free(file);
    EXPECT_FALSE(all.empty()) << name;
    return all;
  }

  char *dir = nullptr;
  string photos, recipe;
  GError *error = nullptr;
  vector<AeTrainProgress> reports;
  guint64 stop_at = 0;
};

TEST_F(Train, LearnsAndWritesAModel) {
  ExpectRun("m.safetensors", {"steps=300", "batch=8"});
  ASSERT_EQ(reports.size(), 300u);
  EXPECT_EQ(reports.back().step, 300u);
  EXPECT_EQ(reports.back().pixels, 300u * 8 * 144);
  EXPECT_LT(reports.back().loss, 0.75 * reports[9].loss);
  EXPECT_GT(reports.back().psnr, 20);
  EXPECT_LT(reports.back().psnr, 35);
  AeModel *model = ae_model_load(Path("m.safetensors").c_str(), "denoise", &error);
  ASSERT_NE(model, nullptr) << error->message;
  EXPECT_STREQ(ae_model_name(model), "toy");
  EXPECT_STREQ(ae_model_get(model, "sigma_max"), "50");
  EXPECT_STREQ(ae_model_get(model, "trained_steps"), "300");
  EXPECT_EQ(strlen(ae_model_get(model, "recipe_sha256")), 64u);
  ae_model_unref(model);
}

TEST_F(Train, SameSeedSameBits) {
  ExpectRun("a");
  ExpectRun("b");
  EXPECT_EQ(Weights("a.checkpoint"), Weights("b.checkpoint"));
  EXPECT_EQ(Weights("a"), Weights("b"));
  ExpectRun("c", {"seed=2"});
  EXPECT_NE(Weights("a"), Weights("c"));
}

/* 20 steps at once, and 20 steps with a stop after the 9th: one result, for every optimiser. */
TEST_F(Train, ResumesBitForBit) {
  for (const AeOptim *const *optim = ae_optims(); *optim; optim++) {
    string type = string("type=") + (*optim)->name;
    ExpectRun("whole", {type});
    stop_at = 9;
    EXPECT_FALSE(Run("parts", {type}));
    EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_CANCELLED));
    EXPECT_NE(string(error->message).find("step 9;"), string::npos) << error->message;
    stop_at = 0;
    ExpectRun("parts", {type}, TRUE);
    EXPECT_EQ(reports.front().step, 10u);
    EXPECT_EQ(Weights("whole.checkpoint"), Weights("parts.checkpoint")) << type;
    EXPECT_EQ(Weights("whole"), Weights("parts")) << type;
  }
}

TEST_F(Train, ThreadsSeeTheSameData) {
  ExpectRun("one");
  ExpectRun("two", {"threads=2"});
  ExpectRun("again", {"threads=2", "loaders=2"});
  EXPECT_EQ(Weights("two"), Weights("again"));
  vector<float> one = Weights("one.checkpoint"), two = Weights("two.checkpoint");
  ASSERT_EQ(one.size(), two.size());
  for (gsize i = 0; i < one.size(); i++)
    EXPECT_NEAR(one[i], two[i], 1e-4) << "sums in another order, nothing else";
}

TEST_F(Train, MicroBatchesDoNotChangeTheGradient) {
  ExpectRun("four", {"micro=4"});
  ExpectRun("single", {"micro=1"});
  vector<float> four = Weights("four.checkpoint"), single = Weights("single.checkpoint");
  for (gsize i = 0; i < four.size(); i++)
    EXPECT_NEAR(four[i], single[i], 1e-4);
}

TEST_F(Train, ResumeWithoutCheckpointBeginsAnew) {
  ExpectRun("fresh", {}, TRUE);
  EXPECT_EQ(reports.front().step, 1u);
}

TEST_F(Train, RunsCanBeProlonged) {
  ExpectRun("m", {"shape=constant"});
  ExpectRun("m", {"shape=constant", "steps=30"}, TRUE);
  EXPECT_EQ(reports.front().step, 21u);
  ExpectRun("whole", {"shape=constant", "steps=30"});
  EXPECT_EQ(Weights("m.checkpoint"), Weights("whole.checkpoint"));
}

TEST_F(Train, BeginsFromAnotherModelsWeights) {
  ExpectRun("first");
  ExpectRun("second", {"init=" + Path("first.checkpoint"), "lr=0"});
  EXPECT_EQ(Weights("first"), Weights("second")) << "the averaged weights, unchanged by a learning rate of zero";
  ExpectRefused({"init=" + Path("first"), "net.a=conv2d out=8 kernel=3"}, "a.weight", AE_ERROR_MODEL);
  ExpectRefused({"init=" + Path("nowhere")}, "nowhere", AE_ERROR_IO);
}

/* A layer of another shape keeps its own first weights where the recipe says so. */
TEST_F(Train, FreshLayersBeginAnew) {
  ExpectRun("first");
  vector<string> wider = {"init=" + Path("first.checkpoint"), "net.a=conv2d out=8 kernel=3", "lr=0", "ema=0"};
  vector<string> some = wider, all = wider, wrong = wider;
  some.push_back("fresh=a");
  all.push_back("fresh=a b");
  wrong.push_back("fresh=a nosuch");
  ExpectRefused(some, "b.weight", AE_ERROR_MODEL);
  ExpectRefused(wrong, "nosuch");
  ExpectRun("second", all);
  ExpectRun("third", {"net.a=conv2d out=8 kernel=3", "lr=0", "ema=0"});
  EXPECT_EQ(Weights("second"), Weights("third")) << "all weights are fresh ones";
}

/* The net sees a quarter of the pixels that it is to give. */
TEST_F(Train, LearnsToEnlarge) {
  ExpectRun("m.safetensors", {"net.x=input channels=3", "net.b=conv2d out=12 kernel=3 gain=0.1",
                              "net.rgb=conv2d x out=12 kernel=5 bias=0 init=bicubic", "net.z=pixel_shuffle factor=2",
                              "train=downscale factor=2", "validate=downscale factor=2", "steps=300"});
  EXPECT_EQ(reports.back().pixels, 300u * 4 * 144) << "of the large pictures";
  EXPECT_LT(reports.back().loss, 0.8 * reports[9].loss);
}

TEST_F(Train, RefusesFactorsThatDoNotFit) {
  ExpectRefused({"train=downscale factor=2"}, "1 times larger, but the chains of [corrupt] make them 2 and 1");
  ExpectRefused({"net.b=conv2d out=12", "net.rgb=conv2d x out=12", "net.z=pixel_shuffle factor=2", "patch=13"},
                "is no multiple of 2");
}

TEST_F(Train, RefusesCheckpointsOfOtherTrainings) {
  ExpectRun("m");
  EXPECT_FALSE(Run("m", {"type=sgd"}, TRUE));
  EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_MODEL));
  EXPECT_FALSE(Run("m", {"net.a=conv2d out=7 kernel=3"}, TRUE));
  EXPECT_NE(string(error->message).find("a.weight"), string::npos) << error->message;
  std::ofstream(Path("m.checkpoint"), std::ios::binary) << "rubbish";
  EXPECT_FALSE(Run("m", {}, TRUE));
  EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_MODEL));
}

TEST_F(Train, LogHasARowEveryFewSteps) {
  ExpectRun("m");
  string whole = Contents(Path("m.log.tsv"));
  std::istringstream lines(whole);
  string line;
  ASSERT_TRUE(std::getline(lines, line));
  EXPECT_EQ(line, "step\tpixels\tloss\tl1\tmse\tlr\tpsnr\tseconds");
  vector<string> steps;
  while (std::getline(lines, line)) {
    steps.push_back(line.substr(0, line.find('\t')));
    EXPECT_EQ(std::count(line.begin(), line.end(), '\t'), 7) << line;
  }
  EXPECT_EQ(steps, (vector<string>{"5", "10", "15", "20"}));
}

/* Rows that a resumed run goes over again are not there twice. */
TEST_F(Train, LogGoesOnWhereTheCheckpointIs) {
  stop_at = 12;
  EXPECT_FALSE(Run("m"));
  stop_at = 0;
  std::ofstream(Path("m.log.tsv"), std::ios::app) << "15\t1\t1\t1\t1\t1\t\t1\n";
  ExpectRun("m", {}, TRUE);
  string text = Contents(Path("m.log.tsv"));
  int rows = 0;
  for (const char *step : {"\n5\t", "\n10\t", "\n15\t", "\n20\t"}) {
    EXPECT_NE(text.find(step), string::npos) << step;
    EXPECT_EQ(text.find(step), text.rfind(step)) << step;
    rows++;
  }
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1 + rows);
}

TEST_F(Train, StopsWhereTheLossRunsAway) {
  ExpectRefused({"type=sgd", "optim.lr=100", "clip=0", "warmup=0", "steps=200", "loss.mse=100"}, "no longer finite");
}

TEST_F(Train, RefusesWrongRecipesByNameAndPlace) {
  ExpectRefused({"lrr=1"}, "\"lrr\"");
  ExpectRefused({"optim.lrr=1"}, "toy.ini [optim]");
  ExpectRefused({"nosuch.key=1"}, "[nosuch]");
  ExpectRefused({"steps"}, "KEY=VALUE");
  ExpectRefused({"type=adma"}, "adamw");
  ExpectRefused({"kind=photo"}, "photos");
  ExpectRefused({"loss.l3=1"}, "charbonnier");
  ExpectRefused({"loss.l1=much"}, "weight");
  ExpectRefused({"loss.l1=1 eps=2"}, "toy.ini [loss]");
  ExpectRefused({"loss.kl_gauss=1"}, "node=NODE");
  ExpectRefused({"loss.kl_gauss=1 node=nowhere"}, "no node nowhere");
  ExpectRefused({"loss.kl_gauss=1 node=b"}, "no node b");
  ExpectRefused({"loss.mse=1 node=a"}, "no node a");
  ExpectRefused({"train=gauss"}, "[corrupt]");
  ExpectRefused({"batch=4", "micro=3"}, "does not divide");
  ExpectRefused({"net.b=conv2d out=5 kernel=3", "net.rgb=conv2d x out=5"}, "channels");
  ExpectRefused({"beta1=2"}, "beta1");
  Recipe("[model]\nname = x\n[loss]\nl1 = 1\n");
  ExpectRefused({}, "[net]");
  Recipe("[net]\nx = input channels=3\n");
  ExpectRefused({}, "no loss");
  Recipe("[oops]\nx = 1\n");
  ExpectRefused({}, "[oops]");
  Recipe("no key file");
  ExpectRefused({}, "toy.ini");
  g_unlink(recipe.c_str());
  ExpectRefused({}, "toy.ini", AE_ERROR_IO);
}

TEST_F(Train, RefusesWrongDataAndOutput) {
  string keep = photos;
  photos = Path("nowhere");
  ExpectRefused({}, "nowhere", AE_ERROR_IO);
  photos = keep;
  EXPECT_FALSE(Run("no/such/folder/m"));
  EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_IO)) << error->message;
}

TEST_F(Train, TimeMayEndIt) {
  ExpectRefused({"steps=0"}, "schedule.minutes");
  ExpectRun("m", {"steps=0", "minutes=0.002"});
  EXPECT_LT(reports.back().seconds_left, 0.1);
}

/* ---- the crew ---- */

/* Its gradient against finite differences of its own losses, one on an inner node, over all chunks and threads. */
TEST_F(Train, CrewsGradientIsTheLossesSlope) {
  const char *words[] = {"loss.l1=0", "loss.mse=1", "loss.kl_gauss=0.01 node=a", nullptr};
  AeRecipe *r = ae_recipe_load(recipe.c_str(), words, &error);
  ASSERT_NE(r, nullptr) << error->message;
  AeGraph *graph = ae_graph_parse(r->net, "toy", &error);
  ASSERT_NE(graph, nullptr) << error->message;
  AeParams *params = ae_params_new(graph, nullptr);
  ae_params_init(params, graph, 3);
  AeCrewSpec spec = {graph, params, r->losses, 4, 12, 12, 2, 1, FALSE, 1};
  AeCrew *crew = ae_crew_new(&spec, &error);
  ASSERT_NE(crew, nullptr) << error->message;
  EXPECT_EQ(ae_crew_threads(crew), 2);
  vector<float> input(4 * 144 * 4), target(4 * 144 * 3);
  for (gsize i = 0; i < input.size(); i++)
    input[i] = 0.5f + 0.4f * std::sin(0.37f * i);
  for (gsize i = 0; i < target.size(); i++)
    target[i] = 0.5f + 0.4f * std::cos(0.21f * i);
  AeBatchData batch = {input.data(), target.data(), nullptr};
  vector<ae_real> grads(params->total), ignored(params->total);
  double terms[3], up[3], down[3], norm;
  ASSERT_TRUE(ae_crew_step(crew, &batch, 0, grads.data(), terms, &norm, nullptr));
  for (gsize i = 0; i < params->total; i += 11) {
    ae_real kept = params->data[i], h = 1e-2f;
    params->data[i] = kept + h;
    ASSERT_TRUE(ae_crew_step(crew, &batch, 0, ignored.data(), up, &norm, nullptr));
    params->data[i] = kept - h;
    ASSERT_TRUE(ae_crew_step(crew, &batch, 0, ignored.data(), down, &norm, nullptr));
    params->data[i] = kept;
    double rise = up[1] - down[1] + 0.01 * (up[2] - down[2]);
    EXPECT_NEAR(grads[i], rise / (2 * h), 2e-3 * std::max(1.0, std::fabs(grads[i] * 1.0))) << i;
  }
  ae_crew_free(crew);
  ae_params_free(params);
  ae_graph_unref(graph);
  ae_recipe_free(r);
}

} // namespace
