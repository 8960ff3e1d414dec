/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/claim.h"

#include "image_helpers.h"

#include <atomic>
#include <csignal>
#include <sys/stat.h>
#include <sys/wait.h>

namespace {

/* A claim that is closed and, if it is still there, removed. */
struct Claim {
  char *path = nullptr;
  int fd, code;
  explicit Claim(const std::string &target)
      : fd(ae_claim_open(target.c_str(), 0666, &path)), code(fd < 0 ? errno : 0) {}
  ~Claim() {
    if (fd < 0)
      return;
    g_unlink(path);
    close(fd);
    g_free(path);
  }
  Claim(const Claim &) = delete;
};

TEST(Claim, SecondOneIsRefusedWhileTheFirstLives) {
  TempFolder folder;
  {
    Claim first(folder.file("x")), second(folder.file("x")), other(folder.file("y"));
    ASSERT_GE(first.fd, 0);
    EXPECT_EQ(second.code, EWOULDBLOCK);
    EXPECT_EQ(second.path, nullptr);
    EXPECT_GE(other.fd, 0);
  }
  EXPECT_TRUE(folder.names().empty());
  EXPECT_GE(Claim(folder.file("x")).fd, 0);
}

/* Killed between any two lines, a run leaves this. */
void DieWithAClaim(const std::string &target) {
  pid_t child = fork();
  if (!child) {
    char *path;
    int fd = ae_claim_open(target.c_str(), 0600, &path);
    if (fd < 0 || write(fd, "half", 4) != 4)
      _exit(1);
    raise(SIGKILL);
  }
  int status;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
}

TEST(Claim, WhatAKilledRunLeftIsReplaced) {
  TempFolder folder;
  ASSERT_NO_FATAL_FAILURE(DieWithAClaim(folder.file("x")));
  ASSERT_EQ(folder.names().size(), 1u);
  mode_t before = umask(022);
  Claim claim(folder.file("x"));
  umask(before);
  ASSERT_GE(claim.fd, 0);
  EXPECT_EQ(folder.names().size(), 1u);
  struct stat st;
  ASSERT_EQ(fstat(claim.fd, &st), 0);
  EXPECT_EQ(st.st_size, 0);
  EXPECT_EQ(st.st_mode & 0777, 0644u) << "the mode of the dead run's";
}

TEST(Claim, OfManyAtOnceOneHasIt) {
  TempFolder folder;
  ASSERT_NO_FATAL_FAILURE(DieWithAClaim(folder.file("x")));
  std::vector<std::thread> threads;
  std::atomic<int> had = 0, at_once = 0, rounds = 0;
  for (int i = 0; i < 4; i++)
    threads.emplace_back([&] {
      for (int round = 0; round < 200; round++) {
        Claim claim(folder.file("x"));
        rounds++;
        if (claim.fd < 0)
          continue;
        had++;
        EXPECT_EQ(++at_once, 1);
        at_once--;
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(rounds, 800);
  EXPECT_GT(had, 0);
  EXPECT_TRUE(folder.names().empty());
}

TEST(Claim, ALinkInItsPlaceIsNotFollowed) {
  TempFolder folder;
  WriteFile(folder.file("precious"), "old");
  {
    Claim claim(folder.file("x"));
    ASSERT_GE(claim.fd, 0);
    ASSERT_EQ(rename(claim.path, folder.file("away").c_str()), 0);
    ASSERT_EQ(symlink("precious", claim.path), 0);
    EXPECT_EQ(Claim(folder.file("x")).code, ELOOP);
  }
  EXPECT_EQ(ReadFile(folder.file("precious")), "old");
}

TEST(Claim, AMissingFolderIsToldSo) {
  TempFolder folder;
  EXPECT_EQ(Claim(folder.file("no/x")).code, ENOENT);
}

} // namespace
