// SPDX-License-Identifier: LGPL-3.0-or-later
// The lattice and the denoise stage on it: the same bits for any thread count, memory limit and region; sizes, alpha,
// grey, borders.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include <glib/gstdio.h>

extern "C" {
#include <aefilter/stage.h>

#include "model/model.h"
#include "stage/lattice_geometry.h"
}

namespace {

// The shape of the shipped denoiser, smaller.
const char *const kNet =
    "x input channels=4\nu pixel_unshuffle factor=2\nhead conv2d out=16 kernel=3 bias=0\ne1a conv2d out=16 kernel=3 "
    "bias=0\ne1r relu\n"
    "e1b conv2d out=16 kernel=3 bias=0 gain=0.2\ne1 add head e1b\ndown1 conv2d out=16 kernel=2 stride=2 pad=valid "
    "bias=0\n"
    "e2a conv2d out=16 kernel=3 bias=0\ne2r relu\ne2b conv2d out=16 kernel=3 bias=0 gain=0.2\ne2 add down1 e2b\n"
    "up1 tconv2d out=16 kernel=2 stride=2 bias=0\ns1 add e1 up1\ntail conv2d out=12 kernel=3 bias=0 gain=0.05\n"
    "r pixel_shuffle factor=2\nrgb slice x from=0 count=3\nout add rgb r\n";

class Denoise : public testing::Test {
protected:
  static void SetUpTestSuite() {
    GError *error = nullptr;
    folder_ = g_dir_make_tmp("aefilter-XXXXXX", nullptr);
    path_ = std::string(folder_) + "/small.safetensors";
    AeGraph *graph = ae_graph_parse(kNet, "test", &error);
    ASSERT_NE(graph, nullptr) << error->message;
    AeParams *params = ae_params_new(graph, &error);
    ae_params_init(params, graph, 3);
    GHashTable *meta = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_insert(meta, (gpointer) "task", (gpointer) "denoise");
    g_hash_table_insert(meta, (gpointer) "name", (gpointer) "small");
    g_hash_table_insert(meta, (gpointer) "sigma_max", (gpointer) "55");
    ASSERT_TRUE(ae_model_save(path_.c_str(), graph, params, meta, FALSE, &error)) << error->message;
    g_hash_table_unref(meta);
    ae_params_free(params);
    ae_graph_unref(graph);
  }
  static void TearDownTestSuite() {
    g_unlink(path_.c_str());
    g_rmdir(folder_);
    g_free(folder_);
  }

  static AeImage *Picture(guint32 width, guint32 height, guint channels, AeSample sample) {
    AeImageInfo info = {};
    info.width = width;
    info.height = height;
    info.channels = channels;
    info.sample = sample;
    info.maxval = sample == AE_SAMPLE_U8 ? 255 : 65535;
    GError *error = nullptr;
    AeImage *image = ae_image_new(&info, &error);
    gsize n = ae_image_row_bytes(&info) * height / ae_sample_size(sample);
    AeRng rng;
    ae_rng_init(&rng, width * 7 + height, channels);
    for (gsize i = 0; i < n; i++) {
      double v = 0.5 + 0.3 * std::sin(i * 0.001) + 0.1 * ae_rng_normal(&rng);
      v = CLAMP(v, 0, 1);
      if (sample == AE_SAMPLE_U8)
        image->data[i] = static_cast<guint8>(v * 255);
      else
        reinterpret_cast<float *>(image->data)[i] = static_cast<float>(v);
    }
    return image;
  }

  /* Grey in every second block of 37 x 29 pixels, whose borders lie on no grid of the network's. */
  static AeImage *PartlyGrey(AeImage *image) {
    guint channels = image->info.channels;
    float *pixels = reinterpret_cast<float *>(image->data);
    for (guint32 y = 0; y < image->info.height; y++)
      for (guint32 x = 0; x < image->info.width; x++, pixels += channels)
        if ((x / 37 + y / 29) % 2)
          pixels[1] = pixels[2] = pixels[0];
    return image;
  }

