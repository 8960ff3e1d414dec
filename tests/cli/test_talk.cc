/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "talk.h"

#include <gtest/gtest.h>

#include <string>

namespace {

std::string Text(AeBatchProgress progress) {
  g_autofree char *text = talk_progress_text(&progress);
  return text;
}

AeBatchProgress Folder(guint done, guint total, double megapixels, double seconds, double fraction, double left) {
  AeBatchProgress progress = {};
  progress.done = done;
  progress.total = total;
  progress.megapixels = megapixels;
  progress.seconds = seconds;
  progress.fraction = fraction;
  progress.left = left;
  return progress;
}

TEST(Talk, ProgressSaysFilesSpeedAndTimeLeft) {
  EXPECT_EQ(Text(Folder(12, 200, 24, 12, 0.06, 200.4)), "12 of 200 files, 6 %, 24.0 MP, 2.00 MP/s, 3:20 left");
  EXPECT_EQ(Text(Folder(0, 200, 1, 10, 0.001, 9990)), "0 of 200 files, 0 %, 1.0 MP, 0.10 MP/s, 2:46:30 left");
  EXPECT_EQ(Text(Folder(0, 2, 0, 0, 0, -1)), "0 of 2 files, 0 %, 0.0 MP, 0.00 MP/s");
  EXPECT_EQ(Text(Folder(2, 2, 4, 2, 1, 0)), "2 of 2 files, 100 %, 4.0 MP, 2.00 MP/s");
  EXPECT_EQ(Text(Folder(0, 1, 6, 3, 0.5, 3)), "50 %, 6.0 MP, 2.00 MP/s, 0:03 left");
}

TEST(Talk, OfAStreamItSaysPicturesAndNoEnd) {
  AeBatchProgress stream = Folder(0, 1, 30, 10, -1, -1);
  stream.pictures = 15;
  EXPECT_EQ(Text(stream), "15 pictures, 30.0 MP, 3.00 MP/s");
}

TEST(Talk, SummaryCountsOnlyWhatThereWas) {
  AeBatchProgress end = Folder(200, 200, 400, 200, 1, 0);
  AeBatchResult all = {}, some = {};
  all.done = 200;
  some.done = 190;
  some.skipped = 7;
  some.left_out = 1;
  some.failed = 2;
  g_autofree char *good = talk_summary_text(&end, &all), *bad = talk_summary_text(&end, &some);
  EXPECT_STREQ(good, "200 files: 200 done; 400.0 MP in 3:20, 2.00 MP/s");
  EXPECT_STREQ(bad, "200 files: 190 done, 7 skipped, 1 left out, 2 failed; 400.0 MP in 3:20, 2.00 MP/s");
}

TEST(Talk, LinesHoldNothingThatCommandsATerminal) {
  g_autofree char *text = talk_visible("a\nb\033[2J\xff");
  EXPECT_STREQ(text, "a\\nb\\x1b[2J\xef\xbf\xbd");
}

} // namespace
