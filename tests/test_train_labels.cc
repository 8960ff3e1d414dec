/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Trainings with labels: classifiers, whose target they are, and autoencoders, which do not look at them. */
#include "data_helpers.h"

extern "C" {
#include "base/rng.h"
#include "model/model.h"
}

namespace {

using std::string;
using std::vector;

const char kClassifier[] = R"([model]
name = sides
task = classify

[net]
x = input channels=1 width=4 height=4
f = flatten
h = dense out=8
r = relu
y = dense out=3

[data]
kind = idx
batch = 8
target = label
held_out = 20

[loss]
cross_entropy = 1

[optim]
lr = 1e-2

[schedule]
steps = 150
shape = constant

[validate]
every = 50
pictures = 40

[run]
threads = 1
)";

const char kAutoencoder[] = R"([model]
name = sides

[net]
x = input channels=1 width=4 height=4
f = flatten
code = dense out=2
h = dense out=16
y = reshape channels=1 height=4 width=4

[data]
kind = idx
batch = 8

[loss]
mse = 1

[schedule]
steps = 20

[run]
threads = 1
)";

class Labels : public testing::Test {
protected:
  Labels() { Pictures(); }
  static string Head(vector<int> dims) {
    string bytes = {0, 0, 8, static_cast<char>(dims.size())};
    for (int d : dims)
      bytes += string(3, 0) + static_cast<char>(d);
    return bytes;
  }
  /* Noise, and one of the columns 0, 1 and 2 bright: the label. */
  void Pictures() {
    string images = Head({200, 4, 4});
    labels = Head({200});
    AeRng rng;
    ae_rng_init(&rng, 1, 0);
    for (int i = 0; i < 200; i++) {
      guint32 label = ae_rng_below(&rng, 3);
      for (guint32 k = 0; k < 16; k++)
        images += static_cast<char>(ae_rng_below(&rng, 60) + (k % 4 == label ? 100 : 0));
      labels += static_cast<char>(label);
    }
    tree.Write("train-images-idx3-ubyte", images);
  }
  void UseLabels() { tree.Write("train-labels-idx1-ubyte", labels); }
  string Run(const char *text, const string &name, vector<string> overrides = {}) {
    return TrainText(tree, text, tree.Path().c_str(), name, overrides, &last);
  }
  void ExpectRefused(vector<string> overrides, const char *part) {
    string message = Run(kClassifier, "refused", overrides);
    EXPECT_NE(message.find(part), string::npos) << message;
  }

  DataTree tree;
  string labels;
  AeTrainProgress last = {};
};

TEST_F(Labels, AClassifierLearnsThem) {
  UseLabels();
  ASSERT_EQ(Run(kClassifier, "m"), "");
  EXPECT_GE(last.accuracy, 0.95) << "of pictures that it was not trained on";
  EXPECT_LT(last.loss, 0.5) << "a guess costs log 3";
  EXPECT_EQ(last.psnr, 0);
  AeModel *model = ae_model_load(tree.Path("m").c_str(), "classify", nullptr);
  ASSERT_NE(model, nullptr);
  ae_model_unref(model);
}

/* An untrained net guesses: the accuracy is not told of the pictures themselves. */
TEST_F(Labels, AccuracyIsThatOfTheWeights) {
  UseLabels();
  ASSERT_EQ(Run(kClassifier, "m", {"lr=0", "steps=50"}), "");
  EXPECT_LT(last.accuracy, 0.7);
}

TEST_F(Labels, TheLogHasTheAccuracy) {
  UseLabels();
  ASSERT_EQ(Run(kClassifier, "m", {"run.log=50"}), "");
  std::istringstream lines(tree.Read("m.log.tsv"));
  string line;
  std::getline(lines, line);
  EXPECT_EQ(line, "step\tpixels\tloss\tcross_entropy\tlr\taccuracy\tseconds");
  int rows = 0;
  for (; std::getline(lines, line); rows++) {
    vector<string> cells;
    std::istringstream row(line);
    for (string cell; std::getline(row, cell, '\t');)
      cells.push_back(cell);
    ASSERT_EQ(cells.size(), 7u) << line;
    EXPECT_TRUE(std::stod(cells[5]) >= 0 && std::stod(cells[5]) <= 1) << line;
  }
  EXPECT_EQ(rows, 3);
}

TEST_F(Labels, RefusesNetsThatAreNoClassifiers) {
  ExpectRefused({}, "gives labels of 3 classes, but the data has 0");
  UseLabels();
  ExpectRefused({"net.y=dense out=4"}, "gives labels of 4 classes, but the data has 3");
  ExpectRefused({"net.z=reshape channels=1 height=1 width=3"}, "a number a class out");
  ExpectRefused({"data.target=picture"}, "wanted are as many channels in as out");
  ExpectRefused({"data.target=class"}, "picture");
}

/* R14. Nothing but the pictures is learned from. */
TEST_F(Labels, AnAutoencoderDoesNotLookAtThem) {
  ASSERT_EQ(Run(kAutoencoder, "without"), "");
  UseLabels();
  ASSERT_EQ(Run(kAutoencoder, "with"), "");
  EXPECT_EQ(WeightsOf(tree.Path("without")), WeightsOf(tree.Path("with")));
  EXPECT_EQ(WeightsOf(tree.Path("without.checkpoint")), WeightsOf(tree.Path("with.checkpoint")));
}

} // namespace
