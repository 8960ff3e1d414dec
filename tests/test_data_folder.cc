/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Small pictures of folders: their labels, their pairs, and trainings with them. */
#include "data_helpers.h"

#include <algorithm>
#include <set>

extern "C" {
#include "model/model.h"
#include "nn/net.h"
#include "train/toy_shape.h"
}

namespace {

using std::string;
using std::vector;

string Flat(int value, int width = 8, int height = 8, int channels = 1) {
  return Pnm(width, height, channels, [&](int) { return value; });
}

class FolderData : public testing::Test {
protected:
  void ExpectRefused(const char *kind, vector<string> words, int code, const char *part,
                     AeDataShape shape = {8, 8, 1}) {
    OpenData data(kind, words, tree.Path("d"), shape);
    ASSERT_EQ(data.data, nullptr) << part;
    EXPECT_EQ(data.code(), code) << data.message();
    EXPECT_NE(data.message().find(part), string::npos) << data.message();
  }
  DataTree tree;
};

TEST_F(FolderData, BringsPicturesToTheNetsSize) {
  tree.Write("d/a.pgm", Pnm(24, 8, 1, [](int k) { return k % 24 < 8 ? 0 : k % 24 < 16 ? 100 : 200; }));
  OpenData crop("folder", {"held_out=0"}, tree.Path("d"), {4, 4, 1}),
      stretch("folder", {"held_out=0", "fit=stretch"}, tree.Path("d"), {3, 1, 1}),
      colour("folder", {"held_out=0"}, tree.Path("d"), {8, 8, 3});
  ASSERT_NE(crop.data, nullptr) << crop.message();
  EXPECT_EQ(crop.example(0), vector<float>(16, 100 / 255.0f)) << "the middle square";
  vector<float> row = stretch.example(0);
  EXPECT_LT(row[0], 0.1f);
  EXPECT_NEAR(row[1], 100 / 255.0, 0.02);
  EXPECT_GT(row[2], 0.7f);
  EXPECT_EQ(colour.example(0), vector<float>(192, 100 / 255.0f));
  EXPECT_EQ(crop.classes(), 0u);
}

TEST_F(FolderData, KeepsTheMiddle) {
  tree.Write("d/a.pgm", Pnm(16, 16, 1, [](int k) {
               int x = k % 16, y = k / 16;
               return x >= 4 && x < 12 && y >= 4 && y < 12 ? 50 : 250;
             }));
  OpenData middle("folder", {"held_out=0", "keep=50"}, tree.Path("d"), {8, 8, 1});
  EXPECT_EQ(middle.example(0), vector<float>(64, 50 / 255.0f));
}

TEST_F(FolderData, MakesGreyByWeights) {
  tree.Write("d/a.ppm", Pnm(8, 8, 3, [](int k) { return k % 3 == 1 ? 200 : 0; }));
  OpenData grey("folder", {"held_out=0"}, tree.Path("d"), {8, 8, 1});
  EXPECT_NEAR(grey.example(0)[9], 117 / 255.0, 1e-6) << "0.587 * 200 = 117.4";
}

TEST_F(FolderData, LabelsComeFromATable) {
  for (int i = 0; i < 4; i++)
    tree.Write("d/p" + std::to_string(i) + ".pgm", Flat(10 * i));
  tree.Write("d/l.csv", "file,mood,smile\np0.pgm,sad,0.1\np1,glad,0.9\np3.pgm,sad,0.5\nother.pgm,x,1\n");
  tree.Write("beside.csv", "file,n\np2.pgm,7\n");
  OpenData mood("folder", {"held_out=0", "labels=l.csv"}, tree.Path("d"), {8, 8, 1}),
      smile("folder", {"held_out=0", "labels=l.csv", "column=smile"}, tree.Path("d"), {8, 8, 1}),
      beside("folder", {"held_out=0", "labels=beside.csv"}, tree.Path("d"), {8, 8, 1});
  ASSERT_NE(mood.data, nullptr) << mood.message();
  ASSERT_EQ(mood.train(), 3u) << "p2 has no label and is left out";
  EXPECT_EQ(mood.classes(), 2u);
  const int values[] = {0, 10, 30}, moods[] = {1, 0, 1}, smiles[] = {0, 1, 1};
  for (guint i = 0; i < 3; i++) {
    int label;
    EXPECT_EQ(mood.example(i, &label)[0], values[i] / 255.0f);
    EXPECT_EQ(label, moods[i]) << i;
    smile.example(i, &label);
    EXPECT_EQ(label, smiles[i]) << i;
  }
  ASSERT_NE(beside.data, nullptr) << beside.message();
  EXPECT_EQ(beside.train(), 1u);
}

TEST_F(FolderData, DrawsSomeMoreOften) {
  for (int i = 0; i < 4; i++)
    tree.Write("d/p" + std::to_string(i) + ".pgm", Flat(i));
  tree.Write("d/l.csv", "file,glasses\np0,0.1\np1,0.9\np2,0.2\np3,0\n");
  OpenData data("folder", {"held_out=0", "labels=l.csv", "often=glasses:9"}, tree.Path("d"), {8, 8, 1});
  ASSERT_NE(data.data, nullptr) << data.message();
  ASSERT_EQ(data.train(), 4u);
  AeRng rng;
  ae_rng_init(&rng, 1, 0);
  vector<float> picture(64);
  int times = 0;
  for (int i = 0; i < 1200; i++) {
    data.kind->draw(data.data, &rng, picture.data());
    times += picture[0] == 1 / 255.0f;
  }
  EXPECT_NEAR(times, 900, 60) << "9 of 12; four standard deviations";
  ExpectRefused("folder", {"often=glasses:9"}, AE_ERROR_USAGE, "often=glasses:9: of which table?");
  for (const char *wrong : {"often=glasses", "often=glasses:", "often=glasses:0", "often=glasses:1001", "often=:2"})
    ExpectRefused("folder", {"labels=l.csv", wrong}, AE_ERROR_USAGE, "COLUMN:N");
}

TEST_F(FolderData, FoldersAreClasses) {
  tree.Write("d/dog/1.pgm", Flat(20));
  tree.Write("d/cat/1.pgm", Flat(10));
  tree.Write("d/cat/2.pgm", Flat(11));
  tree.Write("d/.hidden/3.pgm", Flat(12));
  OpenData pets("folder", {"held_out=0"}, tree.Path("d"), {8, 8, 1});
  ASSERT_NE(pets.data, nullptr) << pets.message();
  ASSERT_EQ(pets.train(), 3u);
  EXPECT_EQ(pets.classes(), 2u);
  for (guint i = 0; i < 3; i++) {
    int label;
    bool dog = pets.example(i, &label)[0] == 20 / 255.0f;
    EXPECT_EQ(label, dog);
  }
}

/* By name, as photographs are: p5 and all its crops. */
TEST_F(FolderData, HoldsOutByName) {
  for (int i = 0; i < 8; i++)
    tree.Write("d/p" + std::to_string(i) + "-0.pgm", Flat(10 * i));
  OpenData folder("folder", {}, tree.Path("d"), {8, 8, 1});
  ASSERT_EQ(folder.held_out(), 1u);
  EXPECT_EQ(folder.validation(0)[0], 50 / 255.0f);
  EXPECT_EQ(folder.train(), 7u);
}

TEST_F(FolderData, RefusesWhatIsNoDataSet) {
  ExpectRefused("folder", {}, AE_ERROR_IO, "/d");
  tree.Write("d/a.pgm", Flat(1));
  ExpectRefused("folder", {}, AE_ERROR_USAGE, "1 or 3 channels", {8, 8, 2});
  ExpectRefused("folder", {"labels=none.csv"}, AE_ERROR_IO, "none.csv");
  tree.Write("d/l.csv", "file,x\nb.pgm,1\n");
  ExpectRefused("folder", {"labels=l.csv"}, AE_ERROR_FORMAT, "none of the pictures");
  ExpectRefused("folder", {"labels=l.csv", "column=y"}, AE_ERROR_USAGE, "no column \"y\"");
  tree.Write("d/l.csv", "file\na.pgm\n");
  ExpectRefused("folder", {"labels=l.csv"}, AE_ERROR_FORMAT, "one column");
  const string whole = Flat(3);
  for (gsize n : {0, 2, 9, 40, 70}) {
    tree.Write("d/damaged.pgm", whole.substr(0, n));
    ExpectRefused("folder", {}, AE_ERROR_FORMAT, "damaged.pgm");
  }
  tree.Write("d/damaged.pgm", "P5\n99999999 99999999\n255\nxx");
  OpenData liar("folder", {}, tree.Path("d"), {8, 8, 1});
  EXPECT_EQ(liar.data, nullptr);
  EXPECT_EQ(liar.code(), AE_ERROR_LIMIT) << liar.message();
}

/* ---- pairs ---- */

TEST_F(FolderData, PairsBelongTogetherByName) {
  for (int i = 0; i < 6; i++) {
    tree.Write("d/inputs/p" + std::to_string(i) + ".pgm", Flat(10 * i, 4, 4));
    tree.Write("d/targets/p" + std::to_string(i) + ".ppm", Flat(200 - 10 * i, 8, 8, 3));
  }
  OpenData pairs("pairs", {}, tree.Path("d"), {8, 8, 3});
  ASSERT_NE(pairs.data, nullptr) << pairs.message();
  GError *error = nullptr;
  ASSERT_TRUE(pairs.kind->open_inputs(pairs.data, {4, 4, 1}, &error)) << error->message;
  EXPECT_EQ(pairs.held_out(), 1u);
  ASSERT_EQ(pairs.train(), 5u);
  for (guint i = 0; i < 6; i++) {
    bool held = i == 5;
    vector<float> input(16), target = held ? pairs.validation(3) : pairs.example(i);
    pairs.kind->input(pairs.data, held ? 3 : i, held, input.data());
    EXPECT_NEAR(input[3] * 255 + target[7] * 255, 200, 1e-3) << i;
  }
}

TEST_F(FolderData, RefusesPairsWithoutPartners) {
  tree.Write("d/inputs/a.pgm", Flat(1));
  ExpectRefused("pairs", {}, AE_ERROR_IO, "targets");
  tree.Write("d/targets/a.pgm", Flat(1));
  tree.Write("d/targets/b.pgm", Flat(1));
  ExpectRefused("pairs", {}, AE_ERROR_FORMAT, "b.pgm: no picture of this name in");
  tree.Write("d/inputs/c.pgm", Flat(1));
  ExpectRefused("pairs", {}, AE_ERROR_FORMAT, "b.pgm: no picture of this name in");
  tree.Write("d/inputs/b.pgm", "P5\n8 8\n255\nshort");
  tree.Write("d/targets/c.pgm", Flat(1));
  OpenData pairs("pairs", {}, tree.Path("d"), {8, 8, 1});
  ASSERT_NE(pairs.data, nullptr) << pairs.message();
  GError *error = nullptr;
  EXPECT_FALSE(pairs.kind->open_inputs(pairs.data, {8, 8, 1}, &error));
  ASSERT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_FORMAT));
  EXPECT_NE(string(error->message).find("inputs/b.pgm"), string::npos) << error->message;
  g_clear_error(&error);
}

