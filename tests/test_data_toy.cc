/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The sets that are made, and what nets learn of them. */
#include "data_helpers.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace {

using std::string;
using std::vector;

using Point = vector<float>;

TEST(Toy, LineAndParabolaAreTheirPoints) {
  OpenData line("toy", {"set=line"}, "", {1, 1, 2}), parabola("toy", {"set=parabola"}, "", {1, 1, 2});
  ASSERT_EQ(line.train(), 4u);
  ASSERT_EQ(parabola.train(), 4u);
  const Point lines[] = {{1, 4}, {2, 6}, {3, 8}, {4, 10}}, squares[] = {{0, 0}, {1, 1}, {2, 4}, {3, 9}};
  for (guint i = 0; i < 4; i++) {
    EXPECT_EQ(line.example(i), lines[i]);
    EXPECT_EQ(parabola.example(i), squares[i]);
  }
  EXPECT_EQ(line.held_out(), 0u);
  EXPECT_EQ(line.classes(), 0u);
}

TEST(Toy, CurveHasItsPointsInOrder) {
  OpenData curve("toy", {"set=curve"}, "", {1, 1, 2});
  ASSERT_EQ(curve.train(), 101u);
  for (guint i = 0; i < 101; i++) {
    Point p = curve.example(i);
    EXPECT_NEAR(p[0], 0.03 * i, 1e-6);
    EXPECT_NEAR(p[1], p[0] * p[0], 1e-5);
  }
}

/* t is found again from the first and the last number: t^2 = 15^2 (x^2 + z^2). */
TEST(Toy, RollLiesOnItsSpiral) {
  OpenData roll("toy", {"set=roll", "examples=500"}, "", {1, 1, 3});
  ASSERT_EQ(roll.train(), 500u);
  EXPECT_EQ(roll.classes(), 10u);
  double low = 2;
  for (guint i = 0; i < 500; i++) {
    int label;
    Point p = roll.example(i, &label);
    double t = 15 * std::hypot(p[0], p[2]), share = (t / (1.5 * G_PI) - 1) / 2;
    EXPECT_NEAR(15 * p[0], t * std::cos(t), 1e-3);
    EXPECT_NEAR(15 * p[2], t * std::sin(t), 1e-3);
    EXPECT_TRUE(share > -1e-6 && share < 1 + 1e-6 && p[1] >= 0 && p[1] <= 1.4f);
    EXPECT_NEAR(label + 0.5, share * 10, 0.5001);
    low = std::fmin(low, p[1]);
  }
  EXPECT_LT(low, 0.05);
}

/* Means on the circle, deviations as asked for, and as many of each. */
TEST(Toy, MixtureHasItsMoments) {
  OpenData mixture("toy", {"set=mixture", "examples=20000", "classes=4", "noise=0.1"}, "", {1, 1, 2});
  EXPECT_EQ(mixture.classes(), 4u);
  double sum[4][2] = {}, square[4][2] = {};
  int n[4] = {};
  for (guint i = 0; i < mixture.train(); i++) {
    int label;
    Point p = mixture.example(i, &label);
    n[label]++;
    for (int k = 0; k < 2; k++)
      sum[label][k] += p[k], square[label][k] += p[k] * p[k];
  }
  for (int c = 0; c < 4; c++) {
    EXPECT_NEAR(n[c], 5000, 250);
    for (int k = 0; k < 2; k++) {
      double mean = sum[c][k] / n[c], centre = 0.5 + 0.35 * (k ? std::sin(G_PI / 2 * c) : std::cos(G_PI / 2 * c));
      EXPECT_NEAR(mean, centre, 0.006);
      EXPECT_NEAR(std::sqrt(square[c][k] / n[c] - mean * mean), 0.1, 0.004);
    }
  }
}

TEST(Toy, ShapesAreBrightOnBlackAndDiffer) {
  OpenData shapes("toy", {"set=shapes", "examples=300"}, "", {16, 16, 1});
  EXPECT_EQ(shapes.classes(), 3u);
  std::set<vector<float>> seen;
  double area[3] = {};
  int n[3] = {};
  for (guint i = 0; i < 300; i++) {
    int label;
    vector<float> p = shapes.example(i, &label);
    seen.insert(p);
    float top = *std::max_element(p.begin(), p.end());
    EXPECT_TRUE(top >= 0.4f && top <= 1) << top;
    EXPECT_EQ(p[0] * p[15] * p[240] * p[255], 0) << "it does not fill the picture";
    for (float v : p) {
      EXPECT_TRUE(v >= 0 && v <= 1);
      area[label] += v / top;
    }
    n[label]++;
  }
  EXPECT_EQ(seen.size(), 300u);
  EXPECT_GT(area[0] / n[0], area[2] / n[2]) << "a disc is larger than a cross";
  EXPECT_GT(area[2] / n[2], area[1] / n[1]) << "and a cross than a bar";
}

