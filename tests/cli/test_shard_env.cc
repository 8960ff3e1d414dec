/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "shard_env.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

using testing::HasSubstr;

namespace {

struct Found {
  guint shard = 0, shards = 0;
  std::string how, message;
};

/* variables: "NAME=VALUE". */
Found Read(std::vector<std::string> variables, guint count = 0) {
  std::vector<char *> env;
  for (std::string &variable : variables)
    env.push_back(variable.data());
  env.push_back(nullptr);
  Found found;
  g_autofree char *how = nullptr;
  g_autoptr(GError) error = nullptr;
  gboolean good = shard_env_read(env.data(), count, &found.shard, &found.shards, &how, &error);
  EXPECT_EQ(good, error == nullptr);
  EXPECT_EQ(good, how != nullptr);
  if (error) {
    EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_USAGE));
    EXPECT_TRUE(g_utf8_validate(error->message, -1, nullptr));
    EXPECT_THAT(error->message, testing::StartsWith("--shard auto: "));
    found.message = error->message;
  } else {
    found.how = how;
  }
  return found;
}

/* What Slurm sets in task number index of "--array=first-last:step". */
std::vector<std::string> Slurm(int index, int first, int last, int step = 1) {
  return {"SLURM_ARRAY_TASK_ID=" + std::to_string(index), "SLURM_ARRAY_TASK_MIN=" + std::to_string(first),
          "SLURM_ARRAY_TASK_MAX=" + std::to_string(last), "SLURM_ARRAY_TASK_STEP=" + std::to_string(step),
          "SLURM_ARRAY_TASK_COUNT=" + std::to_string((last - first) / step + 1)};
}

#define EXPECT_SHARD(found, number, count) \
  do {                                     \
    Found f = (found);                     \
    EXPECT_EQ(f.message, "");              \
    EXPECT_EQ(f.shard, (guint)(number));   \
    EXPECT_EQ(f.shards, (guint)(count));   \
  } while (0)

TEST(ShardEnv, EveryEngineCountsFromItsFirstNumber) {
  for (const ShardEngine *engine = shard_engines(); engine->name; engine++)
    for (guint i = 0; i < 3; i++) {
      std::string number = std::to_string(engine->lowest + i);
      Found found = Read({std::string(engine->index) + "=" + number, "PATH=/bin"}, 3);
      EXPECT_SHARD(found, i + 1, 3);
      EXPECT_THAT(found.how, HasSubstr(std::string(engine->name) + ": " + engine->index + "=" + number));
    }
}

TEST(ShardEnv, EveryEnginesRubbishIsRefusedByName) {
  for (const ShardEngine *engine = shard_engines(); engine->name; engine++)
    for (const char *bad : {"", "x", "-1", "1 ", "99999999999999999999", "\xff"})
      EXPECT_THAT(Read({std::string(engine->index) + "=" + bad}, 3).message, HasSubstr(engine->index));
}

TEST(ShardEnv, SlurmsRangesBeginAndStepAnywhere) {
  for (int i = 0; i < 4; i++) {
    EXPECT_SHARD(Read(Slurm(i, 0, 3)), i + 1, 4);
    EXPECT_SHARD(Read(Slurm(i + 1, 1, 4)), i + 1, 4);
    EXPECT_SHARD(Read(Slurm(10 + 5 * i, 10, 27, 5)), i + 1, 4);
    EXPECT_SHARD(Read(Slurm(i, 0, 3), 4), i + 1, 4);
  }
  EXPECT_SHARD(Read(Slurm(7, 7, 7)), 1, 1);
}

TEST(ShardEnv, ListsWithGapsAreRefused) {
  for (int index : {1, 3, 7})
    EXPECT_THAT(Read({"SLURM_ARRAY_TASK_ID=" + std::to_string(index), "SLURM_ARRAY_TASK_MIN=1",
                      "SLURM_ARRAY_TASK_MAX=7", "SLURM_ARRAY_TASK_STEP=1", "SLURM_ARRAY_TASK_COUNT=3"})
                    .message,
                HasSubstr("not evenly spaced"));
  EXPECT_THAT(Read(Slurm(3, 5, 9)).message, HasSubstr("not evenly spaced")) << "below the first";
  EXPECT_THAT(Read(Slurm(6, 5, 9, 2)).message, HasSubstr("not evenly spaced")) << "between two";
}

TEST(ShardEnv, ACountThatNobodyTellsIsAskedFor) {
  EXPECT_THAT(Read({"JOB_COMPLETION_INDEX=2"}).message, HasSubstr("give --shard auto/N"));
  EXPECT_THAT(Read({"PARALLEL_SEQ=2"}).message, HasSubstr("give --shard auto/N"));
}

TEST(ShardEnv, NumbersOverTheCountAreRefused) {
  EXPECT_THAT(Read({"JOB_COMPLETION_INDEX=4"}, 4).message, HasSubstr("job number 5, and there are 4"));
  EXPECT_THAT(Read({"PARALLEL_SEQ=5"}, 4).message, HasSubstr("job number 5, and there are 4"));
  EXPECT_THAT(Read({"PARALLEL_SEQ=0"}, 4).message, HasSubstr("PARALLEL_SEQ=0"));
  EXPECT_THAT(Read(Slurm(1, 1, 4), 8).message, HasSubstr("Slurm counts 4 jobs, and not 8"));
}

TEST(ShardEnv, NothingFoundNamesWhatWasLookedFor) {
  std::string message = Read({"PARALLEL_JOBSLOT=1", "SLURM_JOB_ID=7"}, 4).message;
  for (const ShardEngine *engine = shard_engines(); engine->name; engine++)
    EXPECT_THAT(message, HasSubstr(engine->index));
}

TEST(ShardEnv, TwoEnginesMustAgree) {
  std::vector<std::string> both = Slurm(2, 1, 4);
  both.push_back("PARALLEL_SEQ=2");
  EXPECT_SHARD(Read(both, 4), 2, 4);
  both.back() = "PARALLEL_SEQ=3";
  EXPECT_THAT(Read(both, 4).message, HasSubstr("2/4 by Slurm (SLURM_ARRAY_TASK_ID) and 3/4 by GNU parallel"));
}

} // namespace
