/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "model/model.h"
#include "model/modelfile.h"

#include <aefilter/option.h>
#include <glib/gstdio.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <string>

namespace {

using std::string;

const char small_net[] = "x input channels=2\n"
                         "u pixel_unshuffle factor=2\n"
                         "a conv2d out=4 kernel=3\n"
                         "b conv2d u out=4 kernel=3 bias=0\n"
                         "s add a b\n"
                         "y pixel_shuffle factor=2\n";

class Model : public testing::Test {
protected:
  void SetUp() override {
    folder = g_dir_make_tmp("model-XXXXXX", nullptr);
    ASSERT_NE(folder, nullptr);
    path = Path("small");
    graph = ae_graph_parse(small_net, "test", &error);
    ASSERT_NE(graph, nullptr) << error->message;
    params = ae_params_new(graph, &error);
    ASSERT_NE(params, nullptr) << error->message;
    ae_params_init(params, graph, 1);
    metadata = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    Set("task", "denoise");
    Set("name", "small");
  }

  void TearDown() override {
    g_clear_error(&error);
    ae_model_unref(model);
    ae_params_free(params);
    ae_graph_unref(graph);
    g_hash_table_unref(metadata);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, nullptr);
    while (const char *name = g_dir_read_name(dir))
      g_unlink((string(folder) + "/" + name).c_str());
    EXPECT_EQ(g_rmdir(folder), 0);
    g_free(folder);
  }

  string Path(const string &name) { return string(folder) + "/" + name + ".safetensors"; }
  void Set(const char *key, const char *value) { g_hash_table_insert(metadata, g_strdup(key), g_strdup(value)); }
  void Save(gboolean half = FALSE) {
    ASSERT_TRUE(ae_model_save(path.c_str(), graph, params, metadata, half, &error)) << error->message;
  }
  AeModel *Load(const char *task = nullptr) {
    g_clear_error(&error);
    ae_model_unref(model);
    return model = ae_model_load(path.c_str(), task, &error);
  }

  /* The saved file once more, with one metadata text or one tensor changed. */
  struct Change {
    const char *key = nullptr, *value = nullptr;   /* metadata; NULL value: removed */
    const char *drop = nullptr, *rename = nullptr; /* tensors */
    const char *flatten = nullptr;                 /* one dimension of all its numbers */
    const char *extra = nullptr;                   /* one more tensor, of one number */
  };
  void Rewrite(const Change &change) {
    AeModelFile *file = ae_modelfile_open(path.c_str(), &error);
    ASSERT_NE(file, nullptr);
    AeModelWriter *w = ae_modelwriter_new();
    GHashTableIter iter;
    gpointer key, value;
    g_hash_table_iter_init(&iter, file->metadata);
    while (g_hash_table_iter_next(&iter, &key, &value))
      ae_modelwriter_set(w, static_cast<char *>(key), static_cast<char *>(value));
    if (change.key)
      ae_modelwriter_set(w, change.key, change.value);
    for (guint i = 0; i < file->n; i++) {
      const AeBlob &blob = file->blobs[i];
      int dims[8] = {static_cast<int>(blob.count)};
      gboolean flat = !g_strcmp0(blob.name, change.flatten);
      for (int d = 0; d < blob.rank && !flat; d++)
        dims[d] = static_cast<int>(blob.dims[d]);
      if (g_strcmp0(blob.name, change.drop))
        ae_modelwriter_add(w, g_strcmp0(blob.name, change.rename) ? blob.name : "other.weight", blob.dtype,
                           flat ? 1 : blob.rank, dims, blob.data);
    }
    const int one[] = {1};
    if (change.extra)
      ae_modelwriter_add(w, change.extra, "F32", 1, one, "\0\0\0\0");
    ASSERT_TRUE(ae_modelwriter_write(w, path.c_str(), &error)) << error->message;
    ae_modelwriter_free(w);
    ae_modelfile_free(file);
  }

  char *folder = nullptr;
  string path;
  AeGraph *graph = nullptr;
  AeParams *params = nullptr;
  GHashTable *metadata = nullptr;
  AeModel *model = nullptr;
  GError *error = nullptr;
};

