/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The stage that enlarges: sizes, transparency, threads, memory, models. */
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include <glib/gstdio.h>

extern "C" {
#include <aefilter/stage.h>

#include "image/resize.h"
#include "model/model.h"
}

namespace {

using std::string;

string NetOf(int factor, bool plain) {
  string out = std::to_string(3 * factor * factor), f = std::to_string(factor);
  string wide = "x input channels=3\nwide conv2d out=" + out + " kernel=5 bias=0 init=bicubic\n";
  string body =
      "a conv2d x out=8\nr relu\nb conv2d out=8\nc add a b\ntail conv2d out=" + out + " gain=0.2\nsum add wide tail\n";
  return wide + (plain ? "" : body) + "y pixel_shuffle factor=" + f + "\n";
}

/* A folder of small models under the shipped names, and "plain2": bicubic and nothing else. */
class Upscale : public testing::Test {
protected:
  static void SetUpTestSuite() {
    folder = g_dir_make_tmp("upscale-XXXXXX", nullptr);
    shipped = g_strdup(g_getenv("AEFILTER_MODELS"));
    for (int factor : {2, 3, 4})
      Save("upscale" + std::to_string(factor), NetOf(factor, false), "upscale");
    Save("plain2", NetOf(2, true), "upscale");
    Save("other", NetOf(2, true), "denoise");
    Save("deep", "x input channels=4\ny conv2d out=12\nz pixel_shuffle factor=2\n", "upscale");
  }
  static void TearDownTestSuite() {
    g_autoptr(GDir) dir = g_dir_open(folder, 0, nullptr);
    while (const char *name = g_dir_read_name(dir))
      g_unlink((string(folder) + "/" + name).c_str());
    g_rmdir(folder);
    g_free(folder);
    g_free(shipped);
  }
  void SetUp() override { g_setenv("AEFILTER_MODELS", folder, TRUE); }
  void TearDown() override {
    shipped ? (void)g_setenv("AEFILTER_MODELS", shipped, TRUE) : g_unsetenv("AEFILTER_MODELS");
    g_clear_error(&error);
  }

  static void Save(const string &name, const string &net, const char *task) {
    AeGraph *graph = ae_graph_parse(net.c_str(), "test", nullptr);
    AeParams *params = ae_params_new(graph, nullptr);
    ae_params_init(params, graph, 5);
    GHashTable *meta = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_insert(meta, (gpointer) "task", (gpointer)task);
    g_hash_table_insert(meta, (gpointer) "name", (gpointer)name.c_str());
    string path = string(folder) + "/" + name + ".safetensors";
    ASSERT_TRUE(ae_model_save(path.c_str(), graph, params, meta, FALSE, nullptr));
    g_hash_table_unref(meta);
    ae_params_free(params);
    ae_graph_unref(graph);
  }

  static AeImage *Blank(guint32 width, guint32 height, guint channels, AeSample sample) {
    AeImageInfo info = {};
    info.width = width;
    info.height = height;
    info.channels = channels;
    info.sample = sample;
    info.maxval = sample == AE_SAMPLE_U8 ? 255 : sample == AE_SAMPLE_U16 ? 65535 : 0;
    return ae_image_new(&info, nullptr);
  }

  static AeImage *Picture(guint32 width, guint32 height, guint channels, AeSample sample = AE_SAMPLE_FLOAT) {
    AeImage *image = Blank(width, height, channels, sample);
    AeRng rng;
    ae_rng_init(&rng, width * 7 + height, channels);
    gsize n = gsize{width} * height * channels;
    for (gsize i = 0; i < n; i++) {
      double value = 0.5 + 0.3 * std::sin(i * 0.01) + 0.15 * (ae_rng_uniform(&rng) - 0.5);
      if (sample == AE_SAMPLE_U8)
        image->data[i] = static_cast<guint8>(value * 255);
      else if (sample == AE_SAMPLE_U16)
        reinterpret_cast<guint16 *>(image->data)[i] = static_cast<guint16>(value * 65535);
      else if (sample == AE_SAMPLE_FLOAT)
        reinterpret_cast<float *>(image->data)[i] = static_cast<float>(value);
    }
    return image;
  }

