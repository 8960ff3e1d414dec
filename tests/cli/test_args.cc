/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "args.h"
#include "args_values.h"
#include "help.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

std::vector<std::string> Strings(const GPtrArray *array) {
  EXPECT_EQ(array->pdata[array->len - 1], nullptr);
  return std::vector<std::string>((char **)array->pdata, (char **)array->pdata + array->len - 1);
}

struct Parsed {
  Args args;
  std::string message;
  Parsed(std::vector<std::string> words) {
    std::vector<char *> argv = {(char *)"aefilter"};
    for (std::string &word : words)
      argv.push_back(word.data());
    argv.push_back(nullptr);
    g_autoptr(GError) error = nullptr;
    gboolean good = args_parse(&args, argv.data(), &error);
    EXPECT_EQ(good, error == nullptr);
    if (error) {
      EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_USAGE));
      message = error->message;
    }
  }
  ~Parsed() { args_clear(&args); }
  Parsed(const Parsed &) = delete;
};

TEST(Args, DefaultsAreAFilterFromStandardInputToStandardOutput) {
  Parsed parsed({"null"});
  EXPECT_EQ(parsed.message, "");
  EXPECT_EQ(parsed.args.action, ARGS_RUN);
  EXPECT_THAT(Strings(parsed.args.words), ElementsAre("null"));
  EXPECT_THAT(Strings(parsed.args.inputs), ElementsAre("-"));
  EXPECT_THAT(Strings(parsed.args.format_options), IsEmpty());
  EXPECT_STREQ(parsed.args.output, "-");
  EXPECT_EQ(parsed.args.format, nullptr);
  EXPECT_EQ(parsed.args.verbosity, 1);
  EXPECT_EQ(parsed.args.progress, ARGS_PROGRESS_AUTO);
}

TEST(Args, OptionsMayStandAnywhere) {
  Parsed parsed({"a", "-i", "1", "k=-3", "-o2", "b", "--input=-", "--jobs", "3", "x=y=z", "--resume", "-i", ""});
  EXPECT_THAT(parsed.message, HasSubstr("-i"));
  Parsed good({"a", "-i", "1", "k=-3", "-o2", "b", "--input=-", "--jobs", "3", "x=y=z", "--resume"});
  EXPECT_EQ(good.message, "");
  EXPECT_THAT(Strings(good.args.words), ElementsAre("a", "k=-3", "b", "x=y=z"));
  EXPECT_THAT(Strings(good.args.inputs), ElementsAre("1", "-"));
  EXPECT_STREQ(good.args.output, "2");
  EXPECT_EQ(good.args.jobs, 3u);
  EXPECT_TRUE(good.args.resume);
}

TEST(Args, TwoDashesEndTheOptions) {
  Parsed parsed({"-q", "a", "--", "-v", "k=1"});
  EXPECT_THAT(Strings(parsed.args.words), ElementsAre("a", "-v", "k=1"));
  EXPECT_EQ(parsed.args.verbosity, 0);
}

TEST(Args, AShortOptionsValueMayFollowAtOnce) {
  Parsed parsed({"a", "-j4", "-q", "-ix", "-i", "-j5", "--input", "-f", "-ofile", "--", "-j6"});
  EXPECT_EQ(parsed.message, "");
  EXPECT_EQ(parsed.args.settings.threads, 4u);
  EXPECT_THAT(Strings(parsed.args.inputs), ElementsAre("x", "-j5", "-f"));
  EXPECT_STREQ(parsed.args.output, "file");
  EXPECT_THAT(Strings(parsed.args.words), ElementsAre("a", "-j6"));
  EXPECT_EQ(Parsed({"-qv"}).args.verbosity, 2);
  EXPECT_THAT(Parsed({"-Z4"}).message, HasSubstr("-Z4"));
}

TEST(Args, BytesOfPathsAreKept) {
  Parsed parsed({"-i", "\xff\xfe", "-o", "a\nb", "--report", "\xff", "k=\xff"});
  EXPECT_EQ(parsed.message, "");
  EXPECT_THAT(Strings(parsed.args.inputs), ElementsAre("\xff\xfe"));
  EXPECT_STREQ(parsed.args.output, "a\nb");
  EXPECT_STREQ(parsed.args.report, "\xff");
  EXPECT_THAT(Strings(parsed.args.words), ElementsAre("k=\xff"));
}

