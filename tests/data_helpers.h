/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Data sets for tests: folders that go away, kinds of data opened with options, trainings from a recipe as text. */
#ifndef AE_TESTS_DATA_HELPERS_H
#define AE_TESTS_DATA_HELPERS_H

#include <glib/gstdio.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <aefilter/train.h>

extern "C" {
#include "model/modelfile.h"
#include "train/data.h"
}

/* A folder with folders in it. */
class DataTree {
public:
  DataTree() : path_(g_dir_make_tmp("aefilter-data-XXXXXX", nullptr)) {}
  ~DataTree() {
    Remove(path_);
    g_free(path_);
  }
  std::string Path(const std::string &name = "") const { return std::string(path_) + "/" + name; }
  void Write(const std::string &name, const std::string &bytes) const {
    g_autofree char *folder = g_path_get_dirname(Path(name).c_str());
    g_mkdir_with_parents(folder, 0700);
    std::ofstream(Path(name), std::ios::binary) << bytes;
  }
  std::string Read(const std::string &name) const {
    std::ifstream file(Path(name), std::ios::binary);
    std::ostringstream all;
    all << file.rdbuf();
    return all.str();
  }

private:
  static void Remove(const std::string &path) {
    if (g_autoptr(GDir) folder = g_dir_open(path.c_str(), 0, nullptr))
      while (const char *name = g_dir_read_name(folder))
        Remove(path + "/" + name);
    g_remove(path.c_str());
  }
  char *path_;
};

/* A grey or RGB picture whose number k is value(k). */
template <typename Value> std::string Pnm(int width, int height, int channels, Value value) {
  std::string bytes =
      (channels == 1 ? "P5\n" : "P6\n") + std::to_string(width) + " " + std::to_string(height) + "\n255\n";
  for (int k = 0; k < width * height * channels; k++)
    bytes += static_cast<char>(value(k));
  return bytes;
}

/* A kind of data, opened or refused. */
class OpenData {
public:
  OpenData(const char *name, std::vector<std::string> words, const std::string &dir, AeDataShape shape)
      : kind(ae_data_kind_by_name(name, nullptr)), count(ae_data_count(shape)), options_(kind->options_size) {
    ae_options_init(kind->options, options_.data());
    bool ok = true;
    for (const std::string &word : words) {
      std::string key = word.substr(0, word.find('=')), value = word.substr(word.find('=') + 1);
      ok = ok && ae_option_set(kind->options, options_.data(), name, key.c_str(), value.c_str(), &error);
    }
    EXPECT_TRUE(ok) << message();
    data = ok ? kind->open(options_.data(), dir.c_str(), shape, &error) : nullptr;
    ae_options_clear(kind->options, options_.data());
  }
  ~OpenData() {
    kind->close(data);
    g_clear_error(&error);
  }
  OpenData(const OpenData &) = delete;
  OpenData &operator=(const OpenData &) = delete;

  std::string message() const { return error ? error->message : ""; }
  int code() const { return error ? error->code : -1; }
  guint train() const { return kind->count(data); }
  guint held_out() const { return kind->held_out(data); }
  guint classes() const { return kind->classes ? kind->classes(data) : 0; }
  std::vector<float> example(guint i, int *label = nullptr) const { return Get(kind->example, i, label); }
  std::vector<float> validation(guint i, int *label = nullptr) const { return Get(kind->validation, i, label); }

  const AeDataKind *kind;
  gsize count;
  gpointer data;
  GError *error = nullptr;

private:
  std::vector<float> Get(int (*get)(gpointer, guint, float *), guint i, int *label) const {
    std::vector<float> out(count);
    int got = get(data, i, out.data());
    if (label)
      *label = got;
    return out;
  }
  std::vector<char> options_;
};

/* A training; what it says when it is refused, else "". dir: NULL where the kind needs none. last: what its progress
 * was at the end. */
inline std::string TrainText(const DataTree &tree, const std::string &text, const char *dir, const std::string &output,
                             std::vector<std::string> overrides = {}, AeTrainProgress *last = nullptr) {
  g_autoptr(GError) error = nullptr;
  std::vector<const char *> words;
  for (const std::string &word : overrides)
    words.push_back(word.c_str());
  words.push_back(nullptr);
  tree.Write("recipe.ini", text);
  std::string recipe = tree.Path("recipe.ini"), model = tree.Path(output);
  AeTrainOptions options = {};
  options.recipe = recipe.c_str();
  options.overrides = words.data();
  options.data = dir;
  options.output = model.c_str();
  if (last)
    options.progress = [](const AeTrainProgress *p, gpointer to) { *static_cast<AeTrainProgress *>(to) = *p; };
  options.user_data = last;
  return ae_train_run(&options, &error) ? "" : error->message;
}

/* All weights of a model or a checkpoint. */
inline std::vector<float> WeightsOf(const std::string &path) {
  AeModelFile *file = ae_modelfile_open(path.c_str(), nullptr);
  std::vector<float> all;
  for (guint i = 0; file && i < file->n; i++) {
    std::vector<float> one(file->blobs[i].count);
    EXPECT_TRUE(ae_blob_floats(file, &file->blobs[i], one.data(), nullptr));
    all.insert(all.end(), one.begin(), one.end());
  }
  ae_modelfile_free(file);
  EXPECT_FALSE(all.empty()) << path;
  return all;
}

/* The last row of a training's log. */
inline std::vector<std::string> LastLogRow(const DataTree &tree, const std::string &output) {
  std::istringstream lines(tree.Read(output + ".log.tsv"));
  std::string line, last;
  while (std::getline(lines, line))
    last = line;
  std::vector<std::string> cells;
  std::istringstream row(last);
  for (std::string cell; std::getline(row, cell, '\t');)
    cells.push_back(cell);
  return cells;
}

#endif
