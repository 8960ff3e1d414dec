/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The table of measures on toys of each kind, its keys and its data. */
#include "measure_fixture.h"

#include <set>

extern "C" {
#include "measure/measure.h"
}

namespace {

using std::string;

using Measures = MeasureTest;

/* ---- the table ---- */

TEST_F(Measures, EveryRowIsTakenOfAModelOfItsKindOrSaysWhyNot) {
  const string judge = Judge();
  WriteFile(folder.file("lines.txt"), "ab\nba\na\n");
  const string text = Model("text", "reconstruct",
                            "x input channels=6 height=1 width=1\ndist dense out=4\nz sample\ny dense out=6\n", "z");
  const std::vector<string> models = {
      text,
      judge,
      Conditional(),
      Same(),
      Model("plane", "reconstruct",
            Input() + "f flatten\nh dense out=8\nr tanh\ndist dense out=4\nz sample\nd dense out=144\ns sigmoid\n" +
                Output(),
            "z"),
      Model("linear", "reconstruct", Input() + "f flatten\nz dense out=3\nd dense out=144\n" + Output(), "z"),
      Model("line", "reconstruct", Input() + "f flatten\nz dense out=1\nd dense out=144\n" + Output(), "z"),
      Model("spatial", "reconstruct",
            Input() + "dist conv2d out=6 kernel=3 stride=2\nz sample\nu upsample factor=2\nc conv2d out=1 kernel=3\ny "
                      "sigmoid\n",
            "z"),
      Model("anysize", "reconstruct", "x input channels=2\nz conv2d out=3 kernel=3\ny conv2d out=1 kernel=3\n", "z"),
      Model("nocode", "reconstruct", Input() + "y sigmoid\n", nullptr)};
  std::set<string> names;
  for (const AeMeasure *const *row = ae_measures(); *row; row++) {
    const string name = (*row)->name;
    EXPECT_TRUE(names.insert(name).second) << name << " is there twice";
    EXPECT_NE((*row)->needs & (AE_NEEDS_RECONSTRUCT | AE_NEEDS_CLASSIFY | AE_NEEDS_CODE | AE_NEEDS_VARIATIONAL), 0u)
        << name;
    int taken = 0;
    for (const string &model : models) {
      std::vector<string> lines;
      std::vector<string> words = {"measures=" + name, "n=100", "samples=20"};
      for (const char *word : {"kind=text", "letters=ab", "held_out=0"})
        if (model == text)
          words.push_back(word);
      if (model != text)
        words.insert(words.end(), {"patch=12", "classifier=" + judge, "corrupt=gaussian sigma_min=20 sigma_max=20"});
      if (!Run(model, words, &lines)) {
        EXPECT_EQ(failure.code(), AE_ERROR_USAGE) << model << ": " << failure.message();
        EXPECT_EQ(failure.message().find(name + ": "), 0u) << failure.message();
        continue;
      }
      taken++;
      ASSERT_EQ(lines.size(), 2u) << name;
      EXPECT_EQ(lines[0], "measure\tvalue\twhat");
      EXPECT_EQ(lines[1].find(name + "\t"), 0u) << lines[1];
      EXPECT_EQ(lines[1].find("inf"), string::npos) << model << ": " << lines[1];
    }
    EXPECT_GT(taken, 0) << name << ": no model of this test has it";
  }
}

TEST_F(Measures, TheSameForAnyNumberOfThreads) {
  std::vector<string> one, three;
  string model = Model("vae", "reconstruct",
                       Input() +
                           "c conv2d out=4 kernel=3 stride=2\nr relu\nf flatten\ndist dense out=6\nz sample\n"
                           "d dense out=144\ns sigmoid\n" +
                           Output(),
                       "z");
  std::vector<string> words = {"measures=all", "n=119", "samples=70", "classifier=" + Judge()};
  ASSERT_TRUE(Run(model, words, &one, 1)) << failure.message();
  ASSERT_TRUE(Run(model, words, &three, 3)) << failure.message();
  EXPECT_GT(one.size(), 25u);
  EXPECT_EQ(one, three);
}

/* ---- keys ---- */

TEST_F(Measures, PrintsTheErrorOfEachExample) {
  WriteGrey(51, 3);
  std::vector<string> lines;
  ASSERT_TRUE(Run(Constant(0.2f), {"each=yes"}, &lines)) << failure.message();
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_EQ(lines[0], "example\tlabel\tsse");
  EXPECT_EQ(lines[1].find("0\t0\t"), 0u);
  EXPECT_EQ(lines[4].find("total\t\t"), 0u);
}

/* R4: the sources' two tables of losses, with the errors that they really have. */
TEST_F(Measures, ErrorsOfTheToysAreTheTables) {
  const struct {
    const char *set;
    float w4;
    double errors[5]; /* and their sum */
  } tables[] = {{"line", 2, {4, 4, 4, 4, 16}}, {"parabola", 1, {0, 0, 4, 36, 40}}};
  for (const auto &table : tables) {
    string model = Model("toy", "reconstruct", "x input channels=2 height=1 width=1\nh dense out=1\ny dense out=2\n",
                         "h", [&table](AeParams *p) {
                           Clear(p);
                           Weight(p, "h.weight")[0] = 1;
                           Weight(p, "y.weight")[0] = 1;
                           Weight(p, "y.weight")[1] = table.w4;
                         });
    std::vector<string> lines;
    ASSERT_TRUE(Run(model, {"kind=toy", string("set=") + table.set, "each=1"}, &lines)) << failure.message();
    ASSERT_EQ(lines.size(), 6u);
    for (int i = 0; i < 5; i++)
      EXPECT_EQ(g_ascii_strtod(strrchr(lines[i + 1].c_str(), '\t'), nullptr), table.errors[i]) << table.set << i;
    EXPECT_TRUE(std::isnan(Measure(model, {"kind=toy", string("set=") + table.set, "measures=bce"})["bce"]))
        << "numbers above 1 have no cross entropy";
  }
}

/* A model that says what it was trained on is measured on that, unless it is told otherwise. */
TEST_F(Measures, AModelMayNameItsData) {
  string path = Constant(0.5f), other = folder.file("named.safetensors");
  ASSERT_TRUE(g_file_set_contents(other.c_str(), ReadFile(path).data(), ReadFile(path).size(), nullptr));
  AeModel *model = ae_model_load(other.c_str(), nullptr, &failure);
  ASSERT_NE(model, nullptr) << failure.message();
  ASSERT_TRUE(ae_model_set(
      model, "data", "kind=idx images=t10k-images-idx3-ubyte labels=t10k-labels-idx1-ubyte held_out=50", &failure));
  ae_model_unref(model);
  std::vector<string> lines;
  ASSERT_TRUE(Run(other, {"each=1"}, &lines)) << failure.message();
  EXPECT_EQ(lines.size(), kTest / 2 + 2u) << "half of the test pictures";
  ASSERT_TRUE(Run(other, {"each=1", "kind=idx"}, &lines)) << failure.message();
  EXPECT_EQ(lines.size(), kTest + 2u);
  EXPECT_FALSE(Run(other, {"kind=toy", "set=line"}, &lines));
}

TEST_F(Measures, AConditionalModelWantsLabels) {
  std::vector<string> lines;
  WriteSet("t10k", 40, 2);
  g_unlink(folder.file("t10k-labels-idx1-ubyte").c_str());
  EXPECT_FALSE(Run(Conditional(), {}, &lines));
  EXPECT_NE(failure.message().find("is told one of 4 labels, but the data has 0"), string::npos) << failure.message();
  EXPECT_TRUE(Run(Conditional(), {"label=none"}, &lines)) << failure.message();
  EXPECT_FALSE(Run(Same(), {"measures=separation"}, &lines)) << "labels of the training part alone tell nothing";
  EXPECT_EQ(failure.message(), "separation: the data has no labels");
}

TEST_F(Measures, FewExamplesAreMeasuredAsFarAsTheyGo) {
  EXPECT_EQ(Measure(Same(), {"n=2"}).count("knn"), 0u);
  EXPECT_EQ(Measure(Same(), {"n=20"}).count("knn"), 1u);
}

TEST_F(Measures, TellsWhatIsWrong) {
  string model = Same(), variational = Variational(1);
  const struct {
    string model;
    std::vector<string> words;
    const char *part;
  } cases[] = {
      {model, {"measures=psrn"}, "no measure \"psrn\"; did you mean \"psnr\"?"},
      {model, {"measures=kl"}, "kl: the model has no layer sample"},
      {model, {"measures=agree"}, "agree: the model is not told a label"},
      {model, {"measures=accuracy"}, "accuracy: the model is not for classify"},
      {model, {"measures=angle"}, "angle: the model is not two dense layers"},
      {model, {"measures=before"}, "before: it needs corrupt=CHAIN"},
      {model, {"measures=confident"}, "confident: it needs classifier=MODEL"},
      {model, {"measures=grid_smooth"}, "grid_smooth: the code has not two numbers"},
      {model, {"n=0"}, "n=0"},
      {model, {"smaples=3"}, "did you mean \"samples\"?"},
      {model, {"imagse=a"}, "did you mean \"images\"?"},
      {model, {"seed"}, "\"seed\" is not KEY=VALUE"},
      {model, {"kind=idex"}, "did you mean \"idx\"?"},
      {model, {"corrupt=gauss"}, "no corruption \"gauss\""},
      {model, {"classifier=" + model}, "classify"},
      {variational, {"measures=knn_tsne", "n=3"}, "knn_tsne: there are no more than ten examples"},
      {Judge(), {"each=1"}, "each: the model is not for reconstruct"},
  };
  for (const auto &c : cases) {
    std::vector<string> lines;
    EXPECT_FALSE(Run(c.model, c.words, &lines)) << c.part;
    EXPECT_NE(failure.message().find(c.part), string::npos) << failure.message();
  }
}

} // namespace