TEST(Args, ResourcesArriveInTheSettings) {
  Parsed parsed({"-j", "7", "--max-memory", "1.5K", "--max-pixels=2M", "--precision", "bf16", "--seed",
                 "18446744073709551615", "--shard", "2/5", "--progress", "never"});
  EXPECT_EQ(parsed.message, "");
  EXPECT_EQ(parsed.args.settings.threads, 7u);
  EXPECT_EQ(parsed.args.settings.max_memory, 1536u);
  EXPECT_EQ(parsed.args.settings.max_pixels, 2000000u);
  EXPECT_EQ(parsed.args.settings.precision, AE_PRECISION_BF16);
  EXPECT_EQ(parsed.args.settings.seed, G_MAXUINT64);
  EXPECT_EQ(parsed.args.shard, 2u);
  EXPECT_EQ(parsed.args.shards, 5u);
  EXPECT_EQ(parsed.args.progress, ARGS_PROGRESS_NEVER);
}

TEST(Args, TheLastShardCounts) {
  Parsed parsed({"--shard", "2/5", "--shard=auto"}), counted({"--shard", "auto/7"}),
      back({"--shard=auto/7", "--shard=2/5"});
  EXPECT_TRUE(parsed.args.shard_auto);
  EXPECT_EQ(parsed.args.shards, 0u);
  EXPECT_TRUE(counted.args.shard_auto);
  EXPECT_EQ(counted.args.shards, 7u);
  EXPECT_FALSE(back.args.shard_auto);
  EXPECT_EQ(back.args.shard, 2u);
  EXPECT_EQ(back.args.shards, 5u);
}

TEST(Args, SizesAreExactAndBounded) {
  guint64 size = 0;
  EXPECT_TRUE(args_parse_size("300M", 1024, &size));
  EXPECT_EQ(size, 300u << 20);
  EXPECT_TRUE(args_parse_size("2g", 1000, &size));
  EXPECT_EQ(size, 2000000000u);
  EXPECT_TRUE(args_parse_size("1", 1024, &size));
  EXPECT_EQ(size, 1u);
  for (const char *bad : {"", "0", "-1", "K", "1KB", "1 K", " 1", "1Q", "nan", "inf", "0x10", "99999999999T", ".5"})
    EXPECT_FALSE(args_parse_size(bad, 1024, &size)) << bad;
}

TEST(Args, FormatsAreKnownByNameAndExtension) {
  for (const AeFormat *const *row = ae_formats(); *row; row++)
    if (ae_format_can_write(*row)) {
      EXPECT_EQ(Parsed({"-f", ae_format_name(*row)}).args.format, *row);
    }
  EXPECT_EQ(Parsed({"-f", "ppm"}).args.format, ae_format_by_name("pnm"));
  EXPECT_THAT(Parsed({"-f", "pgn"}).message, HasSubstr("-f: \"pgn\" is not "));
  EXPECT_THAT(Parsed({"-f", ""}).message, HasSubstr("-f: \"\" is not "));
}

TEST(Args, MistakesAreNamed) {
  struct {
    std::vector<std::string> words;
    std::string message;
  } cases[] = {
      {{"--inpt", "x"}, "did you mean --input?"},
      {{"--", "--inpt"}, ""},
      {{"null", "-i"}, "-i"},
      {{"-j", "0"}, "-j: \"0\" is not a whole number"},
      {{"-j", "5000"}, "-j: \"5000\" is not a whole number"},
      {{"--seed", "1e3"}, "--seed: \"1e3\""},
      {{"--shard", "0/3"}, "--shard: \"0/3\" is not K/N"},
      {{"--shard", "4/3"}, "--shard: \"4/3\" is not K/N"},
      {{"--shard", "3"}, "--shard: \"3\" is not K/N"},
      {{"--shard", "auto/"}, "--shard: \"auto/\" is not K/N"},
      {{"--shard", "auto/0"}, "--shard: \"auto/0\" is not K/N"},
      {{"--shard", "automatic"}, "--shard: \"automatic\" is not K/N"},
      {{"--shard", "1/2/3"}, "--shard: \"1/2/3\" is not K/N"},
      {{"-o", "a", "-o", "b"}, "-o is given twice"},
      {{"-O", "=3"}, "-O: \"=3\" is not KEY=VALUE"},
      {{"--precision", "\xff"}, "--precision: "},
  };
  for (const auto &row : cases) {
    Parsed parsed(row.words);
    EXPECT_EQ(parsed.message.empty(), row.message.empty()) << parsed.message;
    EXPECT_THAT(parsed.message, HasSubstr(row.message));
    EXPECT_TRUE(g_utf8_validate(parsed.message.c_str(), -1, nullptr));
  }
}

