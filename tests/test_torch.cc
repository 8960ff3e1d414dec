// SPDX-License-Identifier: LGPL-3.0-or-later
// The denoiser's network, narrower, against PyTorch: tests/data/denoise-parity.safetensors holds weights, an input and
// PyTorch's output, made by `models/torch/denoise.py parity`. Every back end must agree.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

extern "C" {
#include "model/modelfile.h"
#include "nn/net.h"
}

namespace {

const char *const kNet =
    "x input channels=4\nu pixel_unshuffle factor=2\nhead conv2d out=8 kernel=3 bias=0\ne1a conv2d out=8 kernel=3 "
    "bias=0\ne1r relu\n"
    "e1b conv2d out=8 kernel=3 bias=0\ne1 add head e1b\ndown1 conv2d out=12 kernel=2 stride=2 pad=valid bias=0\n"
    "e2a conv2d out=12 kernel=3 bias=0\ne2r relu\ne2b conv2d out=12 kernel=3 bias=0\ne2 add down1 e2b\n"
    "down2 conv2d out=16 kernel=2 stride=2 pad=valid bias=0\nmida conv2d out=16 kernel=3 bias=0\nmidr relu\n"
    "midb conv2d out=16 kernel=3 bias=0\nmid add down2 midb\nup2 tconv2d out=12 kernel=2 stride=2 bias=0\ns2 add up2 "
    "e2\n"
    "d2a conv2d out=12 kernel=3 bias=0\nd2r relu\nd2b conv2d out=12 kernel=3 bias=0\nd2 add s2 d2b\n"
    "up1 tconv2d out=8 kernel=2 stride=2 bias=0\ns1 add up1 e1\nd1a conv2d out=8 kernel=3 bias=0\nd1r relu\n"
    "d1b conv2d out=8 kernel=3 bias=0\nd1 add s1 d1b\ntail conv2d out=12 kernel=3 bias=0\nr pixel_shuffle factor=2\n"
    "rgb slice x from=0 count=3\nout add rgb r\n";

class Torch : public testing::TestWithParam<const AeKernels *> {};

std::vector<const AeKernels *> Available() {
  std::vector<const AeKernels *> list;
  for (const AeKernels *const *k = ae_kernels(); *k; k++)
    if ((*k)->available())
      list.push_back(*k);
  return list;
}

std::vector<float> Floats(const AeModelFile *file, const char *name) {
  GError *error = nullptr;
  const AeBlob *blob = ae_modelfile_find(file, name);
  EXPECT_NE(blob, nullptr) << name;
  std::vector<float> out(blob ? blob->count : 0);
  EXPECT_TRUE(blob && ae_blob_floats(file, blob, out.data(), &error)) << name;
  return out;
}

// PyTorch's NCHW beside our channels-last.
float At(const std::vector<float> &nchw, int c, int y, int x, int h, int w) {
  return nchw[(static_cast<gsize>(c) * h + y) * w + x];
}

TEST_P(Torch, SameOutputOnTheSameWeights) {
  const int h = 32, w = 40;
  GError *error = nullptr;
  AeModelFile *file = ae_modelfile_open(AE_TEST_DATA "/denoise-parity.safetensors", &error);
  ASSERT_NE(file, nullptr) << error->message;
  AeGraph *graph = ae_graph_parse(kNet, "test", &error);
  ASSERT_NE(graph, nullptr) << error->message;
  AeParams *params = ae_params_new(graph, &error);
  ASSERT_EQ(params->n + 2, file->n);
  for (guint i = 0; i < params->n; i++) {
    std::vector<float> weights = Floats(file, params->items[i].name);
    ASSERT_EQ(weights.size(), params->items[i].count) << params->items[i].name;
    memcpy(params->items[i].data, weights.data(), weights.size() * sizeof(float));
  }
  std::vector<float> input = Floats(file, "input"), output = Floats(file, "output");
  AeNetOptions options = {};
  options.kernels = GetParam();
  AeNet *net = ae_net_new(graph, params, 1, h, w, &options, &error);
  ASSERT_NE(net, nullptr) << error->message;
  AeTensor *in = ae_net_input(net, 0);
  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++)
      for (int c = 0; c < 4; c++)
        ae_real_row(in, 0, y)[x * 4 + c] = At(input, c, y, x, h, w);
  ae_net_forward(net);
  double worst = 0, largest = 0;
  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++)
      for (int c = 0; c < 3; c++) {
        double want = At(output, c, y, x, h, w);
        worst = std::max(worst, std::fabs(ae_real_row(ae_net_output(net), 0, y)[x * 3 + c] - want));
        largest = std::max(largest, std::fabs(want));
      }
  EXPECT_LT(worst / largest, 1e-5);
  EXPECT_GT(largest, 0.5);
  ae_net_free(net);
  ae_params_free(params);
  ae_graph_unref(graph);
  ae_modelfile_free(file);
}

INSTANTIATE_TEST_SUITE_P(BackEnds, Torch, testing::ValuesIn(Available()),
                         [](const testing::TestParamInfo<const AeKernels *> &p) { return std::string(p.param->name); });

} // namespace
