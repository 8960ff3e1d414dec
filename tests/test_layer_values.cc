/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Layers against values that PyTorch 1.13 gives for the same numbers: order of channels, padding, kernels' orientation,
 * statistics. Input i is ((37 i) mod 11 - 5) / 4 in the order n, c, h, w; weight i of each tensor ((23 i) mod 7 - 3)
 * / 4. */
#include "net_helpers.h"

#include <cmath>

namespace {

struct Case {
  const char *layer;
  AeShape in;
  std::vector<double> expected; /* n, c, h, w */
};

void PrintTo(const Case &c, std::ostream *out) { *out << c.layer; }

const Case kCases[] = {
    {"conv2d out=2",
     {1, 2, 3, 3},
     {0.5, -1.625, -3.125, -0.0625, 0.5, -3.8125, -1.4375, 1.625, -2.375, -0.8125, 2.1875, -2.0625, -0.8125, 2.8125,
      -0.5625, -0.5, 2.25, 0.0625}},
    {"conv2d out=2 pad_mode=reflect",
     {1, 2, 3, 3},
     {0, 0.375, -4.125, 0.125, 0.5, -4, 0, 0.375, -4.125, -0.125, 2.75, -2, -0.0625, 2.8125, -1.9375, -0.25, 2.625,
      -2.125}},
    {"conv2d out=2 kernel=1 groups=2",
     {1, 4, 2, 2},
     {0.1875, -0.8125, -1.125, -0.0625, -0.125, 0.1875, -0.875, -0.5625}},
    {"conv2d out=2 kernel=3 stride=2", {1, 1, 4, 4}, {-0.375, -0.3125, -1.125, -0.75, 0.0625, 0.625, 0.75, 0.0625}},
    {"conv2d out=1 kernel=4 bias=no",
     {1, 1, 4, 4},
     {1.3125, 1, 0.5625, -0.75, 1.125, 1.5625, -1.8125, -0.375, 0.0625, -0.1875, -1.3125, 0.5, 1.0625, -2, -0.4375,
      0.4375}},
    {"tconv2d out=1",
     {1, 2, 2, 2},
     {0.1875, -0.4375, -1.0625, -0.6875, -1.0625, -1.6875, -0.3125, -1.6875, -0.9375, -0.9375, -0.125, -0.5, -0.9375,
      0.375, -0.875, -1.6875}},
    {"tconv2d out=1 kernel=4 stride=2",
     {1, 2, 2, 2},
     {-0.75, -0.75, -0.5625, -1.125, -1.8125, 0.5, 0.3125, -1.3125, -0.8125, 0.625, -1.75, -0.875, -0.1875, 0.25,
      -1.875, -1.5}},
    {"tconv2d out=2 kernel=3 stride=2 pad=1",
     {1, 2, 2, 2},
     {-0.125, -1.6875, -0.875, 0, 0.625, -0.8125, -0.9375, -1.875, -0.3125, -0.875, 0.9375, 0.375, 0.5625, -1.4375,
      -0.75, -0.4375, -0.375, -0.5625}},
    {"dense out=3", {2, 5, 1, 1}, {-0.3125, -0.6875, -1.0625, -0.0625, -1.25, 2.375}},
    {"pixel_shuffle factor=1", {1, 2, 2, 2}, {-1.25, -0.25, 0.75, -1, 0, 1, -0.75, 0.25}},
    {"pixel_shuffle factor=2",
     {1, 8, 1, 2},
     {-1.25, 0.75, -0.25, -1, 0, -0.75, 1, 0.25, 1.25, 0.5, -0.5, -1.25, -0.25, -1, 0.75, 0}},
    {"pixel_unshuffle factor=2",
     {1, 2, 2, 4},
     {-1.25, 0.75, -0.25, -1, 0, -0.75, 1, 0.25, 1.25, 0.5, -0.5, -1.25, -0.25, -1, 0.75, 0}},
    {"flatten", {1, 2, 2, 3}, {-1.25, -0.25, 0.75, -1, 0, 1, -0.75, 0.25, 1.25, -0.5, 0.5, -1.25}},
    {"reshape channels=2 height=2 width=3",
     {1, 12, 1, 1},
     {-1.25, -0.25, 0.75, -1, 0, 1, -0.75, 0.25, 1.25, -0.5, 0.5, -1.25}},
    {"upsample factor=2", {1, 1, 2, 3}, {-1.25, -1.25, -0.25, -0.25, 0.75, 0.75, -1.25, -1.25, -0.25, -0.25, 0.75, 0.75,
                                         -1,    -1,    0,     0,     1,    1,    -1,    -1,    0,     0,     1,    1}},
    {"upsample factor=2 mode=bilinear",
     {1, 1, 2, 3},
     {-1.25,   -1,      -0.5,    0,      0.5,    0.75,   -1.1875, -0.9375, -0.4375, 0.0625, 0.5625, 0.8125,
      -1.0625, -0.8125, -0.3125, 0.1875, 0.6875, 0.9375, -1,      -0.75,   -0.25,   0.25,   0.75,   1}},
    {"upsample factor=3 mode=bilinear",
     {1, 1, 2, 2},
     {-1.25,     -1.25,     -0.916667, -0.583333, -0.25,     -0.25,     -1.25,     -1.25, -0.916667,
      -0.583333, -0.25,     -0.25,     -0.583333, -0.583333, -0.555556, -0.527778, -0.5,  -0.5,
      0.0833333, 0.0833333, -0.194444, -0.472222, -0.75,     -0.75,     0.75,      0.75,  0.166667,
      -0.416667, -1,        -1,        0.75,      0.75,      0.166667,  -0.416667, -1,    -1}},
    {"max_pool", {1, 2, 4, 4}, {1, 0.75, 1.25, 0.5, 1, 1.25, 0.75, 1.25}},
    {"avg_pool kernel=3 stride=1",
     {1, 2, 4, 4},
     {0.0833333, -0.138889, 0.111111, -0.111111, -0.111111, -0.0277778, -0.0833333, 0}},
    {"relu", {1, 2, 1, 4}, {0, 0, 0.75, 0, 0, 1, 0, 0.25}},
    {"leaky slope=0.1", {1, 2, 1, 4}, {-0.125, -0.025, 0.75, -0.1, 0, 1, -0.075, 0.25}},
    {"prelu", {1, 2, 1, 4}, {0.9375, 0.1875, 0.75, 0.75, -0, 1, 0.1875, 0.25}},
    {"silu", {1, 2, 1, 4}, {-0.278375, -0.109456, 0.509384, -0.268941, 0, 0.731059, -0.240616, 0.140544}},
    {"sigmoid", {1, 2, 1, 4}, {0.2227, 0.437823, 0.679179, 0.268941, 0.5, 0.731059, 0.320821, 0.562177}},
    {"tanh", {1, 2, 1, 4}, {-0.848284, -0.244919, 0.635149, -0.761594, 0, 0.761594, -0.635149, 0.244919}},
    {"group_norm groups=2",
     {2, 4, 1, 2},
     {0.0331324, -0.930723, -0.631526, -0.0692771, 0.200001, 0.599996, -0.299987, 0.899998, -1.73479, -0.356083,
      -0.381306, 0.0782643, 0.200001, 0.599996, -0.299987, 0.899998}},
    {"batch_norm",
     {2, 2, 1, 3},
     {-0.414591, -1.08541, -1.75623, -0.0334951, -0.322168, -0.610842, -0.75, -1.42082, -2.09164, -0.177832, -0.466505,
      0.0386732}},
    {"slice from=1 count=2", {1, 4, 1, 2}, {0.75, -1, 0, 1}},
};

ae_real Term(gsize i, int factor, int period, int offset) {
  return static_cast<ae_real>((static_cast<int>(i) * factor) % period - offset) / 4;
}

void FillPicture(AeTensor *t) {
  AeShape s = t->shape;
  gsize i = 0;
  for (int n = 0; n < s.n; n++)
    for (int c = 0; c < s.c; c++)
      for (int h = 0; h < s.h; h++)
        for (int w = 0; w < s.w; w++)
          ae_real_row(t, n, h)[w * s.c + c] = Term(i++, 37, 11, 5);
}

std::vector<double> InOrder(const AeTensor *t) {
  AeShape s = t->shape;
  std::vector<double> values;
  for (int n = 0; n < s.n; n++)
    for (int c = 0; c < s.c; c++)
      for (int h = 0; h < s.h; h++)
        for (int w = 0; w < s.w; w++)
          values.push_back(ae_real_row(t, n, h)[w * s.c + c]);
  return values;
}

void FillWeights(AeParams *params) {
  for (guint k = 0; k < params->n; k++) {
    AeParam *item = &params->items[k];
    for (gsize i = 0; i < item->count; i++) {
      item->data[i] = Term(i, 23, 7, 3);
      if (std::string(item->name) == "y.running_var")
        item->data[i] = std::fabs(item->data[i]) + static_cast<ae_real>(0.5);
    }
  }
}

std::string TextOf(const Case &c) {
  return "x input channels=" + std::to_string(c.in.c) + " height=" + std::to_string(c.in.h) +
         " width=" + std::to_string(c.in.w) + "\ny " + c.layer;
}

class LayerValues : public testing::TestWithParam<Case> {};

TEST_P(LayerValues, AreThoseOfPyTorch) {
  const Case &c = GetParam();
  Graph graph = Parse(TextOf(c));
  Params params = NewParams(graph.get(), 1);
  FillWeights(params.get());
  for (const AeKernels *const *kernels = ae_kernels(); *kernels; kernels++) {
    if (!(*kernels)->available())
      continue;
    AeNetOptions options = {};
    options.kernels = *kernels;
    NetOwner net = NewNet(graph.get(), params.get(), c.in.n, c.in.h, c.in.w, options);
    FillPicture(ae_net_input(net.get(), 0));
    ae_net_forward(net.get());
    std::vector<double> y = InOrder(ae_net_output(net.get()));
    ASSERT_EQ(y.size(), c.expected.size());
    for (gsize i = 0; i < y.size(); i++)
      EXPECT_NEAR(y[i], c.expected[i], 1e-5) << (*kernels)->name << " [" << i << "]";
  }
}

INSTANTIATE_TEST_SUITE_P(All, LayerValues, testing::ValuesIn(kCases));

/* In training batch norm uses the batch's own mean and variance and moves the running ones by momentum. */
TEST(BatchNorm, TrainsAsPyTorch) {
  Case c = {"batch_norm",
            {2, 2, 1, 3},
            {0.34788, -0.530424, -1.40873, -0.0013756, -0.315427, -0.629479, -0.091272, -0.969576, -1.84788, -0.158402,
             -0.472453, 0.0771374}};
  Graph graph = Parse(TextOf(c));
  Params params = NewParams(graph.get(), 1);
  FillWeights(params.get());
  AeNetOptions options = {};
  options.training = TRUE;
  NetOwner net = NewNet(graph.get(), params.get(), 2, 1, 3, options);
  FillPicture(ae_net_input(net.get(), 0));
  ae_net_forward(net.get());
  std::vector<double> y = InOrder(ae_net_output(net.get()));
  for (gsize i = 0; i < y.size(); i++)
    EXPECT_NEAR(y[i], c.expected[i], 1e-5) << i;
  const ae_real *mean = ae_params_find(params.get(), "y.running_mean")->data;
  const ae_real *variance = ae_params_find(params.get(), "y.running_var")->data;
  EXPECT_NEAR(mean[0], -0.675, 1e-6);
  EXPECT_NEAR(mean[1], -0.2458333, 1e-6);
  EXPECT_NEAR(variance[0], 1.2125, 1e-6);
  EXPECT_NEAR(variance[1], 0.7510417, 1e-6);
}

} // namespace
