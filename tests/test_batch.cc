/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "batch_helpers.h"

#include <sys/stat.h>
#include <unistd.h>

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

TEST_F(Batch, MirrorsAFolderAndGoesOnAfterABadFile) {
  Write(root / "in/a.pgm", Pgm(5, 4));
  Write(root / "in/sub/with space\nand line.pgm", Pgm(6, 4));
  Write(root / "in/sub/\xff\xfe.pgm", Pgm(7, 4));
  Write(root / "in/cut.pgm", Pgm(50, 40).substr(0, 300));
  Write(root / "in/junk.png", "no picture");
  Write(root / "in/README", "hello");
  Write(root / "in/.hidden/a.pgm", Pgm(5, 4));
  ASSERT_TRUE(Run({In("in")}, In("out"))) << problem;
  EXPECT_THAT(Files("out"), ElementsAre("a.pgm", "sub/with space\nand line.pgm", "sub/\xff\xfe.pgm"));
  EXPECT_EQ(Read(root / "out/a.pgm"), Pgm(5, 4));
  EXPECT_EQ(Read(root / "out/sub/\xff\xfe.pgm"), Pgm(7, 4));
  EXPECT_EQ(result.done, 3u);
  EXPECT_EQ(result.failed, 2u);
  EXPECT_EQ(result.left_out, 1u);
  ASSERT_THAT(failures, ElementsAre(HasSubstr("in/cut.pgm: "), HasSubstr("in/junk.png: ")));
  EXPECT_THAT(failures[0], HasSubstr("row "));
  EXPECT_THAT(notes, ElementsAre(HasSubstr("in/README: left out: ")));
  for (const std::string &line : details)
    EXPECT_TRUE(g_utf8_validate(line.c_str(), -1, nullptr));
}

TEST_F(Batch, JobsGiveTheSameFilesAndCounts) {
  for (int i = 0; i < 40; i++)
    Write(root / ("in/" + std::to_string(i) + ".pgm"), i % 10 ? Pgm(31, 17, i) : Pgm(31, 17, i).substr(0, 99));
  batch.jobs = 4;
  ASSERT_TRUE(Run({In("in")}, In("out"))) << problem;
  EXPECT_EQ(result.done, 36u);
  EXPECT_EQ(result.failed, 4u);
  EXPECT_EQ(failures.size(), 4u);
  for (const std::string &name : Files("out"))
    EXPECT_EQ(Read(root / "out" / name), Read(root / "in" / name));
}

TEST_F(Batch, AnotherFormatChangesTheExtension) {
  Write(root / "in/a.PGM", Pgm(5, 4));
  Write(root / "in/scan.2", Pgm(5, 4));
  Write(root / "in/plain", Pgm(5, 4));
  Write(root / "in/p.PNM", Pgm(5, 4));
  batch.format = ae_format_by_name("png");
  ASSERT_TRUE(Run({In("in")}, In("out"))) << problem;
  EXPECT_THAT(Files("out"), ElementsAre("a.png", "p.png", "plain.png", "scan.2.png"));
  batch.format = ae_format_by_name("pnm");
  ASSERT_TRUE(Run({In("in/a.PGM")}, In("again/"))) << problem;
  EXPECT_THAT(Files("again"), ElementsAre("a.PGM"));
}

TEST_F(Batch, OfTwoFilesForOneNameTheSecondFails) {
  Write(root / "in/a.pgm", Pgm(5, 4));
  Write(root / "in/a.pnm", Pgm(6, 4));
  batch.format = ae_format_by_name("png");
  ASSERT_TRUE(Run({In("in")}, In("out"))) << problem;
  EXPECT_EQ(result.done, 1u);
  EXPECT_THAT(failures, ElementsAre(HasSubstr("a.pnm: left undone: its output is also that of")));
  EXPECT_THAT(Files("out"), ElementsAre("a.png"));
}

TEST_F(Batch, OutputFolderInsideTheInputIsNotWalked) {
  Write(root / "in/a.pgm", Pgm(5, 4));
  for (int round = 0; round < 2; round++) {
    ASSERT_TRUE(Run({In("in")}, In("in/out"))) << problem;
    EXPECT_EQ(result.done, 1u);
    EXPECT_THAT(Files("in"), ElementsAre("a.pgm", "out/a.pgm"));
  }
}

