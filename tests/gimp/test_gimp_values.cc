/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "checks.h"
#include "values.h"

using testing::HasSubstr;

namespace {

struct Fields {
  gint number, choice;
  gboolean flag;
  double real;
  char *text, *place, *which;
};

const char *const kChoices[] = {"fast", "best", nullptr}, *const kSome[] = {"all", "largest", nullptr};
const AeOption kRows[] = {
    {"number", "a number", AE_OPTION_INT, G_STRUCT_OFFSET(Fields, number), "3", 1, 9},
    {"the_choice", "a choice", AE_OPTION_CHOICE, G_STRUCT_OFFSET(Fields, choice), "fast", 0, 0, FALSE, kChoices},
    {"flag", "a flag", AE_OPTION_BOOL, G_STRUCT_OFFSET(Fields, flag), "no"},
    {"real", "a level", AE_OPTION_DOUBLE, G_STRUCT_OFFSET(Fields, real), "auto", 0, 50, TRUE, nullptr, "px"},
    {"text", "a text", AE_OPTION_STRING, G_STRUCT_OFFSET(Fields, text), nullptr},
    {"place", "a place", AE_OPTION_STRING, G_STRUCT_OFFSET(Fields, place), "auto", 0, 0, FALSE, nullptr, nullptr,
     nullptr, TRUE},
    {"which", "a text", AE_OPTION_STRING, G_STRUCT_OFFSET(Fields, which), "all", 0, 0, FALSE, kSome},
    {nullptr}};
const AeAction kAction = {"plug-in-x", "<Image>/X", "X", "denoise strength=0.5", "RGB*"};

/* Rows of every type; the action's stage has not all. */
struct Values : testing::Test {
  Values() : values{&kAction, kRows, &fields} { ae_options_init(kRows, &fields); }
  ~Values() override { ae_options_clear(kRows, &fields); }
  const AeOption *row(const char *name) { return ae_option_find(kRows, name); }
  void Accepts(const char *name, double number, double stored) {
    EXPECT_TRUE(ae_values_set_number(&values, row(name), number, nullptr)) << name << "=" << number;
    EXPECT_EQ(ae_values_number(&values, row(name)), stored) << name << "=" << number;
  }
  void Refuses(const char *name, double number) {
    g_autoptr(GError) error = nullptr;
    double before = ae_values_number(&values, row(name));
    EXPECT_FALSE(ae_values_set_number(&values, row(name), number, &error)) << name << "=" << number;
    ASSERT_NE(error, nullptr);
    EXPECT_THAT(error->message, HasSubstr("plug-in-x"));
    EXPECT_THAT(error->message, HasSubstr(name));
    EXPECT_EQ(ae_values_number(&values, row(name)), before);
  }
  Fields fields = {};
  AeValues values;
};

TEST_F(Values, Numbers) {
  Accepts("number", 9, 9);
  Accepts("the_choice", 1, 1);
  Accepts("flag", 1, 1);
  Accepts("flag", 0, 0);
  Accepts("real", 12.5, 12.5);
  Accepts("real", -0.25, AE_AUTO);
  Accepts("real", -1e9, AE_AUTO);
}

TEST_F(Values, BadNumbers) {
  for (double number : {0.0, 10.0, 2.5, -1.0, (double)NAN, (double)INFINITY, 1e300})
    Refuses("number", number);
  for (double number : {-1.0, 2.0, 0.5, (double)NAN, 1e300})
    Refuses("the_choice", number);
  for (double number : {-1.0, 2.0, 0.5, (double)NAN})
    Refuses("flag", number);
  for (double number : {50.5, (double)NAN, (double)INFINITY})
    Refuses("real", number);
}

TEST_F(Values, WordsAreReadBack) {
  Accepts("the_choice", 1, 1);
  Accepts("real", 1 / 3.0, 1 / 3.0);
  ASSERT_TRUE(ae_values_set_text(&values, row("text"), "a=b c", nullptr));
  g_auto(GStrv) words = ae_values_words(&values);
  EXPECT_STREQ(words[1], "the_choice=best");
  Fields other = {};
  AeValues copy = {&kAction, kRows, &other};
  ae_options_init(kRows, &other);
  ae_values_restore(&copy, (const char *const *)words);
  g_auto(GStrv) again = ae_values_words(&copy);
  EXPECT_TRUE(g_strv_equal((const char *const *)words, (const char *const *)again));
  ae_options_clear(kRows, &other);
}

TEST_F(Values, RestoreLeavesWhatDoesNotFit) {
  const char *words[] = {"", "=", "number", "number=99", "unknown=1", "flag=yes", nullptr};
  ae_values_restore(&values, words);
  EXPECT_EQ(fields.number, 3);
  EXPECT_TRUE(fields.flag);
}

std::vector<std::string> List(const AeValues *values, const AeOption *row) {
  g_auto(GStrv) list = ae_values_list(values, row);
  return list ? std::vector<std::string>(list, list + g_strv_length(list)) : std::vector<std::string>();
}

TEST_F(Values, ListsOfferWhatIsUsualAndWhatIsSelected) {
  EXPECT_EQ(List(&values, row("which")), (std::vector<std::string>{"all", "largest"}));
  EXPECT_EQ(List(&values, row("place")), (std::vector<std::string>{"auto"}));
  ae_values_place(&values, 1, 2, 3, 4);
  EXPECT_EQ(List(&values, row("place")), (std::vector<std::string>{"auto", "selection"}));
  EXPECT_EQ(List(&values, row("which")), (std::vector<std::string>{"all", "largest"}));
  for (const char *name : {"number", "the_choice", "flag", "text"})
    EXPECT_EQ(ae_values_list(&values, row(name)), nullptr) << name;
  EXPECT_TRUE(ae_values_set_text(&values, row("which"), "2", nullptr)) << "others can be typed";
}

TEST_F(Values, HelpTellsRangeAndAuto) {
  g_autofree char *real = ae_values_help(row("real"), TRUE), *named = ae_values_help(row("the_choice"), FALSE),
                  *numbered = ae_values_help(row("the_choice"), TRUE), *name = ae_values_argument(row("the_choice")),
                  *place = ae_values_help(row("place"), TRUE);
  EXPECT_STREQ(place, "A place (\"selection\" for what is selected, \"\" for the default)");
  EXPECT_STREQ(real, "A level (0 to 50 px; -1 for auto)");
  EXPECT_STREQ(numbered, "A choice (0 fast, 1 best)");
  EXPECT_STREQ(named, "A choice (fast, best)");
  EXPECT_STREQ(name, "the-choice");
}

TEST(ActionValues, KeysOfTheChainAreTheDefaults) {
  g_autoptr(AeValues) values = ae_values_new(&kAction);
  ASSERT_NE(values, nullptr);
  const AeOption *strength = ae_option_find(values->rows, "strength"), *model = ae_option_find(values->rows, "model");
  EXPECT_EQ(ae_values_number(values, strength), 0.5);
  ASSERT_TRUE(ae_values_set_number(values, strength, 1, nullptr));
  ASSERT_TRUE(ae_values_set_text(values, model, "photo", nullptr));
  g_autoptr(AeValues) copy = ae_values_copy(values);
  g_autofree char *name = ae_values_text(copy, model);
  EXPECT_STREQ(name, "photo");
  EXPECT_EQ(ae_values_number(copy, strength), 1);
  ASSERT_TRUE(ae_values_set_text(values, model, "", nullptr));
  EXPECT_EQ(ae_values_text(values, model), nullptr);
  ae_values_reset(copy);
  EXPECT_EQ(ae_values_number(copy, strength), 0.5);
  EXPECT_EQ(ae_values_text(copy, model), nullptr);
}

/* The word is kept in what is stored, so that it means the selection of the next picture. */
TEST(ActionValues, WhatIsSelectedIsAnArea) {
  const AeAction action = {"plug-in-edit", "<Image>/X", "X", "edit", "RGB*"};
  g_autoptr(AeValues) values = ae_values_new(&action);
  ASSERT_NE(values, nullptr);
  g_autoptr(GError) error = nullptr;
  ASSERT_TRUE(ae_values_set_text(values, ae_option_find(values->rows, "region"), "selection", nullptr));
  EXPECT_EQ(ae_values_chain(values, &error), nullptr);
  ASSERT_NE(error, nullptr);
  EXPECT_STREQ(error->message, "plug-in-edit: region=selection, but nothing is selected");
  ae_values_place(values, 12, 3, 40, 50);
  g_autoptr(AeValues) copy = ae_values_copy(values);
  g_autoptr(AeChain) chain = ae_values_chain(copy, nullptr);
  ASSERT_NE(chain, nullptr);
  g_autofree char *text = ae_chain_text(chain);
  EXPECT_THAT(text, HasSubstr("region=12,3,40,50"));
  g_auto(GStrv) words = ae_values_words(copy);
  EXPECT_TRUE(g_strv_contains((const char *const *)words, "region=selection"));
}

std::string Refusal(const AeAction *action, AePictureFacts facts) {
  g_autoptr(GError) error = nullptr;
  bool good = ae_picture_check(action, &facts, &error);
  EXPECT_EQ(good, error == nullptr);
  return error ? error->message : "";
}

/* Each fact by itself: which kinds of actions it hinders, and how they say so. */
TEST(Actions, RefuseWhatTheyCannotWorkOn) {
  for (const AeAction *action = ae_actions; action->procedure; action++) {
    SCOPED_TRACE(action->procedure);
    AeActionKind kind = ae_action_kind(action);
    auto expect = [&](AePictureFacts facts, bool refused, const char *words) {
      std::string text = Refusal(action, facts);
      EXPECT_EQ(!text.empty(), refused) << words;
      EXPECT_THAT(text, HasSubstr(refused ? words : ""));
    };
    expect({}, false, "");
    expect({TRUE}, kind != AE_ACTION_RESIZE, "no layer or channel is chosen");
    expect({FALSE, TRUE}, true, "not of that image");
    expect({FALSE, FALSE, TRUE}, true, "indexed");
    expect({TRUE, FALSE, TRUE}, true, "indexed");
    expect({FALSE, FALSE, FALSE, TRUE}, kind != AE_ACTION_RESIZE, "group");
    expect({FALSE, FALSE, FALSE, FALSE, TRUE}, kind == AE_ACTION_EFFECT, "locked");
    expect({FALSE, FALSE, FALSE, FALSE, FALSE, TRUE}, ae_action_is_marked(action), "Nothing is selected");
  }
}

TEST(Actions, EachIsRight) {
  for (const AeAction *action = ae_actions; action->procedure; action++) {
    SCOPED_TRACE(action->procedure);
    g_autoptr(AeValues) values = ae_values_new(action);
    ASSERT_NE(values, nullptr);
    EXPECT_TRUE(g_str_has_prefix(action->procedure, "plug-in-aefilter-"));
    EXPECT_TRUE(g_str_has_prefix(action->menu, "<Image>/"));
    EXPECT_FALSE(g_str_has_suffix(action->label, "..."));
    EXPECT_EQ(ae_action_by_procedure(action->procedure), action);
    g_auto(GStrv) words = ae_values_words(values);
    g_autoptr(GError) error = nullptr;
    g_autoptr(AeChain) chain = ae_action_chain(action, (const char *const *)words, &error);
    EXPECT_NE(chain, nullptr) << (error ? error->message : "");
  }
}

} // namespace