/* One seed, one set; more of them do not change the first; noise is noise. */
TEST(Toy, IsTheSameForTheSameSeed) {
  OpenData a("toy", {"set=mixture", "examples=50"}, "", {1, 1, 2}), b("toy", {"set=mixture"}, "", {1, 1, 2}),
      c("toy", {"set=mixture", "toy_seed=2"}, "", {1, 1, 2});
  EXPECT_EQ(a.example(49), b.example(49));
  EXPECT_NE(a.example(49), c.example(49));
  OpenData noisy("toy", {"set=line", "noise=0.5"}, "", {1, 1, 2});
  EXPECT_NE(noisy.example(0), (Point{1, 4}));
  EXPECT_NEAR(noisy.example(0)[1], 4, 3);
}

TEST(Toy, HoldsOutAShareAcrossTheSet) {
  OpenData curve("toy", {"set=curve", "held_out=20"}, "", {1, 1, 2});
  ASSERT_EQ(curve.held_out(), 20u);
  ASSERT_EQ(curve.train(), 81u);
  std::set<Point> all;
  double sum = 0;
  for (guint i = 0; i < 20; i++) {
    all.insert(curve.validation(i));
    sum += curve.validation(i)[0] / 20;
  }
  EXPECT_NEAR(sum, 1.5, 0.5) << "from all over it";
  EXPECT_EQ(curve.validation(25), curve.validation(5)) << "the numbers go round";
  for (guint i = 0; i < 81; i++)
    all.insert(curve.example(i));
  EXPECT_EQ(all.size(), 101u) << "none is in both parts";
}

TEST(Toy, RefusesOtherShapes) {
  for (auto [set, shape] : {std::pair{"line", AeDataShape{1, 1, 3}}, std::pair{"line", AeDataShape{2, 1, 2}},
                            std::pair{"roll", AeDataShape{1, 1, 2}}, std::pair{"shapes", AeDataShape{7, 16, 1}},
                            std::pair{"shapes", AeDataShape{16, 16, 3}}}) {
    OpenData toy("toy", {string("set=") + set}, "", shape);
    ASSERT_EQ(toy.data, nullptr) << set;
    EXPECT_EQ(toy.code(), AE_ERROR_USAGE);
    EXPECT_NE(toy.message().find(string("toy set=") + set), string::npos) << toy.message();
  }
}

const char kLinear[] = R"([model]
name = line
[net]
x = input channels=2 width=1 height=1
code = dense out=1
y = dense out=2
[data]
kind = toy
order = epochs
batch = 4
[loss]
mse = 1 reduce=sum
[optim]
lr = 1e-2
[schedule]
steps = 3000
[run]
threads = 1
)";

/* The optimum of a linear autoencoder is the smallest eigenvalue of the points' scatter: 0 of a line, and of the
 * parabola's four points 0.37295 in all. An epoch is a batch here, so that the gradient is whole. */
TEST(ToyTraining, LinearNetsReachTheirOptimumWithoutAFolder) {
  DataTree tree;
  ASSERT_EQ(TrainText(tree, kLinear, nullptr, "line", {"steps=6000"}), "");
  EXPECT_LT(std::stod(LastLogRow(tree, "line")[2]), 1e-8);
  ASSERT_EQ(TrainText(tree, kLinear, nullptr, "parabola", {"set=parabola"}), "");
  EXPECT_NEAR(4 * std::stod(LastLogRow(tree, "parabola")[2]), 0.37295, 1e-4);
}

TEST(ToyTraining, OtherKindsNeedAFolder) {
  DataTree tree;
  EXPECT_NE(TrainText(tree, kLinear, nullptr, "m", {"kind=csv"}).find("no folder of data"), string::npos);
  EXPECT_NE(TrainText(tree, kLinear, nullptr, "m", {"set=roll"}).find("toy set=roll"), string::npos);
}

} // namespace
