/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Rows of the requirements on the reparameterisation: one layer draws, one loss charges, and both read the same
 * logarithm of the variance. */
#include "net_helpers.h"

#include "train/loss.h"

namespace {

using std::vector;

const int kDraws = 100000;

/* A layer "sample" on kDraws copies of one mean and one logarithm of a variance. */
vector<ae_real> Draw(double mu, double log_variance, bool training) {
  Graph graph = Parse("x input channels=2 height=1 width=1\nz sample");
  Params params = NewParams(graph.get(), 1);
  AeNetOptions options = {};
  options.training = training;
  options.seed = 7;
  NetOwner net = NewNet(graph.get(), params.get(), kDraws, 1, 1, options);
  for (int i = 0; i < kDraws; i++) {
    Data(ae_net_input(net.get(), 0))[2 * i] = static_cast<ae_real>(mu);
    Data(ae_net_input(net.get(), 0))[2 * i + 1] = static_cast<ae_real>(log_variance);
  }
  return Output(net.get());
}

double Mean(const vector<double> &x) {
  double sum = 0;
  for (double value : x)
    sum += value;
  return sum / static_cast<double>(x.size());
}

double Variance(const vector<ae_real> &z, double mean) {
  vector<double> squares;
  for (ae_real value : z)
    squares.push_back((value - mean) * (value - mean));
  return Mean(squares);
}

/* The gradient with the noise held still: test_layers.cc, row sample. */
TEST(Requirements, R35MomentsOfTheDraws) {
  for (auto [mu, sigma] : {std::pair{3.0, 0.5}, {-2.0, 0.2}, {10.0, 2.0}}) {
    vector<ae_real> z = Draw(mu, 2 * std::log(sigma), true);
    double mean = Mean({z.begin(), z.end()});
    EXPECT_NEAR(mean / mu, 1, 0.01);
    EXPECT_NEAR(Variance(z, mean) / (sigma * sigma), 1, 0.01) << "log sigma^2, and not log sigma";
  }
}

TEST(Requirements, R35InferenceIsTheMean) {
  for (ae_real z : Draw(0.75, 1.5, false))
    ASSERT_EQ(z, ae_real(0.75));
}

double Charged(double mu, double log_variance) {
  const AeLoss *kl = ae_loss_by_name("kl_gauss", nullptr);
  vector<char> options(kl->options_size);
  ae_options_init(kl->options, options.data());
  vector<ae_real> code = {ae_real(mu), ae_real(log_variance)}, gradient(2);
  AeTensor c = ae_tensor_wrap(code.data(), {1, 2, 1, 1}, AE_REAL);
  AeTensor g = ae_tensor_wrap(gradient.data(), {1, 2, 1, 1}, AE_REAL);
  double charged = kl->apply(options.data(), &c, nullptr, 1, &g);
  ae_options_clear(kl->options, options.data());
  return charged;
}

/* E2. What the layer draws costs, as the mean of log q(z) - log p(z) over its draws with q of their own moments, what
 * the loss charges. The notebook draws with sigma = exp(v) and charges for sigma = exp(v / 2): 0.57 nats at v = -2
 * instead of 1.51. */
TEST(Requirements, R42DrawnAndChargedAreOneSigma) {
  for (double log_variance : {-4.0, -1.0, 0.5}) {
    const double mu = 0.8;
    vector<ae_real> z = Draw(mu, log_variance, true);
    double mean = Mean({z.begin(), z.end()}), variance = Variance(z, mean);
    vector<double> cost;
    for (double value : z)
      cost.push_back((value * value - (value - mean) * (value - mean) / variance - std::log(variance)) / 2);
    EXPECT_NEAR(Mean(cost) / Charged(mu, log_variance), 1, 0.02) << log_variance;
  }
  EXPECT_NEAR(Charged(0, -4), 1.51, 0.005) << "sigma = e^-2";
}

} // namespace
