/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "model/dtype.h"
#include "model/modelfile.h"
#include "model/modelheader.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

namespace {

using std::string;

/* A folder of its own for every test, gone afterwards. */
class ModelFile : public testing::Test {
protected:
  void SetUp() override {
    folder = g_dir_make_tmp("modelfile-XXXXXX", nullptr);
    ASSERT_NE(folder, nullptr);
    path = string(folder) + "/x.safetensors";
  }
  void TearDown() override {
    g_clear_error(&error);
    ae_modelfile_free(file);
    g_unlink(path.c_str());
    EXPECT_EQ(g_rmdir(folder), 0) << "something was left beside the file";
    g_free(folder);
  }

  void Write(const string &bytes) { std::ofstream(path, std::ios::binary) << bytes; }

  AeModelFile *Open(const string &bytes) {
    Write(bytes);
    g_clear_error(&error);
    ae_modelfile_free(file);
    return file = ae_modelfile_open(path.c_str(), &error);
  }

  void ExpectRefused(const string &bytes, const char *part) {
    ASSERT_EQ(Open(bytes), nullptr) << bytes;
    ASSERT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_MODEL)) << bytes;
    EXPECT_EQ(string(error->message).find(path + ": "), 0u) << error->message;
    EXPECT_NE(string(error->message).find(part), string::npos) << error->message << "\n" << bytes;
    EXPECT_TRUE(g_utf8_validate(error->message, -1, nullptr));
  }

  gboolean Write(AeModelWriter *w) {
    g_clear_error(&error);
    return ae_modelwriter_write(w, path.c_str(), &error);
  }

  string Bytes() {
    g_autofree char *contents = nullptr;
    gsize length = 0;
    EXPECT_TRUE(g_file_get_contents(path.c_str(), &contents, &length, nullptr));
    return string(contents, length);
  }

  char *folder = nullptr;
  string path;
  AeModelFile *file = nullptr;
  GError *error = nullptr;
};

string LengthOf(guint64 n) {
  string s;
  for (int i = 0; i < 8; i++)
    s += static_cast<char>(n >> 8 * i & 0xff);
  return s;
}

string File(const string &header, const string &data = "") { return LengthOf(header.size()) + header + data; }

string Tensor(const string &shape, const string &offsets, const string &dtype = "F32") {
  return "{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}";
}

