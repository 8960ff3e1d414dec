/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Folders of people's pictures: several numbers of each, halves of the people, people as classes. */
#include "data_helpers.h"

#include <cmath>
#include <map>
#include <memory>
#include <set>

namespace {

using std::string;
using std::vector;

constexpr int kPeople = 40, kEach = 3;

string Name(int person, int picture) {
  return "person" + std::to_string(person) + "_000" + std::to_string(picture + 1);
}

/* Person p's i-th picture is of the grey p * 3 + i; bright ones are "light", and "even" tells those of even number. */
class Columns : public testing::Test {
protected:
  void SetUp() override {
    string table = "file,light,even,mood\n";
    for (int p = 0; p < kPeople; p++)
      for (int i = 0; i < kEach; i++) {
        int grey = 2 * (p * kEach + i);
        tree.Write("d/" + Name(p, i) + ".pgm", Pnm(8, 8, 1, [=](int) { return grey; }));
        table += Name(p, i) + ".pgm," + std::to_string(grey / 240.0) + "," + (p % 2 ? "0.1" : "0.9") + "," +
                 (i ? "glad" : "") + "\n";
      }
    tree.Write("table.csv", table);
  }
  /* The people, by their first pictures' grey. */
  static int PersonOf(const vector<float> &example) { return (int)std::lround(example[0] * 255) / 2 / kEach; }
  static std::set<int> Trained(const OpenData &data) {
    std::set<int> people;
    for (guint i = 0; i < data.train(); i++)
      people.insert(PersonOf(data.example(i)));
    return people;
  }
  static std::set<int> HeldOut(const OpenData &data) {
    std::set<int> people;
    for (guint i = 0; i < data.held_out(); i++)
      people.insert(PersonOf(data.validation(i)));
    return people;
  }
  DataTree tree;
};

TEST_F(Columns, StandInPlaceOfALabel) {
  OpenData data("folder", {"labels=table.csv", "columns=even,light,mood:glad", "group=identity", "held_out=20"},
                tree.Path("d"), {8, 8, 1});
  ASSERT_NE(data.data, nullptr) << data.message();
  EXPECT_EQ(data.kind->columns(data.data), 3u);
  EXPECT_EQ(data.classes(), 0u);
  AeRng rng;
  ae_rng_init(&rng, 1, 0);
  for (guint i = 0; i < data.train(); i++) {
    int row;
    vector<float> example = i % 2 ? data.example(i, &row) : data.validation(i, &row);
    if (i % 3 == 0) /* drawn ones know their numbers as well */
      row = data.kind->draw(data.data, &rng, example.data());
    const float *numbers = data.kind->numbers(data.data, row);
    int grey = (int)std::lround(example[0] * 255);
    EXPECT_FLOAT_EQ(numbers[0], PersonOf(example) % 2 ? 0.1f : 0.9f);
    EXPECT_NEAR(numbers[1], grey / 240.0, 1e-5);
    EXPECT_EQ(numbers[2], grey / 2 % kEach ? 1 : 0);
  }
}

TEST_F(Columns, AreRefusedWhereTheyAreNone) {
  auto refused = [&](vector<string> words, int code, const char *part) {
    OpenData data("folder", words, tree.Path("d"), {8, 8, 1});
    EXPECT_EQ(data.data, nullptr) << part;
    EXPECT_EQ(data.code(), code) << data.message();
    EXPECT_NE(data.message().find(part), string::npos) << data.message();
  };
  refused({"columns=light"}, AE_ERROR_USAGE, "give labels=FILE");
  refused({"labels=table.csv", "columns=lihgt"}, AE_ERROR_USAGE, "did you mean \"light\"");
  refused({"labels=table.csv", "columns=light,"}, AE_ERROR_USAGE, "no column \"\"");
  refused({"labels=table.csv", "columns=mood"}, AE_ERROR_FORMAT, "column mood has no number for");
}

TEST_F(Columns, HalvesOfThePeopleShareWhatIsHeldOut) {
  auto open = [&](const char *half) {
    return std::make_unique<OpenData>("folder", vector<string>{half, "group=identity", "held_out=20"}, tree.Path("d"),
                                      AeDataShape{8, 8, 1});
  };
  auto all = open("half=all"), one = open("half=1"), two = open("half=2");
  std::set<int> first = Trained(*one), second = Trained(*two), both = first;
  both.insert(second.begin(), second.end());
  EXPECT_EQ(both, Trained(*all));
  EXPECT_EQ(first.size() + second.size(), both.size()) << "nobody is in both";
  EXPECT_GT(first.size(), 5u);
  EXPECT_GT(second.size(), 5u);
  EXPECT_FALSE(HeldOut(*all).empty());
  EXPECT_EQ(HeldOut(*one), HeldOut(*all));
  EXPECT_EQ(HeldOut(*two), HeldOut(*all));
  for (int p : HeldOut(*all))
    EXPECT_EQ(both.count(p), 0u);
}

TEST_F(Columns, PeopleAreClasses) {
  for (int i = 0; i < 2; i++)
    tree.Write("d/again_000" + std::to_string(4 + i) + ".pgm", Pnm(8, 8, 1, [](int) { return 250; }));
  OpenData all("folder", {"labelled=group", "group=identity"}, tree.Path("d"), {8, 8, 1}),
      many("folder", {"labelled=group", "group=identity", "fewest=3"}, tree.Path("d"), {8, 8, 1}),
      none("folder", {"fewest=4", "group=identity"}, tree.Path("d"), {8, 8, 1});
  EXPECT_EQ(all.classes(), (guint)kPeople + 1);
  EXPECT_EQ(many.classes(), (guint)kPeople);
  std::map<int, int> person_of_label;
  for (guint i = 0; i < many.train(); i++) {
    int label, person = PersonOf(many.example(i, &label));
    EXPECT_EQ(person_of_label.insert({label, person}).first->second, person);
  }
  EXPECT_EQ(none.code(), AE_ERROR_USAGE);
  EXPECT_NE(none.message().find("is chosen"), string::npos) << none.message();
}

/* ---- a training ---- */

const char kRecipe[] = R"([model]
name = sides
task = classify
[net]
x = input channels=1 width=8 height=8
f = flatten
h = dense out=8
r = relu
d = dense out=2
y = sigmoid
[data]
kind = folder
target = label
group = identity
labels = table.csv
columns = light,light
batch = 8
held_out = 20
[loss]
bce = 1
[optim]
lr = 1e-2
[schedule]
steps = 300
shape = constant
[validate]
every = 100
pictures = 24
[run]
threads = 1
)";

TEST_F(Columns, AreLearnt) {
  AeTrainProgress last = {};
  string data = tree.Path("d");
  ASSERT_EQ(TrainText(tree, kRecipe, data.c_str(), "m.safetensors", {}, &last), "");
  EXPECT_GT(last.accuracy, 0.9) << "on which side of a half both numbers are";
  EXPECT_LE(last.accuracy, 1);
  string refused = TrainText(tree, kRecipe, data.c_str(), "n.safetensors", {"data.columns=light"});
  EXPECT_NE(refused.find("gives 2 numbers, but the data has 1 columns"), string::npos) << refused;
}

} // namespace
