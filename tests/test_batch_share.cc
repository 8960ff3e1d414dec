/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What several runs on one folder share: resume, shards, reports, progress. */
#include "batch_helpers.h"

#include "image/claim.h"
#include "stage/batch_plan.h"

#include <set>
#include <sys/stat.h>
#include <unistd.h>

using testing::ElementsAre;
using testing::HasSubstr;

namespace {

TEST_F(Batch, ProgressCountsUpToTheWhole) {
  for (int i = 0; i < 9; i++)
    Write(root / ("in/" + std::to_string(i) + ".pgm"), Pgm(1000, 10));
  static std::vector<AeBatchProgress> seen;
  seen.clear();
  batch.jobs = 3;
  batch.progress = [](const AeBatchProgress *progress, gpointer) { seen.push_back(*progress); };
  ASSERT_TRUE(Run({In("in")}, In("out"))) << problem;
  ASSERT_FALSE(seen.empty());
  EXPECT_EQ(seen.back().done, 9u);
  EXPECT_EQ(seen.back().pictures, 9u);
  EXPECT_NEAR(seen.back().megapixels, 0.09, 1e-9);
  EXPECT_DOUBLE_EQ(seen.back().fraction, 1);
  for (gsize i = 1; i < seen.size(); i++) {
    EXPECT_EQ(seen[i].total, 9u);
    EXPECT_GE(seen[i].fraction, seen[i - 1].fraction - 1e-9);
    EXPECT_NEAR(seen[i].left * seen[i].fraction, seen[i].seconds * (1 - seen[i].fraction), 1e-6);
  }
}

TEST_F(Batch, TimeLeftIsThatOfTheFilesToDo) {
  for (int i = 0; i < 10; i++)
    Write(root / ("in/" + std::to_string(i) + ".pgm"), Pgm(1000, 10));
  ASSERT_TRUE(Run({In("in")}, In("out"))) << problem;
  for (int i : {8, 9})
    fs::remove(root / ("out/" + std::to_string(i) + ".pgm"));
  static std::vector<AeBatchProgress> seen;
  seen.clear();
  batch.jobs = 1;
  batch.resume = TRUE;
  batch.progress = [](const AeBatchProgress *progress, gpointer) { seen.push_back(*progress); };
  ASSERT_TRUE(Run({In("in")}, In("out"))) << problem;
  for (const AeBatchProgress &now : seen) {
    double begun = now.fraction * 10;
    EXPECT_NEAR(now.left, begun > 8 + 1e-9 ? now.seconds * (10 - begun) / (begun - 8) : -1, 1e-6) << begun;
  }
}

TEST_F(Batch, ReportsRowsStandInTheOrderOfTheNames) {
  std::string report = In("report.tsv"), want;
  for (int i = 10; i < 50; i++) {
    bool cut = i % 7 == 0;
    Write(root / ("in/" + std::to_string(i) + ".pgm"), cut ? "P5 9" : Pgm(31, i % 3 ? 7 : 700));
    want += std::to_string(i) + (cut ? " failed " : " done ");
  }
  batch.report = report.c_str();
  batch.jobs = 4;
  ASSERT_TRUE(Run({In("in")}, In("out"))) << problem;
  std::string got;
  std::ifstream file(report);
  std::string line;
  for (std::getline(file, line); std::getline(file, line);) {
    g_auto(GStrv) cells = g_strsplit(line.c_str(), "\t", -1);
    got += fs::path(cells[0]).stem().string() + " " + cells[2] + " ";
  }
  EXPECT_EQ(got, want);
}

TEST_F(Batch, ResumeDoesOnlyWhatIsMissingOrOlder) {
  for (const char *name : {"a.pgm", "b.pgm", "c.pgm"})
    Write(root / "in" / name, Pgm(5, 4));
  ASSERT_TRUE(Run({In("in")}, In("out"))) << problem;
  Write(root / "out/a.pgm", "mark");
  fs::remove(root / "out/b.pgm");
  Write(root / "in/c.pgm", Pgm(6, 4));
  fs::last_write_time(root / "in/c.pgm", fs::last_write_time(root / "out/c.pgm") + std::chrono::seconds(1));
  batch.resume = TRUE;
  ASSERT_TRUE(Run({In("in")}, In("out"))) << problem;
  EXPECT_EQ(result.skipped, 1u);
  EXPECT_EQ(result.done, 2u);
  EXPECT_EQ(Read(root / "out/a.pgm"), "mark");
  EXPECT_EQ(Read(root / "out/b.pgm"), Pgm(5, 4));
  EXPECT_EQ(Read(root / "out/c.pgm"), Pgm(6, 4));
}

TEST_F(Batch, ResumeLeavesToAnotherRunWhatItWrites) {
  for (const char *name : {"a.pgm", "b.pgm"})
    Write(root / "in" / name, Pgm(5, 4));
  fs::create_directory(root / "out");
  g_autofree char *claim = nullptr;
  int fd = ae_claim_open(In("out/a.pgm").c_str(), 0666, &claim);
  ASSERT_GE(fd, 0);
  batch.resume = TRUE;
  ASSERT_TRUE(Run({In("in")}, In("out"))) << problem;
  EXPECT_EQ(result.skipped, 1u);
  EXPECT_EQ(result.done, 1u);
  EXPECT_THAT(details, testing::Contains(HasSubstr("in/a.pgm: skipped, left to another run")));
  EXPECT_FALSE(fs::exists(root / "out/a.pgm"));
  close(fd); /* as if it had been killed */
  ASSERT_TRUE(Run({In("in")}, In("out"))) << problem;
  EXPECT_EQ(result.done, 1u);
  EXPECT_THAT(Files("out"), ElementsAre("a.pgm", "b.pgm"));
}

TEST_F(Batch, ShardsAreDisjointAndTogetherAll) {
  std::set<std::string> all;
  for (int i = 0; i < 30; i++)
    Write(root / ("in/" + std::to_string(i) + ".pgm"), Pgm(3, 2));
  batch.shards = 3;
  for (batch.shard = 1; batch.shard <= 3; batch.shard++) {
    std::string folder = "out" + std::to_string(batch.shard);
    ASSERT_TRUE(Run({In("in")}, In(folder))) << problem;
    std::vector<std::string> part = Files(folder);
    EXPECT_FALSE(part.empty());
    for (const std::string &name : part)
      EXPECT_TRUE(all.insert(name).second) << name << " is in two shards";
  }
  EXPECT_EQ(all.size(), 30u);
}

/* What is no file is told of once; a folder that cannot be read is a failure of every shard, which may have a file in
 * it. The reports one after the other are the whole's. */
TEST_F(Batch, ReportsOfShardsMakeOne) {
  Write(root / "in/a/a.pgm", Pgm(5, 4));
  fs::create_directory_symlink("..", root / "in/a/up");
  for (int i = 0; i < 12; i++)
    fs::create_symlink("nowhere", root / "in" / ("broken" + std::to_string(i) + ".pgm"));
  ASSERT_EQ(mkfifo(In("in/pipe.pgm").c_str(), 0600), 0);
  auto lines = [](const std::string &report) {
    std::multiset<std::string> found;
    std::ifstream file(report);
    for (std::string line; std::getline(file, line);)
      found.insert(line.substr(0, line.find("\t0.0")));
    return found;
  };
  std::string whole = In("whole.tsv"), parts;
  batch.report = whole.c_str();
  ASSERT_TRUE(Run({In("in")}, In("out"))) << problem;
  batch.shards = 3;
  for (batch.shard = 1; batch.shard <= 3; batch.shard++) {
    std::string part = In("part.tsv");
    batch.report = part.c_str();
    ASSERT_TRUE(Run({In("in")}, In("out"))) << problem;
    parts += Read(part);
  }
  Write(root / "parts.tsv", parts);
  EXPECT_EQ(lines(whole).size(), 16u);
  EXPECT_EQ(lines(In("parts.tsv")), lines(whole));
  EXPECT_EQ(parts.find("input\t"), 0u);
}

/* The published FNV-1a values: another program can tell who does what. */
TEST(BatchShard, IsFnv1a) {
  EXPECT_EQ(ae_plan_shard("", 1000003), 0xcbf29ce484222325u % 1000003);
  EXPECT_EQ(ae_plan_shard("a", 1000003), 0xaf63dc4c8601ec8cu % 1000003);
  EXPECT_EQ(ae_plan_shard("foobar", 1000003), 0x85944171f73967e8u % 1000003);
}

TEST_F(Batch, ReportHasARowAFileWithEscapedNames) {
  Write(root / "in/tab\there.pgm", Pgm(100, 50));
  Write(root / "in/back\\slash\n.pgm", "P5\n9 9\n255\n");
  std::string report = In("report.tsv");
  batch.report = report.c_str();
  ASSERT_TRUE(Run({In("in")}, In("out"))) << problem;
  std::vector<std::vector<std::string>> rows;
  std::ifstream file(report);
  for (std::string line; std::getline(file, line);) {
    g_auto(GStrv) cells = g_strsplit(line.c_str(), "\t", -1);
    rows.emplace_back(cells, cells + g_strv_length(cells));
    EXPECT_EQ(rows.back().size(), 6u) << line;
  }
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_THAT(rows[0], ElementsAre("input", "output", "status", "seconds", "megapixels", "message"));
  EXPECT_THAT(rows[1][0], HasSubstr("back\\\\slash\\n.pgm"));
  EXPECT_EQ(rows[1][2], "failed");
  EXPECT_FALSE(rows[1][5].empty());
  EXPECT_THAT(rows[2][0], HasSubstr("tab\\there.pgm"));
  EXPECT_EQ(rows[2][2], "done");
  EXPECT_EQ(rows[2][4], "0.005000");
  EXPECT_EQ(rows[2][5], "");
}

TEST_F(Batch, AReportThatCannotBeWrittenFailsBeforeOrAfter) {
  Write(root / "in/a.pgm", Pgm(5, 4));
  std::string nowhere = In("no/such/report");
  batch.report = nowhere.c_str();
  EXPECT_FALSE(Run({In("in")}, In("out")));
  EXPECT_EQ(code, AE_ERROR_IO);
  if (access("/dev/full", W_OK))
    GTEST_SKIP() << "no /dev/full";
  batch.report = "/dev/full";
  ASSERT_TRUE(Run({In("in")}, In("out"))) << problem;
  EXPECT_EQ(result.failed, 1u);
  EXPECT_THAT(failures, ElementsAre(HasSubstr("report /dev/full: ")));
}

} // namespace