/* ---- trainings ---- */

const char kNet[] = R"([model]
name = small
[net]
x = input channels=1 width=8 height=8
f = flatten
code = dense out=4
d = dense out=64
y = reshape channels=1 height=8 width=8
[data]
batch = 4
[loss]
mse = 1
[schedule]
steps = 25
[validate]
every = 25
pictures = 4
[run]
threads = 1
)";

class FolderTraining : public FolderData {
protected:
  void SetUp() override {
    for (int i = 0; i < 10; i++)
      tree.Write("d/clean/p" + std::to_string(i) + ".pgm", Pnm(8, 8, 1, [&](int k) { return (k * (i + 3)) % 200; }));
    dir = tree.Path("d/clean");
    both = tree.Path("d");
  }
  string dir, both;
};

/* R24. A net that is to make X of X' = X learns what the autoencoder does, to the last bit, in either order of
 * examples. */
TEST_F(FolderTraining, PairsOfTheSameArePlainAutoencoding) {
  for (const char *order : {"order=random", "order=epochs"}) {
    ASSERT_EQ(TrainText(tree, kNet, dir.c_str(), "plain", {"kind=folder", order}), "");
    ASSERT_EQ(TrainText(tree, kNet, both.c_str(), "pairs", {"kind=pairs", "inputs=clean", "targets=clean", order}), "");
    EXPECT_EQ(WeightsOf(tree.Path("plain")), WeightsOf(tree.Path("pairs"))) << order;
    EXPECT_EQ(WeightsOf(tree.Path("plain.checkpoint")), WeightsOf(tree.Path("pairs.checkpoint"))) << order;
    vector<string> plain = LastLogRow(tree, "plain"), pairs = LastLogRow(tree, "pairs");
    plain.pop_back(), pairs.pop_back(); /* the time */
    EXPECT_EQ(plain, pairs) << "the validation too";
  }
}

