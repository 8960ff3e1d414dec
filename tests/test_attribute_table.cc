/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Attributes by the columns of a table. The toy's pictures are 2 x 2 pixels and a code is their four greys, so that all
 * is known beforehand: a smile lights the first pixel, a man has the second one light, and men smile less. */
#include "data_helpers.h"

#include <cmath>
#include <map>

extern "C" {
#include <aefilter/fit.h>

#include "base/checked.h"
#include "latent/attributes.h"
}

namespace {

using std::string;
using std::vector;

constexpr int kPeople = 400;
constexpr double kSmile = 0.3, kMale = 0.4;

class AttributeTable : public testing::Test {
protected:
  static void SetUpTestSuite() {
    static DataTree home;
    g_setenv("XDG_DATA_HOME", home.Path().c_str(), TRUE);
  }
  void SetUp() override {
    string table = "file,smiling,male,frown,some\n";
    AeRng rng;
    ae_rng_init(&rng, 3, 0);
    auto noise = [&] { return 0.05 * (ae_rng_uniform(&rng) - 0.5); };
    for (int p = 0; p < kPeople; p++) {
      bool male = ae_rng_uniform(&rng) < 0.5, smiles = ae_rng_uniform(&rng) < (male ? 0.2 : 0.8);
      const double greys[] = {0.2 + kSmile * smiles + noise(), 0.3 + kMale * male + noise(), 0.5 + noise(),
                              0.5 + noise()};
      string name = "person" + std::to_string(p) + "_0001.pgm";
      tree.Write("d/" + name, Pnm(2, 2, 1, [&](int k) { return (int)std::lround(255 * greys[k]); }));
      auto number = [](bool x) { return x ? ",0.95" : ",0.02"; };
      table += name + number(smiles) + number(male) + number(!smiles) + (p < 90 ? ",0.7" : ",0") + "\n";
    }
    tree.Write("table.csv", table);
    MakeModel();
  }
  void MakeModel() {
    AeGraph *graph = ae_graph_parse("x input channels=1 height=2 width=2\nz flatten\ny reshape channels=1 height=2 "
                                    "width=2\n",
                                    "test", nullptr);
    AeParams *params = ae_params_new(graph, nullptr);
    g_autoptr(GHashTable) meta = g_hash_table_new(g_str_hash, g_str_equal);
    for (auto [key, value] : {std::pair("task", "reconstruct"),
                              {"name", "toy"},
                              {"code", "z"},
                              {"data", "kind=folder group=identity held_out=20"}})
      g_hash_table_insert(meta, (gpointer)key, (gpointer)value);
    model = tree.Path("toy.safetensors");
    EXPECT_TRUE(ae_model_save(model.c_str(), graph, params, meta, FALSE, nullptr));
    ae_params_free(params);
    ae_graph_unref(graph);
  }

  bool Run(const char *columns, const char *names, vector<const char *> words = {}) {
    string data = tree.Path("d"), labels = tree.Path("table.csv");
    words.push_back(nullptr);
    lines.clear();
    g_clear_error(&error);
    AeAttributeJob job = {};
    job.model = model.c_str();
    job.name = names;
    job.data = data.c_str();
    job.labels = labels.c_str();
    job.columns = columns;
    job.words = words.data();
    job.print = [](const char *line, gpointer to) { static_cast<vector<string> *>(to)->push_back(line); };
    job.user_data = &lines;
    return ae_attribute_run(&job, &error);
  }
  string Message() const { return error ? error->message : ""; }
  /* A column of the report. */
  double Told(int row, const string &title) {
    g_auto(GStrv) titles = g_strsplit(lines.at(0).c_str(), "\t", -1),
                  cells = g_strsplit(lines.at(row).c_str(), "\t", -1);
    EXPECT_EQ(g_strv_length(titles), g_strv_length(cells));
    for (int i = 0; titles[i]; i++)
      if (title == titles[i])
        return g_ascii_strtod(cells[i], nullptr);
    ADD_FAILURE() << title;
    return NAN;
  }
  vector<float> Vector(const char *name) {
    g_clear_error(&error);
    AeModel *loaded = ae_model_load(model.c_str(), nullptr, &error);
    float *v = ae_attributes_read(loaded, name, 4, &error);
    EXPECT_NE(v, nullptr) << Message();
    vector<float> numbers(v, v + (v ? 4 : 0));
    ae_free(v);
    ae_model_unref(loaded);
    return numbers;
  }
  void TearDown() override { g_clear_error(&error); }

