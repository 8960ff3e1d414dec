/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <aefilter/error.h>

extern "C" {
#include "model/dtype.h"
#include "model/modelfile.h"
#include "model/modelheader.h"
}

#include <glib/gstdio.h>
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
    for (int value : {0, 0x22, 0x2d, 0x39, 0x5b, 0x5c, 0x7d, 0x80, 0xff}) {
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

TEST_F(ModelFile, RefusesWrongHeaders) {
  const string eight(8, '\0'), huge = string("{\"a\":") + Tensor("[2]", "[0,8]");
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
      {"\x89PNG\r\n\x1a\n and so on", "not a model file"},
      {File("[]"), "does not begin with {"},
      {File(" {}"), "does not begin with {"},
      {File("{\"a\xff\":1}"), "header byte 3 is not UTF-8"},
      {File(string("{\"a\0\":1}", 8)), "header byte 3 is not UTF-8"},
      {File("{\"a\n\":1}"), "header byte 3 (0x0a)"},
      {File("{\"a\\u0000b\":1}"), "header byte 3"},
      {File("{} {}"), "header byte 3"},
      {File("{}}"), "header byte 2"},
      {File("{/*x*/}"), "header byte 1"},
      {File("{\"a\":null}"), "header byte 5"},
      {File("{\"a\":{\"shape\":[1.5]}}"), "header byte 16 (0x2e)"},
      {File("{\"a\":[[[[1]]]]}"), "header byte 7"},
      {File(string(100000, '{')), "header byte 3"},
      {File("{\"a\":" + string(100000, '[')), "header byte 7"},
      {File("{\"a\":{\"b\":"), "not JSON"},
      {File("{\"a\" 1}"), "not JSON"},
      {File("{\"a"), "not JSON"},
      {File("{\"a\\"), "not JSON"},
      {File("{\"a\":1,}"), "not JSON"},
      {File("{\"a\":1}"), "tensor \"a\": needs dtype"},
      {File("{\"a\":\"x\"}"), "tensor \"a\": needs dtype"},
      {File("{\"a\":[]}"), "tensor \"a\": needs dtype"},
      {File("{\"a\":{}}"), "tensor \"a\": needs dtype"},
      {File("{\"a\":{\"dtype\":\"F32\",\"shape\":[0]}}"), "tensor \"a\": needs dtype"},
      {File("{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4],\"more\":1}}", "1234"),
       "tensor \"a\": needs dtype"},
      {File("{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"offsets\":[0,0]}}"), "data_offsets is not"},
      {File("{\"a\":" + Tensor("[1]", "[0,8]", "F64") + "}", eight), "tensor \"a\": needs dtype"},
      {File("{\"a\":{\"dtype\":1,\"shape\":[],\"data_offsets\":[0,4]}}", "1234"), "tensor \"a\": needs dtype"},
      {File("{\"a\":" + Tensor("2", "[0,8]") + "}", eight), "shape is not"},
      {File("{\"a\":" + Tensor("[\"2\"]", "[0,8]") + "}", eight), "shape is not"},
      {File("{\"a\":" + Tensor("[-2]", "[0,8]") + "}", eight), "shape is not"},
      {File("{\"a\":" + Tensor("[-1,-2]", "[0,8]") + "}", eight), "shape is not"},
      {File("{\"a\":" + Tensor("[1,1,1,1,1,1,1,1,2]", "[0,8]") + "}", eight), "shape is not"},
      {File("{\"a\":" + Tensor("[4611686018427387904]", "[0,0]") + "}"), "shape is not"},
      {File("{\"a\":" + Tensor("[4294967296,4294967296]", "[0,0]") + "}"), "shape is not"},
      {File("{\"a\":" + Tensor("[9223372036854775808]", "[0,0]") + "}"), "shape is not"},
      {File("{\"a\":" + Tensor("[99999999999999999999999]", "[0,0]") + "}"), "shape is not"},
      {File("{\"a\":" + Tensor("[3]", "[0,8]") + "}", eight), "make 12 bytes, data_offsets 8"},
      {File("{\"a\":" + Tensor("[2]", "[8,0]") + "}", eight), "data_offsets is not"},
      {File("{\"a\":" + Tensor("[2]", "[-8,0]") + "}", eight), "data_offsets is not"},
      {File("{\"a\":" + Tensor("[2]", "[0]") + "}", eight), "data_offsets is not"},
      {File("{\"a\":" + Tensor("[2]", "[0,4,8]") + "}", eight), "data_offsets is not"},
      {File("{\"a\":" + Tensor("[2]", "[0,8]") + "}", "1234567"), "tensor \"a\": ends at byte 8, but the file has 7"},
      {File("{\"a\":" + Tensor("[2]", "[9223372036854775799,9223372036854775807]") + "}", eight),
       "ends at byte 9223372036854775807"},
      {File(huge + ",\"b\":" + Tensor("[1]", "[4,8]") + "}", eight), "tensor \"b\" begins at byte 4 and overlaps"},
      {File(huge + ",\"b\":" + Tensor("[2]", "[0,8]") + "}", eight), "begins at byte 0 and overlaps"},
      {File("{\"a\":" + Tensor("[1]", "[4,8]") + "}", eight),
       "tensor \"a\" begins at byte 4 and leaves a gap behind byte 0"},
      {File(huge + ",\"b\":" + Tensor("[1]", "[12,16]") + "}", eight + eight), "leaves a gap behind byte 8"},
      {File("{\"a\":" + Tensor("[1]", "[0,4]") + "}", eight), "4 bytes behind the last tensor"},
      {File("{}", eight), "8 bytes behind the last tensor"},
      {File(huge + ",\"a\":" + Tensor("[2]", "[8,16]") + "}", eight + eight), "\"a\" stands twice"},
      {File(huge + ",\"\\u0061\":" + Tensor("[2]", "[8,16]") + "}", eight + eight), "\"a\" stands twice"},
      {File("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}"),
       "\"dtype\" stands twice"},
      {File("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}"), "\"k\" stands twice"},
      {File("{\"__metadata__\":{},\"__metadata__\":{}}"), "\"__metadata__\" stands twice"},
      {File("{\"__metadata__\":[]}"), "__metadata__ is not an object"},
      {File("{\"__metadata__\":{\"k\":1}}"), "__metadata__ \"k\" is not text"},
      {File("{\"__metadata__\":{\"k\":{}}}"), "__metadata__ \"k\" is not text"},
      {File("{\"\":" + Tensor("[0]", "[0,0]") + "}"), "name is empty"},
      {File("{\"" + string(257, 'n') + "\":" + Tensor("[0]", "[0,0]") + "}"), "over 256 bytes"},
  };
  for (const auto &c : cases)
    ExpectRefused(c.file, c.part);
}