  static AeImage *Crop(const AeImage *from, guint32 x, guint32 y, guint32 width, guint32 height) {
    AeImageInfo info = from->info;
    info.width = width;
    info.height = height;
    info.x = x;
    info.y = y;
    info.full_width = from->info.width;
    info.full_height = from->info.height;
    GError *error = nullptr;
    AeImage *crop = ae_image_new(&info, &error);
    gsize pixel = ae_image_row_bytes(&info) / width;
    for (guint32 j = 0; j < height; j++)
      memcpy(crop->data + j * width * pixel, from->data + ((y + j) * from->info.width + x) * pixel, width * pixel);
    return crop;
  }

  static AeImage *Run(AeImage *image, AeSettings settings, const std::string &keys = "sigma=25") {
    GError *error = nullptr;
    std::string model = "model=" + path_;
    std::vector<const char *> words = {"denoise", model.c_str()};
    char **list = g_strsplit(keys.c_str(), " ", -1);
    for (char **k = list; *k; k++)
      words.push_back(*k);
    words.push_back(nullptr);
    AeChain *chain = ae_chain_parse(words.data(), &error);
    EXPECT_NE(chain, nullptr) << (error ? error->message : "");
    EXPECT_TRUE(ae_chain_open(chain, &settings, &error)) << (error ? error->message : "");
    AeRows *rows = ae_chain_apply(chain, ae_image_rows(image, FALSE), &error);
    EXPECT_NE(rows, nullptr) << (error ? error->message : "");
    AeImage *result = rows ? ae_image_from_rows(rows, &error) : nullptr;
    EXPECT_NE(result, nullptr) << (error ? error->message : "");
    ae_rows_free(rows);
    ae_chain_free(chain);
    g_strfreev(list);
    return result;
  }

  static bool Same(const AeImage *a, const AeImage *b) {
    return a->info.width == b->info.width && a->info.height == b->info.height &&
           !memcmp(a->data, b->data, ae_image_row_bytes(&a->info) * a->info.height);
  }

