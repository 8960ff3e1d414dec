/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Rows of the requirements on losses: their values are those of the texts, worked out by hand. */
#include "net_helpers.h"

#include "train/loss.h"

#include <algorithm>
#include <cstring>

namespace {

using std::string;
using std::vector;

/* A loss with its usual options, and others as KEY=VALUE. */
class Loss {
public:
  explicit Loss(const char *name, const char *key = nullptr, const char *value = nullptr)
      : loss(ae_loss_by_name(name, nullptr)), options(std::max<gsize>(loss->options_size, 1)) {
    ae_options_init(loss->options, options.data());
    EXPECT_TRUE(!key || ae_option_set(loss->options, options.data(), name, key, value, nullptr)) << key;
  }
  ~Loss() { ae_options_clear(loss->options, options.data()); }

  /* n rows of c numbers; the gradient is what weight 1 adds. */
  double operator()(vector<ae_real> p, vector<ae_real> t, int n = 1) {
    AeShape shape = {n, static_cast<int>(p.size()) / n, 1, 1};
    gradient.assign(p.size(), 0);
    AeTensor prediction = ae_tensor_wrap(p.data(), shape, AE_REAL), target = ae_tensor_wrap(t.data(), shape, AE_REAL);
    AeTensor slope = ae_tensor_wrap(gradient.data(), shape, AE_REAL);
    return loss->apply(options.data(), &prediction, loss->inner ? nullptr : &target, 1, &slope);
  }
  const AeLoss *loss;
  vector<char> options;
  vector<ae_real> gradient;
};

/* x -> h = w1 x1 + w2 x2 + b -> (w3 h, w4 h), the sources' first network. */
vector<ae_real> FirstNetwork(const vector<ae_real> &weights, ae_real x1, ae_real x2) {
  Graph graph = Parse("x input channels=2 height=1 width=1\nh dense out=1\ny dense out=2 bias=no");
  Params params = NewParams(graph.get(), 1);
  EXPECT_EQ(params->total, 5u) << "w1 w2 b w3 w4";
  std::copy(weights.begin(), weights.end(), params->data);
  NetOwner net = NewNet(graph.get(), params.get(), 1, 1, 1, AeNetOptions{});
  Data(ae_net_input(net.get(), 0))[0] = x1;
  Data(ae_net_input(net.get(), 0))[1] = x2;
  return Output(net.get());
}

/* The loss of every object, and their sum. The sources print the last object of the second table as (... - 0)^2, which
 * would make 49 of 36 (E4). */
TEST(Requirements, R4LossTable) {
  const struct {
    vector<ae_real> weights;
    vector<std::pair<ae_real, ae_real>> objects;
    vector<double> losses;
  } tables[] = {
      {{1, 0, 0, 1, 2}, {{1, 4}, {2, 6}, {3, 8}, {4, 10}}, {4, 4, 4, 4}},
      {{1, 0, 0, 1, 1}, {{0, 0}, {1, 1}, {2, 4}, {3, 9}}, {0, 0, 4, 36}},
  };
  Loss sse("mse", "reduce", "sum");
  for (const auto &table : tables) {
    double total = 0, wanted = 0;
    for (gsize i = 0; i < table.objects.size(); i++) {
      auto [x1, x2] = table.objects[i];
      double loss = sse(FirstNetwork(table.weights, x1, x2), {x1, x2});
      EXPECT_EQ(loss, table.losses[i]) << "object " << i;
      total += loss;
      wanted += table.losses[i];
    }
    EXPECT_EQ(total, wanted);
  }
}

/* The distance of an object to itself is none, and it has no slope there. bce of shares is no distance: there it is the
 * entropy, log 2 for a half, and least. The gradients elsewhere: test_losses.cc. */
TEST(Requirements, R15DistanceToItselfIsZero) {
  const vector<ae_real> x = {0, 0.25, 0.5, 1, 0.75, 0.125};
  int distances = 0;
  for (const AeLoss *const *loss = ae_losses(); *loss; loss++) {
    if ((*loss)->inner || (*loss)->scores || !strcmp((*loss)->name, "bce"))
      continue;
    Loss d((*loss)->name);
    EXPECT_NEAR(d(x, x), 0, 1e-7) << (*loss)->name;
    for (ae_real slope : d.gradient)
      EXPECT_NEAR(slope, 0, 1e-9) << (*loss)->name;
    distances++;
  }
  EXPECT_GE(distances, 4) << "mse, l1, charbonnier, ssim";
  EXPECT_NEAR(Loss("bce")({0.5, 0.5}, {0.5, 0.5}), std::log(2), 1e-6);
}

/* E1. The sources print sigma^2 + mu^2 - log(sigma) - 1: least at sigma = 1 / sqrt 2, where it is -0.1534. A divergence
 * is nowhere below 0. */
TEST(Requirements, R40TheDivergenceIsNotThePrintedOne) {
  auto printed = [](double mu, double sigma) { return sigma * sigma + mu * mu - std::log(sigma) - 1; };
  EXPECT_NEAR(printed(0, 0.7071), -0.1534, 5e-5);
  Loss kl("kl_gauss");
  EXPECT_EQ(kl({0, 0}, {}), 0);
  EXPECT_EQ(kl.gradient, (vector<ae_real>{0, 0}));
  for (double sigma = 0.1; sigma < 3; sigma += 0.1)
    for (double mu = -1; mu <= 1; mu += 0.5) {
      double wanted = (sigma * sigma + mu * mu - 1 - 2 * std::log(sigma)) / 2;
      double got = kl({ae_real(mu), ae_real(2 * std::log(sigma))}, {});
      EXPECT_NEAR(got, wanted, 1e-5) << mu << " " << sigma;
      EXPECT_GE(got, 0);
    }
  double there = kl({0, ae_real(2 * std::log(0.7071))}, {});
  EXPECT_GT(there, 0.09) << "where the printed form has its least value";
  EXPECT_LT(kl.gradient[1], 0) << "and it still pulls sigma up, to 1";
}

/* The mean activity of each number over the pictures is held against rho; the sum over the code's numbers. */
TEST(Requirements, R29DivergenceFromRho) {
  Loss at_rho("kl_bernoulli", "rho", "0.05"), away("kl_bernoulli", "rho", "0.05");
  EXPECT_NEAR(at_rho({0.02, 0.08}, {}, 2), 0, 1e-6) << "one number whose mean over two pictures is 0.05";
  EXPECT_NEAR(away({0.1, 0.3}, {}, 2), 0.09394, 5e-6) << "whose mean is 0.2";
  EXPECT_GT(away.gradient[0], 0) << "too active";
}

/* lambda sum |a|, per picture: the mean over the batch (E11); its subgradient is the sign. */
TEST(Requirements, R28AbsoluteSum) {
  Loss l1("l1_sparse");
  EXPECT_NEAR(l1({1, -2, 0.5, 0, 3, -0.5}, {}, 2), (3.5 + 3.5) / 2, 1e-6);
  EXPECT_EQ(l1.gradient, (vector<ae_real>{0.5, -0.5, 0.5, 0, 0.5, -0.5}));
}

} // namespace
