/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "model/modelheader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace {

using std::string;

/* Headers are written with ' for ". */
string Json(string text) {
  std::replace(text.begin(), text.end(), '\'', '"');
  return text;
}

string Tensor(const string &shape, const string &offsets, const string &dtype = "F32") {
  return "{'dtype':'" + dtype + "','shape':" + shape + ",'data_offsets':" + offsets + "}";
}

struct Case {
  string header;
  gsize data;       /* bytes of tensors in the file */
  const char *part; /* of the message */
};

class ModelHeader : public testing::Test {
protected:
  void TearDown() override {
    g_clear_error(&error);
    Clear();
  }

  void Clear() {
    for (guint i = 0; i < file.n; i++)
      g_free(file.blobs[i].name);
    g_clear_pointer(&file.blobs, g_free);
    g_clear_pointer(&file.metadata, g_hash_table_unref);
    file.n = 0;
  }

  /* The text lies in memory of just its size, so that a sanitizer sees every byte read behind it. */
  gboolean Parse(const string &header, gsize data_size = 0) {
    g_clear_error(&error);
    Clear();
    file.path = const_cast<char *>("x.safetensors");
    file.metadata = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    string json = Json(header);
    std::vector<char> exact(json.begin(), json.end());
    std::vector<guint8> data(data_size);
    return ae_modelheader_parse(&file, exact.data(), exact.size(), data.data(), data_size, &error);
  }

  void ExpectRefused(const std::vector<Case> &cases) {
    for (const Case &c : cases) {
      ASSERT_FALSE(Parse(c.header, c.data)) << c.header;
      ASSERT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_MODEL)) << c.header;
      EXPECT_EQ(string(error->message).find("x.safetensors: "), 0u) << error->message;
      EXPECT_NE(string(error->message).find(Json(c.part)), string::npos) << error->message << "\n" << c.header;
      EXPECT_TRUE(g_utf8_validate(error->message, -1, nullptr)) << c.header;
    }
  }

  AeModelFile file = {};
  GError *error = nullptr;
};

TEST_F(ModelHeader, RefusesTextThatIsNotAHeader) {
  ExpectRefused({
      {"", 0, "does not begin with {"},
      {"[]", 0, "does not begin with {"},
      {" {}", 0, "does not begin with {"},
      {"{'a\xff':1}", 0, "header byte 3 is not UTF-8"},
      {string("{'a\0':1}", 8), 0, "header byte 3 is not UTF-8"},
      {"{'a\n':1}", 0, "header byte 3 (0x0a)"},
      {"{'a\\u0000b':1}", 0, "header byte 3"},
      {"{} {}", 0, "header byte 3"},
      {"{}}", 0, "header byte 2"},
      {"{/*x*/}", 0, "header byte 1"},
      {"{'a':null}", 0, "header byte 5"},
      {"{'a':{'shape':[1.5]}}", 0, "header byte 16 (0x2e)"},
      {"{'a':[[[[1]]]]}", 0, "header byte 7"},
      {string(100000, '{'), 0, "header byte 3"},
      {"{'a':" + string(100000, '['), 0, "header byte 7"},
      {"{'a':{'b':", 0, "not JSON"},
      {"{'a' 1}", 0, "not JSON"},
      {"{'a", 0, "not JSON"},
      {"{'a\\", 0, "not JSON"},
      {"{'a':1,}", 0, "not JSON"},
      {"{'a':1}}", 0, "header byte 7"},
      {"{'a':1]", 0, "not JSON"},
      {"{'a':--1}", 0, "not JSON"},
  });
}