  static char *folder_;
  static std::string path_;
};
char *Denoise::folder_;
std::string Denoise::path_;

TEST_F(Denoise, SameBitsForAnyNumberOfThreads) {
  AeImage *image = PartlyGrey(Picture(1203, 77, 3, AE_SAMPLE_FLOAT));
  AeSettings one = {}, two = {}, five = {};
  one.threads = 1;
  two.threads = 2;
  five.threads = 5;
  AeImage *a = Run(image, one), *b = Run(image, two), *c = Run(image, five);
  EXPECT_TRUE(Same(a, b));
  EXPECT_TRUE(Same(a, c));
  EXPECT_FALSE(Same(a, image));
  for (AeImage *i : {image, a, b, c})
    ae_image_free(i);
}

/* Compares what a region's result promises: the whole's bits a margin inside it and up to the picture's borders. */
void ExpectPart(const AeImage *part, const AeImage *whole, guint32 margin) {
  const AeImageInfo &r = part->info;
  const guint32 from_x = r.x ? margin : 0, from_y = r.y ? margin : 0;
  const guint32 to_x = r.x + r.width < whole->info.width ? r.width - margin : r.width;
  const guint32 to_y = r.y + r.height < whole->info.height ? r.height - margin : r.height;
  const gsize pixel = ae_image_row_bytes(&r) / r.width;
  ASSERT_LT(from_x, to_x);
  for (guint32 j = from_y; j < to_y; j++) {
    const guint8 *p = part->data + (gsize{j} * r.width + from_x) * pixel;
    const guint8 *w = whole->data + (gsize{r.y + j} * whole->info.width + r.x + from_x) * pixel;
    ASSERT_EQ(0, memcmp(p, w, (to_x - from_x) * pixel))
        << "row " << j << " of " << r.width << "x" << r.height << "+" << r.x << "+" << r.y;
  }
}

/* R61. */
TEST_F(Denoise, RegionEqualsTheWhole) {
  const guint32 margin = 48;
  AeImage *image = PartlyGrey(Picture(1203, 300, 3, AE_SAMPLE_FLOAT));
  AeSettings settings = {};
  AeImage *whole = Run(image, settings);
  const guint32 regions[][4] = {{500, 61, 211, 130}, {0, 0, 97, 97},     {1, 1, 98, 105},     {3, 150, 700, 150},
                                {1100, 7, 103, 293}, {640, 100, 97, 97}, {129, 0, 1074, 300}, {0, 203, 1203, 97}};
  for (auto &r : regions) {
    AeImage *crop = Crop(image, r[0], r[1], r[2], r[3]), *part = Run(crop, settings);
    ExpectPart(part, whole, margin);
    ae_image_free(crop);
    ae_image_free(part);
  }
  ae_image_free(image);
  ae_image_free(whole);
}

TEST_F(Denoise, SettledRegionEqualsTheMeasuredWhole) {
  AeImage *image = Picture(300, 260, 3, AE_SAMPLE_FLOAT), *whole = Run(image, {}, "sigma=auto");
  GError *error = nullptr;
  std::string model = "model=" + path_;
  const char *words[] = {"denoise", model.c_str(), nullptr};
  AeChain *chain = ae_chain_parse(words, &error);
  AeSettings settings = {};
  ASSERT_TRUE(ae_chain_open(chain, &settings, &error)) << error->message;
  EXPECT_TRUE(ae_chain_measures(chain));
  AeRows *rows = ae_image_rows(image, FALSE);
  ASSERT_TRUE(ae_chain_settle(chain, rows, &error)) << error->message;
  ae_rows_free(rows);
  AeImage *crop = Crop(image, 90, 80, 150, 130);
  rows = ae_chain_apply(chain, ae_image_rows(crop, FALSE), &error);
  AeImage *part = ae_image_from_rows(rows, &error);
  ExpectPart(part, whole, 48);
  ae_rows_free(rows);
  ae_chain_free(chain);
  for (AeImage *i : {image, whole, crop, part})
    ae_image_free(i);
}

TEST_F(Denoise, MeasuresOnlyWhatItIsNotTold) {
  const std::string model = "model=" + path_;
  for (auto [key, measures] : {std::pair{"sigma=20", FALSE}, {"strength=0", FALSE}, {"strength=0.5", TRUE}}) {
    const char *words[] = {"null", "denoise", model.c_str(), key, nullptr};
    g_autoptr(AeChain) chain = ae_chain_parse(words + 1, nullptr), later = ae_chain_parse(words, nullptr);
    AeSettings settings = {};
    ASSERT_TRUE(ae_chain_open(chain, &settings, nullptr) && ae_chain_open(later, &settings, nullptr));
    EXPECT_EQ(ae_chain_measures(chain), measures) << key;
    EXPECT_EQ(ae_chain_settle(later, nullptr, nullptr), !measures) << "only the first stage may measure: " << key;
  }
}

TEST_F(Denoise, AnySizeAndChannels) {
  const guint32 sizes[][2] = {{1, 1}, {7, 5}, {1, 40}, {40, 1}, {513, 3}};
  for (auto &size : sizes)
    for (guint channels = 1; channels <= 4; channels++) {
      AeImage *image = Picture(size[0], size[1], channels, AE_SAMPLE_U8);
      AeImage *result = Run(image, AeSettings{});
      ASSERT_EQ(result->info.width, size[0]);
      ASSERT_EQ(result->info.height, size[1]);
      ASSERT_EQ(result->info.channels, channels);
      if (channels % 2 == 0) {
        for (gsize i = channels - 1; i < gsize{channels} * size[0] * size[1]; i += channels)
          ASSERT_EQ(result->data[i], image->data[i]) << "alpha";
      }
      ae_image_free(image);
      ae_image_free(result);
    }
}

/* Grey two pixels all around stays grey; what is nearer to colour may take it on. */
TEST_F(Denoise, NeutralStaysNeutral) {
  const int width = 211, height = 120;
  for (guint channels : {3u, 4u}) {
    AeImage *image = PartlyGrey(Picture(width, height, channels, AE_SAMPLE_FLOAT)), *result = Run(image, {});
    auto grey = [=](const AeImage *i, int x, int y) {
      const float *p = reinterpret_cast<const float *>(i->data) + gsize(y * width + x) * channels;
      return p[0] == p[1] && p[1] == p[2];
    };
    int inside = 0, edge = 0, coloured = 0;
    for (int y = 0; y < height; y++)
      for (int x = 0; x < width; x++) {
        bool all = true;
        for (int j = MAX(y - 2, 0); j <= MIN(y + 2, height - 1); j++)
          for (int i = MAX(x - 2, 0); i <= MIN(x + 2, width - 1); i++)
            all = all && grey(image, i, j);
        ASSERT_TRUE(!all || grey(result, x, y)) << channels << " channels: " << x << "," << y;
        inside += all;
        edge += !all && grey(image, x, y);
        coloured += !all && grey(image, x, y) && !grey(result, x, y);
      }
    EXPECT_GT(inside, width * height / 4);
    EXPECT_GT(coloured, edge / 2) << "nothing is left alone beside colour";
    for (AeImage *i : {image, result})
      ae_image_free(i);
  }
}

TEST_F(Denoise, StrengthBlends) {
  AeImage *image = Picture(50, 40, 3, AE_SAMPLE_FLOAT);
  AeImage *none = Run(image, {}, "sigma=25 strength=0"), *half = Run(image, {}, "sigma=25 strength=0.5"),
          *full = Run(image, {});
  EXPECT_TRUE(Same(none, image));
  auto at = [](const AeImage *i, int k) { return reinterpret_cast<const float *>(i->data)[k]; };
  for (int k = 0; k < 50 * 40 * 3; k++)
    ASSERT_NEAR(at(half, k), (at(image, k) + at(full, k)) / 2, 1e-6);
  for (AeImage *i : {image, none, half, full})
    ae_image_free(i);
}

TEST_F(Denoise, HighLevelsAreScaledIntoTheRange) {
  AeImage *image = Picture(40, 40, 3, AE_SAMPLE_FLOAT);
  AeImage *a = Run(image, {}, "sigma=55"), *b = Run(image, {}, "sigma=100");
  EXPECT_FALSE(Same(a, b));
  for (int k = 0; k < 40 * 40 * 3; k++)
    ASSERT_TRUE(std::isfinite(reinterpret_cast<float *>(b->data)[k]));
  for (AeImage *i : {image, a, b})
    ae_image_free(i);
}

TEST_F(Denoise, SamplesThatAreNoNumbersStayAlone) {
  const float odd[] = {NAN, INFINITY, -INFINITY, 3e38f};
  for (guint channels = 1; channels <= 4; channels++)
    for (const char *keys : {"sigma=25", "sigma=auto", "sigma=100 strength=0.5"}) {
      AeImage *black = Picture(120, 90, channels, AE_SAMPLE_FLOAT);
      AeImage *image = Picture(120, 90, channels, AE_SAMPLE_FLOAT);
      const gsize n = gsize{120} * 90 * channels;
      const gsize count = strstr(keys, "auto") ? 3 : 4; /* the level's meter takes every finite number */
      for (gsize i = 0, at = 45 * 120 * channels; i < count; i++, at += 7 * channels) {
        reinterpret_cast<float *>(image->data)[at] = odd[i];
        reinterpret_cast<float *>(black->data)[at] = 0;
      }
      AeImage *got = Run(image, {}, keys), *wanted = Run(black, {}, keys);
      for (gsize i = 0; i < n; i++) {
        const float in = reinterpret_cast<float *>(image->data)[i], out = reinterpret_cast<float *>(got->data)[i];
        if (std::fabs(in) < 1e30f)
          ASSERT_EQ(out, reinterpret_cast<float *>(wanted->data)[i]) << channels << " " << keys << " sample " << i;
        else
          ASSERT_EQ(0, memcmp(&out, &in, sizeof in)) << channels << " " << keys << " sample " << i;
      }
      for (AeImage *i : {image, black, got, wanted})
        ae_image_free(i);
    }
}

TEST_F(Denoise, DamagedPhotoModelIsNamedAndMissingOneDoesNotMatter) {
  const std::string denoise = std::string(folder_) + "/denoise.safetensors";
  const std::string photo = std::string(folder_) + "/photo.safetensors";
  g_autofree char *bytes = nullptr;
  gsize size = 0;
  ASSERT_TRUE(g_file_get_contents(path_.c_str(), &bytes, &size, nullptr));
  ASSERT_TRUE(g_file_set_contents(denoise.c_str(), bytes, static_cast<gssize>(size), nullptr));
  g_setenv("AEFILTER_MODELS", folder_, TRUE);
  g_setenv("XDG_DATA_HOME", folder_, TRUE);
  const char *words[] = {"denoise", nullptr};
  AeSettings settings = {};
  GError *error = nullptr;
  AeChain *chain = ae_chain_parse(words, &error);
  EXPECT_TRUE(ae_chain_open(chain, &settings, &error)) << error->message;
  ASSERT_TRUE(g_file_set_contents(photo.c_str(), "cut off", -1, nullptr));
  EXPECT_FALSE(ae_chain_open(chain, &settings, &error));
  ASSERT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_MODEL)) << (error ? error->message : "");
  EXPECT_NE(strstr(error->message, photo.c_str()), nullptr) << error->message;
  g_clear_error(&error);
  ae_chain_free(chain);
  g_unlink(denoise.c_str());
  g_unlink(photo.c_str());
}