  DataTree tree;
  string model;
  vector<string> lines;
  GError *error = nullptr;
};

/* R83. */
TEST_F(AttributeTable, BalancingTakesOutWhatOnlyComesAlong) {
  ASSERT_TRUE(Run("smiling", "plain")) << Message();
  ASSERT_EQ(lines.size(), 2u);
  ASSERT_TRUE(Run("smiling,-frown,male", "smile,again,male", {"balance=male"})) << Message();
  ASSERT_EQ(lines.size(), 4u);
  vector<float> plain = Vector("plain"), smile = Vector("smile"), male = Vector("male");
  EXPECT_NEAR(plain[0], kSmile, 0.02);
  EXPECT_LT(plain[1], -0.4 * kMale) << "those who smile are mostly women";
  EXPECT_NEAR(smile[0], kSmile, 0.02);
  EXPECT_NEAR(smile[1], 0, 0.02);
  EXPECT_NEAR(male[1], kMale, 0.02);
  for (int k = 0; k < 4; k++)
    EXPECT_NEAR(Vector("again")[k], smile[k], 1e-6) << "the opposite of its opposite";
  EXPECT_LT(std::fabs(Told(1, "male")), 0.1 * std::fabs(Told(1, "male before")));
  EXPECT_NEAR(Told(1, "kept"), 1, 0.1);
  EXPECT_NEAR(Told(3, "male"), Told(3, "male before"), 1e-6) << "it is not balanced against itself";
  EXPECT_GT(Told(1, "auc"), 0.99);
}

TEST_F(AttributeTable, WhatIsHeldOutIsNotLearntFrom) {
  ASSERT_TRUE(Run("smiling", "smile")) << Message();
  double with = Told(1, "with"), without = Told(1, "without");
  EXPECT_LT(with + without, 0.9 * kPeople);
  EXPECT_GT(with + without, 0.7 * kPeople);
  ASSERT_TRUE(Run("smiling", "smile", {"held_out=0"})) << Message();
  EXPECT_EQ(Told(1, "with") + Told(1, "without"), kPeople);
  EXPECT_NE(lines[1].find("\tnan"), string::npos) << "nothing is left to judge by: " << lines[1];
}

TEST_F(AttributeTable, TakesTheHighestWhereFewAreHigh) {
  EXPECT_TRUE(Run("some", "few", {"held_out=0", "least=20"})) << Message();
  EXPECT_EQ(Told(1, "with"), 90);
  EXPECT_NEAR(Told(1, "high"), 0.7, 1e-6);
  EXPECT_FALSE(Run("some", "few", {"high=1.4"})) << "halfway to low is more than any has";
  EXPECT_NE(Message().find("some: of the training pictures 0 have it"), string::npos) << Message();
}

TEST_F(AttributeTable, IsTheUsersOwnWhereAsked) {
  ASSERT_TRUE(Run("smiling", "mine", {"own=yes"})) << Message();
  g_autofree char *own = ae_attributes_path(model.c_str());
  EXPECT_TRUE(g_file_test(own, G_FILE_TEST_EXISTS));
  AeModelFile *file = ae_modelfile_open(model.c_str(), nullptr);
  EXPECT_EQ(ae_modelfile_find(file, "attribute.mine.shift"), nullptr);
  ae_modelfile_free(file);
  EXPECT_NEAR(Vector("mine")[0], kSmile, 0.02);
}

TEST_F(AttributeTable, RefusesWhatCannotBe) {
  auto refused = [&](const char *columns, const char *names, vector<const char *> words, const char *part) {
    EXPECT_FALSE(Run(columns, names, words)) << part;
    EXPECT_NE(Message().find(part), string::npos) << Message();
    EXPECT_TRUE(lines.empty() || lines.size() == 1);
  };
  refused("smiling", "a,b", {}, "1 columns need as many names, not 2");
  refused("smiling", "a b", {}, "a name is a letter");
  refused("smiling", "a", {"balance=age"}, "no column \"age\"");
  refused("smile", "a", {}, "no column \"smile\"");
  refused("smiling", "a", {"balance=frown"}, "follows from those before it");
  refused("smiling", "a", {"kind=toy"}, "of kind toy has no columns");
  refused("smiling", "a", {"held=1"}, "held");
  refused("smiling", "a", {"orthogonal=b"}, "no attribute \"b\"");
}

} // namespace
