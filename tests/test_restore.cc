/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The stage that undoes JPEG: what it tells its network, and where it learns it. */
#include "image_helpers.h"

extern "C" {
#include <aefilter/stage.h>

#include "image/jpeg_quality.h"
#include "model/model.h"
#include "train/recompress.h"
}

namespace {

using std::string;

/* Adds what it is told to every channel, so that a result says what that was. */
const char *const kTeller = "x input channels=4\nq slice x from=3 count=1\nr concat q q q\nrgb slice x from=0 count=3\n"
                            "y add rgb r\n";

class Restore : public testing::Test {
protected:
  string Model(const string &name, const char *net, const char *task) {
    string path = folder.file(name + ".safetensors");
    AeGraph *graph = ae_graph_parse(net, "test", &failure);
    AeParams *params = ae_params_new(graph, &failure);
    g_autoptr(GHashTable) meta = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_insert(meta, (gpointer) "task", (gpointer)task);
    g_hash_table_insert(meta, (gpointer) "name", (gpointer)name.c_str());
    EXPECT_TRUE(ae_model_save(path.c_str(), graph, params, meta, FALSE, &failure)) << failure.message();
    ae_params_free(params);
    ae_graph_unref(graph);
    return path;
  }
  AeChain *Open(const string &keys, const string &model) {
    string model_word = "model=" + model;
    g_auto(GStrv) more = g_strsplit(keys.c_str(), " ", -1);
    std::vector<const char *> words = {"restore", model_word.c_str()};
    for (char **key = more; *key && **key; key++)
      words.push_back(*key);
    words.push_back(nullptr);
    AeSettings settings = {};
    settings.note = [](int, const char *text, gpointer data) { *static_cast<string *>(data) = text; };
    settings.note_data = &note;
    AeChain *chain = ae_chain_parse(words.data(), &failure);
    if (chain && ae_chain_open(chain, &settings, &failure))
      return chain;
    ae_chain_free(chain);
    return nullptr;
  }
  ImageOwner Apply(AeChain *chain, AeImage *image) {
    AeRows *rows = ae_chain_apply(chain, ae_image_rows(image, FALSE), &failure);
    ImageOwner result(rows ? ae_image_from_rows(rows, &failure) : nullptr);
    EXPECT_TRUE(result) << failure.message();
    ae_rows_free(rows);
    return result;
  }
  ImageOwner Run(const string &keys, AeImage *image) {
    AeChain *chain = Open(keys, Model("teller", kTeller, "restore"));
    ImageOwner result = Apply(chain, image);
    ae_chain_free(chain);
    return result;
  }
  /* What the network was told, from the first red. */
  static double Told(const ImageOwner &after, const ImageOwner &before) {
    return reinterpret_cast<float *>(after->data)[0] - reinterpret_cast<float *>(before->data)[0];
  }

  TempFolder folder;
  Failure failure;
  string note;
};

/* Floats that were a JPEG of that quality. */
ImageOwner Jpeg(int quality, guint channels = 3) {
  AeImageInfo info = Info(160, 120, 3, AE_SAMPLE_U8);
  ImageOwner bytes = Picture(info, 1, true);
  AeRng rng;
  ae_rng_init(&rng, 1, 0);
  for (gsize i = 0; i < 160 * 120 * 3; i++)
    bytes->data[i] = static_cast<guint8>(CLAMP(bytes->data[i] + 10 * ae_rng_normal(&rng), 0, 255));
  AeJpegLoss loss = {quality, TRUE};
  EXPECT_TRUE(ae_recompress(&loss, bytes->data, 160, 120, nullptr));
  info.channels = channels;
  info.sample = AE_SAMPLE_FLOAT;
  info.maxval = 0;
  ImageOwner image(ae_image_new(&info, nullptr));
  for (gsize i = 0; i < 160 * 120; i++)
    for (guint c = 0; c < channels; c++)
      reinterpret_cast<float *>(image->data)[i * channels + c] = c < 3 ? bytes->data[i * 3 + c] / 255.0f : 0.25f;
  return image;
}

TEST_F(Restore, IsToldTheQualityThatIsGiven) {
  ImageOwner image = Jpeg(30);
  EXPECT_NEAR(Told(Run("quality=12", image.get()), image), ae_jpeg_level(12), 1e-6);
}

TEST_F(Restore, FindsTheQualityInThePixels) {
  ImageOwner image = Jpeg(30);
  EXPECT_NEAR(Told(Run("", image.get()), image), ae_jpeg_level(30), 1e-6);
  EXPECT_EQ(note, "its pixels are those of a JPEG of quality 30");
}

TEST_F(Restore, BelievesTheFileFirst) {
  ImageOwner image = Jpeg(30);
  image->info.jpeg_quality = 64;
  ImageOwner result = Run("quality=auto", image.get());
  EXPECT_NEAR(Told(result, image), ae_jpeg_level(64), 1e-6);
  EXPECT_EQ(result->info.jpeg_quality, 0u) << "the next stage meets no JPEG";
}

TEST_F(Restore, TellsNothingWhereNothingIsKnown) {
  ImageOwner image = Picture(Info(160, 120, 3, AE_SAMPLE_FLOAT));
  EXPECT_EQ(Told(Run("", image.get()), image), AE_JPEG_LEVEL_UNKNOWN);
}

TEST_F(Restore, MixesAndLeavesAlphaAlone) {
  ImageOwner image = Jpeg(30, 4), half = Run("quality=30 strength=0.5", image.get());
  const float *before = reinterpret_cast<float *>(image->data), *after = reinterpret_cast<float *>(half->data);
  EXPECT_NEAR(after[1] - before[1], ae_jpeg_level(30) / 2, 1e-6);
  for (gsize i = 3; i < 160 * 120 * 4; i += 4)
    ASSERT_EQ(after[i], before[i]);
  EXPECT_EQ(Pixels(Run("strength=0", image.get()).get()), Pixels(image.get()));
}

TEST_F(Restore, RegionsAreToldWhatTheWholeIs) {
  ImageOwner image = Jpeg(30);
  AeChain *chain = Open("", Model("teller", kTeller, "restore"));
  ASSERT_TRUE(ae_chain_measures(chain));
  AeRows *rows = ae_image_rows(image.get(), FALSE);
  ASSERT_TRUE(ae_chain_settle(chain, rows, &failure)) << failure.message();
  ae_rows_free(rows);
  ImageOwner blank = Picture(Info(160, 120, 3, AE_SAMPLE_FLOAT));
  EXPECT_NEAR(Told(Apply(chain, blank.get()), blank), ae_jpeg_level(30), 1e-6);
  ae_chain_free(chain);
}

TEST_F(Restore, RefusesOtherModels) {
  EXPECT_EQ(Open("", Model("other", kTeller, "denoise")), nullptr);
  EXPECT_NE(failure.message().find("denoise"), string::npos) << failure.message();
  g_clear_error(&failure.error);
  EXPECT_EQ(Open("", Model("narrow", "x input channels=3\ny conv2d out=3\n", "restore")), nullptr);
  EXPECT_NE(failure.message().find("takes RGB and the quality"), string::npos) << failure.message();
}

} // namespace