/* What the pairs' inputs are matters: they are learned from. */
TEST_F(FolderTraining, PairsLearnFromTheirInputs) {
  for (int i = 0; i < 10; i++)
    tree.Write("d/other/p" + std::to_string(i) + ".pgm", Flat(20 * i));
  ASSERT_EQ(TrainText(tree, kNet, both.c_str(), "same", {"kind=pairs", "inputs=clean", "targets=clean"}), "");
  ASSERT_EQ(TrainText(tree, kNet, both.c_str(), "other", {"kind=pairs", "inputs=other", "targets=clean"}), "");
  EXPECT_NE(WeightsOf(tree.Path("same")), WeightsOf(tree.Path("other")));
}

TEST_F(FolderTraining, PairsAreNotCorrupted) {
  string message = TrainText(tree, kNet, both.c_str(), "m",
                             {"kind=pairs", "inputs=clean", "targets=clean", "corrupt.train=gaussian"});
  EXPECT_NE(message.find("inputs of its own"), string::npos) << message;
}

/* R14. Labels beside the pictures are nothing to an autoencoder. */
TEST_F(FolderTraining, LabelsDoNotChangeTheWeights) {
  ASSERT_EQ(TrainText(tree, kNet, dir.c_str(), "without", {"kind=folder"}), "");
  string table = "file,n\n";
  for (int i = 0; i < 10; i++)
    table += "p" + std::to_string(i) + ".pgm," + std::to_string(i % 3) + "\n";
  tree.Write("d/labels.csv", table);
  ASSERT_EQ(TrainText(tree, kNet, dir.c_str(), "with", {"kind=folder", "data.labels=labels.csv"}), "");
  EXPECT_EQ(WeightsOf(tree.Path("without")), WeightsOf(tree.Path("with")));
}