TEST_F(ModelHeader, RefusesMembersThatAreNoTensors) {
  ExpectRefused({
      {"{'a':1}", 0, "tensor 'a': needs dtype"},
      {"{'a':'x'}", 0, "tensor 'a': needs dtype"},
      {"{'a':[]}", 0, "tensor 'a': needs dtype"},
      {"{'a':{}}", 0, "tensor 'a': needs dtype"},
      {"{'a':{'dtype':'F32','shape':[0]}}", 0, "tensor 'a': needs dtype"},
      {"{'a':{'dtype':'F32','shape':[],'data_offsets':[0,4],'more':1}}", 4, "tensor 'a': needs dtype"},
      {"{'a':{'dtype':'F32','shape':[0],'offsets':[0,0]}}", 0, "data_offsets is not"},
      {"{'a':" + Tensor("[1]", "[0,8]", "F64") + "}", 8, "tensor 'a': needs dtype"},
      {"{'a':{'dtype':1,'shape':[],'data_offsets':[0,4]}}", 4, "tensor 'a': needs dtype"},
      {"{'':" + Tensor("[0]", "[0,0]") + "}", 0, "name is empty"},
      {"{'" + string(257, 'n') + "':" + Tensor("[0]", "[0,0]") + "}", 0, "over 256 bytes"},
      {"{'__metadata__':[]}", 0, "__metadata__ is not an object"},
      {"{'__metadata__':{'k':1}}", 0, "__metadata__ 'k' is not text"},
      {"{'__metadata__':{'k':{}}}", 0, "__metadata__ 'k' is not text"},
      {"{'__metadata__':{'':'x'}}", 0, "a name in __metadata__ is empty"},
  });
}

TEST_F(ModelHeader, RefusesShapesAndOffsetsThatCannotBe) {
  ExpectRefused({
      {"{'a':" + Tensor("2", "[0,8]") + "}", 8, "shape is not"},
      {"{'a':" + Tensor("['2']", "[0,8]") + "}", 8, "shape is not"},
      {"{'a':" + Tensor("[[2]]", "[0,8]") + "}", 8, "header byte"},
      {"{'a':" + Tensor("[-2]", "[0,8]") + "}", 8, "shape is not"},
      {"{'a':" + Tensor("[-1,-2]", "[0,8]") + "}", 8, "shape is not"},
      {"{'a':" + Tensor("[1,1,1,1,1,1,1,1,2]", "[0,8]") + "}", 8, "shape is not"},
      {"{'a':" + Tensor("[4611686018427387904]", "[0,0]") + "}", 0, "shape is not"},
      {"{'a':" + Tensor("[4294967296,4294967296]", "[0,0]") + "}", 0, "shape is not"},
      {"{'a':" + Tensor("[4294967296,4294967296,0]", "[0,0]") + "}", 0, "shape is not"},
      {"{'a':" + Tensor("[9223372036854775808]", "[0,0]") + "}", 0, "shape is not"},
      {"{'a':" + Tensor("[99999999999999999999999]", "[0,0]") + "}", 0, "shape is not"},
      {"{'a':" + Tensor("[3]", "[0,8]") + "}", 8, "make 12 bytes, data_offsets 8"},
      {"{'a':" + Tensor("[2]", "[8,0]") + "}", 8, "data_offsets is not"},
      {"{'a':" + Tensor("[2]", "[-8,0]") + "}", 8, "data_offsets is not"},
      {"{'a':" + Tensor("[2]", "[0]") + "}", 8, "data_offsets is not"},
      {"{'a':" + Tensor("[2]", "[0,4,8]") + "}", 8, "data_offsets is not"},
      {"{'a':" + Tensor("[2]", "[0,8]") + "}", 7, "tensor 'a': ends at byte 8, but the file has 7"},
      {"{'a':" + Tensor("[2]", "[9223372036854775799,9223372036854775807]") + "}", 8,
       "ends at byte 9223372036854775807"},
  });
}

