/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Rows of the requirements on the two terms of variational autoencoders, in trainings of a toy: pictures of 4 x 4 of
 * which some pixels are bright. */
#include "requirements_helpers.h"

#include <algorithm>
#include <sstream>

extern "C" {
#include "stage/coder.h"
}

namespace {

using std::string;
using std::vector;

const char kRecipe[] = R"([model]
name = vae

[metadata]
code = z

[net]
x = input channels=1 height=4 width=4
f = flatten
h = dense out=16
r = tanh
dist = dense out=4
z = sample
d = dense out=16
s = sigmoid
y = reshape channels=1 height=4 width=4

[data]
kind = idx
batch = 16
held_out = 0

[loss]
bce = 1 reduce=sum
kl_gauss = 0.75 node=dist

[optim]
lr = 1e-2

[schedule]
steps = 400

[run]
threads = 1
store = f32
log = 1
)";

class Variational : public Requirements {
protected:
  void SetUp() override {
    AeRng rng;
    ae_rng_init(&rng, 3, 0);
    for (int i = 0; i < 64; i++) {
      string picture;
      for (int k = 0; k < 16; k++)
        picture += static_cast<char>(ae_rng_below(&rng, 256));
      pictures.push_back(picture);
    }
    WriteIdx(4, pictures);
  }
  Numbers Inputs() {
    Numbers all;
    for (const string &picture : pictures)
      for (char byte : picture)
        all.push_back(static_cast<float>(static_cast<guint8>(byte)) / 255);
    return all;
  }
  Numbers Half(const string &name, AeCoderHalf half, const Numbers &in) {
    Failure failure;
    g_autoptr(AeCoder) coder = ae_coder_new(Path(name).c_str(), half, 1, &failure);
    EXPECT_NE(coder, nullptr) << failure.message();
    Numbers out(in.size() / ae_coder_in(coder) * ae_coder_out(coder));
    EXPECT_TRUE(ae_coder_run(coder, in.data(), nullptr, in.size() / ae_coder_in(coder), out.data(), &failure));
    return out;
  }
  vector<string> pictures;
};

/* Of the log's columns: what was made less, and its two terms. */
TEST_F(Variational, R41TotalIsBothTerms) {
  ASSERT_EQ(Train(kRecipe, "vae", {"steps=25"}), "");
  std::istringstream log(ReadFile(Path("vae") + ".log.tsv"));
  string line;
  std::getline(log, line);
  EXPECT_EQ(line.substr(0, 32), "step\tpixels\tloss\tbce\tkl_gauss\tlr") << "both are printed";
  int rows = 0;
  for (; std::getline(log, line); rows++) {
    std::istringstream cells(line);
    double step, seen, total, rec, kl;
    cells >> step >> seen >> total >> rec >> kl;
    EXPECT_NEAR(total, rec + 0.75 * kl, 1e-5 * total) << "six digits are printed";
    EXPECT_GT(kl, 0);
  }
  EXPECT_EQ(rows, 25);
}

/* Means and logarithms of variances: 2 d numbers a picture, and sigma = exp(v / 2) > 0 whatever they are. */
TEST_F(Variational, R34TwoNumbersADimension) {
  ASSERT_EQ(Train(kRecipe, "vae", {"steps=25"}), "");
  Numbers dist = Half("vae", AE_CODER_DISTRIBUTION, Inputs()), z = Half("vae", AE_CODER_ENCODER, Inputs());
  ASSERT_EQ(dist.size(), 64u * 4);
  ASSERT_EQ(z.size(), 64u * 2);
  double sigma = 0;
  for (gsize i = 0; i < 64; i++)
    for (gsize k = 0; k < 2; k++) {
      EXPECT_EQ(dist[4 * i + k], z[2 * i + k]) << "inference is the mean";
      sigma += std::exp(dist[4 * i + 2 + k] / 2) / 128;
    }
  EXPECT_NEAR(Eval("vae", "sigma_mean", {"kind=idx", "held_out=0"})["sigma_mean"], sigma, 1e-5)
      << "the numbers are log sigma^2";
}

/* The divergence alone: every picture's code becomes the prior, and so every picture the same. */
TEST_F(Variational, R38DivergenceAlone) {
  ASSERT_EQ(Train(kRecipe, "vae", {"loss.bce=0 reduce=sum", "loss.kl_gauss=1 node=dist"}), "");
  Numbers dist = Half("vae", AE_CODER_DISTRIBUTION, Inputs());
  Numbers out = Half("vae", AE_CODER_DECODER, Half("vae", AE_CODER_ENCODER, Inputs()));
  double kl = 0, largest = 0, spread = 0;
  for (gsize i = 0; i < 64; i++)
    for (gsize k = 0; k < 2; k++) {
      double mu = dist[4 * i + k], sigma = std::exp(dist[4 * i + 2 + k] / 2);
      kl += (sigma * sigma + mu * mu - 1 - 2 * std::log(sigma)) / 2 / 64;
      largest = std::max(largest, std::fabs(mu));
      EXPECT_NEAR(sigma, 1, 0.05) << i;
    }
  EXPECT_LT(kl, 0.01);
  EXPECT_LT(largest, 0.05);
  for (gsize i = 0; i < out.size(); i++)
    spread = std::max(spread, static_cast<double>(std::fabs(out[i] - out[i % 16])));
  EXPECT_LT(spread, 0.05) << "a constant picture";
}

/* Without noise, the loss of a denoising autoencoder is that of an autoencoder: the trainings are one, to the bit. */
TEST_F(Variational, R60NoNoiseIsTheAutoencoder) {
  const vector<string> plain = {"steps=50", "net.z=slice dist count=2"};
  vector<string> still = plain, noisy = plain;
  still.push_back("corrupt.train=gaussian sigma_min=0 sigma_max=0");
  noisy.push_back("corrupt.train=gaussian sigma_min=20 sigma_max=20");
  ASSERT_EQ(Train(kRecipe, "plain", plain), "");
  ASSERT_EQ(Train(kRecipe, "still", still), "");
  ASSERT_EQ(Train(kRecipe, "noisy", noisy), "");
  EXPECT_EQ(Weights("still"), Weights("plain"));
  EXPECT_NE(Weights("noisy"), Weights("plain"));
}

} // namespace