TEST_F(Batch, LinksAreFollowedButNotInCircles) {
  Write(root / "in/a/a.pgm", Pgm(5, 4));
  Write(root / "else/b.pgm", Pgm(5, 4));
  fs::create_directory_symlink("..", root / "in/a/up");
  fs::create_directory_symlink("../else", root / "in/linked");
  fs::create_symlink("nowhere", root / "in/broken.pgm");
  ASSERT_TRUE(Run({In("in")}, In("out"))) << problem;
  EXPECT_THAT(Files("out"), ElementsAre("a/a.pgm", "linked/b.pgm"));
  EXPECT_THAT(notes, ElementsAre(HasSubstr("in/a/up: left out: ")));
  EXPECT_THAT(failures, ElementsAre(HasSubstr("in/broken.pgm: ")));
}

TEST_F(Batch, APipeInAFolderIsNotOpened) {
  Write(root / "in/a.pgm", Pgm(5, 4));
  ASSERT_EQ(mkfifo(In("in/pipe.pgm").c_str(), 0600), 0);
  ASSERT_TRUE(Run({In("in")}, In("out"))) << problem;
  EXPECT_EQ(result.done, 1u);
  EXPECT_THAT(notes, ElementsAre(HasSubstr("pipe.pgm: left out: not a regular file")));
}

TEST_F(Batch, NothingReplacesItsOwnInput) {
  Write(root / "in/a.pgm", Pgm(5, 4));
  EXPECT_FALSE(Run({In("in")}, In("in")));
  EXPECT_EQ(code, AE_ERROR_USAGE);
  EXPECT_THAT(problem, HasSubstr("both input and output"));
  ASSERT_TRUE(Run({In("in/a.pgm")}, In("in/"))) << problem;
  EXPECT_THAT(failures, ElementsAre(HasSubstr("would replace")));
  EXPECT_EQ(Read(root / "in/a.pgm"), Pgm(5, 4));
}

TEST_F(Batch, SeveralInputsIntoOneFileNeedAFormatThatHoldsThem) {
  Write(root / "a.pgm", Pgm(5, 4));
  Write(root / "b.pgm", Pgm(6, 4));
  EXPECT_FALSE(Run({In("a.pgm"), In("b.pgm")}, In("both.png")));
  EXPECT_EQ(code, AE_ERROR_USAGE);
  EXPECT_THAT(problem, HasSubstr("several inputs"));
  ASSERT_TRUE(Run({In("a.pgm"), In("b.pgm")}, In("both.pnm"))) << problem;
  EXPECT_EQ(Read(root / "both.pnm"), Pgm(5, 4) + Pgm(6, 4));
  EXPECT_EQ(result.done, 1u);
}

TEST_F(Batch, AStreamThatFailsLeavesNoFileAndKeepsTheOldOne) {
  Write(root / "a.pgm", Pgm(5, 4));
  Write(root / "cut.pgm", Pgm(5, 4) + Pgm(5, 4).substr(0, 20));
  ASSERT_TRUE(Run({In("cut.pgm")}, In("out.pnm"))) << problem;
  EXPECT_EQ(result.failed, 1u);
  EXPECT_THAT(failures, ElementsAre(HasSubstr("cut.pgm: ")));
  EXPECT_THAT(Files("."), ElementsAre("a.pgm", "cut.pgm"));
  Write(root / "out.pnm", "old");
  ASSERT_TRUE(Run({In("a.pgm"), In("missing.pgm")}, In("out.pnm"))) << problem;
  EXPECT_EQ(result.failed, 1u);
  EXPECT_EQ(Read(root / "out.pnm"), "old");
  EXPECT_THAT(Files("."), ElementsAre("a.pgm", "cut.pgm", "out.pnm"));
}