TEST_F(Denoise, ProgressCancels) {
  AeImage *image = Picture(64, 400, 3, AE_SAMPLE_U8);
  AeSettings settings = {};
  settings.progress = [](double fraction, gpointer) -> gboolean { return fraction < 0.5; };
  GError *error = nullptr;
  std::string model = "model=" + path_;
  const char *words[] = {"denoise", model.c_str(), "sigma=10", nullptr};
  AeChain *chain = ae_chain_parse(words, &error);
  ASSERT_TRUE(ae_chain_open(chain, &settings, &error)) << error->message;
  AeRows *rows = ae_chain_apply(chain, ae_image_rows(image, TRUE), &error);
  EXPECT_EQ(ae_image_from_rows(rows, &error), nullptr);
  EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_CANCELLED));
  g_clear_error(&error);
  ae_rows_free(rows);
  ae_chain_free(chain);
}

TEST(Mirror, FoldsAnyDistance) {
  EXPECT_EQ(ae_mirror(-1, 5), 1);
  EXPECT_EQ(ae_mirror(5, 5), 3);
  EXPECT_EQ(ae_mirror(-8, 5), 0);
  EXPECT_EQ(ae_mirror(17, 2), 1);
  EXPECT_EQ(ae_mirror(-3, 1), 0);
  for (int i = 0; i < 5; i++)
    EXPECT_EQ(ae_mirror(i, 5), i);
}

TEST(Geometry, ColumnsCoverTheRegion) {
  AeImageInfo info = {};
  for (guint32 full : {1u, 100u, 513u, 4000u, 20000u})
    for (guint32 x : {0u, full / 3, full - 1}) {
      const int threads = 1 + static_cast<int>(x % 8);
      info.width = full - x;
      info.height = 10;
      info.x = x;
      info.full_width = full;
      info.full_height = 10;
      AeLatticeGeometry g = ae_lattice_geometry(&info, 48, 8, 16, TRUE, threads);
      EXPECT_EQ(g.column % 8, 0);
      EXPECT_EQ(g.left % 8, 0);
      EXPECT_LE(g.left, g.core_x);
      EXPECT_GE(g.left + g.columns * g.column, g.core_x1);
      EXPECT_EQ(g.core_x, x && g.width > 48 ? g.x + 48 : g.x);
      EXPECT_EQ(g.core_x1, static_cast<int>(full));
      EXPECT_LE(g.top, g.core_y - 48);
      EXPECT_EQ(g.top % 16, 0);
    }
}

} // namespace