/* 1.0, -2.5 as F32; 1.0, 2^-24, -65504 as F16; -1 as I64: written down byte by byte. */
const unsigned char hand_made[] = {
    0xd0, 0,    0,    0,    0,    0,    0,    0, /* the header has 208 bytes */
    '{',  '"',  '_',  '_',  'm',  'e',  't',  'a',  'd',  'a', 't',  'a',  '_', '_', '"',  ':',  '{', '"',  'f', 'o',
    'r',  'm',  'a',  't',  '"',  ':',  '"',  'x',  '"',  '}', ',',  '"',  'h', 'a', 'l',  'f',  '"', ':',  '{', '"',
    'd',  't',  'y',  'p',  'e',  '"',  ':',  '"',  'F',  '1', '6',  '"',  ',', '"', 's',  'h',  'a', 'p',  'e', '"',
    ':',  '[',  '3',  ']',  ',',  '"',  'd',  'a',  't',  'a', '_',  'o',  'f', 'f', 's',  'e',  't', 's',  '"', ':',
    '[',  '8',  ',',  '1',  '4',  ']',  '}',  ',',  '"',  'a', '.',  'w',  '"', ':', '{',  '"',  'd', 't',  'y', 'p',
    'e',  '"',  ':',  '"',  'F',  '3',  '2',  '"',  ',',  '"', 's',  'h',  'a', 'p', 'e',  '"',  ':', '[',  '1', ',',
    '2',  ']',  ',',  '"',  'd',  'a',  't',  'a',  '_',  'o', 'f',  'f',  's', 'e', 't',  's',  '"', ':',  '[', '0',
    ',',  '8',  ']',  '}',  ',',  '"',  'n',  '"',  ':',  '{', '"',  'd',  't', 'y', 'p',  'e',  '"', ':',  '"', 'I',
    '6',  '4',  '"',  ',',  '"',  's',  'h',  'a',  'p',  'e', '"',  ':',  '[', ']', ',',  '"',  'd', 'a',  't', 'a',
    '_',  'o',  'f',  'f',  's',  'e',  't',  's',  '"',  ':', '[',  '1',  '4', ',', '2',  '2',  ']', '}',  '}', ' ',
    ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  ' ',  0,    0,   0x80, 0x3f, 0,   0,   0x20, 0xc0, 0,   0x3c, 1,   0,
    0xff, 0xfb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

string HandMade() { return string(reinterpret_cast<const char *>(hand_made), sizeof hand_made); }

TEST_F(ModelFile, ReadsAFileMadeByHand) {
  ASSERT_NE(Open(HandMade()), nullptr) << error->message;
  EXPECT_EQ(file->n, 3u);
  EXPECT_STREQ(file->blobs[0].name, "a.w") << "file order, not header order";
  EXPECT_STREQ(ae_modelfile_get(file, "format"), "x");
  EXPECT_EQ(ae_modelfile_get(file, "task"), nullptr);
  EXPECT_EQ(ae_modelfile_find(file, "b"), nullptr);

  const AeBlob *blob = ae_modelfile_find(file, "a.w");
  float x[3];
  EXPECT_EQ(blob->rank, 2);
  EXPECT_EQ(blob->dims[1], 2);
  ASSERT_TRUE(ae_blob_floats(file, blob, x, &error));
  EXPECT_EQ(x[0], 1.0f);
  EXPECT_EQ(x[1], -2.5f);

  ASSERT_TRUE(ae_blob_floats(file, ae_modelfile_find(file, "half"), x, &error));
  EXPECT_EQ(x[0], 1.0f);
  EXPECT_EQ(x[1], 0x1p-24f);
  EXPECT_EQ(x[2], -65504.0f);

  blob = ae_modelfile_find(file, "n");
  EXPECT_EQ(blob->rank, 0);
  EXPECT_EQ(blob->count, 1u);
  gint64 n;
  memcpy(&n, blob->data, sizeof n);
  EXPECT_EQ(n, -1);
  EXPECT_FALSE(ae_blob_floats(file, blob, x, &error)) << "a counter is no weight";
  EXPECT_NE(string(error->message).find("\"n\": I64"), string::npos) << error->message;
}

TEST_F(ModelFile, RefusesEveryTruncationAndAnAddedByte) {
  string whole = HandMade();
  for (gsize n = 0; n < whole.size(); n++)
    ExpectRefused(whole.substr(0, n), "");
  ExpectRefused(whole + '\0', "1 bytes behind the last tensor");
}

/* Whatever one byte is set to: a file that opens has only tensors inside the file. */
TEST_F(ModelFile, AnyByteMayBeWrong) {
  string whole = HandMade();
  for (gsize i = 0; i < whole.size(); i++)
    for (int value : {0, 0x39, 0xff}) {
      string damaged = whole;
      damaged[i] = static_cast<char>(value);
      if (!Open(damaged)) {
        EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_MODEL));
        continue;
      }
      for (guint k = 0; k < file->n; k++) {
        std::vector<float> x(file->blobs[k].count);
        ae_blob_floats(file, &file->blobs[k], x.data(), nullptr);
      }
    }
}

TEST_F(ModelFile, RefusesWrongLengths) {
  const struct {
    string file;
    const char *part;
  } cases[] = {
      {"", "0 bytes are too few"},
      {LengthOf(0) + "{}", "a header of 0 bytes"},
      {LengthOf(1) + "{}", "a header of 1 bytes"},
      {LengthOf(3) + "{}", "a header of 3 bytes"},
      {LengthOf(G_MAXUINT64) + "{}", "a header of 18446744073709551615 bytes"},
      {LengthOf(G_MAXINT64) + "{}", "a header of"},
      {LengthOf((16 << 20) + 1) + string((16 << 20) + 1, ' '), "a header of"},
      {"\x89PNG\r\n\x1a\n and so on", "not a model file"},
  };
  for (const auto &c : cases)
    ExpectRefused(c.file, c.part);
}

TEST_F(ModelFile, MissingFileAndFolderAreIoErrors) {
  EXPECT_EQ(ae_modelfile_open((path + ".none").c_str(), &error), nullptr);
  EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_IO));
  EXPECT_NE(string(error->message).find(".none"), string::npos);
  g_clear_error(&error);
  EXPECT_EQ(ae_modelfile_open(folder, &error), nullptr);
  EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_IO));
  g_clear_error(&error);
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(ae_modelfile_open(path.c_str(), &error), nullptr) << "and does not wait";
  EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_IO));
}

