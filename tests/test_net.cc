/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Nets: inference against training, memory, gradients through whole graphs. */
#include "net_helpers.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

namespace {

using testing::HasSubstr;

/* The denoiser with fewer channels. */
const char kUnet[] = R"(
x     input           channels=4
u     pixel_unshuffle factor=2
head  conv2d          out=8 bias=0
e1a   conv2d          out=8 bias=0
e1r   relu
e1b   conv2d          out=8 bias=0 gain=0.2
e1    add             head e1b
down1 conv2d          out=12 kernel=2 stride=2 pad=valid bias=0
mida  conv2d          out=12
midr  leaky           slope=0.1
midb  conv2d          out=12 gain=0.2
mid   add             down1 midb
up1   tconv2d         out=8
s1    add             e1 up1
d1a   conv2d          out=8 bias=0
d1r   relu
d1b   conv2d          out=8 bias=0 gain=0.2
d1    add             s1 d1b
tail  conv2d          out=12 bias=0
r     pixel_shuffle   factor=2
rgb   slice           x count=3
out   add             rgb r
)";

TEST(Net, InferenceEqualsTrainingInLessMemory) {
  Graph graph = Parse(kUnet);
  Params params = NewParams(graph.get(), 1);
  for (const AeKernels *const *kernels = ae_kernels(); *kernels; kernels++) {
    if (!(*kernels)->available())
      continue;
    AeNetOptions inference = {}, training = Training();
    inference.kernels = training.kernels = *kernels;
    NetOwner a = NewNet(graph.get(), params.get(), 2, 24, 32, inference);
    NetOwner b = NewNet(graph.get(), params.get(), 2, 24, 32, training);
    FillNormal(ae_net_input(a.get(), 0), 1);
    FillNormal(ae_net_input(b.get(), 0), 1);
    EXPECT_LT(Distance(Output(a.get()), Output(b.get())), 1e-5) << (*kernels)->name;
    EXPECT_LT(ae_net_arena_bytes(a.get()) * 5, ae_net_arena_bytes(b.get()));
    EXPECT_EQ(ae_net_node(a.get(), "e1"), nullptr);
    EXPECT_EQ(ae_net_node(a.get(), "out"), ae_net_output(a.get()));
    ASSERT_NE(ae_net_node(b.get(), "e1"), nullptr);
    EXPECT_EQ(ae_net_node(b.get(), "e1")->shape.c, 8);
  }
}

/* A change far away and a change near: the same pixels of the whole picture as of a larger one around it. */
TEST(Net, MarginIsEnough) {
  Graph graph = Parse(kUnet);
  AeGraphInfo info = Info(graph.get());
  Params params = NewParams(graph.get(), 1);
  const int side = 3 * info.margin + 4 * info.stride, at = info.margin + info.stride;
  NetOwner net = NewNet(graph.get(), params.get(), 1, side, side, {});
  AeTensor *x = ae_net_input(net.get(), 0);
  FillNormal(x, 2);
  std::vector<ae_real> before = Output(net.get());
  for (int j = 0; j < side * x->shape.c; j++)
    ae_real_row(x, 0, at)[j] += 1;
  Output(net.get());
  const AeTensor *y = ae_net_output(net.get());
  int first = side, last = 0;
  for (int i = 0; i < side; i++)
    if (!std::equal(ae_real_row(y, 0, i), ae_real_row(y, 0, i) + y->row, &before[i * y->row])) {
      first = std::min(first, i);
      last = i;
    }
  EXPECT_GE(first, at - info.margin);
  EXPECT_LE(last, at + info.margin);
  EXPECT_GT(last - first, 2 * (info.margin - 2 * info.stride)) << "the margin is needlessly wide";
}

TEST(Net, UnusedLinesAreNotComputedAtInference) {
  Graph graph = Parse("x input\na conv2d out=64\nb tanh\ny relu x");
  Params params = NewParams(graph.get(), 1);
  NetOwner net = NewNet(graph.get(), params.get(), 1, 16, 16, {});
  FillNormal(ae_net_input(net.get(), 0), 1);
  std::vector<ae_real> y = Output(net.get());
  EXPECT_GE(*std::min_element(y.begin(), y.end()), 0);
  EXPECT_LE(ae_net_arena_bytes(net.get()), 2 * 16 * 16 * 3 * sizeof(ae_real) + 256);
}

