/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What the tests of whole trainings share: recipes, toys and models in a folder that goes away. */
#ifndef AE_TESTS_REQUIREMENTS_HELPERS_H
#define AE_TESTS_REQUIREMENTS_HELPERS_H

#include "image_helpers.h"

#include <algorithm>
#include <map>

extern "C" {
#include <aefilter/eval.h>
#include <aefilter/pca.h>
#include <aefilter/train.h>

#include "model/model.h"
}

class Requirements : public testing::Test {
protected:
  using Words = std::vector<std::string>;
  using Numbers = std::vector<float>;

  /* IDX files of all these pictures of side x side bytes, none held out; labels only where there are some. */
  void WriteIdx(int side, const std::vector<std::string> &pictures, const std::string &labels = "") {
    auto big = [](gsize n) { return std::string{0, 0, static_cast<char>(n >> 8), static_cast<char>(n)}; };
    std::string all = std::string{0, 0, 8, 3} + big(pictures.size()) + big(side) + big(side);
    for (const std::string &picture : pictures)
      all += picture;
    WriteFile(folder.file("train-images-idx3-ubyte"), all);
    if (!labels.empty())
      WriteFile(folder.file("train-labels-idx1-ubyte"), std::string{0, 0, 8, 1} + big(labels.size()) + labels);
  }

  /* Trains name, and says what went wrong. */
  std::string Train(const std::string &recipe, const std::string &name, Words overrides = {}) {
    std::string path = folder.file("recipe.ini"), output = Path(name), data = folder.file("");
    WriteFile(path, recipe);
    std::vector<const char *> words = Pointers(overrides);
    AeTrainOptions options = {};
    options.recipe = path.c_str();
    options.overrides = words.data();
    options.data = data.c_str();
    options.output = output.c_str();
    Failure failure;
    return ae_train_run(&options, &failure) ? "" : failure.message();
  }

  /* What aemodel eval prints, line by line and cell by cell, without its title. */
  std::vector<Words> EvalLines(const std::string &name, Words words) {
    std::vector<Words> lines;
    std::vector<const char *> list = Pointers(words);
    std::string model = Path(name), data = folder.file("");
    AeEvalJob job = {};
    job.model = model.c_str();
    job.data = data.c_str();
    job.words = list.data();
    job.user_data = &lines;
    job.print = [](const char *line, gpointer to) {
      g_auto(GStrv) cells = g_strsplit(line, "\t", -1);
      static_cast<std::vector<Words> *>(to)->push_back(Words(cells, cells + g_strv_length(cells)));
    };
    Failure failure;
    EXPECT_TRUE(ae_eval_run(&job, &failure)) << failure.message();
    if (!lines.empty())
      lines.erase(lines.begin());
    return lines;
  }

  /* The measures by name. */
  std::map<std::string, double> Eval(const std::string &name, const std::string &measures, Words words = {}) {
    words.push_back("measures=" + measures);
    std::map<std::string, double> values;
    for (const Words &line : EvalLines(name, words))
      values[line[0]] = g_ascii_strtod(line[1].c_str(), nullptr);
    return values;
  }

  /* The weights of one tensor, or all of a file in order. */
  Numbers Weights(const std::string &name, const std::string &tensor = "") {
    Failure failure;
    AeModelFile *file = ae_modelfile_open(Path(name).c_str(), &failure);
    Numbers all;
    for (guint i = 0; file && i < file->n; i++)
      if (tensor.empty() || tensor == file->blobs[i].name) {
        Numbers one(file->blobs[i].count);
        EXPECT_TRUE(ae_blob_floats(file, &file->blobs[i], one.data(), &failure));
        all.insert(all.end(), one.begin(), one.end());
      }
    ae_modelfile_free(file);
    EXPECT_FALSE(all.empty()) << name << " " << tensor << failure.message();
    return all;
  }

  /* A model whose weights are these, in order. */
  void Save(const std::string &name, const char *net, const Numbers &weights, const char *code) {
    Failure failure;
    AeGraph *graph = ae_graph_parse(net, "test", &failure);
    ASSERT_NE(graph, nullptr) << failure.message();
    AeParams *params = ae_params_new(graph, &failure);
    EXPECT_EQ(params->total, weights.size());
    std::copy_n(weights.begin(), std::min<gsize>(params->total, weights.size()), params->data);
    g_autoptr(GHashTable) meta = g_hash_table_new(g_str_hash, g_str_equal);
    for (auto [key, text] :
         {std::pair("task", "reconstruct"), std::pair("name", name.c_str()), std::pair("code", code)})
      g_hash_table_insert(meta, (gpointer)key, (gpointer)text);
    EXPECT_TRUE(ae_model_save(Path(name).c_str(), graph, params, meta, FALSE, &failure)) << failure.message();
    ae_params_free(params);
    ae_graph_unref(graph);
  }

  std::string Path(const std::string &name) { return folder.file(name + ".safetensors"); }

  static std::vector<const char *> Pointers(const Words &words) {
    std::vector<const char *> list;
    for (const std::string &word : words)
      list.push_back(word.c_str());
    list.push_back(nullptr);
    return list;
  }

  TempFolder folder;
};

#endif