/* Every dtype that holds weights: the first number that is not finite is named, wherever it stands. */
TEST_F(ModelFile, NamesTheNumberThatIsNotFinite) {
  const struct {
    const char *dtype;
    string one, bad[3];
  } cases[] = {
      {"F32",
       string("\0\0\x80\x3f", 4),
       {string("\0\0\x80\x7f", 4), string("\0\0\x80\xff", 4), string("\x01\0\x80\x7f", 4)}},
      {"F16", string("\0\x3c", 2), {string("\0\x7c", 2), string("\0\xfc", 2), string("\x01\x7e", 2)}},
      {"BF16", string("\x80\x3f", 2), {string("\x80\x7f", 2), string("\x80\xff", 2), string("\xc0\x7f", 2)}},
  };
  const gsize count = 2500;
  for (const auto &c : cases)
    for (const string &bad : c.bad)
      for (gsize at : {gsize(0), gsize(1023), gsize(1024), count - 1}) {
        string data;
        for (gsize i = 0; i < count; i++)
          data += i == at || i == count - 1 ? bad : c.one;
        string size = std::to_string(data.size());
        ASSERT_NE(Open(File("{\"w\":" + Tensor("[2500]", "[0," + size + "]", c.dtype) + "}", data)), nullptr);
        std::vector<float> x(count);
        ASSERT_FALSE(ae_blob_floats(file, &file->blobs[0], x.data(), &error));
        EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_MODEL));
        string end = ": tensor \"w\": number " + std::to_string(at) + " is not finite";
        EXPECT_NE(string(error->message).find(end), string::npos) << error->message;
      }
}

TEST_F(ModelFile, WrittenFilesAreReadBack) {
  const float weights[] = {0.5f, -1, 3, 1.0f / 3, 65504, 1e-7f};
  const gint64 step = 12345678901;
  const guint8 state[] = {7, 8, 9};
  const int shape[] = {2, 3}, three[] = {3};
  AeModelWriter *w = ae_modelwriter_new();
  ae_modelwriter_add(w, "state", "U8", 1, three, state); /* what follows is unaligned */
  ae_modelwriter_add_floats(w, "full", FALSE, 2, shape, weights);
  ae_modelwriter_add_floats(w, "half", TRUE, 2, shape, weights);
  ae_modelwriter_add(w, "step", "I64", 0, nullptr, &step);
  ae_modelwriter_set(w, "card", "# Card\n\"quoted\" \\ \t \u041c");
  ae_modelwriter_set(w, "gone", "x");
  ae_modelwriter_set(w, "gone", nullptr);
  ASSERT_TRUE(Write(w)) << error->message;
  string bytes = Bytes();
  ASSERT_TRUE(Write(w));
  EXPECT_EQ(bytes, Bytes()) << "the same content gives the same bytes";
  ae_modelwriter_free(w);

  ASSERT_NE(file = ae_modelfile_open(path.c_str(), &error), nullptr) << error->message;
  guint64 header;
  memcpy(&header, bytes.data(), 8);
  EXPECT_EQ(header % 8, 0u);
  EXPECT_STREQ(ae_modelfile_get(file, "card"), "# Card\n\"quoted\" \\ \t \u041c");
  EXPECT_EQ(ae_modelfile_get(file, "gone"), nullptr);
  EXPECT_TRUE(ae_modelfile_verify(file, &error));
  float x[6];
  ASSERT_TRUE(ae_blob_floats(file, ae_modelfile_find(file, "full"), x, &error));
  EXPECT_EQ(memcmp(x, weights, sizeof x), 0);
  ASSERT_TRUE(ae_blob_floats(file, ae_modelfile_find(file, "half"), x, &error));
  for (int i = 0; i < 6; i++)
    EXPECT_NEAR(x[i], weights[i], std::fabs(weights[i]) / 2048 + 0x1p-25);
  gint64 back;
  memcpy(&back, ae_modelfile_find(file, "step")->data, sizeof back);
  EXPECT_EQ(back, step);
  EXPECT_EQ(memcmp(ae_modelfile_find(file, "state")->data, state, 3), 0);
}

