/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Measures whose values are known beforehand. */
#include <algorithm>

#include "measure_fixture.h"

extern "C" {
#include "measure/nats.h"
}

namespace {

using std::string;
using std::vector;

const double kLn2 = std::log(2.0);

using MeasureValues = MeasureTest;

/* ---- errors ---- */

TEST_F(MeasureValues, ErrorsOfAConstantAreTheirClosedForms) {
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

TEST_F(MeasureValues, AnIdentityIsPerfect) {
  Values v = Measure(Same(), {"measures=mse,psnr,ssim,bce,floor_bce,explained,checker,train_mse,sharpness"});
  EXPECT_EQ(v["mse"], 0);
  EXPECT_EQ(v["train_mse"], 0);
  EXPECT_EQ(v["psnr"], 120);
  EXPECT_EQ(v["ssim"], 1);
  EXPECT_EQ(v["bce"], v["floor_bce"]);
  EXPECT_EQ(v["explained"], 1);
  EXPECT_EQ(v["checker"], 0);
  EXPECT_EQ(v["sharpness"], 1);
}

/* Half the contrast is a quarter of the gradient's energy. */
TEST_F(MeasureValues, SharpnessIsTheGradientsEnergy) {
  string half =
      Model("half", "reconstruct", Input() + "z conv2d out=1 kernel=1 bias=0\ny conv2d out=1 kernel=1 bias=0\n", "z",
            [](AeParams *p) { Weight(p, "z.weight")[0] = 1, Weight(p, "y.weight")[0] = 0.5f; });
  EXPECT_NEAR(Measure(half, {"measures=sharpness"})["sharpness"], 0.25, 1e-6);
  EXPECT_EQ(Measure(Constant(0.5f), {"measures=sharpness"})["sharpness"], 0);
}

/* The quarter that is bright is the label, and the code is the picture. */
TEST_F(MeasureValues, CodesOfOneLabelLieAtSmallAngles) {
  Values v = Measure(Same(), {"measures=same_auc,same_accuracy"});
  EXPECT_EQ(v["same_auc"], 1);
  EXPECT_EQ(v["same_accuracy"], 1);
  Values none = Measure(Constant(0.5f), {"measures=same_auc,same_accuracy"});
  EXPECT_EQ(none["same_auc"], 0.5) << "the code is the same for all";
  EXPECT_EQ(none["same_accuracy"], 0.5);
  WriteGrey(51);
  vector<string> lines;
  EXPECT_FALSE(Run(Same(), {"measures=same_auc"}, &lines)) << "all have label 0";
}

TEST_F(MeasureValues, EntropyIsTheFloorOfCrossEntropy) {
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

TEST_F(MeasureValues, TheCorruptedInputIsMeasuredToo) {
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
TEST_F(MeasureValues, ASmallerInputIsComparedWithBicubic) {
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
  EXPECT_NEAR(v["before"], v["psnr"], 0.5);
  EXPECT_GT(v["before"], v["psnr"]) << "what it overshoots by is cut off";
  EXPECT_GT(v["before"], 15);
  std::vector<string> lines;
  EXPECT_FALSE(Run(model, {}, &lines));
  EXPECT_NE(failure.message().find("2 times larger"), string::npos) << failure.message();
}

/* Pairs bring inputs of their own: what they differ by is what an identity gets wrong. */
TEST_F(MeasureValues, PairsAreMeasuredWithTheirOwnInputs) {
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

TEST_F(MeasureValues, CodesAreCounted) {
  Values v = Measure(Constant(0.5f), {"measures=code_mean,code_std,active,rho"});
  EXPECT_NEAR(v["code_mean"], 0.15, 1e-6);
  EXPECT_NEAR(v["code_std"], 0, 1e-3);
  EXPECT_EQ(v["active"], 0.5);
  EXPECT_NEAR(v["rho"], 0.15, 1e-6);
}

TEST_F(MeasureValues, StepsInCodesFollowStepsInPictures) {
  string corrupt = "corrupt=gaussian sigma_min=20 sigma_max=20";
  Values v = Measure(Same(), {"measures=code_steps,decoded_steps,shift_ratio,auroc_noise", corrupt});
  EXPECT_EQ(v["code_steps"], 1);
  EXPECT_EQ(v["decoded_steps"], 1);
  EXPECT_NEAR(v["shift_ratio"], 1, 1e-6) << "the code is the picture";
  v = Measure(Constant(0.5f), {"measures=code_steps,removed_lag1", corrupt});
  EXPECT_TRUE(std::isnan(v["code_steps"])) << "nothing moves it";
  EXPECT_GT(v["removed_lag1"], 0.5) << "what is removed is the quarters, not the noise alone";
}

TEST_F(MeasureValues, NoiseIsToldByItsError) {
  EXPECT_EQ(Measure(Same(), {"measures=auroc_noise"})["auroc_noise"], 0.5) << "all errors are 0";
  WriteGrey(128);
  EXPECT_EQ(Measure(Constant(0.5f), {"measures=auroc_noise"})["auroc_noise"], 1);
}

/* Every pixel is sigmoid(3 z0): one step on the grid in two changes something, and all pictures are of one class. */
TEST_F(MeasureValues, AGridIsSmooth) {
  Values v = Measure(Variational(3), {"measures=grid_smooth,grid_classes", "classifier=" + Judge()});
  EXPECT_GT(v["grid_smooth"], 0);
  EXPECT_LT(v["grid_smooth"], 0.1);
  EXPECT_EQ(v["grid_classes"], 1);
}

TEST_F(MeasureValues, NeighboursTellLabelsThatCodesHold) {
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

TEST_F(MeasureValues, DivergenceIsItsClosedForm) {
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
TEST_F(MeasureValues, BoundTakesTheExpectationOverDraws) {
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

TEST_F(MeasureValues, ClassifiersAreRightOrNot) {
  EXPECT_EQ(Measure(Judge(), {})["accuracy"], 1);
  WriteGrey(100);
  string judge = Model("first", "classify", Input() + "f flatten\ny dense out=4\n", nullptr, [](AeParams *p) {
    Clear(p);
    Weight(p, "y.bias")[1] = 1;
  });
  EXPECT_EQ(Measure(judge, {})["accuracy"], 0) << "all are 0, and it says 1";
}

TEST_F(MeasureValues, ConditionalSamplesAreJudged) {
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
TEST_F(MeasureValues, TheWorstLabelIsSeen) {
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

} // namespace
