/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Bicubic resizing against values of an independent program (numpy, with MATLAB imresize's formulas), and the
 * convolution that does the same. */
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <vector>

extern "C" {
#include "image/resize.h"
#include "nn/net.h"
#include "train/corrupt.h"
}

namespace {

AeImage *Picture(guint32 width, guint32 height, guint channels) {
  AeImageInfo info = {};
  info.width = width;
  info.height = height;
  info.channels = channels;
  info.sample = AE_SAMPLE_FLOAT;
  AeImage *image = ae_image_new(&info, nullptr);
  float *p = reinterpret_cast<float *>(image->data);
  for (guint32 y = 0; y < height; y++)
    for (guint32 x = 0; x < width; x++)
      for (guint c = 0; c < channels; c++)
        *p++ = static_cast<float>((x * 37 + y * 91 + c * 13) % 101) / 100;
  return image;
}

float At(const AeImage *image, guint32 x, guint32 y, guint c = 0) {
  return reinterpret_cast<float *>(image->data)[(gsize{y} * image->info.width + x) * image->info.channels + c];
}

struct Known {
  guint32 width, height, to_width, to_height;
  float corner[5]; /* top left, top right, centre, bottom left, bottom right */
  double sum;
};

const Known known[] = {
    {7, 5, 14, 10, {-0.128877f, 0.149375f, 0.833928f, 0.557061f, 0.835313f}, 66.8},
    {7, 5, 21, 15, {-0.154691f, 0.140000f, 0.910000f, 0.545309f, 0.840000f}, 150.3},
    {12, 9, 4, 3, {0.445303f, 0.517436f, 0.477522f, 0.471789f, 0.503899f}, 5.928889},
    {12, 8, 6, 4, {0.412256f, 0.478258f, 0.473457f, 0.470060f, 0.484033f}, 11.9075},
    {10, 7, 7, 5, {0.239440f, 0.463725f, 0.313670f, 0.555394f, 0.614525f}, 17.475416},
    {3, 2, 8, 5, {-0.146688f, 0.790246f, 0.363405f, 1.085692f, 0.669246f}, 19.54371},
    {5, 4, 2, 1, {0.467091f, 0.409909f, 0.409909f, 0.467091f, 0.409909f}, 0.877},
    {1, 1, 3, 2, {0, 0, 0, 0, 0}, 0},
};

TEST(Resize, AgreesWithKnownValues) {
  for (const Known &k : known) {
    SCOPED_TRACE(testing::Message() << k.width << "x" << k.height << " to " << k.to_width << "x" << k.to_height);
    AeImage *image = Picture(k.width, k.height, 1), *got = ae_image_resize(image, k.to_width, k.to_height, nullptr);
    ASSERT_NE(got, nullptr);
    guint32 right = k.to_width - 1, bottom = k.to_height - 1;
    double sum = 0;
    for (guint32 i = 0; i < k.to_width * k.to_height; i++)
      sum += reinterpret_cast<float *>(got->data)[i];
    EXPECT_NEAR(At(got, 0, 0), k.corner[0], 2e-6);
    EXPECT_NEAR(At(got, right, 0), k.corner[1], 2e-6);
    EXPECT_NEAR(At(got, k.to_width / 2, k.to_height / 2), k.corner[2], 2e-6);
    EXPECT_NEAR(At(got, 0, bottom), k.corner[3], 2e-6);
    EXPECT_NEAR(At(got, right, bottom), k.corner[4], 2e-6);
    EXPECT_NEAR(sum, k.sum, 1e-4);
    ae_image_free(got);
    ae_image_free(image);
  }
}

TEST(Resize, ChannelsDoNotMix) {
  AeImage *image = Picture(9, 7, 3), *all = ae_image_resize(image, 13, 4, nullptr);
  for (guint c = 0; c < 3; c++) {
    AeImage *plane = Picture(9, 7, 1);
    for (int i = 0; i < 63; i++)
      reinterpret_cast<float *>(plane->data)[i] = reinterpret_cast<float *>(image->data)[i * 3 + c];
    AeImage *one = ae_image_resize(plane, 13, 4, nullptr);
    for (guint32 y = 0; y < 4; y++)
      for (guint32 x = 0; x < 13; x++)
        EXPECT_EQ(At(one, x, y), At(all, x, y, c));
    ae_image_free(one);
    ae_image_free(plane);
  }
  ae_image_free(all);
  ae_image_free(image);
}

TEST(Resize, SameSizeIsTheSameRows) {
  AeImage *image = Picture(5, 4, 1);
  AeRows *rows = ae_image_rows(image, TRUE);
  EXPECT_EQ(ae_rows_resize(rows, 5, 4, nullptr), rows);
  ae_rows_free(rows);
}

TEST(Resize, RowsCanBeReadAgain) {
  AeRows *rows = ae_rows_resize(ae_image_rows(Picture(6, 40, 2), TRUE), 3, 17, nullptr);
  std::vector<float> first(3 * 17 * 2), second(3 * 17 * 2);
  ASSERT_TRUE(ae_rows_read(rows, first.data(), 17, nullptr));
  ASSERT_TRUE(ae_rows_rewind(rows, nullptr));
  for (int y = 0; y < 17; y++)
    ASSERT_TRUE(ae_rows_read(rows, second.data() + y * 6, 1, nullptr));
  EXPECT_EQ(first, second);
  ae_rows_free(rows);
}

TEST(Resize, RefusesOtherSamplesAndSizes) {
  AeImageInfo info = {};
  info.width = info.height = 4;
  info.channels = 1;
  info.maxval = 255;
  EXPECT_EQ(ae_rows_resize(ae_image_rows(ae_image_new(&info, nullptr), TRUE), 8, 8, nullptr), nullptr);
  g_autoptr(GError) error = nullptr;
  EXPECT_EQ(ae_rows_resize(ae_image_rows(Picture(4, 4, 1), TRUE), G_MAXUINT32, 8, &error), nullptr);
  EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_LIMIT));
}