TEST_F(Model, SavedModelsAreLoadedAsTheyWere) {
  Set("sigma_max", "55");
  Set("sha256", "the writer's own");
  Save();
  ASSERT_NE(Load("denoise"), nullptr) << error->message;
  EXPECT_STREQ(ae_model_name(model), "small");
  EXPECT_STREQ(ae_model_task(model), "denoise");
  EXPECT_STREQ(ae_model_path(model), path.c_str());
  EXPECT_STREQ(ae_model_get(model, "sigma_max"), "55");
  EXPECT_STREQ(ae_model_get(model, "format"), "aefilter-1");
  EXPECT_STREQ(ae_model_get(model, "range"), "0..1");
  EXPECT_EQ(ae_model_get(model, "none"), nullptr);
  EXPECT_EQ(ae_model_info(model)->margin, 4);
  g_autofree char *text = ae_graph_text(graph), *loaded = ae_graph_text(ae_model_graph(model));
  EXPECT_STREQ(loaded, text);
  const AeParams *back = ae_model_params(model);
  ASSERT_EQ(back->total, params->total);
  EXPECT_EQ(memcmp(back->data, params->data, params->total * sizeof *params->data), 0);
  EXPECT_TRUE(ae_model_verify(model, &error));
}

TEST_F(Model, HalfWeightsAreNearAndTheNextSaveIsExact) {
  Save(TRUE);
  ASSERT_NE(Load(), nullptr);
  for (gsize i = 0; i < params->total; i++) {
    float x = params->data[i];
    ASSERT_NEAR(ae_model_params(model)->data[i], x, std::fabs(x) / 2048 + 0x1p-25);
  }
  string second = Path("second");
  ASSERT_TRUE(ae_model_export(model, second.c_str(), TRUE, &error)) << error->message;
  g_autofree char *a = nullptr, *b = nullptr;
  gsize a_length, b_length;
  ASSERT_TRUE(g_file_get_contents(path.c_str(), &a, &a_length, nullptr));
  ASSERT_TRUE(g_file_get_contents(second.c_str(), &b, &b_length, nullptr));
  EXPECT_EQ(string(a, a_length), string(b, b_length));
}

TEST_F(Model, SaveNeedsTaskAndNameAndFiniteWeights) {
  g_hash_table_remove(metadata, "task");
  EXPECT_FALSE(ae_model_save(path.c_str(), graph, params, metadata, FALSE, &error));
  EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_USAGE));
  g_clear_error(&error);
  Set("task", "denoise");
  params->data[7] = NAN;
  EXPECT_FALSE(ae_model_save(path.c_str(), graph, params, metadata, FALSE, &error));
  EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_MODEL));
  EXPECT_NE(string(error->message).find("\"a.weight\": number 7"), string::npos) << error->message;
  EXPECT_FALSE(g_file_test(path.c_str(), G_FILE_TEST_EXISTS));
}

TEST_F(Model, AModelForAnotherTaskIsRefusedByName) {
  Save();
  EXPECT_EQ(Load("upscale"), nullptr);
  EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_MODEL));
  EXPECT_NE(string(error->message).find("model \"small\" is for denoise; a model for upscale is needed"), string::npos)
      << error->message;
  EXPECT_NE(Load("denoise"), nullptr);
}

TEST_F(Model, RefusesWhatDoesNotFitTheNetwork) {
  const struct {
    Change change;
    const char *part;
  } cases[] = {
      {{"format", "aefilter-2"}, "its format is \"aefilter-2\", not aefilter-1"},
      {{"format", nullptr}, "its format is not given"},
      {{"task", nullptr}, "no \"task\""},
      {{"name", nullptr}, "no \"name\""},
      {{"arch", nullptr}, "no \"arch\""},
      {{"margin", nullptr}, "no \"margin\""},
      {{"range", "-1..1"}, "range -1..1; only 0..1"},
      {{"margin", "2"}, "margin 2, but the network needs 4"},
      {{"margin", ""}, "margin , but the network needs 4"},
      {{"arch", ""}, "arch"},
      {{"arch", "x input channels=2\ny conf2d"}, "arch: line 2"},
      {{"arch", "x input channels=2\ny conv2d out=99999999 kernel=31"}, "arch"},
      {{"arch", "x input channels=65536\ny conv2d out=65536 kernel=9 bias=0"}, "weights, the file has"},
      {{nullptr, nullptr, "b.weight"}, "weights, the file has"},
      {{nullptr, nullptr, nullptr, "b.weight"}, "\"b.weight\": the network needs shape [4,8,3,3], the file has none"},
      {{nullptr, nullptr, nullptr, nullptr, "b.weight"}, "needs shape [4,8,3,3], the file has [288]"},
      {{nullptr, nullptr, nullptr, nullptr, nullptr, "c.weight"}, "\"c.weight\" belongs to no layer"},
      {{nullptr, nullptr, nullptr, nullptr, nullptr, "prior.mean"}, "\"prior.mean\" belongs to no layer"},
      {{nullptr, nullptr, nullptr, nullptr, nullptr, "other.full.mean"}, "\"other.full.mean\" belongs to no layer"},
  };
  for (const auto &c : cases) {
    Save();
    Rewrite(c.change);
    ASSERT_EQ(Load(), nullptr) << c.part;
    EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_MODEL)) << error->message;
    EXPECT_EQ(string(error->message).find(path + ": "), 0u) << error->message;
    EXPECT_NE(string(error->message).find(c.part), string::npos) << error->message;
  }
  Save();
  Rewrite({});
  EXPECT_NE(Load(), nullptr) << "an unchanged copy is right";
}

