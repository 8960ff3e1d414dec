/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Trainings with labels: classifiers, whose target they are, and autoencoders, which do not look at them. */
#include <glib/gstdio.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <aefilter/train.h>

extern "C" {
#include "base/rng.h"
#include "model/model.h"
#include "model/modelfile.h"
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
  void SetUp() override {
    dir = g_dir_make_tmp("labels-XXXXXX", nullptr);
    Pictures();
  }
  void TearDown() override {
    GDir *handle = g_dir_open(dir, 0, nullptr);
    while (const char *name = g_dir_read_name(handle))
      g_unlink(Path(name).c_str());
    g_dir_close(handle);
    EXPECT_EQ(g_rmdir(dir), 0);
    g_free(dir);
    g_clear_error(&error);
  }
  string Path(const string &name) { return dir + string("/") + name; }
  void Write(const string &name, const string &bytes) { std::ofstream(Path(name), std::ios::binary) << bytes; }
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
    Write("train-images-idx3-ubyte", images);
  }
  void UseLabels() { Write("train-labels-idx1-ubyte", labels); }
  gboolean Run(const char *text, const string &name, vector<const char *> overrides = {}) {
    Write("recipe.ini", text);
    overrides.push_back(nullptr);
    string recipe = Path("recipe.ini"), output = Path(name);
    AeTrainOptions options = {};
    options.recipe = recipe.c_str();
    options.overrides = overrides.data();
    options.data = dir;
    options.output = output.c_str();
    options.progress = [](const AeTrainProgress *p, gpointer self) { static_cast<Labels *>(self)->last = *p; };
    options.user_data = this;
    g_clear_error(&error);
    return ae_train_run(&options, &error);
  }
  void ExpectRefused(vector<const char *> overrides, const char *part) {
    ASSERT_FALSE(Run(kClassifier, "refused", overrides)) << part;
    ASSERT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_USAGE)) << error->message;
    EXPECT_NE(string(error->message).find(part), string::npos) << error->message;
  }
  string Contents(const string &name) {
    std::ifstream file(Path(name), std::ios::binary);
    std::ostringstream all;
    all << file.rdbuf();
    return all.str();
  }
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

  char *dir;
  string labels;
  GError *error = nullptr;
  AeTrainProgress last = {};
};

TEST_F(Labels, AClassifierLearnsThem) {
  UseLabels();
  ASSERT_TRUE(Run(kClassifier, "m")) << error->message;
  EXPECT_GE(last.accuracy, 0.95) << "of pictures that it was not trained on";
  EXPECT_LT(last.loss, 0.5) << "a guess costs log 3";
  EXPECT_EQ(last.psnr, 0);
  AeModel *model = ae_model_load(Path("m").c_str(), "classify", &error);
  ASSERT_NE(model, nullptr) << error->message;
  ae_model_unref(model);
}

/* An untrained net guesses: the accuracy is not told of the pictures themselves. */
TEST_F(Labels, AccuracyIsThatOfTheWeights) {
  UseLabels();
  ASSERT_TRUE(Run(kClassifier, "m", {"lr=0", "steps=50"})) << error->message;
  EXPECT_LT(last.accuracy, 0.7);
}

TEST_F(Labels, TheLogHasTheAccuracy) {
  UseLabels();
  ASSERT_TRUE(Run(kClassifier, "m", {"run.log=50"})) << error->message;
  std::istringstream lines(Contents("m.log.tsv"));
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
  ASSERT_TRUE(Run(kAutoencoder, "without")) << error->message;
  UseLabels();
  ASSERT_TRUE(Run(kAutoencoder, "with")) << error->message;
  EXPECT_EQ(Weights("without"), Weights("with"));
  EXPECT_EQ(Weights("without.checkpoint"), Weights("with.checkpoint"));
}

} // namespace
