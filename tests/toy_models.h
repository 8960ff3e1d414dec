/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Small autoencoders with random weights as model files, and chains of stages on them. */
#ifndef AE_TESTS_TOY_MODELS_H
#define AE_TESTS_TOY_MODELS_H

#include "image_helpers.h"

extern "C" {
#include <aefilter/batch.h>
#include <aefilter/stage.h>

#include "model/model.h"
}

/* Of faces: 8 x 8 pixels of colour. */
inline const char *const kFace =
    "x input channels=3 height=8 width=8\na conv2d out=8 stride=2\nr relu\nz conv2d out=4\nq relu\n"
    "u upsample factor=2\nout conv2d out=3\n";
inline const char *const kEyes = "0.25,0.4,0.75,0.4";
/* Pictures of 6 x 8 pixels, codes of 4 numbers. */
inline const char *const kVariational =
    "x input channels=1 height=8 width=6\nf flatten\nh dense out=12\nr tanh\ndist dense out=8\nz sample\n"
    "d dense out=48\ny sigmoid\nout reshape channels=1 height=8 width=6\n";
/* The label, one of 3, goes into both halves. */
inline const char *const kConditional =
    "x input channels=1 height=8 width=6\nf flatten\nl input channels=3 height=1 width=1\nc concat f l\n"
    "h dense out=12\nr tanh\ndist dense out=8\nz sample\ncz concat z l\nd dense out=48\ny sigmoid\n"
    "out reshape channels=1 height=8 width=6\n";
inline const char *const kTied = "x input channels=1 height=8 width=6\nf flatten\nz dense out=4\ny tied z z out=48\n"
                                 "out reshape channels=1 height=8 width=6\n";
inline const char *const kConvolutional =
    "x input channels=1 height=8 width=6\na conv2d out=8 kernel=3 stride=2\nr relu\ndist conv2d out=4 kernel=3\n"
    "z sample\nu upsample factor=2\nb conv2d out=8 kernel=3\ns relu\nout conv2d out=1 kernel=3\n";

class ToyModels : public testing::Test {
protected:
  /* code: what the metadata says is the code, eyes: where faces have theirs; NULL: nothing. */
  std::string Model(const char *name, const char *net, const char *code, guint64 seed = 3, const char *eyes = nullptr) {
    std::string path = folder.file(std::string(name) + ".safetensors");
    AeGraph *graph = ae_graph_parse(net, "test", &failure);
    AeParams *params = ae_params_new(graph, &failure);
    ae_params_init(params, graph, seed);
    g_autoptr(GHashTable) meta = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_insert(meta, (gpointer) "task", (gpointer) "reconstruct");
    g_hash_table_insert(meta, (gpointer) "name", (gpointer)name);
    if (code)
      g_hash_table_insert(meta, (gpointer) "code", (gpointer)code);
    if (eyes)
      g_hash_table_insert(meta, (gpointer) "eyes", (gpointer)eyes);
    EXPECT_TRUE(ae_model_save(path.c_str(), graph, params, meta, FALSE, &failure)) << failure.message();
    ae_params_free(params);
    ae_graph_unref(graph);
    return path;
  }
  /* Words as on the command line; "@" stands for "model=" and the model's path. */
  AeChain *Open(const std::vector<std::string> &words, const std::string &model, guint64 seed = 0, guint threads = 0) {
    std::vector<std::string> whole;
    for (const std::string &word : words)
      whole.push_back(word == "@" ? "model=" + model : word);
    std::vector<const char *> list;
    for (const std::string &word : whole)
      list.push_back(word.c_str());
    list.push_back(nullptr);
    AeSettings settings = {};
    settings.seed = seed;
    settings.threads = threads;
    g_clear_error(&failure.error);
    AeChain *chain = ae_chain_parse(list.data(), &failure);
    if (chain && !ae_chain_open(chain, &settings, &failure))
      g_clear_pointer(&chain, ae_chain_free);
    return chain;
  }
  bool ChainOpens(const std::vector<std::string> &words, const std::string &model) {
    g_autoptr(AeChain) chain = Open(words, model);
    return chain != nullptr;
  }
  ImageOwner Run(const std::vector<std::string> &words, const std::string &model, AeImage *in) {
    g_autoptr(AeChain) chain = Open(words, model);
    RowsOwner rows(chain ? ae_chain_apply(chain, ae_image_rows(in, FALSE), &failure) : nullptr);
    return ImageOwner(rows ? ae_image_from_rows(rows.get(), &failure) : nullptr);
  }
  TempFolder folder;
  Failure failure;
};

inline ImageOwner ToyPicture(AeSample sample, guint channels, guint64 seed = 4, guint32 width = 6, guint32 height = 8) {
  return Picture(Info(width, height, channels, sample), seed);
}

#endif