/* The corruption that makes the training's small pictures is the same resize. */
TEST(Resize, DownscaleIsTheSame) {
  for (int factor : {2, 3, 4}) {
    AeImage *image = Picture(36, 24, 3), *small = ae_image_resize(image, 36 / factor, 24 / factor, nullptr);
    std::vector<float> pixels(36 * 24 * 3), room(36 * 24 * 3);
    memcpy(pixels.data(), image->data, pixels.size() * sizeof(float));
    std::string text = "downscale round=no factor=" + std::to_string(factor);
    AeCorruptChain *chain = ae_corrupt_parse(text.c_str(), "test", nullptr);
    ASSERT_NE(chain, nullptr);
    AePatch patch = {pixels.data(), 24, 36, 3, 0, room.data()};
    AeRng rng;
    ae_rng_init(&rng, 1, 1);
    ae_corrupt_apply(chain, &rng, &patch);
    ASSERT_EQ(patch.width, 36 / factor);
    ASSERT_EQ(patch.height, 24 / factor);
    for (int i = 0; i < patch.width * patch.height * 3; i++)
      ASSERT_NEAR(pixels[i], reinterpret_cast<float *>(small->data)[i], 1e-6) << factor << " " << i;
    ae_corrupt_free(chain);
    ae_image_free(small);
    ae_image_free(image);
  }
}

/* Away from the borders, whose pixels it takes for black. */
TEST(Resize, ConvolutionBeginsAsBicubic) {
  for (int factor : {2, 3, 4}) {
    SCOPED_TRACE(factor);
    std::string text = "x input channels=3\nc conv2d out=" + std::to_string(3 * factor * factor) +
                       " kernel=5 bias=0 init=bicubic\ny pixel_shuffle factor=" + std::to_string(factor) + "\n";
    AeGraph *graph = ae_graph_parse(text.c_str(), "test", nullptr);
    AeParams *params = ae_params_new(graph, nullptr);
    ae_params_init(params, graph, 1);
    AeNetOptions options = {};
    AeNet *net = ae_net_new(graph, params, 1, 9, 11, &options, nullptr);
    ASSERT_NE(net, nullptr);
    AeImage *image = Picture(11, 9, 3);
    memcpy(ae_net_input(net, 0)->data, image->data, 11 * 9 * 3 * sizeof(float));
    ae_net_forward(net);
    AeImage *wanted = ae_image_resize(image, 11 * factor, 9 * factor, nullptr);
    for (int y = 2 * factor; y < 7 * factor; y++)
      for (int x = 2 * factor; x < 9 * factor; x++)
        for (int c = 0; c < 3; c++)
          ASSERT_NEAR(ae_real_row(ae_net_output(net), 0, y)[x * 3 + c], At(wanted, x, y, c), 2e-6) << x << "," << y;
    ae_image_free(wanted);
    ae_image_free(image);
    ae_net_free(net);
    ae_params_free(params);
    ae_graph_unref(graph);
  }
}

TEST(Resize, BicubicConvolutionsMustFit) {
  for (const char *layer : {"out=12 kernel=3", "out=10 kernel=5", "out=12 kernel=6", "out=12 kernel=5 groups=3",
                            "out=12 kernel=5 stride=2", "out=12 kernel=5 pad=valid", "out=2 kernel=5"}) {
    std::string text = std::string("x input channels=3\nc conv2d init=bicubic ") + layer + "\n";
    g_autoptr(GError) error = nullptr;
    AeGraph *graph = ae_graph_parse(text.c_str(), "test", &error);
    ASSERT_NE(graph, nullptr);
    EXPECT_EQ(ae_graph_shapes(graph, 1, 16, 16, &error), nullptr) << layer;
    EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_USAGE)) << layer;
    ae_graph_unref(graph);
  }
}

} // namespace
