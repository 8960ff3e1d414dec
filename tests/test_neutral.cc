/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What is neutral stays neutral: the marks of a row, and what they do to a network's result. */
#include <gtest/gtest.h>

#include <string>
#include <vector>

extern "C" {
#include "stage/lattice_neutral.h"
}

namespace {

using std::string;
using std::vector;

/* A row of pixels, '.' neutral and 'x' not, as its marks: '.' where all within two pixels are neutral. */
string Marks(const string &row, guint channels) {
  vector<float> pixels(row.size() * channels, 0.5f);
  for (gsize x = 0; x < row.size(); x++)
    if (row[x] == 'x')
      pixels[x * channels + x % 3] = 0.50001f;
  vector<guint8> marks(row.size(), 7);
  ae_neutral_mark(pixels.data(), channels, row.size(), marks.data());
  string out;
  for (guint8 mark : marks)
    out += mark ? '.' : 'x';
  return out;
}

TEST(Neutral, MarksLookTwoPixelsAround) {
  const std::pair<const char *, const char *> rows[] = {{".", "."},
                                                        {"x", "x"},
                                                        {"..", ".."},
                                                        {"x..", "xxx"},
                                                        {"x...", "xxx."},
                                                        {".....x......", "...xxxxx...."},
                                                        {"...x.....x..", ".xxxxx.xxxxx"}};
  for (auto [row, wanted] : rows)
    for (guint channels : {3u, 4u})
      EXPECT_EQ(Marks(row, channels), wanted) << row;
}

/* A factor of 2: the first pixel is marked in both rows, the second in one, the third is so already. */
TEST(Neutral, MarkedPixelsGetTheMean) {
  const guint8 above[] = {1, 1, 1}, below[] = {1, 0, 1};
  const guint8 *marks[] = {above, below};
  const float a = 0.1f; /* three of them are not three times one */
  vector<float> pixels = {1, 2, 6, 9, 0, 0, 3, 9, 1, 2, 3, 9, 1, 2, 3, 9, a, a, a, 9, 4, 5, 6, 9};
  const vector<float> wanted = {3, 3, 3, 9, 1, 1, 1, 9, 1, 2, 3, 9, 1, 2, 3, 9, a, a, a, 9, 5, 5, 5, 9};
  ae_neutral_keep(marks, 2, 2, 4, 3, pixels.data());
  EXPECT_EQ(pixels, wanted);
}

} // namespace
