/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* IDX files, the kind of data made of them, and the labels that a net gets from it. */
#include <glib/gstdio.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <string>
#include <vector>

#include <gio/gio.h>

extern "C" {
#include "train/data.h"
#include "image/idx.h"
#include "train/loader.h"
}

namespace {

using std::string;

string Head(std::vector<unsigned> dims) {
  string bytes = {0, 0, 8, static_cast<char>(dims.size())};
  for (unsigned d : dims)
    for (int shift = 24; shift >= 0; shift -= 8)
      bytes += static_cast<char>(d >> shift);
  return bytes;
}

string Gzip(const string &bytes) {
  g_autoptr(GZlibCompressor) gzip = g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6);
  string out(bytes.size() + 100, 0);
  gsize in = 0, n = 0;
  EXPECT_EQ(g_converter_convert(G_CONVERTER(gzip), bytes.data(), bytes.size(), out.data(), out.size(),
                                G_CONVERTER_INPUT_AT_END, &in, &n, nullptr),
            G_CONVERTER_FINISHED);
  return out.substr(0, n);
}

/* Twenty pictures of 3 x 2 whose number k of picture i is 10 i + k, with the labels i % 4. */
class Idx : public testing::Test {
protected:
  void SetUp() override {
    dir = g_dir_make_tmp("idx-XXXXXX", nullptr);
    images = Head({20, 2, 3});
    labels = Head({20});
    for (int i = 0; i < 20; i++) {
      for (int k = 0; k < 6; k++)
        images += static_cast<char>(10 * i + k);
      labels += static_cast<char>(i % 4);
    }
  }
  void TearDown() override {
    for (const string &path : written)
      g_unlink(path.c_str());
    EXPECT_EQ(g_rmdir(dir), 0);
    g_free(dir);
    g_clear_error(&error);
  }
  string Write(const string &name, const string &bytes) {
    written.push_back(string(dir) + "/" + name);
    std::ofstream(written.back(), std::ios::binary) << bytes;
    return written.back();
  }
  gpointer Open(AeDataShape shape = {3, 2, 1}) {
    values.assign(kind->options_size, 0);
    ae_options_init(kind->options, values.data());
    EXPECT_TRUE(ae_option_set(kind->options, values.data(), "idx", "held_out", "10", nullptr));
    gpointer data = kind->open(values.data(), dir, shape, &error);
    ae_options_clear(kind->options, values.data());
    return data;
  }
  void ExpectDamaged(const string &bytes, const char *part) {
    AeIdx idx;
    string path = Write("damaged", bytes);
    EXPECT_FALSE(ae_idx_read(path.c_str(), &idx, &error));
    ASSERT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_FORMAT)) << part;
    EXPECT_NE(string(error->message).find(part), string::npos) << error->message;
    EXPECT_NE(string(error->message).find("damaged"), string::npos) << error->message;
    g_clear_error(&error);
  }

  char *dir;
  string images, labels;
  GError *error = nullptr;
  const AeDataKind *kind = ae_data_kind_by_name("idx", nullptr);
  std::vector<char> values;
  std::vector<string> written;
};

/* R108. */
TEST_F(Idx, ReadsPlainAndPackedFiles) {
  for (const string &bytes : {images, Gzip(images)}) {
    AeIdx idx;
    string path = Write("images", bytes);
    ASSERT_TRUE(ae_idx_read(path.c_str(), &idx, &error)) << error->message;
    EXPECT_EQ(idx.rank, 3);
    EXPECT_EQ(idx.dims[0], 20u);
    EXPECT_EQ(idx.dims[2], 3u);
    EXPECT_EQ(idx.dims[3], 1u);
    EXPECT_EQ(idx.data[119], 195);
    ae_idx_clear(&idx);
  }
}

/* R108. */
TEST_F(Idx, RefusesDamagedFilesByNameAndByte) {
  ExpectDamaged("", "byte 0");
  ExpectDamaged("P6\n3 2\n255\n", "no IDX file");
  ExpectDamaged(images.substr(0, 9), "byte 9");
  ExpectDamaged(images.substr(0, 100), "byte 100");
  ExpectDamaged(Head({0, 2, 3}), "byte 4");
  ExpectDamaged(Head({200000, 200000, 3}), "byte 8");
  ExpectDamaged(Gzip(images).substr(0, 40), "byte");
}