TEST(Net, SeveralInputs) {
  Graph graph = Parse(
      "x input channels=2 height=3 width=4\nlabel input channels=5 height=1 width=1\nf flatten x\nc concat f label");
  Params params = NewParams(graph.get(), 1);
  NetOwner net = NewNet(graph.get(), params.get(), 2, 3, 4, {});
  FillNormal(ae_net_input(net.get(), 0), 1);
  FillNormal(ae_net_input(net.get(), 1), 2);
  std::vector<ae_real> y = Output(net.get()), label = Copy(ae_net_input(net.get(), 1));
  ASSERT_EQ(y.size(), 2u * (24 + 5));
  EXPECT_TRUE(std::equal(label.begin(), label.begin() + 5, y.begin() + 24));
  EXPECT_TRUE(std::equal(label.begin() + 5, label.end(), y.begin() + 29 + 24));
}

TEST(Net, NewWeightsAreUsedOnceAnnounced) {
  Graph graph = Parse("x input channels=1\ny conv2d out=1 kernel=1 bias=0");
  Params params = NewParams(graph.get(), 1);
  NetOwner net = NewNet(graph.get(), params.get(), 1, 2, 2, {});
  FillNormal(ae_net_input(net.get(), 0), 1);
  params->data[0] = 1;
  std::vector<ae_real> y = Output(net.get());
  params->data[0] = 2;
  ae_net_weights_changed(net.get());
  std::vector<ae_real> twice = Output(net.get());
  for (gsize i = 0; i < y.size(); i++)
    EXPECT_EQ(twice[i], 2 * y[i]);
}

TEST(Net, WeightsOfAnotherShapeAreRefused) {
  Graph graph = Parse("x input\nf flatten\ny dense out=2"), other = Parse("x input\ny conv2d out=2");
  Params params = NewParams(graph.get(), 1), others = NewParams(other.get(), 1);
  AeNetOptions options = {};
  GError *error = nullptr;
  NetOwner fits(Check(ae_net_new(graph.get(), params.get(), 1, 64, 64, &options, &error), error));
  EXPECT_EQ(ae_net_new(graph.get(), params.get(), 1, 32, 32, &options, &error), nullptr);
  ASSERT_NE(error, nullptr);
  EXPECT_THAT(error->message, HasSubstr("test: line 3: the weights do not fit y.weight"));
  g_clear_error(&error);
  EXPECT_EQ(ae_net_new(graph.get(), others.get(), 1, 64, 64, &options, &error), nullptr);
  EXPECT_NE(error, nullptr);
  g_clear_error(&error);
}

/* ---- gradients ---- */

/* d(sum of output * a + sum of node mid * b) / d weights: a loss on an inner node joins the output's. */
TEST(Net, InnerGradientsJoin) {
  Graph graph = Parse(kUnet);
  Params params = NewParams(graph.get(), 1);
  NetOwner net = NewNet(graph.get(), params.get(), 1, 16, 16, Training());
  FillNormal(ae_net_input(net.get(), 0), 1);
  Output(net.get());
  auto run = [&](bool outer, bool inner) {
    std::vector<ae_real> grads(params->total, 0);
    FillNormal(ae_net_output_gradient(net.get()), 2);
    if (!outer)
      std::fill_n(Data(ae_net_output_gradient(net.get())), Count(ae_net_output(net.get())), 0);
    if (inner) {
      AeTensor *g = ae_net_node_gradient(net.get(), "mid");
      for (int pass = 0; pass < 2; pass++) /* two losses on one node add up */
        for (gsize i = 0; i < Count(g); i++)
          Data(ae_net_node_gradient(net.get(), "mid"))[i] += static_cast<ae_real>(0.01 * static_cast<double>(i % 7));
    }
    ae_net_backward(net.get(), grads.data());
    return grads;
  };
  std::vector<ae_real> outer = run(true, false), inner = run(false, true), both = run(true, true),
                       again = run(true, false);
  EXPECT_EQ(outer, again) << "the inner loss is forgotten after each backward";
  const AeParam *head = ae_params_find(params.get(), "head.weight"),
                *tail = ae_params_find(params.get(), "tail.weight");
  double largest = 0;
  for (gsize i = 0; i < params->total; i++) {
    largest = std::max(largest, std::fabs(static_cast<double>(inner[i])));
    EXPECT_NEAR(both[i], outer[i] + inner[i], 1e-3 * (1 + std::fabs(both[i])));
  }
  EXPECT_GT(largest, 0.1);
  EXPECT_NE(inner[head->data - params->data], 0);
  EXPECT_EQ(inner[tail->data - params->data], 0) << "the tail lies behind the inner loss";
}

