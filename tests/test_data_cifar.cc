/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* R108: CIFAR's binary files, and lfw_attributes.txt beside a folder of faces. */
#include "data_helpers.h"

#include <map>

namespace {

using std::string;
using std::vector;

const AeDataShape kShape = {32, 32, 3};

/* A record: the labels, then planes of red 10, green 20 + row and blue 30 + column. */
string Record(vector<int> labels, int red = 10) {
  string bytes;
  for (int label : labels)
    bytes += static_cast<char>(label);
  for (int c = 0; c < 3; c++)
    for (int i = 0; i < 1024; i++)
      bytes += static_cast<char>(c == 0 ? red : c == 1 ? 20 + i / 32 : 30 + i % 32);
  return bytes;
}

class Cifar : public testing::Test {
protected:
  void ExpectRefused(const string &bytes, vector<string> words, int code, const string &part,
                     AeDataShape shape = kShape) {
    tree.Write("d/data_batch_1.bin", bytes);
    OpenData data("cifar", words, tree.Path("d"), shape);
    ASSERT_EQ(data.data, nullptr) << part;
    EXPECT_EQ(data.code(), code) << data.message();
    EXPECT_NE(data.message().find(part), string::npos) << data.message();
  }
  DataTree tree;
};

TEST_F(Cifar, R108ReadsBatchesInOrder) {
  tree.Write("d/data_batch_2.bin", Record({9}, 102));
  tree.Write("d/data_batch_1.bin", Record({3}, 100) + Record({0}, 101));
  tree.Write("d/test_batch.bin", Record({1}, 103));
  tree.Write("d/batches.meta.txt", "airplane\n");
  OpenData data("cifar", {"held_out=0"}, tree.Path("d"), kShape);
  ASSERT_NE(data.data, nullptr) << data.message();
  ASSERT_EQ(data.train(), 3u);
  EXPECT_EQ(data.classes(), 10u);
  const int labels[] = {3, 0, 9};
  for (guint i = 0; i < 3; i++) {
    int label;
    vector<float> picture = data.example(i, &label);
    EXPECT_EQ(label, labels[i]);
    EXPECT_FLOAT_EQ(picture[0], (100 + static_cast<float>(i)) / 255);
    EXPECT_FLOAT_EQ(picture[(5 * 32 + 7) * 3 + 1], 25 / 255.0f) << "green, of row 5";
    EXPECT_FLOAT_EQ(picture[(5 * 32 + 7) * 3 + 2], 37 / 255.0f) << "blue, of column 7";
  }
  OpenData test("cifar", {"files=test_batch.bin", "held_out=0"}, tree.Path("d"), kShape),
      one("cifar", {"held_out=0"}, tree.Path("d/data_batch_1.bin"), kShape);
  EXPECT_EQ(test.train(), 1u);
  EXPECT_EQ(one.train(), 2u);
}

TEST_F(Cifar, R108HoldsOutTheLast) {
  string all;
  for (int i = 0; i < 40; i++)
    all += Record({i % 10}, i);
  tree.Write("d/data_batch_1.bin", all);
  OpenData data("cifar", {}, tree.Path("d"), kShape);
  ASSERT_EQ(data.held_out(), 2u) << data.message();
  EXPECT_FLOAT_EQ(data.validation(0)[0], 38 / 255.0f);
  std::map<int, int> count;
  for (guint i = 0; i < data.train(); i++) {
    int label;
    data.example(i, &label);
    count[label]++;
  }
  EXPECT_EQ(count[7], 4);
  EXPECT_EQ(count[8], 3);
}

TEST_F(Cifar, R108HundredHasTwoLabels) {
  tree.Write("d/train.bin", Record({7, 93}) + Record({19, 2}));
  OpenData data("cifar", {"set=100", "files=train.bin", "held_out=0"}, tree.Path("d"), kShape);
  ASSERT_NE(data.data, nullptr) << data.message();
  int label;
  EXPECT_EQ(data.classes(), 100u);
  EXPECT_FLOAT_EQ(data.example(0, &label)[0], 10 / 255.0f);
  EXPECT_EQ(label, 93);
}

TEST_F(Cifar, R108RefusesDamageByFileAndByte) {
  const string good = Record({1}) + Record({2});
  ExpectRefused(good.substr(0, good.size() - 1), {}, AE_ERROR_FORMAT,
                "data_batch_1.bin: 6145 bytes are no whole number of records of 3073");
  ExpectRefused(good + "x", {}, AE_ERROR_FORMAT, "6147 bytes");
  ExpectRefused("", {}, AE_ERROR_FORMAT, "0 bytes");
  ExpectRefused(Record({1}) + Record({10}), {}, AE_ERROR_FORMAT, "data_batch_1.bin: byte 3073: label 10");
  ExpectRefused(good, {"set=100"}, AE_ERROR_FORMAT, "records of 3074");
  ExpectRefused(good, {"files=nothing*.bin"}, AE_ERROR_IO, "no file nothing*.bin");
  ExpectRefused(good, {}, AE_ERROR_USAGE, "3x32x32, not 1x32x32", {32, 32, 1});
}

/* ---- tables of people ---- */

const char kLfw[] = "# lfw_attributes.txt - color - 2 of 73 attributes\n"
                    "#\tperson\timagenum\tMale\tSmiling\n"
                    "Aaron Eckhart\t1\t1.5683\t-0.0288\n"
                    "Aaron Eckhart\t12\t1.2\t0.75\n"
                    "Ann Veneman\t3\t-1.1\t2.5\n";

class LfwAttributes : public testing::Test {
protected:
  void SetUp() override {
    for (const char *name : {"Aaron_Eckhart_0001", "Aaron_Eckhart_0012", "Ann_Veneman_0003", "Nobody_0001"})
      tree.Write(string("faces/") + name + ".pgm",
                 Pnm(8, 8, 1, [&](int) { return name[1] + name[17 % strlen(name)]; }));
  }
  DataTree tree;
};

TEST_F(LfwAttributes, R108LabelsByPersonAndNumber) {
  tree.Write("lfw_attributes.txt", kLfw);
  OpenData faces("folder", {"labels=lfw_attributes.txt", "column=Smiling", "threshold=0", "held_out=0"},
                 tree.Path("faces"), {8, 8, 1});
  ASSERT_NE(faces.data, nullptr) << faces.message();
  ASSERT_EQ(faces.train(), 3u) << "one is not in the table";
  const int wanted[] = {0, 1, 1};
  for (guint i = 0; i < 3; i++) {
    int label;
    faces.example(i, &label);
    EXPECT_EQ(label, wanted[i]) << i;
  }
}

TEST_F(LfwAttributes, R108RefusesDamage) {
  const string table = kLfw;
  for (auto [text, part] : {std::pair(table + "Ann Veneman\t3\t1\n", "line 6: 3 cells where the first line has 4"),
                            {string("# nothing else\n"), "no column \"Smiling\""},
                            {string(""), "empty"}}) {
    tree.Write("lfw_attributes.txt", text);
    OpenData faces("folder", {"labels=lfw_attributes.txt", "column=Smiling"}, tree.Path("faces"), {8, 8, 1});
    EXPECT_EQ(faces.data, nullptr);
    EXPECT_NE(faces.message().find("lfw_attributes.txt"), string::npos) << faces.message();
    EXPECT_NE(faces.message().find(part), string::npos) << faces.message();
  }
}

} // namespace
