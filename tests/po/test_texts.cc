/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What hosts show, in Russian, with this tree's catalogue: the program runs with LANGUAGE=ru in a locale where libc
 * minds that, the test's own ($LOCPATH) or C.UTF-8, whose LANGUAGE is minded up to glibc 2.36. */
#include "actions.h"
#include "gegl_pictures.h"
#include "texts.h"
#include "work.h"

#include <gegl-plugin.h>

#include <clocale>
#include <libintl.h>

namespace {

/* Where translations are found, or nullptr. */
const char *locale = nullptr;

/* Not by the functions that are tested. */
const char *FindLocale() {
  const char *folder = g_getenv("AEFILTER_LOCALE"), *found = nullptr;
  bindtextdomain(AE_TEXTS_DOMAIN, folder ? folder : "");
  for (const char *name : {"ru_RU.UTF-8", "C.UTF-8"})
    if (!found && setlocale(LC_ALL, name) && strcmp(dgettext(AE_TEXTS_DOMAIN, "Strength"), "Strength") != 0)
      found = name;
  bindtextdomain(AE_TEXTS_DOMAIN, "/nowhere");
  return found;
}

bool IsCyrillic(const std::string &text) {
  for (const char *at = text.c_str(); *at; at = g_utf8_next_char(at))
    if (g_unichar_get_script(g_utf8_get_char(at)) == G_UNICODE_SCRIPT_CYRILLIC)
      return true;
  return false;
}

std::string Take(char *text) {
  std::string copy = text;
  g_free(text);
  return copy;
}

class Texts : public testing::Test {
protected:
  void SetUp() override {
    if (!ae_texts_folder())
      GTEST_SKIP() << "built without translations";
    g_autofree char *russian =
        g_build_filename(g_getenv("AEFILTER_LOCALE"), "ru", "LC_MESSAGES", "aefilter.mo", nullptr);
    ASSERT_TRUE(g_file_test(russian, G_FILE_TEST_EXISTS)) << russian;
    if (!locale)
      GTEST_SKIP() << "no locale here has LANGUAGE=ru (Debian: package locales)";
    setlocale(LC_ALL, locale);
  }
  void TearDown() override { setlocale(LC_ALL, "C"); }
};

TEST_F(Texts, AreRussianForEveryRowThatIsShown) {
  for (const AeAction *action = ae_actions; action->procedure; action++) {
    g_autoptr(AeStageKeys) keys = ae_action_keys(action);
    EXPECT_TRUE(IsCyrillic(_(action->label))) << action->label;
    for (const AeOption *row = keys->rows; row->name; row++) {
      EXPECT_TRUE(IsCyrillic(Take(ae_texts_label(row)))) << row->name;
      EXPECT_TRUE(IsCyrillic(Take(ae_texts_help(row)))) << row->help;
      EXPECT_TRUE(!row->allow_auto || IsCyrillic(Take(ae_texts_automatic(row)))) << row->name;
    }
  }
}

TEST_F(Texts, NameAnAttributeInItsLanguage) {
  g_autoptr(AeStageKeys) keys = ae_stage_keys_new(ae_stage_by_name("edit", nullptr), nullptr);
  const AeOption *row = ae_option_find(keys->rows, "smile");
  ASSERT_TRUE(row);
  EXPECT_EQ(Take(ae_texts_label(row)), "Улыбка");
  EXPECT_NE(Take(ae_texts_help(row)).find("«Улыбка»"), std::string::npos) << Take(ae_texts_help(row));
}

TEST_F(Texts, HaveTheFormsOfNumbers) {
  const char *one = "%u text or vector layer was scaled by GIMP, not by the network.";
  const char *many = "%u text or vector layers were scaled by GIMP, not by the network.";
  EXPECT_STRNE(ae_texts_plural(one, many, 1), ae_texts_plural(one, many, 2));
  EXPECT_STRNE(ae_texts_plural(one, many, 2), ae_texts_plural(one, many, 5));
  EXPECT_STREQ(ae_texts_plural(one, many, 1), ae_texts_plural(one, many, 21));
  EXPECT_TRUE(IsCyrillic(ae_texts_plural(one, many, 5)));
}

/* The classes are made in that language at the first test, for good. */
TEST_F(Texts, AreTheOperationsKeysAndProperties) {
  EXPECT_TRUE(IsCyrillic(gegl_operation_get_key("aefilter:denoise", "title")));
  EXPECT_TRUE(IsCyrillic(gegl_operation_get_key("aefilter:denoise", "description")));
  EXPECT_TRUE(IsCyrillic(gegl_operation_get_key("aefilter:denoise", "gimp:menu-label")));
  EXPECT_STREQ(gegl_operation_get_key("aefilter:denoise", "gimp:menu-path"), "<Image>/Filters/Enhance");
  EXPECT_STREQ(gegl_operation_get_key("aefilter:denoise", "categories"), "enhance");
  guint n = 0;
  g_autofree GParamSpec **specs = gegl_operation_list_properties("aefilter:denoise", &n);
  ASSERT_GT(n, 0u);
  EXPECT_STREQ(specs[0]->name, "strength");
  for (guint i = 0; i < n; i++) {
    EXPECT_TRUE(IsCyrillic(g_param_spec_get_nick(specs[i]))) << specs[i]->name;
    EXPECT_TRUE(IsCyrillic(g_param_spec_get_blurb(specs[i]))) << specs[i]->name;
    EXPECT_FALSE(IsCyrillic(specs[i]->name));
  }
}

/* Their nicks are saved in files. */
TEST_F(Texts, LeaveTheNicksOfChoices) {
  guint n = 0;
  g_autofree GParamSpec **specs = gegl_operation_list_properties("aefilter:edit", &n);
  for (guint i = 0; i < n; i++)
    if (!strcmp(specs[i]->name, "face")) {
      const GEnumValue *value = &G_PARAM_SPEC_ENUM(specs[i])->enum_class->values[0];
      EXPECT_STREQ(value->value_nick, "all");
      EXPECT_TRUE(IsCyrillic(value->value_name)) << value->value_name;
      return;
    }
  FAIL() << "aefilter:edit has no property face";
}

/* What the stage denoise says of a picture of one colour. */
std::string NoteOnGrey() {
  const GeglRectangle size = {0, 0, 64, 64};
  g_autoptr(GeglBuffer) grey = gegl_buffer_new(&size, babl_format("Y' float"));
  g_autoptr(AeValues) values = ae_values_new(ae_action_by_stage("denoise"));
  g_autoptr(AeWork) work = ae_work_new(values, nullptr, nullptr, nullptr);
  g_autoptr(GeglBuffer) result = work ? ae_work_whole(work, grey, nullptr) : nullptr;
  return result && ae_work_note(work) ? ae_work_note(work) : "";
}

TEST_F(Texts, AreWhatStagesNote) {
  std::string note = NoteOnGrey();
  EXPECT_TRUE(IsCyrillic(note)) << note;
  EXPECT_NE(note.find("photo"), std::string::npos) << "the model's name: " << note;
  EXPECT_EQ(Take(ae_texts_capitalised("шум")), "Шум");
}

TEST(TextsInC, StayEnglish) {
  setlocale(LC_ALL, "C");
  EXPECT_STREQ(_("Strength"), "Strength");
  EXPECT_STREQ(_(""), "");
  EXPECT_EQ(NoteOnGrey().find("hardly noisy, noise level 0.0"), 0u) << NoteOnGrey();
  EXPECT_EQ(Take(ae_texts_capitalised("a\xff")), "A\xff");
  EXPECT_EQ(Take(ae_texts_capitalised("\xff")), "\xff");
  g_autoptr(AeStageKeys) keys = ae_stage_keys_new(ae_stage_by_name("edit", nullptr), nullptr);
  const AeOption *row = ae_option_find(keys->rows, "smile");
  ASSERT_TRUE(row);
  EXPECT_EQ(Take(ae_texts_help(row)), "Attribute smile of the model: 1 puts on as much as is usual, -1 takes it off");
}

} // namespace

int main(int argc, char **argv) {
  testing::InitGoogleTest(&argc, argv);
  locale = FindLocale();
  setlocale(LC_ALL, locale ? locale : "C");
  StartGegl();
  int status = RUN_ALL_TESTS();
  gegl_exit();
  return status;
}
