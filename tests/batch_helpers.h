/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Runs of the null stage in a folder of their own. */
#ifndef AE_TESTS_BATCH_HELPERS_H
#define AE_TESTS_BATCH_HELPERS_H

#include <aefilter/batch.h>

#include <glib/gstdio.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;
inline std::string Read(const fs::path &path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

inline void Write(const fs::path &path, const std::string &bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

inline std::string Pgm(int width, int height, int seed = 0) {
  std::string text = "P5\n" + std::to_string(width) + " " + std::to_string(height) + "\n255\n";
  for (int i = 0; i < width * height; i++)
    text += (char)(i * 37 + seed);
  return text;
}

/* A run of the null stage in a folder of its own. */
class Batch : public testing::Test {
protected:
  fs::path root;
  AeBatch batch = {};
  AeSettings settings = {};
  AeBatchResult result = {};
  std::vector<std::string> words, failures, notes, details;
  std::string problem;
  AeError code = AE_ERROR_INTERNAL;

  void SetUp() override {
    g_autofree char *path = g_dir_make_tmp("aefilter-batch-XXXXXX", nullptr);
    root = path;
    batch.data = this;
    batch.message = [](AeTell tell, const char *text, gpointer data) {
      Batch *self = (Batch *)data;
      std::vector<std::string> *lists[] = {&self->failures, &self->notes, &self->details};
      lists[tell]->push_back(text);
    };
  }

  void TearDown() override { fs::remove_all(root); }

  gboolean Run(std::vector<std::string> inputs, const std::string &output) {
    std::vector<const char *> paths;
    for (const std::string &input : inputs)
      paths.push_back(input.c_str());
    paths.push_back(nullptr);
    batch.inputs = paths.data();
    batch.output = output.c_str();
    const char *chain_words[] = {"null", nullptr};
    g_autoptr(AeChain) chain = ae_chain_parse(chain_words, nullptr);
    g_autoptr(GError) error = nullptr;
    failures.clear(), notes.clear(), details.clear(), problem.clear();
    gboolean began = ae_batch_run(&batch, chain, &settings, &result, &error);
    EXPECT_EQ(began, error == nullptr);
    if (error) {
      EXPECT_EQ(error->domain, AE_ERROR);
      problem = error->message;
      code = (AeError)error->code;
    }
    return began;
  }

  std::string In(const std::string &name) { return (root / name).string(); }

  /* The relative names of the files below a folder, sorted. */
  std::vector<std::string> Files(const std::string &folder) {
    std::vector<std::string> names;
    if (fs::exists(root / folder))
      for (const auto &entry : fs::recursive_directory_iterator(root / folder))
        if (!entry.is_directory())
          names.push_back(fs::relative(entry.path(), root / folder).string());
    std::sort(names.begin(), names.end());
    return names;
  }
};

#endif
