/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Rows of the requirements on the sources' two tables, (x, 2x + 2) and (x, x^2), in whole trainings. What the least
 * loss is follows from the points alone: the best line leaves the smaller eigenvalue of their scatter matrix, about
 * their mean where the decoder has a bias, and about the origin where, as the sources print it, it has none. */
#include <algorithm>

#include "requirements_helpers.h"

namespace {

using std::string;
using std::vector;

const char kRecipe[] = R"([model]
name = toy

[metadata]
code = h

[net]
x = input channels=2 height=1 width=1
h = dense out=1
y = dense out=2

[data]
kind = toy
set = line
batch = 16

[loss]
mse = 1 reduce=sum

[optim]
lr = 0.03

[schedule]
steps = 8000
warmup = 20

[run]
threads = 1
store = f32
)";

using Points = vector<std::pair<double, double>>;

const Points kLine = {{1, 4}, {2, 6}, {3, 8}, {4, 10}}, kParabola = {{0, 0}, {1, 1}, {2, 4}, {3, 9}};

/* The smaller eigenvalue of the scatter matrix. */
double Least(const Points &points, bool about_mean) {
  double mx = 0, my = 0, xx = 0, xy = 0, yy = 0;
  for (auto [x, y] : points)
    mx += about_mean * x / static_cast<double>(points.size()),
        my += about_mean * y / static_cast<double>(points.size());
  for (auto [x, y] : points)
    xx += (x - mx) * (x - mx), xy += (x - mx) * (y - my), yy += (y - my) * (y - my);
  return (xx + yy - std::hypot(xx - yy, 2 * xy)) / 2;
}

class Toys : public Requirements {
protected:
  /* What the weights of a network of dense lines h and y make of a point, in double. */
  vector<double> Apply(const string &name, vector<double> in) {
    for (const char *line : {"h", "y"}) {
      Numbers w = Weights(name, string(line) + ".weight"), b;
      gsize n = w.size() / in.size();
      if (*line == 'h' || has_bias)
        b = Weights(name, string(line) + ".bias");
      vector<double> out(n);
      for (gsize o = 0; o < n; o++) {
        out[o] = b.empty() ? 0 : b[o];
        for (gsize i = 0; i < in.size(); i++)
          out[o] += static_cast<double>(w[o * in.size() + i]) * in[i];
      }
      in = out;
    }
    return in;
  }
  double Loss(const string &name, const Points &points) {
    double sum = 0;
    for (auto [x, y] : points) {
      vector<double> out = Apply(name, {x, y});
      sum += (out[0] - x) * (out[0] - x) + (out[1] - y) * (out[1] - y);
      worst = std::max({worst, std::fabs(out[0] - x), std::fabs(out[1] - y)});
    }
    return sum;
  }
  bool has_bias = true;
  double worst = 0; /* the largest error so far */
};

/* As many numbers in the code as in the object: it is given back. */
TEST_F(Toys, R1IdentityIsLearnt) {
  ASSERT_EQ(Train(kRecipe, "same", {"net.h=dense out=2", "beta2=0.99"}), "");
  EXPECT_LT(Loss("same", kLine), 1e-10);
  EXPECT_LT(worst, 1e-5);
}

/* Four points on a line through one number: exactly, with a bias behind it (E6). */
TEST_F(Toys, R5LineWithABias) {
  ASSERT_EQ(Train(kRecipe, "line"), "");
  EXPECT_NEAR(Least(kLine, true), 0, 1e-12);
  EXPECT_LT(Loss("line", kLine), 1e-8);
}

TEST_F(Toys, R5LineAsPrinted) {
  has_bias = false;
  ASSERT_EQ(Train(kRecipe, "printed", {"net.y=dense out=2 bias=no", "batch=64", "ema=0.998"}), "");
  EXPECT_NEAR(Least(kLine, false), 0.32563, 5e-6) << "the row's number";
  EXPECT_NEAR(Loss("printed", kLine), Least(kLine, false), 1e-4);
}

/* A linear network cannot hold the parabola (E7). */
TEST_F(Toys, R6ParabolaWithBiases) {
  ASSERT_EQ(Train(kRecipe, "both", {"set=parabola", "batch=64", "ema=0.998"}), "");
  EXPECT_NEAR(Least(kParabola, true), 0.37295, 5e-6);
  EXPECT_NEAR(Loss("both", kParabola), Least(kParabola, true), 1e-4);
}

/* With the misprint of E4, the last object's second number taken for 0, the least loss would be 4.1411. */
TEST_F(Toys, R6ParabolaAsPrinted) {
  has_bias = false;
  ASSERT_EQ(Train(kRecipe, "printed", {"set=parabola", "net.y=dense out=2 bias=no", "batch=64", "ema=0.998"}), "");
  EXPECT_NEAR(Least(kParabola, false), 0.68273, 5e-6);
  EXPECT_NEAR(Loss("printed", kParabola), Least(kParabola, false), 1e-4);
}

/* aemodel eval each=1 prints the table of losses: an object a line, and their sum. */
TEST_F(Toys, R4TableOfLosses) {
  const struct {
    const char *set;
    Numbers weights; /* w1 w2 b w3 w4 */
    vector<double> losses;
  } tables[] = {{"set=line", {1, 0, 0, 1, 2}, {4, 4, 4, 4, 16}}, {"set=parabola", {1, 0, 0, 1, 1}, {0, 0, 4, 36, 40}}};
  for (const auto &table : tables) {
    Save("first", "x input channels=2 height=1 width=1\nh dense out=1\ny dense out=2 bias=no", table.weights, "h");
    vector<Words> lines = EvalLines("first", {"kind=toy", table.set, "each=1"});
    ASSERT_EQ(lines.size(), 5u);
    EXPECT_EQ(lines[4][0], "total");
    for (gsize i = 0; i < 5; i++)
      EXPECT_EQ(g_ascii_strtod(lines[i][2].c_str(), nullptr), table.losses[i]) << table.set << " " << i;
  }
}

/* One number runs along a spiral, PCA's does not: its line folds the ends back. */
TEST_F(Toys, R23ACodeRunsAlongACurve) {
  const Words data = {"kind=toy", "set=spiral"};
  string recipe = ReadFile(AE_TEST_DATA "/../../models/recipes/lessons/manifold.ini");
  ASSERT_EQ(Train(recipe, "deep", {"steps=2500"}), "");
  string output = Path("pca");
  const char *words[] = {"kind=toy", "set=spiral", "codes=1", nullptr};
  AePcaJob job = {};
  job.words = words;
  job.output = output.c_str();
  Failure failure;
  ASSERT_TRUE(ae_pca_run(&job, &failure)) << failure.message();
  double pca = Eval("pca", "label_order", data)["label_order"];
  EXPECT_GT(Eval("deep", "label_order", data)["label_order"], 0.99);
  EXPECT_LT(pca, 0.95);
  EXPECT_GT(pca, 0.7) << "the line goes the way of most of it";
}

} // namespace
