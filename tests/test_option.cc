/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <aefilter/option.h>

#include <gtest/gtest.h>

#include <clocale>
#include <cstddef>
#include <cstring>
#include <string>

namespace {

struct Values {
  gint frames;
  gdouble sigma;
  gdouble strength;
  gboolean fast;
  char *label;
  char *mask;
  gint mode;
};

const char *const modes[] = {"nearest", "bilinear", nullptr};

const AeOption rows[] = {
    {"frames", "how many", AE_OPTION_INT, offsetof(Values, frames), "24", 1, 1000, FALSE, nullptr, nullptr},
    {"sigma", "noise level", AE_OPTION_DOUBLE, offsetof(Values, sigma), "auto", 0, 100, TRUE, nullptr, "8-bit levels"},
    {"strength", "blend", AE_OPTION_DOUBLE, offsetof(Values, strength), "1", 0, 1, FALSE, nullptr, nullptr},
    {"fast", "be quick", AE_OPTION_BOOL, offsetof(Values, fast), "no", 0, 0, FALSE, nullptr, nullptr},
    {"label", "a word", AE_OPTION_STRING, offsetof(Values, label), nullptr, 0, 0, FALSE, nullptr, nullptr},
    {"mask", "a picture", AE_OPTION_FILE, offsetof(Values, mask), nullptr, 0, 0, FALSE, nullptr, nullptr},
    {"mode", "how", AE_OPTION_CHOICE, offsetof(Values, mode), "bilinear", 0, 0, FALSE, modes, nullptr},
    {}};

class Option : public testing::Test {
protected:
  void SetUp() override { ae_options_init(rows, &values); }
  void TearDown() override { ae_options_clear(rows, &values); }

  gboolean Set(const char *name, const char *text) {
    g_clear_error(&error);
    return ae_option_set(rows, &values, "stage test", name, text, &error);
  }

  void ExpectRefused(const char *name, const char *text, const char *message_part) {
    ASSERT_FALSE(Set(name, text)) << name << "=" << text;
    EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_USAGE));
    EXPECT_NE(std::string(error->message).find(message_part), std::string::npos) << error->message;
    EXPECT_EQ(std::string(error->message).find("stage test: "), 0u) << error->message;
    g_clear_error(&error);
  }

  Values values = {};
  GError *error = nullptr;
};

TEST_F(Option, InitSetsDefaults) {
  EXPECT_EQ(values.frames, 24);
  EXPECT_EQ(values.sigma, AE_AUTO);
  EXPECT_EQ(values.strength, 1);
  EXPECT_FALSE(values.fast);
  EXPECT_EQ(values.label, nullptr);
  EXPECT_EQ(values.mode, 1);
}

TEST_F(Option, SetsEveryType) {
  EXPECT_TRUE(Set("frames", "1000"));
  EXPECT_EQ(values.frames, 1000);
  EXPECT_TRUE(Set("sigma", "2.5e1"));
  EXPECT_EQ(values.sigma, 25);
  EXPECT_TRUE(Set("sigma", "auto"));
  EXPECT_EQ(values.sigma, AE_AUTO);
  EXPECT_TRUE(Set("strength", "0"));
  EXPECT_EQ(values.strength, 0);
  EXPECT_TRUE(Set("mode", "nearest"));
  EXPECT_EQ(values.mode, 0);
  EXPECT_TRUE(Set("label", "five"));
  EXPECT_STREQ(values.label, "five");
  EXPECT_TRUE(Set("label", ""));
  EXPECT_STREQ(values.label, "");
  EXPECT_TRUE(Set("mask", "a\xff.png")) << "a path need not be UTF-8";
  for (const char *yes : {"1", "yes", "true", "TRUE"}) {
    values.fast = FALSE;
    EXPECT_TRUE(Set("fast", yes));
    EXPECT_TRUE(values.fast);
  }
  for (const char *no : {"0", "no", "false"}) {
    values.fast = TRUE;
    EXPECT_TRUE(Set("fast", no));
    EXPECT_FALSE(values.fast);
  }
}

TEST_F(Option, RefusesBadValuesAndKeepsTheOld) {
  for (const char *text : {"0", "1001", "24x", "", " 24", "2.5", "auto", "99999999999999999999", "-1"})
    ExpectRefused("frames", text, "1..1000");
  EXPECT_EQ(values.frames, 24);
  for (const char *text : {"-1", "100.1", "nan", "inf", "", "25 ", "0,5", "Auto", "1e999"})
    ExpectRefused("sigma", text, "auto|0..100 8-bit levels");
  EXPECT_EQ(values.sigma, AE_AUTO);
  ExpectRefused("fast", "maybe", "no|yes");
  ExpectRefused("mode", "bicubic", "nearest|bilinear");
  ExpectRefused("mode", "0", "nearest|bilinear");
  EXPECT_TRUE(Set("label", "old"));
  ExpectRefused("label", "\xff", "TEXT");
  EXPECT_STREQ(values.label, "old");
}

