/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Photographs as a data set, and the loader. */
#include <glib/gstdio.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <set>
#include <string>
#include <vector>

extern "C" {
#include "train/corrupt.h"
#include "train/data.h"
#include "train/loader.h"
}

namespace {

using std::string;
using std::vector;

/* A folder of pictures, gone afterwards. */
class Folder : public testing::Test {
protected:
  void SetUp() override { dir = g_dir_make_tmp("data-XXXXXX", nullptr); }
  void TearDown() override {
    for (const string &path : written)
      g_unlink(path.c_str());
    EXPECT_EQ(g_rmdir(dir), 0);
    g_free(dir);
    g_clear_error(&error);
  }
  void Write(const string &name, const string &bytes) {
    written.push_back(string(dir) + "/" + name);
    std::ofstream(written.back(), std::ios::binary) << bytes;
  }
  /* A picture whose pixel (x, y) is (x + 16 * mark, y, 7), so that every crop tells where it is from. */
  void Picture(const string &name, int width, int height, int mark = 0) {
    string bytes = "P6\n" + std::to_string(width) + " " + std::to_string(height) + "\n255\n";
    for (int y = 0; y < height; y++)
      for (int x = 0; x < width; x++)
        bytes += {char(x + 16 * mark), char(y), char(7)};
    Write(name, bytes);
  }
  gpointer Open(int patch, int channels = 3, const char *held_out = "5") {
    g_clear_error(&error);
    options.assign(kind->options_size, 0);
    ae_options_init(kind->options, options.data());
    EXPECT_TRUE(ae_option_set(kind->options, options.data(), "photos", "held_out", held_out, nullptr));
    return kind->open(options.data(), dir, AeDataShape{patch, patch, channels}, &error);
  }
  void ExpectRefused(gpointer set, int code, const char *part) {
    ASSERT_EQ(set, nullptr);
    ASSERT_TRUE(g_error_matches(error, AE_ERROR, code)) << (error ? error->message : "no error");
    EXPECT_NE(string(error->message).find(part), string::npos) << error->message;
  }