TEST_F(ModelFile, ReadsWhatIsUnusualButRight) {
  const string two = string(8, '\0');
  const string right[] = {
      File("{}"),
      File("{}   \n"),
      File("{\"__metadata__\":{\"card\":\"# \\u041c\\u043e\\u0434\\u0435\\u043b\\u044c\\n\\\"\\\\\"}}"),
      File("{\"a\":" + Tensor("[0,5]", "[0,0]") + ",\"b\":" + Tensor("[2]", "[0,8]") + "}", two),
      File("{\"b\":" + Tensor("[2]", "[0,8]") + ",\"a\":" + Tensor("[0]", "[8,8]") + "}", two),
      File("{\"b\" : " + Tensor("[ 8 ]", "[ 0 , 8 ]", "U8") + " }", two),
      File("{\"" + string(256, 'n') + "\":" + Tensor("[1,1,1,1,1,1,1,2]", "[0,8]") + "}", two),
  };
  for (const string &bytes : right)
    EXPECT_NE(Open(bytes), nullptr) << error->message;
}

TEST_F(ModelFile, MissingFileAndFolderAreIoErrors) {
  EXPECT_EQ(ae_modelfile_open((path + ".none").c_str(), &error), nullptr);
  EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_IO));
  EXPECT_NE(string(error->message).find(".none"), string::npos);
  g_clear_error(&error);
  EXPECT_EQ(ae_modelfile_open(folder, &error), nullptr);
  EXPECT_NE(error, nullptr);
}