TEST(Args, HelpAndListTakeATopic) {
  Parsed help({"null", "--help"}), topic({"--help", "null"}), list({"--list", "formats"}), version({"--version"}),
      doctor({"--doctor"});
  EXPECT_EQ(help.args.action, ARGS_HELP);
  EXPECT_EQ(help.args.topic, nullptr);
  EXPECT_STREQ(topic.args.topic, "null");
  EXPECT_EQ(list.args.action, ARGS_LIST);
  EXPECT_STREQ(list.args.topic, "formats");
  EXPECT_EQ(version.args.action, ARGS_VERSION);
  EXPECT_EQ(doctor.args.action, ARGS_DOCTOR);
  EXPECT_EQ(Parsed({"--help", "--quiet"}).args.topic, nullptr);
}

std::string Help(const char *topic) {
  g_autoptr(GError) error = nullptr;
  g_autofree char *text = help_text(topic, &error);
  EXPECT_TRUE(text) << topic << ": " << error->message;
  return text ? text : "";
}

void ExpectKeys(const std::string &text, const AeOption *rows) {
  for (; rows->name; rows++) {
    g_autofree char *range = ae_option_range(rows);
    EXPECT_THAT(text, HasSubstr(std::string(rows->name) + "=" + range));
    EXPECT_THAT(text, HasSubstr(rows->help));
    EXPECT_THAT(text, HasSubstr(rows->def ? std::string("(default ") + rows->def + ")" : ""));
    EXPECT_THAT(text, HasSubstr(rows->unit ? rows->unit : ""));
  }
}

TEST(Help, SaysEveryStageAndItsKeys) {
  std::string whole = Help(nullptr);
  g_autofree char *list = help_list("stages");
  for (const AeStage *const *row = ae_stages(); *row; row++) {
    EXPECT_THAT(whole, HasSubstr((*row)->name));
    EXPECT_THAT(whole, HasSubstr((*row)->help));
    EXPECT_THAT(list, HasSubstr((*row)->help));
    ExpectKeys(Help((*row)->name), (*row)->options);
  }
}

TEST(Help, SaysEveryFormatAndItsKeys) {
  std::string whole = Help(nullptr);
  g_autofree char *list = help_list("formats");
  for (const AeFormat *const *row = ae_formats(); *row; row++) {
    EXPECT_THAT(whole, HasSubstr(ae_format_help(*row)));
    EXPECT_THAT(list, HasSubstr(ae_format_help(*row)));
    if (ae_format_can_write(*row))
      ExpectKeys(Help(ae_format_name(*row)), ae_format_options(*row));
  }
}

TEST(Help, SuggestsTheNearestTopic) {
  g_autoptr(GError) error = nullptr;
  EXPECT_EQ(help_text("nulll", &error), nullptr);
  EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_USAGE));
  EXPECT_THAT(error->message, HasSubstr("did you mean \"null\"?"));
}

TEST(Help, ListsStartWithTheName) {
  for (const char *what : {"stages", "formats"}) {
    g_autofree char *list = help_list(what);
    g_auto(GStrv) lines = g_strsplit(list, "\n", -1);
    EXPECT_EQ(g_strv_length(lines), (guint)(1 + (what[0] == 's' ? g_strv_length((char **)ae_stages())
                                                                : g_strv_length((char **)ae_formats()))));
    for (char **line = lines; **line; line++)
      EXPECT_TRUE(g_ascii_islower(**line)) << *line;
  }
}

} // namespace
