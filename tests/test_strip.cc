// SPDX-License-Identifier: LGPL-3.0-or-later
// A net in strips gives what it gives on the whole picture, whatever the step.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

extern "C" {
#include "nn/strip.h"
}

namespace {

const char *const kUnet =
    "x input channels=4\nu pixel_unshuffle factor=2\nhead conv2d out=8 kernel=3 bias=0\ne1a conv2d out=8 kernel=3\ne1r "
    "relu\n"
    "e1b conv2d out=8 kernel=3\ne1 add head e1b\ndown1 conv2d out=12 kernel=2 stride=2 pad=valid\ne2a conv2d out=12 "
    "kernel=3\n"
    "e2r relu\ne2b conv2d out=12 kernel=3\ne2 add down1 e2b\nup1 tconv2d out=8 kernel=2 stride=2\ns1 add e1 up1\n"
    "d1a conv2d out=8 kernel=3\nd1r relu\nd1b conv2d out=8 kernel=3\nd1 add s1 d1b\ntail conv2d out=12 kernel=3\n"
    "r pixel_shuffle factor=2\nrgb slice x from=0 count=3\nout add rgb r\n";

const char *const kUpscale =
    "x input channels=3\na conv2d out=8 kernel=3\nb relu\nc conv2d out=12 kernel=3\nd pixel_shuffle factor=2\n"
    "e upsample x factor=2 mode=bilinear\nf add d e\n";

const char *const kPlain =
    "x input channels=2\na conv2d out=3 kernel=5\nb leaky\nc concat x b\nd conv2d out=2 kernel=3\n";

const char *const kNets[] = {kUnet, kUpscale, kPlain};

class Strip : public testing::TestWithParam<std::tuple<const char *, int>> {};

void fill(AeTensor *t, int first_row, const std::vector<float> *picture) {
  gsize row = static_cast<gsize>(t->shape.w) * t->shape.c;
  for (int j = 0; j < t->shape.h; j++) {
    gsize at = static_cast<gsize>(first_row + j) * row;
    for (gsize k = 0; k < row; k++)
      ae_real_row(t, 0, j)[k] = at + k < picture->size() ? (*picture)[at + k] : 0;
  }
}

/* R61. */
TEST_P(Strip, EqualsTheWholePicture) {
  const int width = 24, height = 96;
  auto [text, step] = GetParam();
  GError *error = nullptr;
  AeGraph *graph = ae_graph_parse(text, "test", &error);
  ASSERT_NE(graph, nullptr) << error->message;
  AeGraphInfo info;
  ASSERT_TRUE(ae_graph_info(graph, &info, &error)) << error->message;
  ASSERT_TRUE(info.local);
  AeParams *params = ae_params_new(graph, &error);
  ASSERT_NE(params, nullptr) << error->message;
  ae_params_init(params, graph, 5);
  AeNetOptions options = {};
  AeNet *net = ae_net_new(graph, params, 1, height, width, &options, &error);
  ASSERT_NE(net, nullptr) << error->message;

  AeRng rng;
  ae_rng_init(&rng, 1, 0);
  std::vector<float> picture(static_cast<gsize>(width) * height * info.in.c);
  for (float &v : picture)
    v = static_cast<float>(ae_rng_normal(&rng));
  fill(ae_net_input(net, 0), 0, &picture);
  ae_net_forward(net);
  const AeTensor *whole = ae_net_output(net);

  AeStrip *strip = ae_strip_new(graph, params, width, step, &options, &error);
  ASSERT_NE(strip, nullptr) << error->message;
  AeStripState *state = ae_strip_state_new(strip, &error);
  ASSERT_NE(state, nullptr) << error->message;
  int scale = info.scale_num / info.scale_den, margin = info.margin * scale, compared = 0;
  for (int y = 0; y < height; y += step) {
    fill(ae_strip_input(strip), y, &picture);
    ae_strip_run(strip, state);
    const AeTensor *out = ae_strip_output(strip);
    ASSERT_EQ(out->shape.h, step * scale);
    for (int j = 0; j < out->shape.h; j++) {
      int row = y * scale + j - ae_strip_delay(strip);
      if (row < margin || row >= whole->shape.h - margin)
        continue;
      for (int k = 0; k < out->shape.w * out->shape.c; k++)
        ASSERT_NEAR(ae_real_row(out, 0, j)[k], ae_real_row(whole, 0, row)[k], 2e-5) << "row " << row << " number " << k;
      compared++;
    }
  }
  EXPECT_GT(compared, height * scale / 4);
  ae_strip_state_free(state);
  ae_strip_free(strip);
  ae_net_free(net);
  ae_params_free(params);
  ae_graph_unref(graph);
}

INSTANTIATE_TEST_SUITE_P(Nets, Strip, testing::Combine(testing::ValuesIn(kNets), testing::Values(8, 16, 32)));

TEST(StripErrors, RefusesWhatDoesNotFit) {
  GError *error = nullptr;
  AeGraph *graph = ae_graph_parse(kUnet, "test", &error);
  AeParams *params = ae_params_new(graph, &error);
  AeNetOptions options = {};
  EXPECT_EQ(ae_strip_new(graph, params, 24, 3, &options, &error), nullptr);
  ASSERT_NE(error, nullptr);
  EXPECT_NE(std::string(error->message).find("stride 4"), std::string::npos) << error->message;
  g_clear_error(&error);
  ae_params_free(params);
  ae_graph_unref(graph);
  graph = ae_graph_parse("x input channels=1 height=8 width=8\nf flatten\nd dense out=3\n", "test", &error);
  ASSERT_NE(graph, nullptr) << error->message;
  params = ae_params_new(graph, &error);
  EXPECT_EQ(ae_strip_new(graph, params, 8, 8, &options, &error), nullptr);
  EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_USAGE));
  g_clear_error(&error);
  ae_params_free(params);
  ae_graph_unref(graph);
}

} // namespace