  char *dir = nullptr;
  GError *error = nullptr;
  const AeDataKind *kind = ae_data_kind_by_name("photos", nullptr);
  vector<char> options;
  vector<string> written;
};

/* Values of the same function in models/torch/denoise.py. */
TEST(HeldOut, FollowsFnv) {
  EXPECT_TRUE(ae_data_held_out("some/folder/p5.jpg", AE_DATA_PHOTO, 5));
  EXPECT_FALSE(ae_data_held_out("p7.jpg", AE_DATA_PHOTO, 5));
  EXPECT_FALSE(ae_data_held_out("p5.jpg", AE_DATA_PHOTO, 0));
  EXPECT_TRUE(ae_data_held_out("p7.jpg", AE_DATA_PHOTO, 100));
}

TEST(HeldOut, KeepsTheCropsOfAPhotoTogether) {
  int held = 0;
  for (int i = 0; i < 4000; i++) {
    string name = "photo" + std::to_string(i);
    gboolean first = ae_data_held_out((name + "-0.png").c_str(), AE_DATA_PHOTO, 5);
    EXPECT_EQ(first, ae_data_held_out((name + "-2.jpg").c_str(), AE_DATA_PHOTO, 5)) << name;
    EXPECT_EQ(first, ae_data_held_out(name.c_str(), AE_DATA_PHOTO, 5)) << name;
    held += first;
  }
  EXPECT_NEAR(held, 200, 60);
}

TEST_F(Folder, DrawsCropsInAllSymmetries) {
  Picture("one.ppm", 12, 9);
  gpointer set = Open(4, 3, "0");
  ASSERT_NE(set, nullptr) << error->message;
  AeRng rng;
  ae_rng_init(&rng, 1, 1);
  std::set<std::pair<int, int>> places;
  std::set<vector<int>> symmetries;
  for (int i = 0; i < 2000; i++) {
    float p[48];
    kind->draw(set, &rng, p);
    auto at = [&](int y, int x, int c) { return int(std::lround(p[(y * 4 + x) * 3 + c] * 255)); };
    int x0 = 255, y0 = 255;
    for (int k = 0; k < 16; k++) {
      x0 = std::min(x0, at(k / 4, k % 4, 0));
      y0 = std::min(y0, at(k / 4, k % 4, 1));
      ASSERT_EQ(at(k / 4, k % 4, 2), 7);
    }
    vector<int> steps = {at(0, 1, 0) - at(0, 0, 0), at(0, 1, 1) - at(0, 0, 1), at(1, 0, 0) - at(0, 0, 0),
                         at(1, 0, 1) - at(0, 0, 1)};
    for (int k = 0; k < 16; k++) {
      ASSERT_EQ(at(k / 4, k % 4, 0), at(0, 0, 0) + k % 4 * steps[0] + k / 4 * steps[2]);
      ASSERT_EQ(at(k / 4, k % 4, 1), at(0, 0, 1) + k % 4 * steps[1] + k / 4 * steps[3]);
    }
    places.insert({x0, y0});
    symmetries.insert(steps);
  }
  EXPECT_EQ(places.size(), 9u * 6u) << "every place is drawn, and none outside";
  EXPECT_EQ(symmetries.size(), 8u);
  kind->close(set);
}

TEST_F(Folder, ValidatesOnWhatItDoesNotTrainOn) {
  Picture("p5-0.ppm", 8, 8, 1);
  Picture("p5-1.ppm", 8, 8, 1);
  Picture("p7.ppm", 8, 8, 0);
  gpointer set = Open(8);
  ASSERT_NE(set, nullptr) << error->message;
  ASSERT_EQ(kind->held_out(set), 2u);
  AeRng rng;
  ae_rng_init(&rng, 1, 1);
  vector<float> p(8 * 8 * 3), again = p;
  for (int i = 0; i < 50; i++) {
    kind->draw(set, &rng, p.data());
    EXPECT_LT(p[0] * 255, 15.5f);
  }
  kind->validation(set, 0, p.data());
  EXPECT_EQ(std::lround(p[0] * 255), 16);
  kind->validation(set, 2, again.data());
  EXPECT_EQ(p, again) << "the numbers go round";
  kind->close(set);
}

TEST_F(Folder, MakesGreyOfColour) {
  Picture("one.ppm", 4, 4);
  gpointer set = Open(4, 1, "0");
  ASSERT_NE(set, nullptr) << error->message;
  AeRng rng;
  ae_rng_init(&rng, 3, 1);
  float p[16];
  kind->draw(set, &rng, p);
  EXPECT_NEAR(*std::min_element(p, p + 16) * 255, 1, 1e-3) << "0.114 * 7 = 0.8";
  EXPECT_NEAR(*std::max_element(p, p + 16) * 255, 3, 1e-3) << "(0.299 + 0.587) * 3 + 0.8 = 3.46";
  kind->close(set);
}

TEST_F(Folder, LeavesOutSmallPicturesAndOtherFiles) {
  Picture("small.ppm", 7, 30);
  Picture("fit.ppm", 8, 8, 2);
  Write("SOURCES.tsv", "no picture");
  gpointer set = Open(8, 3, "0");
  ASSERT_NE(set, nullptr) << error->message;
  AeRng rng;
  ae_rng_init(&rng, 1, 1);
  vector<float> p(8 * 8 * 3);
  for (int i = 0; i < 20; i++) {
    kind->draw(set, &rng, p.data());
    EXPECT_GT(p[0] * 255, 31.5f);
  }
  kind->close(set);
}

TEST_F(Folder, RefusesWhatIsNoDataSet) {
  ExpectRefused(Open(8), AE_ERROR_IO, "no picture");
  Write("broken.ppm", "P6\n8 8\n255\nshort");
  Write(".hidden.ppm", "no picture");
  ExpectRefused(Open(8), AE_ERROR_FORMAT, "broken.ppm");
  string message = error->message;
  EXPECT_EQ(message.find("broken.ppm"), message.rfind("broken.ppm")) << "named once: " << message;
  g_clear_error(&error);
  ExpectRefused(kind->open(options.data(), "/nonexistent/folder", AeDataShape{8, 8, 3}, &error), AE_ERROR_IO,
                "/nonexistent/folder");
}

/* ---- loader ---- */

AeCorruptChain *Gaussian() {
  AeCorruptChain *chain = ae_corrupt_parse("gaussian", "test", nullptr);
  EXPECT_NE(chain, nullptr);
  return chain;
}

class Loader : public Folder {
protected:
  void SetUp() override {
    Folder::SetUp();
    Picture("a.ppm", 16, 20, 0);
    Picture("b.ppm", 20, 16, 2);
    set = Open(8, 3, "0");
    chain = Gaussian();
    spec = {};
    spec.kind = kind;
    spec.data = set;
    spec.chain = chain;
    spec.batch = 3;
    spec.shape = {8, 8, 3};
    spec.factor = 1;
    spec.in_channels = 4;
    spec.seed = 11;
  }
  void TearDown() override {
    kind->close(set);
    ae_corrupt_free(chain);
    Folder::TearDown();
  }
  struct Batch {
    vector<float> input, target;
    bool operator==(const Batch &o) const { return input == o.input && target == o.target; }
  };
  vector<Batch> Take(int threads, guint64 first, int n) {
    AeLoader *loader = ae_loader_new(&spec, threads, first, nullptr);
    vector<Batch> all;
    for (int i = 0; i < n; i++) {
      const AeBatchData *b = ae_loader_next(loader);
      all.push_back({vector<float>(b->input, b->input + 3 * 64 * spec.in_channels),
                     vector<float>(b->target, b->target + 3 * 64 * 3)});
    }
    ae_loader_free(loader);
    return all;
  }
  gpointer set = nullptr;
  AeCorruptChain *chain = nullptr;
  AeLoaderSpec spec;
};

TEST_F(Loader, BatchesDependOnSeedAndNumberAlone) {
  vector<Batch> one = Take(1, 0, 12), three = Take(3, 0, 12), later = Take(2, 7, 5);
  EXPECT_TRUE(one == three);
  for (int i = 0; i < 5; i++)
    EXPECT_TRUE(later[i] == one[7 + i]) << i;
  for (int i = 1; i < 12; i++)
    EXPECT_FALSE(one[i] == one[i - 1]) << i;
  spec.seed++;
  EXPECT_FALSE(Take(1, 0, 1)[0] == one[0]);
}

/* R58. One example over and over: the noise is fresh each time, and the target stays clean. */
TEST_F(Loader, NoiseIsFreshInEveryEpoch) {
  AeDataKind one = *kind;
  one.draw = [](gpointer, AeRng *, float *out) {
    std::fill(out, out + 8 * 8 * 3, 0.5f);
    return -1;
  };
  spec.kind = &one;
  std::set<vector<float>> seen;
  for (const Batch &b : Take(2, 0, 20)) {
    EXPECT_EQ(b.target, vector<float>(b.target.size(), 0.5f));
    for (int picture = 0; picture < 3; picture++)
      seen.insert(vector<float>(b.input.begin() + picture * 256, b.input.begin() + (picture + 1) * 256));
  }
  EXPECT_EQ(seen.size(), 60u);
}

TEST_F(Loader, GreyPicturesHaveGreyNoise) {
  spec.grey = 0.5;
  int grey = 0, pictures = 0;
  for (const Batch &b : Take(2, 0, 20))
    for (int picture = 0; picture < 3; picture++, pictures++) {
      bool target_grey = true, input_grey = true;
      for (int i = picture * 64; i < (picture + 1) * 64; i++)
        for (int c = 1; c < 3; c++) {
          target_grey = target_grey && b.target[i * 3 + c] == b.target[i * 3];
          input_grey = input_grey && b.input[i * 4 + c] == b.input[i * 4];
        }
      EXPECT_EQ(target_grey, input_grey);
      grey += input_grey;
    }
  EXPECT_GT(grey, pictures / 4);
  EXPECT_LT(grey, pictures * 3 / 4);
}

TEST_F(Loader, BlindNetsAreToldNothing) {
  vector<Batch> told = Take(1, 0, 2);
  spec.blind = TRUE;
  vector<Batch> blind = Take(1, 0, 2);
  for (int k = 0; k < 2; k++)
    for (int i = 0; i < 3 * 64; i++) {
      EXPECT_EQ(blind[k].input[i * 4 + 3], 0);
      EXPECT_EQ(blind[k].input[i * 4], told[k].input[i * 4]);
    }
}

TEST_F(Loader, LastPlaneIsTheNoiseLevel) {
  for (const Batch &b : Take(1, 0, 4))
    for (int picture = 0; picture < 3; picture++) {
      double sum = 0, level = b.input[picture * 64 * 4 + 3];
      for (int i = 0; i < 64; i++) {
        EXPECT_EQ(b.input[(picture * 64 + i) * 4 + 3], float(level));
        for (int c = 0; c < 3; c++)
          sum += std::pow(b.input[(picture * 64 + i) * 4 + c] - b.target[(picture * 64 + i) * 3 + c], 2);
      }
      EXPECT_NEAR(std::sqrt(sum / 192), level, 0.25 * level);
    }
}

TEST_F(Loader, LastPlaneIsTheHolesWhereTheyAreTold) {
  ae_corrupt_free(chain);
  spec.chain = chain = ae_corrupt_parse("holes share_min=0.25", "test", nullptr);
  for (double grey : {0, 1}) {
    spec.grey = grey;
    for (const Batch &b : Take(2, 0, 4)) {
      int lost = 0;
      for (int i = 0; i < 3 * 64; i++) {
        float told = b.input[i * 4 + 3];
        ASSERT_TRUE(told == 0 || told == 1);
        lost += told == 1;
        for (int c = 0; c < 3 && told == 0; c++)
          ASSERT_EQ(b.input[i * 4 + c], b.target[i * 3 + c]);
      }
      EXPECT_EQ(lost, 3 * 16);
    }
  }
}

TEST_F(Loader, WithoutTheLevelsPlane) {
  spec.in_channels = 3;
  EXPECT_EQ(Take(1, 0, 1)[0].input.size(), 3u * 64 * 3);
}

TEST_F(Loader, EndsWithBatchesLeft) {
  for (int threads = 1; threads <= 3; threads++)
    Take(threads, 0, 0);
}

} // namespace