const char kMask[] = R"([model]
name = mask
[net]
x = input channels=1
a = conv2d out=8 kernel=5
r = relu
b = conv2d out=8 kernel=3
s = relu
c = conv2d out=1 kernel=3
y = sigmoid
[data]
kind = pairs
batch = 8
patch = 16
held_out = 20
[loss]
bce = 1
[optim]
lr = 1e-2
[schedule]
steps = 250
[run]
threads = 1
)";

/* Of what the net says and what is so, over all held-out pairs: intersection over union. */
double Overlap(const AeModel *model, const OpenData &pairs) {
  AeNetOptions options = {};
  AeNet *net = ae_net_new(ae_model_graph(model), ae_model_params(model), 1, 16, 16, &options, nullptr);
  double both = 0, either = 0;
  for (guint i = 0; net && i < pairs.held_out(); i++) {
    vector<float> mask = pairs.validation(i);
    pairs.kind->input(pairs.data, i, TRUE, static_cast<float *>(ae_net_input(net, 0)->data));
    ae_net_forward(net);
    const float *said = static_cast<const float *>(ae_net_output(net)->data);
    for (int k = 0; k < 256; k++) {
      both += said[k] > 0.5f && mask[k] > 0.5f;
      either += said[k] > 0.5f || mask[k] > 0.5f;
    }
  }
  ae_net_free(net);
  return both / either;
}

/* Segmentation: shapes under noise, and where they are. */
TEST_F(FolderTraining, PairsTeachMasks) {
  for (int i = 0; i < 150; i++) {
    AeRng rng;
    vector<float> shape(256);
    ae_rng_init(&rng, 4, static_cast<guint64>(i));
    ae_toy_shape_draw(i % AE_TOY_SHAPES, &rng, 16, 16, shape.data());
    float top = *std::max_element(shape.begin(), shape.end());
    string name = "/p" + std::to_string(i) + ".pgm";
    tree.Write("m/inputs" + name, Pnm(16, 16, 1, [&](int k) {
                 double v = 40 + 190 * shape[static_cast<gsize>(k)] + 15 * ae_rng_normal(&rng);
                 return static_cast<int>(std::clamp(v, 0.0, 255.0));
               }));
    tree.Write("m/targets" + name,
               Pnm(16, 16, 1, [&](int k) { return shape[static_cast<gsize>(k)] > top / 2 ? 255 : 0; }));
  }
  string dir = tree.Path("m");
  ASSERT_EQ(TrainText(tree, kMask, dir.c_str(), "mask"), "");
  OpenData pairs("pairs", {"held_out=20"}, dir, {16, 16, 1});
  ASSERT_TRUE(pairs.kind->open_inputs(pairs.data, {16, 16, 1}, nullptr));
  ASSERT_GT(pairs.held_out(), 10u);
  AeModel *model = ae_model_load(tree.Path("mask").c_str(), nullptr, nullptr);
  ASSERT_NE(model, nullptr);
  EXPECT_GE(Overlap(model, pairs), 0.9);
  ae_model_unref(model);
}

TEST_F(FolderTraining, EpochsAreForCountedData) {
  string message = TrainText(tree, kNet, dir.c_str(), "m", {"kind=photos", "order=epochs"});
  EXPECT_NE(message.find("drawn at random"), string::npos) << message;
}

} // namespace
