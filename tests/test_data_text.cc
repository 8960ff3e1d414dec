/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Lines of text as vectors, and back. */
#include "data_helpers.h"

extern "C" {
#include "train/letters.h"
}

namespace {

using std::string;
using std::vector;

class TextData : public testing::Test {
protected:
  void ExpectRefused(const string &text, vector<string> words, int channels, int code, const char *part) {
    tree.Write("lines.txt", text);
    OpenData lines("text", words, tree.Path(), {1, 1, channels});
    ASSERT_EQ(lines.data, nullptr) << part;
    EXPECT_EQ(lines.code(), code) << lines.message();
    EXPECT_NE(lines.message().find(part), string::npos) << lines.message();
  }
  /* The line that numbers stand for, with ! behind it where it is none. */
  string Line(const vector<float> &numbers, const char *letters = "abc") {
    AeLetters alphabet;
    EXPECT_TRUE(ae_letters_init(&alphabet, letters, nullptr));
    gboolean whole;
    g_autofree char *line =
        ae_letters_read(&alphabet, numbers.size() / ae_letters_place(&alphabet), numbers.data(), &whole);
    ae_letters_clear(&alphabet);
    return line + string(whole ? "" : "!");
  }
  DataTree tree;
};

TEST_F(TextData, LinesAreOneNumberAPlace) {
  tree.Write("lines.txt", "ab\r\n\nc\n  \nacb");
  OpenData lines("text", {"letters=abc", "held_out=0"}, tree.Path(), {1, 1, 16});
  ASSERT_NE(lines.data, nullptr) << lines.message();
  ASSERT_EQ(lines.train(), 3u);
  EXPECT_EQ(lines.example(0), (vector<float>{0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0}));
  for (guint i = 0; i < 3; i++)
    EXPECT_EQ(Line(lines.example(i)), (vector<string>{"ab", "c", "acb"})[i]);
}

TEST_F(TextData, ReadsAnyUtf8AndAnyFile) {
  tree.Write("names", "анна\nзоя\n");
  for (const string &dir : {tree.Path("names"), tree.Path()}) {
    OpenData lines("text", {"letters=абвгдежзиклмноя", "held_out=0", "file=names"}, dir, {1, 1, 64});
    ASSERT_NE(lines.data, nullptr) << lines.message();
    EXPECT_EQ(Line(lines.example(1), "абвгдежзиклмноя"), "зоя");
  }
}

TEST_F(TextData, TellsTheShapeOfItsLongestLine) {
  tree.Write("lines.txt", "a\nabca\n");
  const AeDataKind *kind = ae_data_kind_by_name("text", nullptr);
  vector<char> options(kind->options_size);
  ae_options_init(kind->options, options.data());
  AeDataShape shape = {};
  EXPECT_TRUE(kind->shape(options.data(), tree.Path().c_str(), &shape, nullptr));
  EXPECT_TRUE(shape.width == 1 && shape.height == 1 && shape.channels == 4 * 27);
  ae_options_clear(kind->options, options.data());
}

/* Each place is what has its largest number; a line is letters, and then nothing but ends. */
TEST_F(TextData, AnyNumbersAreALineOrNone) {
  EXPECT_EQ(Line({-1, -2, 3, 0, 9, 0, 0, 8}), "b");
  EXPECT_EQ(Line({0, 1, 0, 0, 0, 0, 0, 1}), "ac");
  EXPECT_EQ(Line({1, 0, 0, 0, 1, 0, 0, 0}), "!") << "empty";
  EXPECT_EQ(Line({1, 0, 0, 0, 0, 0, 1, 0}), "!") << "a letter behind the end";
  EXPECT_EQ(Line({0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0}), "a!");
}

TEST_F(TextData, RefusesWhatItCannotHold) {
  ExpectRefused("ab\nabd\n", {"letters=abc"}, 12, AE_ERROR_FORMAT, "lines.txt: line 2: \"abd\" has other letters");
  ExpectRefused("ab\nabca\n", {"letters=abc"}, 12, AE_ERROR_FORMAT, "line 2: \"abca\" is too long");
  ExpectRefused("ab\n", {"letters=abc"}, 13, AE_ERROR_USAGE, "takes no lines");
  ExpectRefused("ab\n", {"letters=aba"}, 12, AE_ERROR_USAGE, "each once");
  ExpectRefused("ab\n", {"letters="}, 12, AE_ERROR_USAGE, "letters");
  ExpectRefused(" \n\n", {"letters=abc"}, 12, AE_ERROR_FORMAT, "has no lines");
  ExpectRefused(string("a\0b\n", 4), {"letters=abc"}, 12, AE_ERROR_FORMAT, "no text in UTF-8");
  ExpectRefused("a\xff\n", {"letters=abc"}, 12, AE_ERROR_FORMAT, "no text in UTF-8");
  ExpectRefused("ab\n", {"file=nowhere.txt"}, 27, AE_ERROR_IO, "nowhere.txt");
}

} // namespace
