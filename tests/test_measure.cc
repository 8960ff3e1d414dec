/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The table of measures: every row on toys, and values that are known beforehand. */
#include "measure_fixture.h"

#include <set>

extern "C" {
#include "measure/measure.h"
#include "measure/nats.h"
}

namespace {

using std::string;

const double kLn2 = std::log(2.0);

class Measures : public MeasureTest {
protected:
  /* Gives a constant for anything; its code is (0.3, 0). */
  string Constant(float level) {
    return Model("constant", "reconstruct", Input() + "f flatten\nz dense out=2\nd dense out=144\n" + Output(), "z",
                 [level](AeParams *p) {
                   Clear(p);
                   Weight(p, "z.bias")[0] = 0.3f;
                   std::fill_n(Weight(p, "d.bias"), kPixels, level);
                 });
  }
  /* q(z|x) is N((1, -2), diag(1/4, 1)) for any x; every pixel is sigmoid(slope z0). */
  string Variational(float slope) {
    return Model("variational", "reconstruct",
                 Input() + "f flatten\ndist dense out=4\nz sample\nd dense out=144\ns sigmoid\n" + Output(), "z",
                 [slope](AeParams *p) {
                   Clear(p);
                   ae_real *bias = Weight(p, "dist.bias");
                   bias[0] = 1, bias[1] = -2, bias[2] = (ae_real)std::log(0.25), bias[3] = 0;
                   for (int k = 0; k < kPixels; k++)
                     Weight(p, "d.weight")[2 * k] = slope;
                 });
  }
  /* Draws the quarter that it is told, whatever the code is. */
  string Conditional() {
    return Model("conditional", "reconstruct",
                 Input() +
                     "l input channels=4 height=1 width=1\nf flatten x\ndist dense f out=4\nz sample\n"
                     "c concat z l\nd dense out=144\ns sigmoid\n" +
                     Output(),
                 "z", [](AeParams *p) {
                   Clear(p);
                   for (int k = 0; k < kPixels; k++) {
                     Weight(p, "d.weight")[6 * k + 2 + Quarter(k)] = 4;
                     Weight(p, "d.bias")[k] = -2;
                   }
                 });
  }
  string Same() {
    return Model("same", "reconstruct", Input() + "z conv2d out=1 kernel=1 bias=0\ny conv2d out=1 kernel=1 bias=0\n",
                 "z", [](AeParams *p) { std::fill(p->data, p->data + p->total, 1.0f); });
  }
};

/* ---- the table ---- */

TEST_F(Measures, EveryRowIsTakenOfAModelOfItsKindOrSaysWhyNot) {
  const string judge = Judge();
  const std::vector<string> models = {
      judge,
      Conditional(),
      Same(),
      Model("plane", "reconstruct",
            Input() + "f flatten\nh dense out=8\nr tanh\ndist dense out=4\nz sample\nd dense out=144\ns sigmoid\n" +
                Output(),
            "z"),
      Model("linear", "reconstruct", Input() + "f flatten\nz dense out=3\nd dense out=144\n" + Output(), "z"),
      Model("spatial", "reconstruct",
            Input() + "dist conv2d out=6 kernel=3 stride=2\nz sample\nu upsample factor=2\nc conv2d out=1 kernel=3\ny "
                      "sigmoid\n",
            "z"),
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
      if (!Run(model,
               {"measures=" + name, "n=100", "samples=20", "classifier=" + judge,
                "corrupt=gaussian sigma_min=20 sigma_max=20"},
               &lines)) {
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

/* ---- errors ---- */

TEST_F(Measures, ErrorsOfAConstantAreTheirClosedForms) {
  WriteGrey(51);
  Values v = Measure(Constant(0.5f), {"measures=mse,sse,mae,bce,nats,floor_bce,psnr,psnr_mean,explained"});
  EXPECT_NEAR(v["mse"], 0.09, 1e-6);
  EXPECT_NEAR(v["sse"], 0.09 * kPixels, 1e-4);
  EXPECT_NEAR(v["mae"], 0.3, 1e-6);
  EXPECT_NEAR(v["bce"], kLn2, 1e-5);
  EXPECT_NEAR(v["nats"], kPixels * kLn2, 1e-3);
  EXPECT_NEAR(v["floor_bce"], -0.2 * std::log(0.2) - 0.8 * std::log(0.8), 1e-5) << "the entropy of the level itself";
  EXPECT_NEAR(v["psnr"], -10 * std::log10(0.09), 1e-4);
  EXPECT_NEAR(v["psnr_mean"], v["psnr"], 1e-4);
}

TEST_F(Measures, AnIdentityIsPerfect) {
  Values v = Measure(Same(), {"measures=mse,psnr,ssim,bce,floor_bce,explained,checker,train_mse"});
  EXPECT_EQ(v["mse"], 0);
  EXPECT_EQ(v["train_mse"], 0);
  EXPECT_EQ(v["psnr"], 120);
  EXPECT_EQ(v["ssim"], 1);
  EXPECT_EQ(v["bce"], v["floor_bce"]);
  EXPECT_EQ(v["explained"], 1);
  EXPECT_EQ(v["checker"], 0);
}

TEST_F(Measures, EntropyIsTheFloorOfCrossEntropy) {
  const float x[] = {0, 0.25f, 0.5f, 1};
  double floor = ae_nats(x, x, 4);
  EXPECT_NEAR(floor, -0.25 * std::log(0.25) - 0.75 * std::log(0.75) + kLn2, 1e-5);
  for (float shift : {-0.2f, -0.01f, 0.01f, 0.3f}) {
    float y[4];
    for (int i = 0; i < 4; i++)
      y[i] = std::min(std::max(x[i] + shift, 0.0f), 1.0f);
    EXPECT_GT(ae_nats(x, y, 4), floor) << shift;
  }
  const float black[] = {0}, white[] = {1};
  EXPECT_NEAR(ae_nats(black, white, 1), -std::log(1e-7), 1e-6) << "held off the ends as Keras does";
}

TEST_F(Measures, TheCorruptedInputIsMeasuredToo) {
  WriteGrey(128);
  Values v = Measure(
      Same(), {"measures=before,psnr,before_bce,bce,removed_lag1", "corrupt=gaussian sigma_min=25.5 sigma_max=25.5"});
  EXPECT_NEAR(v["before"], 20, 0.1);
  EXPECT_EQ(v["psnr"], v["before"]) << "the network changes nothing";
  EXPECT_EQ(v["bce"], v["before_bce"]);
  Values black =
      Measure(Constant(0.5f), {"measures=removed_lag1,shift_ratio", "corrupt=gaussian sigma_min=25.5 sigma_max=25.5"});
  EXPECT_NEAR(black["removed_lag1"], 0, 0.03) << "what is removed is the noise";
  EXPECT_EQ(black["shift_ratio"], 0) << "the code does not move";
}

/* A network that is bicubic enlargement itself, but for the border: there the pictures are black. */
TEST_F(Measures, ASmallerInputIsComparedWithBicubic) {
  string picture(kPixels, 0);
  for (int k : {5 * kSide + 5, 5 * kSide + 6, 6 * kSide + 5, 6 * kSide + 6})
    picture[k] = static_cast<char>(200 + k);
  WriteFile(folder.file("t10k-images-idx3-ubyte"), IdxHead({1, kSide, kSide}) + picture);
  g_unlink(folder.file("t10k-labels-idx1-ubyte").c_str());
  string model = Model("larger", "reconstruct",
                       "x input channels=1 height=6 width=6\nc conv2d out=4 kernel=5 bias=0 init=bicubic\n"
                       "y pixel_shuffle factor=2\n",
                       nullptr);
  Values v = Measure(model, {"measures=before,psnr", "corrupt=downscale factor=2"});
  EXPECT_NEAR(v["before"], v["psnr"], 1e-3);
  EXPECT_GT(v["before"], 15);
  std::vector<string> lines;
  EXPECT_FALSE(Run(model, {}, &lines));
  EXPECT_NE(failure.message().find("2 times larger"), string::npos) << failure.message();
}

/* Pairs bring inputs of their own: what they differ by is what an identity gets wrong. */
TEST_F(Measures, PairsAreMeasuredWithTheirOwnInputs) {
  TempFolder inputs, targets;
  for (int i = 0; i < 3; i++) {
    string name = "p" + std::to_string(i) + ".pgm", head = "P5\n12 12\n255\n";
    WriteFile(inputs.file(name), head + string(kPixels, static_cast<char>(100 + i)));
    WriteFile(targets.file(name), head + string(kPixels, static_cast<char>(151 + i)));
  }
  std::vector<string> words = {"kind=pairs", "inputs=" + inputs.file(""), "targets=" + targets.file(""), "held_out=0",
                               "measures=mse,before,psnr,train_mse"};
  Values v = Measure(Same(), words);
  EXPECT_NEAR(v["mse"], 0.04, 1e-6);
  EXPECT_NEAR(v["train_mse"], 0.04, 1e-6);
  EXPECT_EQ(v["before"], v["psnr"]);
  string mask = Model("mask", "reconstruct", "x input channels=3 height=12 width=12\ny conv2d out=1 kernel=1 bias=0\n",
                      nullptr, [](AeParams *p) { std::fill(p->data, p->data + p->total, 1 / 3.0f); });
  words.back() = "measures=mse";
  EXPECT_NEAR(Measure(mask, words)["mse"], 0.04, 1e-6) << "other channels in than out";
}

/* ---- codes ---- */

TEST_F(Measures, CodesAreCounted) {
  Values v = Measure(Constant(0.5f), {"measures=code_mean,code_std,active,rho"});
  EXPECT_NEAR(v["code_mean"], 0.15, 1e-6);
  EXPECT_NEAR(v["code_std"], 0, 1e-3);
  EXPECT_EQ(v["active"], 0.5);
  EXPECT_NEAR(v["rho"], 0.15, 1e-6);
}

TEST_F(Measures, NeighboursTellLabelsThatCodesHold) {
  string model = Model("quarters", "reconstruct", Input() + "f flatten\nz dense out=4\nd dense out=144\n" + Output(),
                       "z", [](AeParams *p) {
                         Clear(p);
                         for (int k = 0; k < kPixels; k++)
                           Weight(p, "z.weight")[Quarter(k) * kPixels + k] = 1;
                       });
  Values v = Measure(model, {"measures=knn,knn1,separation,intra_inter"});
  EXPECT_EQ(v["knn"], 1);
  EXPECT_EQ(v["knn1"], 1);
  EXPECT_GT(v["separation"], 5);
  EXPECT_NEAR(v["separation"] * v["intra_inter"], 1, 1e-5);
  EXPECT_LT(Measure(Constant(0.5f), {"measures=knn"})["knn"], 0.5) << "all codes are the same";
}

/* ---- variational ---- */

TEST_F(Measures, DivergenceIsItsClosedForm) {
  Values v =
      Measure(Variational(0), {"measures=kl,sigma_mean,agg_mean_max,agg_var_min,agg_var_max,nats,elbo,island_mse"});
  EXPECT_NEAR(v["kl"], 0.5 * ((0.25 + 1 - 1 - std::log(0.25)) + (1 + 4 - 1)), 1e-4);
  EXPECT_NEAR(v["sigma_mean"], 0.75, 1e-6);
  EXPECT_NEAR(v["agg_mean_max"], 2, 1e-6);
  EXPECT_NEAR(v["agg_var_min"], 0.25, 1e-6);
  EXPECT_NEAR(v["agg_var_max"], 1, 1e-6);
  EXPECT_NEAR(v["elbo"], v["nats"] + v["kl"], 1e-3) << "the decoder does not look at z";
  EXPECT_NEAR(v["island_mse"], 1, 1e-6);
}

/* A grey of 0.2 under sigmoid(u), u ~ N(2, 1): E[softplus(u)] - 0.2 E[u] nats a pixel, here by the trapezoidal rule. */
TEST_F(Measures, BoundTakesTheExpectationOverDraws) {
  WriteGrey(51);
  double expected = 0, step = 0.001;
  for (double e = -8; e < 8; e += step)
    expected += step * std::exp(-e * e / 2) / std::sqrt(2 * G_PI) * (std::log1p(std::exp(2 + e)) - 0.2 * (2 + e));
  Values v = Measure(Variational(2), {"measures=nats,kl,elbo", "draws=20"});
  EXPECT_NEAR(v["nats"], kPixels * (std::log1p(std::exp(2)) - 0.4), 1e-2) << "at z = mu";
  EXPECT_NEAR((v["elbo"] - v["kl"]) / (kPixels * expected), 1, 0.02);
  EXPECT_GT(v["elbo"] - v["kl"], 1.02 * v["nats"]) << "the mean hides what the draws cost";
}

/* ---- labels and classifiers ---- */

TEST_F(Measures, ClassifiersAreRightOrNot) {
  EXPECT_EQ(Measure(Judge(), {})["accuracy"], 1);
  WriteGrey(100);
  string judge = Model("first", "classify", Input() + "f flatten\ny dense out=4\n", nullptr, [](AeParams *p) {
    Clear(p);
    Weight(p, "y.bias")[1] = 1;
  });
  EXPECT_EQ(Measure(judge, {})["accuracy"], 0) << "all are 0, and it says 1";
}

TEST_F(Measures, ConditionalSamplesAreJudged) {
  std::vector<string> words = {"measures=agree,agree_min,classes,confident,bayes,mse", "samples=25",
                               "classifier=" + Judge()};
  Values v = Measure(Conditional(), words);
  EXPECT_EQ(v["agree"], 1);
  EXPECT_EQ(v["agree_min"], 1);
  EXPECT_EQ(v["classes"], 4);
  EXPECT_EQ(v["confident"], 1);
  EXPECT_EQ(v["bayes"], 1);
  double told = v["mse"];
  words.push_back("label=none");
  EXPECT_GT(Measure(Conditional(), words)["mse"], 2 * told) << "without its label it draws nothing";
}

/* One label comes out wrong: three of four are right, and the worst never. */
TEST_F(Measures, TheWorstLabelIsSeen) {
  string model = Model("confused", "reconstruct",
                       Input() +
                           "l input channels=4 height=1 width=1\nf flatten x\nz dense f out=2\nc concat z l\n"
                           "d dense out=144\ns sigmoid\n" +
                           Output(),
                       "z", [](AeParams *p) {
                         Clear(p);
                         for (int k = 0; k < kPixels; k++)
                           for (int label = 0; label < kLabels; label++)
                             Weight(p, "d.weight")[6 * k + 2 + label] = Quarter(k) == (label == 3 ? 0 : label) ? 4 : 0;
                       });
  Values v = Measure(model, {"measures=agree,agree_min,classes", "samples=10", "classifier=" + Judge()});
  EXPECT_NEAR(v["agree"], 0.75, 1e-6);
  EXPECT_EQ(v["agree_min"], 0);
  EXPECT_EQ(v["classes"], 3);
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
