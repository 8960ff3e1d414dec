/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Rows of the requirements on linear autoencoders, on pictures whose principal components are known: sums of four
 * patterns that are orthogonal, with all signs, so that the variances are the squares of the four amplitudes. */
#include "requirements_helpers.h"

#include <algorithm>
#include <numeric>

namespace {

using std::string;
using std::vector;

const double kAmplitude[] = {60, 35, 15, 8}; /* grey levels */
const double kVariance = 60 * 60 + 35 * 35 + 15 * 15 + 8 * 8;

/* A Walsh pattern over 16 pixels, orthogonal to the others and to a constant. */
double Pattern(int which, int pixel) { return pixel >> which & 1 ? 1 : -1; }

const char kRecipe[] = R"([model]
name = linear

[metadata]
code = z

[net]
x = input channels=1 height=4 width=4
f = flatten
z = dense out=2
d = dense out=16
y = reshape channels=1 height=4 width=4

[data]
kind = idx
batch = 64
held_out = 0

[loss]
mse = 1 reduce=sum

[optim]
lr = 1e-2

[schedule]
steps = 6000

[run]
threads = 1
store = f32
)";

class Linear : public Requirements {
protected:
  void SetUp() override {
    vector<string> pictures;
    for (int signs = 0; signs < 16; signs++) {
      string picture;
      for (int pixel = 0; pixel < 16; pixel++) {
        double grey = 128;
        for (int k = 0; k < 4; k++)
          grey += (signs >> k & 1 ? 1 : -1) * kAmplitude[k] * Pattern(k, pixel);
        picture += static_cast<char>(static_cast<int>(grey));
      }
      pictures.push_back(picture);
    }
    WriteIdx(4, pictures);
  }
  string Pca(const string &name, const string &codes) {
    string data = folder.file(""), output = Path(name);
    vector<const char *> words = {"kind=idx", "held_out=0", codes.c_str(), nullptr};
    AePcaJob job = {data.c_str(), words.data(), output.c_str()};
    Failure failure;
    return ae_pca_run(&job, &failure) ? "" : failure.message();
  }
  double Mse(const string &name) { return Eval(name, "mse", {"kind=idx", "held_out=0"})["mse"]; }
};

/* The mean square that k components leave, a pixel of values 0..1. */
double Left(int k) {
  double left = 0;
  for (; k < 4; k++)
    left += kAmplitude[k] * kAmplitude[k] / (255 * 255);
  return left;
}

/* The largest sine between the columns of d (16 x 2) and the span of the two strongest patterns. */
double Sine(const vector<float> &d) {
  vector<vector<double>> q;
  double outside = 0;
  for (int c = 0; c < 2; c++) {
    vector<double> v;
    for (int i = 0; i < 16; i++)
      v.push_back(d[2 * i + c]);
    auto dot = [](const vector<double> &a, const vector<double> &b) {
      return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
    };
    for (const vector<double> &before : q) {
      double along = dot(v, before);
      for (int i = 0; i < 16; i++)
        v[i] -= along * before[i];
    }
    double length = std::sqrt(dot(v, v));
    for (double &x : v)
      x /= length;
    q.push_back(v);
    double inside = 0;
    for (int k = 0; k < 2; k++) {
      double along = 0;
      for (int i = 0; i < 16; i++)
        along += v[i] * Pattern(k, i) / 4;
      inside += along * along;
    }
    outside += std::max(0.0, 1 - inside);
  }
  return std::sqrt(outside);
}

/* Trained, it is the PCA: the error within 0.1 %, the subspace within 1 degree. */
TEST_F(Linear, R19TrainedIsPca) {
  ASSERT_EQ(Train(kRecipe, "linear"), "");
  EXPECT_NEAR(Mse("linear") / Left(2), 1, 1e-3);
  EXPECT_GE(Mse("linear"), Left(2) * (1 - 1e-5)) << "R20: no linear network beats it";
  EXPECT_LT(Sine(Weights("linear", "d.weight")), std::sin(G_PI / 180));
}

/* Tied weights are orthonormal: W W^T = I of the two rows. */
TEST_F(Linear, R19TiedWeightsAreOrthonormal) {
  ASSERT_EQ(Train(kRecipe, "tied", {"net.z=dense out=2 bias=no", "net.d=tied z z out=16"}), "");
  EXPECT_NEAR(Mse("tied") / Left(2), 1, 1e-3);
  vector<float> w = Weights("tied", "z.weight");
  ASSERT_EQ(w.size(), 32u);
  for (int a = 0; a < 2; a++)
    for (int b = 0; b < 2; b++) {
      double product = 0;
      for (int i = 0; i < 16; i++)
        product += w[16 * a + i] * w[16 * b + i];
      EXPECT_NEAR(product, a == b, 1e-2) << a << " " << b;
    }
}

/* aemodel pca leaves what the variances say, and says what it explains. */
TEST_F(Linear, R20ExplainedVariance) {
  double explained = 0;
  for (int k = 1; k <= 3; k++) {
    string name = "pca" + std::to_string(k);
    ASSERT_EQ(Pca(name, "codes=" + std::to_string(k)), "");
    explained += kAmplitude[k - 1] * kAmplitude[k - 1] / kVariance;
    auto found = Eval(name, "mse,explained", {"kind=idx", "held_out=0"});
    EXPECT_NEAR(found["mse"] / Left(k), 1, 1e-4) << k;
    EXPECT_NEAR(found["explained"], explained, 1e-4) << k;
  }
}

/* E8: the axes inside the subspace are free: two trainings give other codes, but span the same plane. */
TEST_F(Linear, R19AxesAreFree) {
  ASSERT_EQ(Train(kRecipe, "one", {"seed=1"}), "");
  ASSERT_EQ(Train(kRecipe, "two", {"seed=2"}), "");
  vector<float> one = Weights("one", "d.weight"), two = Weights("two", "d.weight");
  EXPECT_GT(std::fabs(one[0] - two[0]) + std::fabs(one[1] - two[1]), 1e-2);
  EXPECT_LT(Sine(one) + Sine(two), 2 * std::sin(G_PI / 180));
}

} // namespace