TEST(Net, GradientsStopWhereNobodyWantsThem) {
  Graph graph = Parse("x input channels=2\na conv2d out=2\nb relu x\nc add a b");
  Params params = NewParams(graph.get(), 1);
  NetOwner net = NewNet(graph.get(), params.get(), 1, 4, 4, Training());
  EXPECT_EQ(ae_net_input_gradient(net.get(), 0), nullptr);
  EXPECT_EQ(ae_net_node_gradient(net.get(), "b"), nullptr);
  EXPECT_NE(ae_net_node_gradient(net.get(), "a"), nullptr);
  EXPECT_EQ(ae_net_node_gradient(net.get(), "c"), ae_net_output_gradient(net.get()));
  EXPECT_EQ(ae_net_node_gradient(net.get(), "nothing"), nullptr);
  AeNetOptions options = Training();
  options.input_gradient = TRUE;
  NetOwner whole = NewNet(graph.get(), params.get(), 1, 4, 4, options);
  FillNormal(ae_net_input(whole.get(), 0), 1);
  FillNormal(ae_net_output_gradient(whole.get()), 1);
  ae_net_forward(whole.get());
  ae_net_backward(whole.get(), nullptr);
  std::vector<ae_real> dx = Copy(ae_net_input_gradient(whole.get(), 0));
  EXPECT_GT(*std::max_element(dx.begin(), dx.end()), 0);
}

/* An input that the output does not depend on gets zeros, not what lay there. */
TEST(Net, UnreachedInputHasZeroGradient) {
  Graph graph = Parse("x input channels=2\nz input channels=2\na tanh z\ny relu x");
  Params params = NewParams(graph.get(), 1);
  AeNetOptions options = Training();
  options.input_gradient = TRUE;
  NetOwner net = NewNet(graph.get(), params.get(), 1, 4, 4, options);
  FillNormal(ae_net_output_gradient(net.get()), 1);
  ae_net_forward(net.get());
  ae_net_backward(net.get(), nullptr);
  std::vector<ae_real> dz = Copy(ae_net_input_gradient(net.get(), 1));
  EXPECT_EQ(dz, std::vector<ae_real>(dz.size(), 0));
}

TEST(Net, DropoutFollowsTheSeed) {
  Graph graph = Parse("x input channels=3\ny dropout p=0.25");
  Params params = NewParams(graph.get(), 1);
  AeNetOptions options = Training();
  options.seed = 7;
  NetOwner a = NewNet(graph.get(), params.get(), 1, 32, 32, options),
           b = NewNet(graph.get(), params.get(), 1, 32, 32, options);
  std::fill_n(Data(ae_net_input(a.get(), 0)), 3072, 3);
  std::fill_n(Data(ae_net_input(b.get(), 0)), 3072, 3);
  std::vector<ae_real> first = Output(a.get());
  EXPECT_EQ(first, Output(b.get()));
  EXPECT_NE(first, Output(a.get())) << "every run drops others";
  EXPECT_NEAR(static_cast<double>(std::count(first.begin(), first.end(), 0)), 768, 100);
  EXPECT_EQ(std::count(first.begin(), first.end(), 4), 3072 - std::count(first.begin(), first.end(), 0));
}

/* Reparameterisation: mean mu and variance sigma^2 in training, mu itself at inference. */
TEST(Net, SampleHasTheMeanAndTheVariance) {
  Graph graph = Parse("x input channels=2\ny sample");
  Params params = NewParams(graph.get(), 1);
  const int side = 320, n = side * side;
  const double mu = 1.5, variance = 0.25;
  NetOwner training = NewNet(graph.get(), params.get(), 1, side, side, Training()),
           inference = NewNet(graph.get(), params.get(), 1, side, side, {});
  for (AeNet *net : {training.get(), inference.get()})
    for (int i = 0; i < n; i++) {
      Data(ae_net_input(net, 0))[2 * i] = mu;
      Data(ae_net_input(net, 0))[2 * i + 1] = std::log(variance);
    }
  std::vector<ae_real> z = Output(training.get());
  double mean = 0, square = 0;
  for (ae_real v : z)
    mean += v / static_cast<double>(n);
  for (ae_real v : z)
    square += (v - mean) * (v - mean) / n;
  EXPECT_NEAR(mean, mu, 0.01 * mu);
  EXPECT_NEAR(square, variance, 0.015 * variance);
  EXPECT_EQ(Output(inference.get()), std::vector<ae_real>(n, mu));
}

TEST(Net, BorrowedWeightsHaveToFit) {
  for (const char *text : {"x input channels=5 height=1 width=1\na dense out=3\ny tied a a out=4",
                           "x input channels=5 height=1 width=1\na dense out=3\nb relu\ny tied b b out=5"}) {
    Graph graph = Parse(text);
    Params params = NewParams(graph.get(), 1);
    AeNetOptions options = {};
    g_autoptr(GError) error = nullptr;
    EXPECT_EQ(ae_net_new(graph.get(), params.get(), 1, 1, 1, &options, &error), nullptr) << text;
    ASSERT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_USAGE));
  }
}

} // namespace