TEST_F(Option, UnknownKeyNamesTheNearestAndAll) {
  ExpectRefused("stregth", "1", "did you mean \"strength\"?");
  ExpectRefused("str", "1", "did you mean \"strength\"?");
  ExpectRefused("zzzzzz", "1", "Keys: frames, sigma, strength, fast, label, mask, mode");
  EXPECT_FALSE(Set("zzzzzz", "1"));
  EXPECT_EQ(std::string(error->message).find("did you mean"), std::string::npos);
  g_clear_error(&error);
  const AeOption none[] = {{}};
  EXPECT_FALSE(ae_option_set(none, &values, "stage null", "x", "1", &error));
  EXPECT_STREQ(error->message, "stage null: no key \"x\"; it has none");
  g_clear_error(&error);
}

TEST_F(Option, GetReadsBackToTheSameValue) {
  const struct {
    const char *name, *text;
  } cases[] = {{"frames", "7"},
               {"sigma", "auto"},
               {"sigma", "12.5"},
               {"strength", "0.1"},
               {"strength", "0.3333333333333333"},
               {"fast", "yes"},
               {"label", "x y"},
               {"mode", "nearest"},
               {"mask", "/a/b c.png"}};
  for (const auto &c : cases) {
    ASSERT_TRUE(Set(c.name, c.text));
    const AeOption *row = ae_option_find(rows, c.name);
    g_autofree char *text = ae_option_get(row, &values);
    EXPECT_STREQ(text, c.text);
  }
}

TEST_F(Option, NumbersDoNotFollowTheLocale) {
  const char *old = setlocale(LC_NUMERIC, nullptr);
  std::string saved = old ? old : "C";
  for (const char *name : {"de_DE.UTF-8", "ru_RU.UTF-8", "fr_FR.UTF-8"})
    if (setlocale(LC_NUMERIC, name))
      break;
  EXPECT_TRUE(Set("sigma", "12.5"));
  g_autofree char *text = ae_option_get(ae_option_find(rows, "sigma"), &values);
  EXPECT_STREQ(text, "12.5");
  setlocale(LC_NUMERIC, saved.c_str());
}

TEST_F(Option, Ranges) {
  const char *const expected[] = {"1..1000", "auto|0..100", "0..1", "no|yes", "TEXT", "FILE", "nearest|bilinear"};
  for (int i = 0; rows[i].name; i++) {
    g_autofree char *range = ae_option_range(&rows[i]);
    EXPECT_STREQ(range, expected[i]);
  }
  AeOption open = {"n", "count", AE_OPTION_INT, 0, "1", 1, G_MAXINT, FALSE, nullptr, nullptr};
  g_autofree char *range = ae_option_range(&open);
  EXPECT_STREQ(range, "1..");
  AeOption large = {"n", "count", AE_OPTION_INT, 0, "1", -100000, 1000000, FALSE, nullptr, nullptr};
  g_autofree char *digits = ae_option_range(&large);
  EXPECT_STREQ(digits, "-100000..1000000");
}

TEST_F(Option, ClearFreesAndNulls) {
  EXPECT_TRUE(Set("label", "five"));
  ae_options_clear(rows, &values);
  EXPECT_EQ(values.label, nullptr);
  ae_options_clear(rows, &values);
}

TEST(Nearest, SuggestsOnlyWhatIsNear) {
  const char *const names[] = {"denoise", "upscale", "null", "inpaint", nullptr};
  EXPECT_STREQ(ae_nearest_name("denoies", names), "denoise") << "a swap is one edit";
  EXPECT_STREQ(ae_nearest_name("DENOISE", names), "denoise");
  EXPECT_STREQ(ae_nearest_name("upscle", names), "upscale");
  EXPECT_STREQ(ae_nearest_name("u", names), "upscale") << "an abbreviation";
  EXPECT_STREQ(ae_nearest_name("nul", names), "null");
  EXPECT_EQ(ae_nearest_name("sharpen", names), nullptr);
  EXPECT_EQ(ae_nearest_name("x", names), nullptr);
  EXPECT_EQ(ae_nearest_name("", names), nullptr);
  std::string longest(10000, 'd');
  EXPECT_EQ(ae_nearest_name(longest.c_str(), names), nullptr);
}

} // namespace