  static float *Pixel(AeImage *image, guint32 x, guint32 y) {
    return reinterpret_cast<float *>(image->data) + (gsize{y} * image->info.width + x) * image->info.channels;
  }

  AeImage *Run(AeImage *image, const string &keys, const AeSettings &settings = {}) {
    g_clear_error(&error);
    string text = "upscale " + keys;
    g_auto(GStrv) words = g_strsplit(text.c_str(), " ", -1);
    AeChain *chain = ae_chain_parse(words, &error);
    AeImage *result = nullptr;
    if (chain && ae_chain_open(chain, &settings, &error)) {
      AeRows *rows = ae_chain_apply(chain, ae_image_rows(image, FALSE), &error);
      result = rows ? ae_image_from_rows(rows, &error) : nullptr;
      ae_rows_free(rows);
    }
    EXPECT_EQ(result == nullptr, error != nullptr);
    ae_chain_free(chain);
    return result;
  }

  static bool Same(const AeImage *a, const AeImage *b) {
    return a->info.width == b->info.width && a->info.height == b->info.height &&
           !memcmp(a->data, b->data, ae_image_row_bytes(&a->info) * a->info.height);
  }

  void ExpectRefused(AeImage *image, const string &keys, int code, const string &part,
                     const AeSettings &settings = {}) {
    EXPECT_EQ(Run(image, keys, settings), nullptr) << keys;
    ASSERT_TRUE(g_error_matches(error, AE_ERROR, code)) << keys << ": " << (error ? error->message : "done");
    EXPECT_NE(string(error->message).find(part), string::npos) << error->message;
  }

