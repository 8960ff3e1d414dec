/* SPDX-License-Identifier: LGPL-3.0-or-later */
// What --doctor is made of: versions, folders, and programs that are asked.
#include "doctor_places.h"
#include "doctor_run.h"
#include "talk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <glib/gstdio.h>

#include <string>
#include <vector>

using testing::ElementsAre;
using testing::IsEmpty;

namespace {

constexpr DoctorApi kApi2 = {"gimp/2.0", "libgimp-2.0.", "GIMP2_DIRECTORY", "", 2};
constexpr DoctorApi kApi3 = {"gimp/3.0", "libgimp-3.0.", "GIMP3_DIRECTORY", "", 3};

TEST(DoctorVersion, IsComparedByNumbers) {
  EXPECT_EQ(doctor_compare_versions("2.10.34", "2.9.8"), 1);
  EXPECT_EQ(doctor_compare_versions("0.4.42", "0.4.62"), -1);
  EXPECT_EQ(doctor_compare_versions("3.0", "3.0.4"), 0);
  EXPECT_EQ(doctor_compare_versions("3.2.0", "3.0.4"), 1);
}

TEST(DoctorVersion, BelongsToOneApi) {
  for (const char *version : {"2.10.34", "2.8"}) {
    EXPECT_TRUE(doctor_is_of(&kApi2, version)) << version;
    EXPECT_FALSE(doctor_is_of(&kApi3, version)) << version;
  }
  for (const char *version : {"3.0.4", "3.2.2", "2.99.18"}) {
    EXPECT_FALSE(doctor_is_of(&kApi2, version)) << version;
    EXPECT_TRUE(doctor_is_of(&kApi3, version)) << version;
  }
  for (const char *version : {(const char *)nullptr, "", "x"})
    EXPECT_FALSE(doctor_is_of(&kApi2, version));
}

TEST(DoctorVersion, NamesTheFolderByTwoNumbers) {
  for (auto [version, name] : {std::pair{"2.10.34", "2.10"}, {"3.0.4", "3.0"}, {"3.2", "3.2"}, {"3", "3"}}) {
    g_autofree char *found = doctor_short_version(version);
    EXPECT_STREQ(found, name);
  }
}

std::vector<std::string> Take(char **strings) {
  std::vector<std::string> all(strings, strings + g_strv_length(strings));
  g_strfreev(strings);
  return all;
}

TEST(DoctorPlaces, OnlyFoldersThatExist) {
  g_autofree char *prefix = g_dir_make_tmp("aefilter-doctor-XXXXXX", nullptr);
  ASSERT_NE(prefix, nullptr);
  const std::string root = prefix, wanted = root + "/lib/x86_64-linux-gnu/gegl-0.4";
  EXPECT_THAT(Take(doctor_lib_folders(prefix, "gegl-0.4")), IsEmpty());
  ASSERT_EQ(g_mkdir_with_parents(wanted.c_str(), 0700), 0);
  EXPECT_THAT(Take(doctor_lib_folders(prefix, "gegl-0.4")), ElementsAre(wanted));
  for (std::string path = wanted; path.size() >= root.size(); path.resize(path.rfind('/')))
    g_rmdir(path.c_str());
}

std::string Ask(const char *script, int milliseconds) {
  DoctorRun run = {{"sh", "-c", script}};
  doctor_run(&run, 1, milliseconds);
  std::string said = run.output ? "said " + std::string(run.output->str, run.output->len) : "nothing";
  doctor_run_clear(&run, 1);
  return said;
}

TEST(DoctorRun, TakesWhatIsWritten) {
  EXPECT_EQ(Ask("echo \"$LC_ALL\"; echo no >&2", 60000), "said C\n");
  EXPECT_EQ(Ask("exit 3", 60000), "said ");
  EXPECT_EQ(Ask("head -c 200000 /dev/zero | tr '\\0' x", 60000), "said " + std::string(200000, 'x'));
  EXPECT_EQ(Ask("cat", 60000), "said ") << "standard input is not empty";
}

TEST(DoctorRun, EndsWhatDoesNotAnswer) {
  EXPECT_EQ(Ask("echo begun; sleep 1000 & sleep 1000", 100), "nothing");
  EXPECT_EQ(Ask("exec >&-; sleep 1000", 60000), "said ") << "it has closed its output";
}

TEST(DoctorRun, AllAtOnce) {
  DoctorRun runs[] = {{{"sh", "-c", "echo 1"}}, {{"/nowhere/at-all"}}, {{"sleep", "1000"}}, {{"sh", "-c", "echo 4"}}};
  doctor_run(runs, 4, 3000);
  EXPECT_STREQ(runs[0].output->str, "1\n");
  EXPECT_EQ(runs[1].output, nullptr);
  EXPECT_EQ(runs[2].output, nullptr);
  EXPECT_STREQ(runs[3].output->str, "4\n");
  doctor_run_clear(runs, 4);
}

TEST(Talk, TextIsOneLineOfVisibleCharacters) {
  g_autofree char *shown = talk_visible("a\nb\x1b[2J\xff\xc3\xa4");
  EXPECT_STREQ(shown, "a\\nb\\x1b[2J\xef\xbf\xbd\xc3\xa4");
}

} // namespace