TEST_F(Model, SetChangesOneTextAndNoTensor) {
  Save(TRUE);
  ASSERT_NE(Load(), nullptr);
  g_autofree char *before = g_strdup(ae_model_get(model, "sha256"));
  ASSERT_TRUE(ae_model_set(model, "card", "# Small\n", &error)) << error->message;
  EXPECT_EQ(ae_model_get(model, "card"), nullptr) << "a loaded model never changes";
  ASSERT_NE(Load(), nullptr) << error->message;
  EXPECT_STREQ(ae_model_get(model, "card"), "# Small\n");
  EXPECT_STREQ(ae_model_get(model, "sha256"), before);
  EXPECT_TRUE(ae_model_verify(model, &error));
  ASSERT_TRUE(ae_model_set(model, "card", nullptr, &error));
  ASSERT_NE(Load(), nullptr);
  EXPECT_EQ(ae_model_get(model, "card"), nullptr);
  for (const char *key : {"format", "arch", "range", "margin", "sha256"}) {
    EXPECT_FALSE(ae_model_set(model, key, "x", &error)) << key;
    EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_USAGE)) << key;
    g_clear_error(&error);
  }
  EXPECT_FALSE(ae_model_set(model, "task", nullptr, &error));
  g_clear_error(&error);
  EXPECT_FALSE(ae_model_set(model, "card", "\xff", &error)) << "not UTF-8";
  ASSERT_NE(Load(), nullptr) << "the file is as it was";
}

const float side_value = 0.1f; /* is no half */

void AddSide(AeModelWriter *writer, gconstpointer data) {
  const int one[] = {1};
  for (auto name = static_cast<const char *const *>(data); *name; name++)
    ae_modelwriter_add_floats(writer, *name, FALSE, 1, one, &side_value);
}

string SideNames(const AeModel *m) {
  string names;
  const AeModelFile *file = ae_model_side(m);
  for (guint i = 0; file && i < file->n; i++) {
    float x;
    if (ae_params_find(ae_model_params(m), file->blobs[i].name))
      continue;
    EXPECT_TRUE(ae_blob_floats(file, &file->blobs[i], &x, nullptr));
    EXPECT_EQ(x, side_value);
    names += string(file->blobs[i].name) + " ";
  }
  return names;
}

TEST_F(Model, TensorsBesideTheNetworkStayThroughEveryRewrite) {
  const char *const first[] = {"prior.full.mean", "attribute.smile.shift", nullptr};
  const char *const second[] = {"prior.full.factor", nullptr};
  Save();
  ASSERT_NE(Load(), nullptr);
  EXPECT_EQ(ae_model_side(model), nullptr);
  ASSERT_TRUE(ae_model_set_side(model, "prior.full.", AddSide, first, &error)) << error->message;
  ASSERT_NE(Load(), nullptr) << error->message;
  EXPECT_EQ(SideNames(model), "prior.full.mean attribute.smile.shift ");
  ASSERT_TRUE(ae_model_set(model, "card", "text", &error));
  ASSERT_NE(Load(), nullptr);
  ASSERT_TRUE(ae_model_set_side(model, "prior.full.", AddSide, second, &error));
  ASSERT_NE(Load(), nullptr);
  EXPECT_EQ(SideNames(model), "attribute.smile.shift prior.full.factor ");
  EXPECT_STREQ(ae_model_get(model, "card"), "text");

  path = Path("exported");
  ASSERT_TRUE(ae_model_export(model, path.c_str(), TRUE, &error)) << error->message;
  ASSERT_NE(Load(), nullptr);
  EXPECT_EQ(SideNames(model), "attribute.smile.shift prior.full.factor ") << "as they were, not as half";
  ASSERT_TRUE(ae_model_set_side(model, "prior.", nullptr, nullptr, &error));
  ASSERT_TRUE(ae_model_set_side(model, "attribute.", nullptr, nullptr, &error));
  ASSERT_NE(Load(), nullptr);
  EXPECT_EQ(ae_model_side(model), nullptr);
}