  static char *folder, *shipped;
  GError *error = nullptr;
};
char *Upscale::folder, *Upscale::shipped;

TEST_F(Upscale, EveryFactorGivesItsSize) {
  for (const char *scale : {"1", "1.01", "1.5", "2", "2.25", "3", "3.7", "4", "5", "6", "6.5", "8"})
    for (auto [width, height] : {std::pair{1u, 1u}, std::pair{7u, 5u}, std::pair{2u, 33u}, std::pair{40u, 3u}}) {
      AeImage *image = Picture(width, height, 3, AE_SAMPLE_U8), *large = Run(image, string("scale=") + scale);
      ASSERT_NE(large, nullptr) << scale << ": " << error->message;
      double factor = g_ascii_strtod(scale, nullptr);
      EXPECT_EQ(large->info.width, std::floor(width * factor + 0.5)) << scale;
      EXPECT_EQ(large->info.height, std::floor(height * factor + 0.5)) << scale;
      EXPECT_EQ(large->info.channels, 3u);
      EXPECT_EQ(large->info.sample, AE_SAMPLE_U8);
      ae_image_free(large);
      ae_image_free(image);
    }
}

TEST_F(Upscale, FactorOneChangesNothing) {
  g_setenv("AEFILTER_MODELS", "/nowhere", TRUE);
  AeImage *image = Picture(13, 9, 4), *same = Run(image, "scale=1");
  ASSERT_NE(same, nullptr) << error->message << ": no model is needed";
  EXPECT_TRUE(Same(image, same));
  ae_image_free(same);
  ae_image_free(image);
}

TEST_F(Upscale, SameBitsForAnyThreadsAndMemory) {
  for (const char *keys : {"scale=2", "scale=2.5", "scale=6"}) {
    AeImage *image = Picture(1100, 21, 4);
    AeSettings one = {}, five = {}, little = {};
    one.threads = 1;
    five.threads = 5;
    little.threads = 4;
    little.max_memory = 120000000;
    AeImage *a = Run(image, keys, one), *b = Run(image, keys, five), *c = Run(image, keys, little);
    ASSERT_TRUE(a && b && c) << keys << ": " << (error ? error->message : "");
    EXPECT_TRUE(Same(a, b)) << keys;
    EXPECT_TRUE(Same(a, c)) << keys;
    for (AeImage *i : {image, a, b, c})
      ae_image_free(i);
  }
}

/* Without a body the network is bicubic, but for the mirrored border. */
TEST_F(Upscale, GivesWhatTheNetworkGives) {
  for (guint channels : {1u, 3u}) {
    AeImage *image = Picture(30, 20, channels), *got = Run(image, "model=plain2");
    ASSERT_NE(got, nullptr) << error->message;
    AeImage *wanted = ae_image_resize(image, 60, 40, nullptr);
    for (guint32 y = 4; y < 36; y++)
      for (guint32 x = 4; x < 56; x++)
        for (guint c = 0; c < channels; c++)
          ASSERT_NEAR(Pixel(got, x, y)[c], Pixel(wanted, x, y)[c], 1e-5) << x << "," << y;
    for (AeImage *i : {image, got, wanted})
      ae_image_free(i);
  }
}

TEST_F(Upscale, GreyIsThreeEqualChannels) {
  AeImage *grey = Picture(20, 15, 1), *rgb = Blank(20, 15, 3, AE_SAMPLE_FLOAT);
  for (int i = 0; i < 300; i++)
    for (int c = 0; c < 3; c++)
      Pixel(rgb, i, 0)[c] = *Pixel(grey, i, 0);
  AeImage *a = Run(grey, "scale=2"), *b = Run(rgb, "scale=2");
  for (int i = 0; i < 1200; i++)
    for (int c = 0; c < 3; c++)
      EXPECT_EQ(*Pixel(a, i, 0), Pixel(b, i, 0)[c]) << i;
  for (AeImage *i : {grey, rgb, a, b})
    ae_image_free(i);
}

/* Of the two networks of scale=5 the first alone sees what JPEG has done. */
TEST_F(Upscale, PhotoNetworkServesJpegsWhereItIsInstalled) {
  AeModel *elsewhere = ae_model_load("upscale3-photo", "upscale", nullptr); /* what is installed is found, too */
  AeImage *image = Picture(30, 20, 3), *jpeg = Picture(30, 20, 3);
  jpeg->info.jpeg_quality = 80;
  AeImage *clean = Run(image, "scale=5"), *without = Run(jpeg, "scale=5");
  Save("upscale3-photo", NetOf(3, true), "upscale");
  AeImage *photo = Run(jpeg, "scale=5"), *still = Run(image, "scale=5");
  g_unlink((string(folder) + "/upscale3-photo.safetensors").c_str());
  ASSERT_TRUE(clean && without && photo && still);
  EXPECT_TRUE(elsewhere || Same(clean, without)) << "not installed, the other serves";
  EXPECT_FALSE(Same(clean, photo));
  EXPECT_TRUE(Same(clean, still));
  for (AeImage *i : {image, jpeg, clean, without, photo, still})
    ae_image_free(i);
  ae_model_unref(elsewhere);
}

TEST_F(Upscale, DamagedPhotoNetworkIsNoSilentFallback) {
  string path = string(folder) + "/upscale2-photo.safetensors";
  AeImage *image = Picture(30, 20, 3);
  g_file_set_contents(path.c_str(), "damaged", -1, nullptr);
  ExpectRefused(image, "scale=2", AE_ERROR_MODEL, "upscale2-photo");
  g_unlink(path.c_str());
  ae_image_free(image);
}

/* ---- transparency ---- */

/* A disc of one colour, its edge half transparent, on hidden ground. */
void DrawDisc(AeImage *image, const float *colour, float hidden) {
  const float radius = image->info.width * 0.3f;
  for (guint32 y = 0; y < image->info.height; y++)
    for (guint32 x = 0; x < image->info.width; x++) {
      float *p = reinterpret_cast<float *>(image->data) + (gsize{y} * image->info.width + x) * 4;
      float dx = x + 0.5f - image->info.width / 2.0f, dy = y + 0.5f - image->info.height / 2.0f;
      p[3] = CLAMP(radius - std::sqrt(dx * dx + dy * dy) + 0.5f, 0, 1);
      for (int c = 0; c < 3; c++)
        p[c] = p[3] > 0 ? colour[c] : hidden + c * 0.1f * ((x * 7 + y * 3) % 5);
    }
}

/* Laid over black and over white, the edge is a mixture of the disc's colour and the ground, and of nothing else. */
TEST_F(Upscale, CutOutsHaveNoFringes) {
  const float colour[3] = {0.8f, 0.1f, 0.3f};
  for (const char *keys : {"model=plain2", "model=plain2 scale=1.7"})
    for (float hidden : {0.0f, 1.0f, 0.5f}) {
      AeImage *image = Blank(40, 40, 4, AE_SAMPLE_FLOAT);
      DrawDisc(image, colour, hidden);
      AeImage *large = Run(image, keys);
      ASSERT_NE(large, nullptr) << error->message;
      for (gsize i = 0; i < gsize{large->info.width} * large->info.height; i++) {
        const float *p = Pixel(large, i, 0);
        ASSERT_TRUE(p[3] >= 0 && p[3] <= 1);
        for (int c = 0; c < 3; c++)
          for (float ground : {0.0f, 1.0f})
            ASSERT_NEAR(p[3] * p[c] + (1 - p[3]) * ground, p[3] * colour[c] + (1 - p[3]) * ground, 2e-3)
                << keys << " pixel " << i;
      }
      ae_image_free(large);
      ae_image_free(image);
    }
}

TEST_F(Upscale, HiddenColourIsNotSeen) {
  const float colour[3] = {0.8f, 0.1f, 0.3f};
  for (const char *keys : {"scale=2", "scale=3.3", "scale=8"}) {
    AeImage *black = Blank(40, 40, 4, AE_SAMPLE_FLOAT), *white = Blank(40, 40, 4, AE_SAMPLE_FLOAT);
    DrawDisc(black, colour, 0);
    DrawDisc(white, colour, 1);
    AeImage *a = Run(black, keys), *b = Run(white, keys);
    ASSERT_TRUE(a && b);
    for (gsize i = 0; i < gsize{a->info.width} * a->info.height; i++) {
      ASSERT_EQ(Pixel(a, i, 0)[3], Pixel(b, i, 0)[3]);
      if (Pixel(a, i, 0)[3] == 0)
        continue;
      ASSERT_EQ(memcmp(Pixel(a, i, 0), Pixel(b, i, 0), 3 * sizeof(float)), 0) << keys << " pixel " << i;
    }
    for (AeImage *i : {black, white, a, b})
      ae_image_free(i);
  }
}

TEST_F(Upscale, AlphaIsBicubicAndClipped) {
  AeImage *image = Picture(17, 12, 2), *alpha = Blank(17, 12, 1, AE_SAMPLE_FLOAT);
  for (int i = 0; i < 17 * 12; i++)
    *Pixel(alpha, i, 0) = Pixel(image, i, 0)[1] = i % 5 ? 1.0f : 0.0f;
  AeImage *large = Run(image, "scale=3"), *wanted = ae_image_resize(alpha, 51, 36, nullptr);
  int clipped = 0;
  for (int i = 0; i < 51 * 36; i++) {
    float bicubic = *Pixel(wanted, i, 0);
    clipped += bicubic > 1 || bicubic < 0;
    EXPECT_FLOAT_EQ(Pixel(large, i, 0)[1], CLAMP(bicubic, 0, 1));
  }
  EXPECT_GT(clipped, 100) << "nothing to be clipped in this picture";
  for (AeImage *i : {image, alpha, large, wanted})
    ae_image_free(i);
}

/* ---- what comes along ---- */

TEST_F(Upscale, KeepsTypeAndMetadata) {
  for (AeSample sample : {AE_SAMPLE_U8, AE_SAMPLE_U16, AE_SAMPLE_HALF, AE_SAMPLE_FLOAT})
    for (guint channels = 1; channels <= 4; channels++) {
      AeImage *image = Picture(9, 6, channels, sample);
      image->info.premultiplied = channels == 4;
      image->info.meta = ae_meta_new();
      image->info.meta->x_dpi = 300;
      AeImage *large = Run(image, "scale=1.5");
      ASSERT_NE(large, nullptr) << error->message;
      EXPECT_EQ(large->info.sample, sample);
      EXPECT_EQ(large->info.channels, channels);
      EXPECT_EQ(large->info.maxval, image->info.maxval);
      EXPECT_EQ(large->info.premultiplied, image->info.premultiplied);
      EXPECT_EQ(large->info.meta, image->info.meta);
      ae_image_free(large);
      ae_image_free(image);
    }
}

TEST_F(Upscale, WhatIsNotFiniteSpoilsNothing) {
  AeImage *image = Picture(60, 50, 3), *spoiled = Picture(60, 50, 3);
  Pixel(spoiled, 30, 25)[0] = NAN;
  Pixel(spoiled, 31, 25)[1] = INFINITY;
  AeImage *a = Run(image, "scale=2"), *b = Run(spoiled, "scale=2");
  for (guint32 y = 0; y < 100; y++)
    for (guint32 x = 0; x < 120; x++)
      for (int c = 0; c < 3; c++) {
        ASSERT_TRUE(std::isfinite(Pixel(b, x, y)[c]));
        bool far = std::abs(int(x) - 61) > 24 || std::abs(int(y) - 51) > 24;
        ASSERT_TRUE(!far || Pixel(a, x, y)[c] == Pixel(b, x, y)[c]) << x << "," << y;
      }
  for (AeImage *i : {image, spoiled, a, b})
    ae_image_free(i);
}

TEST_F(Upscale, TellsHowFarItIsAndCanBeCancelled) {
  struct Log {
    double last = 0, stop = 2;
    int calls = 0;
  } log;
  AeSettings settings = {};
  settings.progress_data = &log;
  settings.progress = [](double finished, gpointer data) -> gboolean {
    Log *l = static_cast<Log *>(data);
    EXPECT_GE(finished, l->last);
    l->last = finished;
    l->calls++;
    return finished < l->stop;
  };
  AeImage *image = Picture(20, 30, 4);
  AeImage *large = Run(image, "scale=2.5", settings);
  EXPECT_EQ(log.last, 1);
  EXPECT_GT(log.calls, 20);
  ae_image_free(large);
  log = {};
  log.stop = 0.5;
  ExpectRefused(image, "scale=8", AE_ERROR_CANCELLED, "cancelled", settings);
  EXPECT_LT(log.last, 0.6);
  ae_image_free(image);
}

/* ---- what is refused ---- */

TEST_F(Upscale, RefusesWrongModelsByName) {
  AeImage *image = Picture(8, 8, 3);
  ExpectRefused(image, "scale=3 model=upscale2", AE_ERROR_USAGE,
                "model upscale2 enlarges 2 times; scale=3 takes one that enlarges 3 times");
  ExpectRefused(image, "scale=2 model=upscale4", AE_ERROR_USAGE, "model upscale4 enlarges 4 times");
  ExpectRefused(image, "scale=8 model=upscale4", AE_ERROR_USAGE, "model upscale4");
  ExpectRefused(image, "model=other", AE_ERROR_MODEL, "other\" is for denoise");
  ExpectRefused(image, "model=deep", AE_ERROR_MODEL, "takes RGB");
  ExpectRefused(image, "model=nosuch", AE_ERROR_USAGE, "nosuch");
  ExpectRefused(image, "scale=0.5", AE_ERROR_USAGE, "scale");
  ExpectRefused(image, "scale=9", AE_ERROR_USAGE, "scale");
  ae_image_free(image);
}

TEST_F(Upscale, KeepsToItsLimits) {
  AeImage *image = Picture(100, 80, 3);
  AeSettings settings = {};
  settings.max_pixels = 200 * 160;
  AeImage *large = Run(image, "scale=2", settings);
  EXPECT_NE(large, nullptr);
  ae_image_free(large);
  ExpectRefused(image, "scale=2.01", AE_ERROR_LIMIT, "100 x 80 pixels enlarged 2.01 times", settings);
  settings = {};
  settings.max_memory = 100000;
  ExpectRefused(image, "scale=2", AE_ERROR_LIMIT, "more memory", settings);
  ae_image_free(image);
}

} // namespace