TEST_F(ModelHeader, RefusesOverlapsGapsAndNamesThatStandTwice) {
  const string first = "{'a':" + Tensor("[2]", "[0,8]");
  ExpectRefused({
      {first + ",'b':" + Tensor("[1]", "[4,8]") + "}", 8, "tensor 'b' begins at byte 4 and overlaps"},
      {first + ",'b':" + Tensor("[2]", "[0,8]") + "}", 8, "begins at byte 0 and overlaps"},
      {"{'a':" + Tensor("[1]", "[4,8]") + "}", 8, "tensor 'a' begins at byte 4 and leaves a gap behind byte 0"},
      {first + ",'b':" + Tensor("[1]", "[12,16]") + "}", 16, "leaves a gap behind byte 8"},
      {"{'a':" + Tensor("[1]", "[0,4]") + "}", 8, "4 bytes behind the last tensor"},
      {"{}", 8, "8 bytes behind the last tensor"},
      {first + ",'a':" + Tensor("[2]", "[8,16]") + "}", 16, "'a' stands twice"},
      {first + ",'\\u0061':" + Tensor("[2]", "[8,16]") + "}", 16, "'a' stands twice"},
      {"{'a':{'dtype':'F32','dtype':'F32','shape':[0],'data_offsets':[0,0]}}", 0, "'dtype' stands twice"},
      {"{'__metadata__':{'k':'1','k':'2'}}", 0, "'k' stands twice"},
      {"{'__metadata__':{},'__metadata__':{}}", 0, "'__metadata__' stands twice"},
  });
}

TEST_F(ModelHeader, ReadsWhatIsUnusualButRight) {
  const struct {
    string header;
    gsize data;
  } cases[] = {
      {"{}", 0},
      {"{}   \n", 0},
      {"{'__metadata__':{'card':'# \\u041c\\u043e\\u0434\\u0435\\u043b\\u044c\\n\\\\'}}", 0},
      {"{'a':" + Tensor("[0,5]", "[0,0]") + ",'b':" + Tensor("[2]", "[0,8]") + "}", 8},
      {"{'b':" + Tensor("[2]", "[0,8]") + ",'a':" + Tensor("[0]", "[8,8]") + "}", 8},
      {"{'b' : " + Tensor("[ 8 ]", "[ 0 , 8 ]", "U8") + " }", 8},
      {"{'" + string(256, 'n') + "':" + Tensor("[1,1,1,1,1,1,1,2]", "[0,8]") + "}", 8},
      {"{'a':" + Tensor("[]", "[0,8]", "I64") + "}", 8},
  };
  for (const auto &c : cases)
    EXPECT_TRUE(Parse(c.header, c.data)) << error->message;
  ASSERT_TRUE(Parse("{'z':" + Tensor("[1]", "[0,4]") + ",'a':" + Tensor("[1]", "[4,8]") + "}", 8));
  EXPECT_STREQ(file.blobs[0].name, "z");
  EXPECT_STREQ(file.blobs[1].name, "a");
}

/* Whatever is cut off or changed: refused or read, but nothing is touched outside of the text. */
TEST_F(ModelHeader, SurvivesCutAndChangedText) {
  const string whole = "{'__metadata__':{'k':'\\u041c'},'b':" + Tensor("[2]", "[0,8]") + "}";
  for (gsize n = 0; n < whole.size(); n++)
    EXPECT_FALSE(Parse(whole.substr(0, n), 8)) << n;
  ASSERT_TRUE(Parse(whole, 8));
  for (gsize i = 0; i < whole.size(); i++)
    for (int value = 0; value < 256; value += 1) {
      string changed = whole;
      changed[i] = static_cast<char>(value);
      if (Parse(changed, 8))
        continue;
      EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_MODEL)) << changed;
    }
}

TEST_F(ModelHeader, TooManyTensorsAreRefused) {
  string header = "{'__metadata__':{}";
  for (int i = 0; i < AE_MODELFILE_MAX_TENSORS; i++)
    header += ",'" + std::to_string(i) + "':" + Tensor("[0]", "[0,0]", "U8");
  ExpectRefused({{header + "}", 0, "65537 tensors"}});
}

} // namespace