TEST_F(Model, IsFoundByNameInTheFoldersInOrder) {
  Save();
  g_autofree char *old = g_strdup(g_getenv("AEFILTER_MODELS"));
  g_autofree char *list = g_strconcat("/nowhere:", folder, nullptr);
  g_setenv("AEFILTER_MODELS", list, TRUE);
  model = ae_model_load("small", "denoise", &error);
  ASSERT_NE(model, nullptr) << error->message;
  EXPECT_EQ(path, ae_model_path(model));
  EXPECT_EQ(ae_model_load("smal", nullptr, &error), nullptr);
  EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_USAGE));
  EXPECT_NE(string(error->message).find("no model \"smal\"; did you mean \"small\"? Found: small"), string::npos)
      << error->message;
  g_clear_error(&error);
  for (const char *none : {"", "small.", "."})
    EXPECT_EQ(ae_model_load(none, nullptr, nullptr), nullptr) << none;
  EXPECT_EQ(ae_model_load((string(folder) + "/none.safetensors").c_str(), nullptr, &error), nullptr);
  EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_IO));

  path = Path("another");
  Save();
  g_auto(GStrv) all = ae_model_list();
  ASSERT_GE(g_strv_length(all), 2u);
  EXPECT_EQ(Path("another"), all[0]);
  EXPECT_EQ(Path("small"), all[1]);
  if (old)
    g_setenv("AEFILTER_MODELS", old, TRUE);
  else
    g_unsetenv("AEFILTER_MODELS");
}

TEST_F(Model, DescribeListsLayersTotalsAndCard) {
  Set("card", "# The card\n\x1b[31m");
  Set("a\nb", "c\x1b");
  Save();
  ASSERT_NE(Load(), nullptr);
  g_autofree char *text = ae_model_describe(model, FALSE, &error);
  ASSERT_NE(text, nullptr) << error->message;
  /* a: 4 * 8 * 9 + 4, b: 4 * 8 * 9; at half the size 288 / 4 multiply-adds a pixel each */
  for (const char *part : {"name           small\n", "task           denoise\n", "parameters     580\n",
                           "MAC per pixel  144.0\n", "(in multiples of 2)\n", "margin         4 pixels",
                           "a      conv2d                   4x32x32         292       72.0\n",
                           "y      pixel_shuffle            1x64x64\n", "\n# The card\n?[31m\n", "a?b            c?\n"})
    EXPECT_NE(string(text).find(part), string::npos) << part << "\n" << text;
  g_autofree char *drawn = ae_model_describe(model, TRUE, &error);
  EXPECT_NE(string(drawn).find("x 2x64x64 input\n"
                               "  u 8x32x32 pixel_unshuffle --.\n"
                               "  a 4x32x32 conv2d -----------|--.\n"
                               "  b 4x32x32 conv2d <----------'  |\n"
                               "  s 4x32x32 add <----------------'\n"
                               "y 1x64x64 pixel_shuffle\n"),
            string::npos)
      << drawn;
}

TEST_F(Model, ReferencesKeepItAlive) {
  Save();
  ASSERT_NE(Load(), nullptr);
  AeModel *second = ae_model_ref(model);
  ae_model_unref(second);
  EXPECT_STREQ(ae_model_name(model), "small");
  ae_model_unref(nullptr);
}

/* Every shipped model: readable, named as its file, with a card, and as it was written. */
TEST(ShippedModels, AreWhole) {
  g_auto(GStrv) paths = ae_model_list();
  for (char **at = paths; *at; at++) {
    g_autoptr(GError) error = nullptr;
    AeModel *model = ae_model_load(*at, nullptr, &error);
    ASSERT_NE(model, nullptr) << error->message;
    EXPECT_TRUE(ae_model_verify(model, &error)) << error->message;
    g_autofree char *base = g_path_get_basename(*at);
    EXPECT_EQ(string(base), string(ae_model_name(model)) + ".safetensors");
    const char *card = ae_model_get(model, "card");
    ASSERT_NE(card, nullptr) << *at;
    EXPECT_GT(strlen(card), 200u) << *at;
    string beside = string(*at, strlen(*at) - strlen(".safetensors")) + ".md";
    g_autofree char *text = nullptr;
    if (g_file_get_contents(beside.c_str(), &text, nullptr, nullptr)) {
      EXPECT_STREQ(card, text) << beside << " was changed: aemodel card " << *at << " " << beside;
    }
    ae_model_unref(model);
  }
}

} // namespace
