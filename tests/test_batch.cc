/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <aefilter/batch.h>

#include "image/claim.h"
#include "stage/batch_plan.h"

#include <glib/gstdio.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

std::string Read(const fs::path &path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void Write(const fs::path &path, const std::string &bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string Pgm(int width, int height, int seed = 0) {
  std::string text = "P5\n" + std::to_string(width) + " " + std::to_string(height) + "\n255\n";
  for (int i = 0; i < width * height; i++)
    text += (char)(i * 37 + seed);
  return text;
}

/* A run of the null stage in a folder of its own. */
class Batch : public testing::Test {
protected:
  fs::path root;
  AeBatch batch = {};
  AeSettings settings = {};
  AeBatchResult result = {};
  std::vector<std::string> words, failures, notes, details;
  std::string problem;
  AeError code = AE_ERROR_INTERNAL;

  void SetUp() override {
    g_autofree char *path = g_dir_make_tmp("aefilter-batch-XXXXXX", nullptr);
    root = path;
    batch.data = this;
    batch.message = [](AeTell tell, const char *text, gpointer data) {
      Batch *self = (Batch *)data;
      std::vector<std::string> *lists[] = {&self->failures, &self->notes, &self->details};
      lists[tell]->push_back(text);
    };
  }

  void TearDown() override { fs::remove_all(root); }

  gboolean Run(std::vector<std::string> inputs, const std::string &output) {
    std::vector<const char *> paths;
    for (const std::string &input : inputs)
      paths.push_back(input.c_str());
    paths.push_back(nullptr);
    batch.inputs = paths.data();
    batch.output = output.c_str();
    const char *chain_words[] = {"null", nullptr};
    g_autoptr(AeChain) chain = ae_chain_parse(chain_words, nullptr);
    g_autoptr(GError) error = nullptr;
    failures.clear(), notes.clear(), details.clear(), problem.clear();
    gboolean began = ae_batch_run(&batch, chain, &settings, &result, &error);
    EXPECT_EQ(began, error == nullptr);
    if (error) {
      EXPECT_EQ(error->domain, AE_ERROR);
      problem = error->message;
      code = (AeError)error->code;
    }
    return began;
  }

  std::string In(const std::string &name) { return (root / name).string(); }

  /* The relative names of the files below a folder, sorted. */
  std::vector<std::string> Files(const std::string &folder) {
    std::vector<std::string> names;
    if (fs::exists(root / folder))
      for (const auto &entry : fs::recursive_directory_iterator(root / folder))
        if (!entry.is_directory())
          names.push_back(fs::relative(entry.path(), root / folder).string());
    std::sort(names.begin(), names.end());
    return names;
  }
};

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
  }
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
  auto lines = [this](const std::string &report) {
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