TEST_F(ModelFile, VerifyTellsAChangedBit) {
  const float x[] = {1, 2};
  const int two[] = {2};
  AeModelWriter *w = ae_modelwriter_new();
  ae_modelwriter_add_floats(w, "a", FALSE, 1, two, x);
  ASSERT_TRUE(Write(w));
  ae_modelwriter_free(w);
  string bytes = Bytes();
  bytes.back() ^= 1;
  ASSERT_NE(Open(bytes), nullptr);
  EXPECT_FALSE(ae_modelfile_verify(file, &error));
  EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_MODEL));
  ASSERT_NE(Open(File("{}")), nullptr);
  EXPECT_FALSE(ae_modelfile_verify(file, &error));
  EXPECT_NE(string(error->message).find("no sha256"), string::npos);
  /* FIPS 180-2: the sum of nothing. */
  ASSERT_NE(Open(File("{\"__metadata__\":{\"sha256\":"
                      "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}}")),
            nullptr);
  EXPECT_TRUE(ae_modelfile_verify(file, &error));
}

TEST_F(ModelFile, WriterRefusesWhatCannotBeReadBack) {
  const float good[] = {1, 2}, nan[] = {1, NAN}, large[] = {65519, 65520};
  const int two[] = {2}, negative[] = {-2}, vast[] = {G_MAXINT, G_MAXINT, G_MAXINT}, nine[9] = {};
  const string longer(257, 'n');
  const struct {
    const char *name, *dtype;
    int rank;
    const int *dims;
    const float *half; /* NULL: added as it is */
    const char *part;
  } cases[] = {
      {"w", "F16", 1, two, nan, "\"w\": number 1 (nan)"},
      {"w", "F16", 1, two, large, "\"w\": number 1 (65520) does not fit"},
      {"w", "F64", 1, two, nullptr, "\"w\" cannot be stored"},
      {"w", "F32", 1, negative, nullptr, "\"w\" cannot be stored"},
      {"w", "F32", 3, vast, nullptr, "\"w\" cannot be stored"},
      {"w", "F32", 9, nine, nullptr, "\"w\" cannot be stored"},
      {"w", "F32", -1, nullptr, nullptr, "\"w\" cannot be stored"},
      {"", "F32", 1, two, nullptr, "\"\" cannot be stored"},
      {"first", "F32", 1, two, nullptr, "\"first\" cannot be stored"},
      {"__metadata__", "F32", 1, two, nullptr, "cannot be stored"},
      {longer.c_str(), "F32", 1, two, nullptr, "cannot be stored"},
  };
  for (const auto &c : cases) {
    AeModelWriter *w = ae_modelwriter_new();
    ae_modelwriter_add_floats(w, "first", FALSE, 1, two, good);
    if (c.half)
      ae_modelwriter_add_floats(w, c.name, TRUE, c.rank, c.dims, c.half);
    else
      ae_modelwriter_add(w, c.name, c.dtype, c.rank, c.dims, good);
    ASSERT_FALSE(Write(w)) << c.part;
    EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_MODEL));
    EXPECT_NE(string(error->message).find(c.part), string::npos) << error->message;
    EXPECT_FALSE(g_file_test(path.c_str(), G_FILE_TEST_EXISTS));
    ae_modelwriter_free(w);
  }
}

TEST_F(ModelFile, AFailedWriteKeepsTheOldFile) {
  const float nan[] = {NAN};
  const int one[] = {1};
  Write("old");
  AeModelWriter *w = ae_modelwriter_new();
  ae_modelwriter_add_floats(w, "a", TRUE, 1, one, nan);
  EXPECT_FALSE(Write(w));
  EXPECT_EQ(Bytes(), "old");
  ae_modelwriter_free(w);
  w = ae_modelwriter_new();
  ae_modelwriter_set(w, "k", "\xff");
  EXPECT_FALSE(Write(w));
  g_clear_error(&error);
  ae_modelwriter_set(w, "k", "v");
  EXPECT_FALSE(ae_modelwriter_write(w, (path + "/in/a/file").c_str(), &error));
  EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_IO));
  EXPECT_EQ(Bytes(), "old");
  ae_modelwriter_free(w);
}

} // namespace