TEST_F(Batch, RefusesWhatCannotBeMeant) {
  Write(root / "in/a.pgm", Pgm(5, 4));
  Write(root / "file.pgm", Pgm(5, 4));
  struct {
    std::vector<std::string> inputs;
    std::string output, message;
  } cases[] = {
      {{In("in")}, "-", "give -o a folder too"},
      {{In("in")}, In("file.pgm"), "is not one"},
      {{In("in")}, In("new.pnm"), "named like a file"},
      {{In("file.pgm")}, In("out.unknown"), "tells no format"},
      {{In("file.pgm")}, In("out"), "tells no format"},
      {{"-"}, In("out/"), "has no name"},
      {{"-", "-"}, "-", "only once"},
      {{}, In("out.pgm"), "no input"},
  };
  for (const auto &row : cases) {
    EXPECT_FALSE(Run(row.inputs, row.output)) << row.message;
    EXPECT_EQ(code, AE_ERROR_USAGE);
    EXPECT_THAT(problem, HasSubstr(row.message));
  }
  EXPECT_THAT(Files("out"), IsEmpty());
}

TEST_F(Batch, RefusesFormatOptionsThatNoOutputTakes) {
  Write(root / "in/a.pgm", Pgm(5, 4));
  const char *unknown[] = {"nosuchkey=1", nullptr}, *bad[] = {"compression=999", nullptr},
             *good[] = {"compression=1", nullptr};
  for (const char *const *options : {unknown, bad}) {
    batch.format_options = options;
    EXPECT_FALSE(Run({In("in")}, In("out")));
    EXPECT_EQ(code, AE_ERROR_USAGE) << problem;
    EXPECT_FALSE(Run({In("in/a.pgm")}, In("a.png")));
    EXPECT_EQ(code, AE_ERROR_USAGE) << problem;
  }
  batch.format_options = good;
  EXPECT_TRUE(Run({In("in")}, In("out"))) << "a PNG among the inputs would take it: " << problem;
  EXPECT_FALSE(Run({In("in/a.pgm")}, In("a.pnm"))) << "PNM has no such key";
}

TEST_F(Batch, AFolderThatCannotBeWrittenFailsByName) {
  Write(root / "in/a.pgm", Pgm(5, 4));
  Write(root / "file", "");
  EXPECT_FALSE(Run({In("in")}, In("file/out")));
  EXPECT_EQ(code, AE_ERROR_IO);
  EXPECT_THAT(problem, HasSubstr("file/out: "));
  if (!geteuid())
    return; /* root writes everywhere */
  fs::create_directory(root / "locked");
  fs::permissions(root / "locked", fs::perms::owner_read | fs::perms::owner_exec);
  ASSERT_TRUE(Run({In("in")}, In("locked"))) << problem;
  fs::permissions(root / "locked", fs::perms::owner_all);
  EXPECT_EQ(result.failed, 1u);
  EXPECT_THAT(failures, ElementsAre(HasSubstr("locked/")));
}

TEST_F(Batch, CancelledRunStopsAndSaysSo) {
  for (int i = 0; i < 5; i++)
    Write(root / ("in/" + std::to_string(i) + ".pgm"), Pgm(30, 20));
  static int calls;
  calls = 0;
  batch.jobs = 1;
  settings.progress = [](double, gpointer) -> gboolean { return ++calls < 30; };
  ASSERT_TRUE(Run({In("in")}, In("out"))) << problem;
  EXPECT_TRUE(result.cancelled);
  EXPECT_EQ(result.failed, 0u);
  EXPECT_THAT(Files("out"), ElementsAre("0.pgm"));
  EXPECT_THAT(failures, IsEmpty());
}

TEST_F(Batch, NamesAreShownOnceInAMessage) {
  Write(root / "cut-\xff.pgm", Pgm(9, 9).substr(0, 30));
  for (const char *name : {"missing.pgm", "cut-\xff.pgm"}) {
    ASSERT_TRUE(Run({In(name)}, In("out.pgm"))) << problem;
    ASSERT_EQ(failures.size(), 1u);
    EXPECT_TRUE(g_utf8_validate(failures[0].c_str(), -1, nullptr));
    gsize first = failures[0].find(".pgm");
    EXPECT_EQ(failures[0].find(".pgm", first + 1), std::string::npos) << failures[0];
  }
}

} // namespace
