/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Batches that are killed between any two calls of the operating system. The program's own functions stand before those
 * of the C library: in a child process the n-th call kills it as kill -9 does, before or after it has acted. So a run
 * of this test dies at the same places on every machine, however busy. */
#include <aefilter/batch.h>

#include "base/rng.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <dlfcn.h>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace {

std::atomic<long> calls_left = 0; /* 0: never */

void Tick() {
  if (calls_left > 0 && --calls_left == 0)
    kill(getpid(), SIGKILL);
}

template <typename Function, typename... Arguments> auto Real(const char *name, Function *, Arguments... arguments) {
  static Function *const real = (Function *)dlsym(RTLD_NEXT, name);
  Tick();
  auto result = real(arguments...);
  Tick();
  return result;
}

} // namespace

extern "C" {
ssize_t write(int fd, const void *data, size_t n) { return Real("write", write, fd, data, n); }
int fsync(int fd) { return Real("fsync", fsync, fd); }
int rename(const char *from, const char *to) noexcept { return Real("rename", rename, from, to); }
int unlink(const char *path) noexcept { return Real("unlink", unlink, path); }
int flock(int fd, int operation) noexcept { return Real("flock", flock, fd, operation); }
int fchmod(int fd, mode_t mode) noexcept { return Real("fchmod", fchmod, fd, mode); }
}

namespace {

enum { PICTURES = 32, KILLS = 20, MOST_CALLS = 24 };

std::string Pgm(int seed) {
  return "P5\n280 250\n255\n" + std::string(280 * 250, (char)(33 + seed)); /* more than one write */
}

std::string Read(const fs::path &path) {
  g_autofree char *text = nullptr;
  gsize n = 0;
  EXPECT_TRUE(g_file_get_contents(path.c_str(), &text, &n, nullptr));
  return std::string(text, n);
}

class Kill : public testing::TestWithParam<int> {
protected:
  fs::path root;

  void SetUp() override {
    g_autofree char *path = g_dir_make_tmp("aefilter-kill-XXXXXX", nullptr);
    root = path;
    for (int i = 0; i < PICTURES; i++) {
      fs::path name = root / (i % 2 ? "in/sub" : "in") / (std::to_string(i) + ".pgm");
      fs::create_directories(name.parent_path());
      std::ofstream(name, std::ios::binary) << Pgm(i);
    }
  }

  void TearDown() override { fs::remove_all(root); }

  /* The exit status, -1: it was killed. calls: the life of the run, 0: it is not killed. */
  int Run(guint jobs, long calls) {
    pid_t child = fork();
    if (!child) {
      calls_left = calls;
      _exit(Work(jobs));
    }
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  int Work(guint jobs) {
    std::string in = (root / "in").string(), out = (root / "out").string(), report = (root / "report.tsv").string();
    const char *inputs[] = {in.c_str(), nullptr}, *words[] = {"null", nullptr};
    g_autoptr(AeChain) chain = ae_chain_parse(words, nullptr);
    AeBatch batch = {};
    batch.inputs = inputs;
    batch.output = out.c_str();
    batch.resume = TRUE;
    batch.jobs = jobs;
    batch.report = report.c_str();
    AeSettings settings = {};
    AeBatchResult result;
    return !ae_batch_run(&batch, chain, &settings, &result, nullptr) || result.failed || result.cancelled;
  }

  /* The outputs and their inodes. Each is checked to be whole, and to be the very file that it was before. */
  std::map<std::string, ino_t> Look(const std::map<std::string, ino_t> &before, guint *left_over) {
    std::map<std::string, ino_t> now;
    *left_over = 0;
    fs::create_directories(root / "out");
    for (const auto &entry : fs::recursive_directory_iterator(root / "out")) {
      struct stat st = {};
      std::string name = fs::relative(entry.path(), root / "out").string();
      if (entry.is_directory())
        continue;
      if (entry.path().filename().string()[0] == '.') {
        ++*left_over;
        continue;
      }
      EXPECT_EQ(stat(entry.path().c_str(), &st), 0);
      EXPECT_TRUE(Read(entry.path()) == Read(root / "in" / name)) << name << " is damaged";
      now[name] = st.st_ino;
    }
    for (const auto &[name, inode] : before)
      EXPECT_EQ(now[name], inode) << name << " was done twice";
    return now;
  }
};

TEST_P(Kill, TheFolderIsCompletedAndNothingDamagedOrDoneTwice) {
  AeRng rng;
  ae_rng_init(&rng, 7, 0);
  std::map<std::string, ino_t> seen;
  guint left_over = 0, ever_left = 0, kills = 0;
  for (int i = 0; i < KILLS; i++) {
    kills += Run(GetParam(), 1 + ae_rng_below(&rng, MOST_CALLS * GetParam())) == -1;
    seen = Look(seen, &left_over);
    EXPECT_LE(left_over, (guint)GetParam()) << "those of earlier runs are not taken away";
    ever_left += left_over;
  }
  EXPECT_GT(ever_left, 0u) << "no run died in the midst of a file: this test tests nothing";
  EXPECT_GE(kills, KILLS / 5u) << "they were done before they could be killed";
  EXPECT_EQ(Run(GetParam(), 0), 0);
  seen = Look(seen, &left_over);
  EXPECT_EQ(seen.size(), (gsize)PICTURES);
  EXPECT_EQ(left_over, 0u);
}

INSTANTIATE_TEST_SUITE_P(Jobs, Kill, testing::Values(1, 3));

} // namespace