TEST_F(ModelFile, TooManyTensorsAreRefused) {
  string header = "{\"__metadata__\":{}";
  for (int i = 0; i < AE_MODELFILE_MAX_TENSORS; i++)
    header += ",\"" + std::to_string(i) + "\":" + Tensor("[0]", "[0,0]", "U8");
  ExpectRefused(File(header + "}"), "65537 tensors");
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

/* ---- number types ---- */

double HalfValue(guint16 half) {
  double sign = half & 0x8000 ? -1 : 1;
  int exponent = half >> 10 & 31, mantissa = half & 1023;
  return sign * (exponent ? std::ldexp(1024 + mantissa, exponent - 25) : std::ldexp(mantissa, -24));
}

TEST(Dtype, EveryHalfIsReadAndWrittenBack) {
  const AeDtype *f16 = ae_dtype_by_name("F16");
  for (guint code = 0; code < 65536; code++) {
    guint16 half = static_cast<guint16>(code), back = 0;
    float x;
    f16->to_float(&half, &x, 1);
    if ((half & 0x7c00) == 0x7c00) {
      EXPECT_EQ(std::isnan(x), (half & 1023) != 0) << code;
      EXPECT_FALSE(std::isfinite(x)) << code;
      EXPECT_EQ(ae_dtype_half_from_float(&x, &back, 1), 0u) << code;
    } else {
      ASSERT_EQ(x, HalfValue(half)) << code;
      ASSERT_EQ(std::signbit(x), (half & 0x8000) != 0) << code;
      ASSERT_EQ(ae_dtype_half_from_float(&x, &back, 1), 1u) << code;
      ASSERT_EQ(back, half) << code;
    }
  }
}

/* Between two neighbours the nearer one is taken, and in the middle the even one. */
TEST(Dtype, HalvesAreRoundedToNearestEven) {
  for (guint code = 0; code < 0x7bff; code++) {
    double low = HalfValue(static_cast<guint16>(code)), high = HalfValue(static_cast<guint16>(code + 1)),
           middle = (low + high) / 2;
    const struct {
      float x;
      guint half;
    } cases[] = {{static_cast<float>(middle), code + (code & 1)},
                 {std::nextafterf(static_cast<float>(middle), 0.0f), code},
                 {std::nextafterf(static_cast<float>(middle), 1e9f), code + 1}};
    for (const auto &c : cases) {
      guint16 half = 0;
      ASSERT_EQ(ae_dtype_half_from_float(&c.x, &half, 1), 1u);
      ASSERT_EQ(half, c.half) << c.x;
      float minus = -c.x;
      ASSERT_EQ(ae_dtype_half_from_float(&minus, &half, 1), 1u);
      ASSERT_EQ(half, c.half | 0x8000) << c.x;
    }
  }
}

TEST(Dtype, TableIsRight) {
  for (const AeDtype *row = ae_dtypes(); row->name; row++) {
    EXPECT_EQ(ae_dtype_by_name(row->name), row);
    EXPECT_LE(strlen(row->name), 7u);
    EXPECT_TRUE(row->size >= 1 && row->size <= 8) << row->name;
    if (!row->to_float)
      continue;
    std::vector<guint64> zeros(8);
    std::vector<float> x(9, 5.0f);
    row->to_float(zeros.data(), x.data(), 8);
    for (int i = 0; i < 8; i++)
      EXPECT_EQ(x[i], 0) << row->name;
    EXPECT_EQ(x[8], 5) << row->name;
  }
  EXPECT_EQ(ae_dtype_by_name("F64"), nullptr);
}

} // namespace
