/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A small data set in IDX files, models with weights that are set by hand, and what aemodel eval says of them. */
#ifndef AE_TESTS_MEASURE_FIXTURE_H
#define AE_TESTS_MEASURE_FIXTURE_H

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "image_helpers.h"

extern "C" {
#include <aefilter/eval.h>

#include "model/model.h"
}

/* Pictures of 12 x 12 with labels 0..3: the quarter of that number is bright, and all pixels vary a little. */
constexpr int kSide = 12, kPixels = kSide * kSide, kLabels = 4, kTrain = 200, kTest = 120;

class MeasureTest : public testing::Test {
protected:
  using Values = std::map<std::string, double>;

  void SetUp() override {
    WriteSet("train", kTrain, 1);
    WriteSet("t10k", kTest, 2);
  }

  static std::string IdxHead(std::vector<unsigned> dims) {
    std::string bytes = {0, 0, 8, static_cast<char>(dims.size())};
    for (unsigned d : dims)
      for (int shift = 24; shift >= 0; shift -= 8)
        bytes += static_cast<char>(d >> shift);
    return bytes;
  }

  static int Quarter(int pixel) { return pixel / kSide / (kSide / 2) * 2 + pixel % kSide / (kSide / 2); }

  void WriteSet(const std::string &name, int n, guint64 seed) {
    std::string images = IdxHead({(unsigned)n, kSide, kSide}), labels = IdxHead({(unsigned)n});
    AeRng rng;
    ae_rng_init(&rng, seed, 0);
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < kPixels; k++)
        images += static_cast<char>((Quarter(k) == i % kLabels ? 180 : 20) + ae_rng_below(&rng, 40));
      labels += static_cast<char>(i % kLabels);
    }
    WriteFile(folder.file(name + "-images-idx3-ubyte"), images);
    WriteFile(folder.file(name + "-labels-idx1-ubyte"), labels);
  }

  /* All examples the same grey. */
  void WriteGrey(int level, int n = kTest) {
    WriteFile(folder.file("t10k-images-idx3-ubyte"),
              IdxHead({(unsigned)n, kSide, kSide}) + std::string((gsize)n * kPixels, static_cast<char>(level)));
    WriteFile(folder.file("t10k-labels-idx1-ubyte"), IdxHead({(unsigned)n}) + std::string((gsize)n, 0));
  }

  /* set: fills the weights, which are random before. */
  std::string Model(const std::string &name, const std::string &task, const std::string &net, const char *code,
                    const std::function<void(AeParams *)> &set = nullptr) {
    std::string path = folder.file(name + ".safetensors");
    Failure failure;
    AeGraph *graph = ae_graph_parse(net.c_str(), "test", &failure);
    AeParams *params = graph ? ae_params_new(graph, &failure) : nullptr;
    EXPECT_NE(params, nullptr) << failure.message();
    ae_params_init(params, graph, 7);
    if (set)
      set(params);
    g_autoptr(GHashTable) metadata = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_insert(metadata, (gpointer) "task", (gpointer)task.c_str());
    g_hash_table_insert(metadata, (gpointer) "name", (gpointer)name.c_str());
    if (code)
      g_hash_table_insert(metadata, (gpointer) "code", (gpointer)code);
    EXPECT_TRUE(ae_model_save(path.c_str(), graph, params, metadata, FALSE, &failure)) << failure.message();
    ae_params_free(params);
    ae_graph_unref(graph);
    return path;
  }

  static ae_real *Weight(AeParams *params, const char *name) { return ae_params_find(params, name)->data; }
  static void Clear(AeParams *params) { std::fill(params->data, params->data + params->total, 0.0f); }

  /* Scores are the sums over the quarters. */
  std::string Judge() {
    return Model("judge", "classify", Input() + "f flatten\ny dense out=4\n", nullptr, [](AeParams *p) {
      Clear(p);
      for (int k = 0; k < kPixels; k++)
        Weight(p, "y.weight")[Quarter(k) * kPixels + k] = 1;
    });
  }

  /* Gives a constant for anything; its code is (0.3, 0). */
  std::string Constant(float level) {
    return Model("constant", "reconstruct", Input() + "f flatten\nz dense out=2\nd dense out=144\n" + Output(), "z",
                 [level](AeParams *p) {
                   Clear(p);
                   Weight(p, "z.bias")[0] = 0.3f;
                   std::fill_n(Weight(p, "d.bias"), kPixels, level);
                 });
  }
  /* q(z|x) is N((1, -2), diag(1/4, 1)) for any x; every pixel is sigmoid(slope z0). */
  std::string Variational(float slope) {
    return Model("variational", "reconstruct",
                 Input() + "f flatten\ndist dense out=4\nz sample\nd dense out=144\ns sigmoid\n" + Output(), "z",
                 [slope](AeParams *p) {
                   Clear(p);
                   ae_real *bias = Weight(p, "dist.bias");
                   bias[0] = 1, bias[1] = -2, bias[2] = (ae_real)std::log(0.25), bias[3] = 0;
                   for (int k = 0; k < kPixels; k++)
                     Weight(p, "d.weight")[2 * k] = slope;
                 });
  }
  /* Draws the quarter that it is told, whatever the code is. */
  std::string Conditional() {
    return Model("conditional", "reconstruct",
                 Input() +
                     "l input channels=4 height=1 width=1\nf flatten x\ndist dense f out=4\nz sample\n"
                     "c concat z l\nd dense out=144\ns sigmoid\n" +
                     Output(),
                 "z", [](AeParams *p) {
                   Clear(p);
                   for (int k = 0; k < kPixels; k++) {
                     Weight(p, "d.weight")[6 * k + 2 + Quarter(k)] = 4;
                     Weight(p, "d.bias")[k] = -2;
                   }
                 });
  }
  std::string Same() {
    return Model("same", "reconstruct", Input() + "z conv2d out=1 kernel=1 bias=0\ny conv2d out=1 kernel=1 bias=0\n",
                 "z", [](AeParams *p) { std::fill(p->data, p->data + p->total, 1.0f); });
  }

  static std::string Input() {
    return "x input channels=1 height=" + std::to_string(kSide) + " width=" + std::to_string(kSide) + "\n";
  }
  static std::string Output() {
    return "y reshape channels=1 height=" + std::to_string(kSide) + " width=" + std::to_string(kSide) + "\n";
  }

  gboolean Run(const std::string &model, std::vector<std::string> words, std::vector<std::string> *lines,
               guint threads = 2) {
    std::vector<const char *> list;
    for (const std::string &word : words)
      list.push_back(word.c_str());
    list.push_back(nullptr);
    std::string data = folder.file("");
    AeSettings settings = {};
    settings.threads = threads;
    AeEvalJob job = {model.c_str(), data.c_str(), list.data(), &settings, TakeLine, lines};
    g_clear_error(&failure.error);
    lines->clear();
    return ae_eval_run(&job, &failure);
  }

  static void TakeLine(const char *line, gpointer lines) {
    static_cast<std::vector<std::string> *>(lines)->push_back(line);
  }

  Values Measure(const std::string &model, std::vector<std::string> words) {
    std::vector<std::string> lines;
    Values values;
    EXPECT_TRUE(Run(model, words, &lines)) << failure.message();
    for (gsize i = 1; i < lines.size(); i++) {
      g_auto(GStrv) cells = g_strsplit(lines[i].c_str(), "\t", -1);
      EXPECT_EQ(g_strv_length(cells), 3u) << lines[i];
      values[cells[0]] = g_ascii_strtod(cells[1], nullptr);
    }
    return values;
  }

  TempFolder folder;
  Failure failure;
};

#endif
