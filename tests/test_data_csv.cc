/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Vectors from tables of text. */
#include "data_helpers.h"

#include <algorithm>
#include <set>

namespace {

using std::string;
using std::vector;

using Row = vector<float>;

class CsvData : public testing::Test {
protected:
  void ExpectRefused(const string &text, vector<string> words, int width, int code, const char *part) {
    tree.Write("data.csv", text);
    OpenData csv("csv", words, tree.Path(), {1, 1, width});
    ASSERT_EQ(csv.data, nullptr) << part;
    EXPECT_EQ(csv.code(), code) << csv.message();
    EXPECT_NE(csv.message().find(part), string::npos) << csv.message();
    EXPECT_NE(csv.message().find("data.csv"), string::npos) << csv.message();
  }
  DataTree tree;
};

TEST_F(CsvData, ReadsLinesWithAndWithoutNames) {
  for (const char *text : {"1,2.5\n-3,4e-1\n", "1;2.5\r\n-3;4e-1\r\n", "1\t2.5\n-3\t4e-1", "a,b\n1,2.5\n-3,0.4\n",
                           "x;y\n1;2.5\n\n-3;0.4\n"}) {
    tree.Write("data.csv", text);
    OpenData csv("csv", {"held_out=0"}, tree.Path(), {1, 1, 2});
    ASSERT_NE(csv.data, nullptr) << text << csv.message();
    ASSERT_EQ(csv.train(), 2u) << text;
    EXPECT_EQ(csv.example(0), (Row{1, 2.5f}));
    EXPECT_EQ(csv.example(1), (Row{-3, 0.4f}));
    EXPECT_EQ(csv.classes(), 0u);
  }
}

TEST_F(CsvData, TellsItsShape) {
  tree.Write("data.csv", "a,b,kind,c\n1,2,x,3\n");
  AeDataShape shape = {};
  const AeDataKind *kind = ae_data_kind_by_name("csv", nullptr);
  vector<char> options(kind->options_size);
  ae_options_init(kind->options, options.data());
  ASSERT_TRUE(ae_option_set(kind->options, options.data(), "csv", "labels", "kind", nullptr));
  EXPECT_TRUE(kind->shape(options.data(), tree.Path().c_str(), &shape, nullptr));
  EXPECT_TRUE(shape.width == 1 && shape.height == 1 && shape.channels == 3);
  ae_options_clear(kind->options, options.data());
}

/* A column by name or number, words or numbers or fractions; what is left is the vector. */
TEST_F(CsvData, TakesLabelsFromAColumn) {
  struct {
    const char *text, *words;
    vector<int> labels;
  } cases[] = {
      {"a,kind,b\n1,pear,2\n3,apple,4\n5,pear,6\n", "labels=kind", {1, 0, 1}},
      {"1,10,2\n3,9,4\n5,10,6\n", "labels=2", {1, 0, 1}},
      {"1,pear,2\n3,apple,4\n5,pear,6\n", "labels=2", {1, 0, 1}},
      {"a,kind,b\n1,0.9,2\n3,0.1,4\n5,1,6\n", "labels=kind", {1, 0, 1}},
  };
  for (const auto &c : cases) {
    tree.Write("data.csv", c.text);
    OpenData csv("csv", {"held_out=0", c.words}, tree.Path(), {1, 1, 2});
    ASSERT_NE(csv.data, nullptr) << csv.message();
    ASSERT_EQ(csv.train(), 3u) << c.text;
    EXPECT_EQ(csv.classes(), 2u);
    for (guint i = 0; i < 3; i++) {
      int label;
      EXPECT_EQ(csv.example(i, &label), (Row{1.0f + 2 * i, 2.0f + 2 * i}));
      EXPECT_EQ(label, c.labels[i]) << c.text << i;
    }
  }
}

string Lines(int n) {
  string text;
  for (int i = 0; i < n; i++)
    text += std::to_string(i) + "," + std::to_string(7) + "," + std::to_string(-2 * i) + "\n";
  return text;
}

TEST_F(CsvData, HoldsOutAShare) {
  tree.Write("data.csv", Lines(100));
  OpenData csv("csv", {}, tree.Path(), {1, 1, 3});
  ASSERT_EQ(csv.held_out(), 10u);
  std::set<float> held, trained;
  for (guint i = 0; i < 10; i++)
    held.insert(csv.validation(i)[0]);
  for (guint i = 0; i < 90; i++)
    trained.insert(csv.example(i)[0]);
  EXPECT_EQ(held.size(), 10u);
  EXPECT_EQ(trained.size(), 90u);
  for (float v : held)
    EXPECT_EQ(trained.count(v), 0u);
  EXPECT_GT(*held.rbegin() - *held.begin(), 40) << "not the last lines alone";
}

TEST_F(CsvData, ScalesOverTheTrainingPart) {
  tree.Write("data.csv", Lines(50));
  OpenData csv("csv", {"scale=unit", "held_out=20"}, tree.Path(), {1, 1, 3});
  float low = 1, high = 0;
  for (guint i = 0; i < csv.train(); i++) {
    Row row = csv.example(i);
    low = std::min(low, row[0]);
    high = std::max(high, row[0]);
    EXPECT_EQ(row[1], 0) << "a column of one value";
    EXPECT_NEAR(row[2], 1 - row[0], 1e-6);
  }
  EXPECT_EQ(low, 0);
  EXPECT_EQ(high, 1);
}

TEST_F(CsvData, RefusesDamageByLineAndColumn) {
  ExpectRefused("1,2\n3,x\n", {}, 2, AE_ERROR_FORMAT, "line 2, column 2: \"x\" is no number");
  ExpectRefused("a,b\n\n1,2\n3,\n", {}, 2, AE_ERROR_FORMAT, "line 4, column 2: \"\" is no number");
  ExpectRefused("1,2\n3,nan\n", {}, 2, AE_ERROR_FORMAT, "line 2, column 2");
  ExpectRefused("1,2\n1e300,2\n", {}, 2, AE_ERROR_FORMAT, "line 2, column 1");
  ExpectRefused("1,2\n3\n", {}, 2, AE_ERROR_FORMAT, "line 2: 1 cells");
  ExpectRefused("1,2\n3,4,5\n", {}, 2, AE_ERROR_FORMAT, "line 2: 3 cells");
  ExpectRefused("", {}, 2, AE_ERROR_FORMAT, "empty");
  ExpectRefused("a,b\n", {}, 2, AE_ERROR_FORMAT, "no line of numbers");
  ExpectRefused(string("1,2\n3\0,4\n", 9), {}, 2, AE_ERROR_FORMAT, "byte 5 is 0");
  ExpectRefused("a,b\n1,2\n,4\n", {"labels=a"}, 1, AE_ERROR_FORMAT, "line 3, column 1: no label");
  ExpectRefused("a,b\n1,2\n", {"labels=c"}, 1, AE_ERROR_USAGE, "no column \"c\"");
  ExpectRefused("a,b\n1,2\n", {}, 3, AE_ERROR_USAGE, "its lines have 2 numbers, not 3x1x1");
}

TEST_F(CsvData, RefusesAFileThatIsNotThere) {
  OpenData csv("csv", {"file=nowhere.csv"}, tree.Path(), {1, 1, 2});
  ASSERT_EQ(csv.data, nullptr);
  EXPECT_EQ(csv.code(), AE_ERROR_IO);
  EXPECT_NE(csv.message().find("nowhere.csv"), string::npos);
}

/* Cut anywhere, it is read up to there or refused, and never something else. */
TEST_F(CsvData, TakesTruncatedFilesOrRefusesThem) {
  const string text = "a,b,kind\n1,2,x\n3,4,y\n5,6,\"z\"\n";
  for (gsize n = 0; n < text.size(); n++) {
    tree.Write("data.csv", text.substr(0, n));
    OpenData csv("csv", {"labels=kind", "held_out=0"}, tree.Path(), {1, 1, 2});
    if (csv.data) {
      EXPECT_LE(csv.train(), 3u);
      EXPECT_EQ(csv.example(0), (Row{1, 2})) << n;
    } else {
      EXPECT_TRUE(csv.code() == AE_ERROR_FORMAT || csv.code() == AE_ERROR_USAGE) << n << csv.message();
    }
  }
}

} // namespace