TEST_F(Idx, GivesPicturesWithTheirLabels) {
  Write("train-images-idx3-ubyte.gz", Gzip(images));
  Write("train-labels-idx1-ubyte", labels);
  gpointer data = Open();
  ASSERT_NE(data, nullptr) << error->message;
  EXPECT_EQ(kind->classes(data), 4u);
  EXPECT_EQ(kind->held_out(data), 2u);
  AeRng rng;
  ae_rng_init(&rng, 1, 1);
  std::set<int> drawn;
  for (int i = 0; i < 500; i++) {
    float p[6];
    int label = kind->draw(data, &rng, p), number = static_cast<int>(p[0] * 25.5f + 0.5f);
    EXPECT_EQ(label, number % 4);
    EXPECT_FLOAT_EQ(p[5], (10 * number + 5) / 255.0f);
    drawn.insert(number);
  }
  EXPECT_EQ(drawn.size(), 18u) << "all but the held out ones";
  float p[6];
  EXPECT_EQ(kind->validation(data, 3, p), 19 % 4) << "the numbers go round";
  EXPECT_FLOAT_EQ(p[0], 190 / 255.0f);
  kind->close(data);
}

/* The first of the file, and what was held out before. */
TEST_F(Idx, FewAreTrainedOn) {
  Write("train-images-idx3-ubyte", images);
  Write("train-labels-idx1-ubyte", labels);
  values.assign(kind->options_size, 0);
  ae_options_init(kind->options, values.data());
  for (auto [key, value] : {std::pair("held_out", "10"), {"examples", "5"}})
    EXPECT_TRUE(ae_option_set(kind->options, values.data(), "idx", key, value, nullptr));
  gpointer data = kind->open(values.data(), dir, {3, 2, 1}, &error);
  ae_options_clear(kind->options, values.data());
  ASSERT_NE(data, nullptr) << error->message;
  EXPECT_EQ(kind->count(data), 5u);
  ASSERT_EQ(kind->held_out(data), 2u);
  float p[6];
  EXPECT_EQ(kind->example(data, 4, p), 4 % 4);
  EXPECT_FLOAT_EQ(p[0], 40 / 255.0f);
  EXPECT_EQ(kind->validation(data, 0, p), 18 % 4);
  EXPECT_FLOAT_EQ(p[0], 180 / 255.0f);
  kind->close(data);
}

/* R108. A set of the test digits' size: 10000 of 28 x 28, and how many there are of each label. */
TEST_F(Idx, TenThousandDigits) {
  const int n = 10000, side = 28;
  string digits = Head({n, side, side}), classes = Head({n});
  std::vector<int> wanted(10), found(10);
  for (int i = 0; i < n; i++) {
    int label = i * i % 10;
    digits += string(side * side, static_cast<char>(label));
    classes += static_cast<char>(label);
    wanted[label]++;
  }
  Write("train-images-idx3-ubyte.gz", Gzip(digits));
  Write("train-labels-idx1-ubyte.gz", Gzip(classes));
  gpointer data = Open({side, side, 1});
  ASSERT_NE(data, nullptr) << error->message;
  guint train = kind->count(data), held_out = kind->held_out(data);
  EXPECT_EQ(train + held_out, 10000u);
  std::vector<float> picture(side * side);
  for (guint i = 0; i < train + held_out; i++) {
    int label = i < train ? kind->example(data, i, picture.data()) : kind->validation(data, i - train, picture.data());
    ASSERT_FLOAT_EQ(picture.back(), label / 255.0f) << i;
    found[label]++;
  }
  EXPECT_EQ(found, wanted);
  kind->close(data);
}

TEST_F(Idx, RefusesOtherShapesAndLabelsThatDoNotFit) {
  Write("train-images-idx3-ubyte", images);
  EXPECT_EQ(Open({3, 3, 1}), nullptr);
  EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_USAGE));
  g_clear_error(&error);
  gpointer data = Open();
  ASSERT_NE(data, nullptr) << error->message;
  EXPECT_EQ(kind->classes(data), 0u) << "labels need not be there";
  kind->close(data);
  Write("train-labels-idx1-ubyte", Head({19}) + labels.substr(8, 19));
  EXPECT_EQ(Open(), nullptr);
  EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_FORMAT));
}

TEST_F(Idx, TheLoaderMarksTheLabelsPlace) {
  Write("train-images-idx3-ubyte", images);
  Write("train-labels-idx1-ubyte", labels);
  gpointer data = Open();
  AeCorruptChain *chain = ae_corrupt_parse("", "test", &error);
  AeLoaderSpec spec = {};
  spec.kind = kind;
  spec.data = data;
  spec.chain = chain;
  spec.batch = 5;
  spec.shape = {3, 2, 1};
  spec.factor = spec.in_channels = 1;
  spec.classes = 4;
  AeLoader *loader = ae_loader_new(&spec, 1, 0, &error);
  ASSERT_NE(loader, nullptr) << error->message;
  const AeBatchData *batch = ae_loader_next(loader);
  for (int i = 0; i < 5; i++)
    for (int k = 0; k < 4; k++)
      EXPECT_EQ(batch->label[4 * i + k], k == static_cast<int>(batch->target[6 * i] * 25.5f + 0.5f) % 4);
  ae_loader_free(loader);
  ae_corrupt_free(chain);
  kind->close(data);
}

} // namespace
