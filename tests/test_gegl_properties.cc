/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The stage table as GEGL sees it: operations, keys, properties, and what is saved of them. */
#include "actions.h"
#include "gegl_pictures.h"
#include "properties.h"

#include <gegl-paramspecs.h>
#include <gegl-plugin.h>
#include <glib/gstdio.h>

#include <sys/wait.h>

#include <algorithm>

namespace {

std::string program;

std::string Name(const AeStage *stage) { return std::string("aefilter:") + stage->name; }

std::string Property(const AeOption *row, const char *ending = "") {
  std::string name = row->name;
  std::replace(name.begin(), name.end(), '_', '-');
  return name + ending;
}

TEST(Operations, AreTheStagesOfOneSizeThatHaveAModel) {
  std::vector<std::string> expected, found;
  for (const AeStage *stage : OfferedStages())
    expected.push_back(Name(stage));
  guint n = 0;
  gchar **all = gegl_list_operations(&n);
  for (guint i = 0; i < n; i++)
    if (g_str_has_prefix(all[i], "aefilter:"))
      found.push_back(all[i]);
  g_free(all);
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(found, expected);
}

/* What GIMP hides: app/gegl/gimp-gegl-utils.c. */
bool HiddenInGimp(const char *categories) {
  g_auto(GStrv) words = g_strsplit(categories ? categories : "", ":", -1);
  for (const char *hidden :
       {"compositors", "core", "debug", "display", "hidden", "input", "output", "programming", "transform", "video"})
    if (g_strv_contains((const char *const *)words, hidden))
      return true;
  return false;
}

TEST(Operations, AreInGimpsMenusAsTheirActionSays) {
  for (const AeStage *stage : OfferedStages()) {
    std::string name = Name(stage);
    auto key = [&](const char *what) { return gegl_operation_get_key(name.c_str(), what); };
    const AeAction *action = ae_action_by_stage(stage->name);
    EXPECT_STREQ(key("name"), name.c_str());
    EXPECT_STRCASEEQ(key("description"), stage->help) << "a tooltip in GIMP: one line";
    EXPECT_EQ(HiddenInGimp(key("categories")), action == nullptr) << name << ": " << key("categories");
    EXPECT_STREQ(key("gimp:menu-path"), action ? action->menu : nullptr);
    EXPECT_STREQ(key("gimp:menu-label"), action ? (std::string(action->label) + "...").c_str() : nullptr);
    EXPECT_STRNE(key("title"), nullptr);
  }
}

TEST(Operations, DoNotShareWorkWithGeglsThreads) {
  for (const AeStage *stage : OfferedStages()) {
    g_autoptr(GeglNode) node = gegl_node_new_child(nullptr, "operation", Name(stage).c_str(), nullptr);
    GeglOperationClass *klass = GEGL_OPERATION_GET_CLASS(gegl_node_get_gegl_operation(node));
    EXPECT_FALSE(klass->threaded) << stage->name;
    EXPECT_FALSE(klass->want_in_place) << stage->name;
  }
}

void ExpectRange(GParamSpec *spec, const AeOption *row) {
  if (row->type == AE_OPTION_DOUBLE) {
    ASSERT_TRUE(GEGL_IS_PARAM_SPEC_DOUBLE(spec));
    EXPECT_EQ(G_PARAM_SPEC_DOUBLE(spec)->minimum, row->min);
    EXPECT_EQ(G_PARAM_SPEC_DOUBLE(spec)->maximum, row->max);
    EXPECT_GE(GEGL_PARAM_SPEC_DOUBLE(spec)->ui_minimum, row->min);
    EXPECT_LE(GEGL_PARAM_SPEC_DOUBLE(spec)->ui_maximum, row->max);
    EXPECT_LT(GEGL_PARAM_SPEC_DOUBLE(spec)->ui_minimum, GEGL_PARAM_SPEC_DOUBLE(spec)->ui_maximum);
  } else if (row->type == AE_OPTION_INT) {
    ASSERT_TRUE(GEGL_IS_PARAM_SPEC_INT(spec));
    EXPECT_EQ(G_PARAM_SPEC_INT(spec)->minimum, row->min);
    EXPECT_EQ(G_PARAM_SPEC_INT(spec)->maximum, row->max);
  }
}

/* The default as the text of the row. */
std::string DefaultText(GParamSpec *spec, const AeOption *row) {
  const GValue *value = g_param_spec_get_default_value(spec);
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  switch (row->type) {
  case AE_OPTION_INT:
    return std::to_string(g_value_get_int(value));
  case AE_OPTION_DOUBLE:
    return g_ascii_dtostr(text, sizeof text, g_value_get_double(value));
  case AE_OPTION_BOOL:
    return g_value_get_boolean(value) ? "1" : "0";
  case AE_OPTION_CHOICE:
    return row->choices[g_value_get_enum(value)];
  default:
    return row->choices ? row->choices[g_value_get_enum(value)] : g_value_get_string(value);
  }
}

void ExpectDefault(GParamSpec *spec, const AeStageKeys *keys, const AeOption *row) {
  g_autofree gpointer as_row = g_malloc0(keys->size), as_spec = g_malloc0(keys->size);
  ae_options_init(keys->rows, as_row);
  ae_options_init(keys->rows, as_spec);
  std::string text = DefaultText(spec, row);
  if (!text.empty()) {
    EXPECT_TRUE(ae_option_set(keys->rows, as_spec, "test", row->name, text.c_str(), nullptr)) << text;
  }
  g_autofree char *expected = ae_option_get(row, as_row), *got = ae_option_get(row, as_spec);
  EXPECT_STREQ(got, expected) << row->name;
  ae_options_clear(keys->rows, as_row);
  ae_options_clear(keys->rows, as_spec);
}

TEST(Properties, AreTheOptionRows) {
  for (const AeStage *stage : OfferedStages()) {
    std::string name = Name(stage);
    guint expected = 0, n = 0;
    g_autoptr(AeStageKeys) keys = ae_stage_keys_new(stage, nullptr);
    for (const AeOption *row = keys->rows; row->name; row++) {
      expected += row->allow_auto ? 2 : 1;
      GParamSpec *spec = gegl_operation_find_property(name.c_str(), Property(row).c_str());
      ASSERT_TRUE(spec) << name << " " << row->name;
      ExpectRange(spec, row);
      bool is_auto = row->allow_auto && !g_strcmp0(row->def, "auto");
      if (!is_auto)
        ExpectDefault(spec, keys, row);
      g_autofree char *label = ae_option_label(row);
      EXPECT_STREQ(g_param_spec_get_nick(spec), label);
      EXPECT_TRUE(strcasestr(g_param_spec_get_blurb(spec), row->help));
      GParamSpec *automatic = gegl_operation_find_property(name.c_str(), Property(row, "-auto").c_str());
      EXPECT_EQ(automatic != nullptr, (bool)row->allow_auto);
      if (automatic) {
        EXPECT_EQ(g_value_get_boolean(g_param_spec_get_default_value(automatic)), is_auto);
        EXPECT_EQ(gegl_param_spec_get_property_key(spec, "sensitive"), "! " + Property(row, "-auto"));
      }
    }
    g_free(gegl_operation_list_properties(name.c_str(), &n));
    EXPECT_EQ(n, expected) << name;
  }
}

/* Types that no stage of one size has yet. */
struct Values {
  gint number, automatic, chosen;
  gboolean flag;
  char *text, *path, *which;
};
const char *const kChoices[] = {"nearest", "bilinear", nullptr};
const AeOption kRows[] = {
    {"number", "a number", AE_OPTION_INT, G_STRUCT_OFFSET(Values, number), "3", 1, 5000},
    {"jpeg_quality", "another", AE_OPTION_INT, G_STRUCT_OFFSET(Values, automatic), "auto", 1, 100, TRUE, nullptr,
     "points", "JPEG quality"},
    {"way", "how", AE_OPTION_CHOICE, G_STRUCT_OFFSET(Values, chosen), "bilinear", 0, 0, FALSE, kChoices},
    {"flag", "whether", AE_OPTION_BOOL, G_STRUCT_OFFSET(Values, flag), "yes", 0, 0},
    {"text", "a word", AE_OPTION_STRING, G_STRUCT_OFFSET(Values, text), nullptr, 0, 0},
    {"which", "a word of some", AE_OPTION_STRING, G_STRUCT_OFFSET(Values, which), "bilinear", 0, 0, FALSE, kChoices,
     nullptr, nullptr, FALSE, TRUE},
    {"path", "a file", AE_OPTION_FILE, G_STRUCT_OFFSET(Values, path), nullptr, 0, 0},
    {nullptr}};

struct Synthetic {
  AeStage stage = {};
  AeStageKeys *keys;
  AeProperty *properties;
  std::vector<GParamSpec *> specs;
  std::vector<GValue> values;
  Synthetic() {
    stage.name = "synthetic", stage.options = kRows, stage.options_size = sizeof(Values);
    keys = ae_stage_keys_new(&stage, nullptr);
    properties = ae_properties_new(keys);
    for (AeProperty *p = properties; p->row; p++) {
      specs.push_back(g_param_spec_ref_sink(ae_property_spec(&stage, p)));
      values.push_back(G_VALUE_INIT);
      g_value_init(&values.back(), specs.back()->value_type);
      g_param_value_set_default(specs.back(), &values.back());
    }
  }
  ~Synthetic() {
    for (GValue &value : values)
      g_value_unset(&value);
    for (GParamSpec *spec : specs)
      g_param_spec_unref(spec);
    g_free(properties);
    ae_stage_keys_free(keys);
  }
  std::string Words() {
    g_auto(GStrv) words = ae_properties_words(&stage, properties, values.data());
    g_autofree char *line = g_strjoinv(" ", words);
    return line;
  }
};

TEST(Properties, HaveASpecForEveryType) {
  Synthetic s;
  std::vector<std::string> names;
  for (GParamSpec *spec : s.specs)
    names.push_back(spec->name);
  EXPECT_EQ(names, (std::vector<std::string>{"number", "jpeg-quality-auto", "jpeg-quality", "way", "flag", "text",
                                             "path", "which"}))
      << "what is advanced comes last";
  EXPECT_EQ(G_PARAM_SPEC_INT(s.specs[0])->maximum, 5000);
  EXPECT_EQ(GEGL_PARAM_SPEC_INT(s.specs[0])->ui_maximum, 1000);
  EXPECT_STREQ(g_param_spec_get_nick(s.specs[1]), "Automatic JPEG quality");
  EXPECT_STREQ(g_param_spec_get_blurb(s.specs[2]), "Another (points)");
  EXPECT_TRUE(GEGL_IS_PARAM_SPEC_ENUM(s.specs[3]));
  EXPECT_TRUE(GEGL_IS_PARAM_SPEC_FILE_PATH(s.specs[6]));
  EXPECT_TRUE(GEGL_IS_PARAM_SPEC_ENUM(s.specs[7]));
  Synthetic again;
  EXPECT_EQ(again.specs[3]->value_type, s.specs[3]->value_type);
}

TEST(Properties, BecomeWords) {
  Synthetic s;
  EXPECT_EQ(s.Words(), "synthetic number=3 jpeg_quality=auto way=bilinear flag=1 which=bilinear");
  g_value_set_boolean(&s.values[1], FALSE);
  g_value_set_int(&s.values[2], 75);
  g_value_set_enum(&s.values[3], 0);
  g_value_set_boolean(&s.values[4], FALSE);
  g_value_set_string(&s.values[5], "a = b");
  g_value_set_string(&s.values[6], "/dev/null");
  g_value_set_enum(&s.values[7], 0);
  EXPECT_EQ(s.Words(), "synthetic number=3 jpeg_quality=75 way=nearest flag=0 text=a = b path=/dev/null which=nearest");
}

/* What XCF and XML files hold: not to be changed, since saved pictures name them. */
TEST(Properties, OfDenoiseKeepTheirNames) {
  for (const char *name : {"strength", "sigma-auto", "sigma", "model"})
    EXPECT_TRUE(gegl_operation_find_property("aefilter:denoise", name)) << name;
}

/* A value that is not the default. */
void SetOther(GeglNode *node, GParamSpec *spec) {
  GValue value = G_VALUE_INIT;
  g_value_init(&value, spec->value_type);
  if (G_IS_PARAM_SPEC_DOUBLE(spec))
    g_value_set_double(&value, G_PARAM_SPEC_DOUBLE(spec)->minimum * 0.75 + G_PARAM_SPEC_DOUBLE(spec)->maximum * 0.25);
  else if (G_IS_PARAM_SPEC_INT(spec))
    g_value_set_int(&value, G_PARAM_SPEC_INT(spec)->maximum);
  else if (G_IS_PARAM_SPEC_BOOLEAN(spec))
    g_value_set_boolean(&value, !G_PARAM_SPEC_BOOLEAN(spec)->default_value);
  else if (G_IS_PARAM_SPEC_ENUM(spec))
    g_value_set_enum(&value, G_PARAM_SPEC_ENUM(spec)->enum_class->maximum);
  else
    g_value_set_string(&value, "some name");
  gegl_node_set_property(node, spec->name, &value);
  g_value_unset(&value);
}

TEST(Properties, SurviveXml) {
  for (const AeStage *stage : OfferedStages()) {
    std::string name = Name(stage);
    g_autoptr(GeglNode) root = gegl_node_new();
    GeglNode *node = gegl_node_new_child(root, "operation", name.c_str(), nullptr);
    gegl_node_link(node, gegl_node_get_output_proxy(root, "output"));
    guint n = 0;
    GParamSpec **specs = gegl_operation_list_properties(name.c_str(), &n);
    for (guint i = 0; i < n; i++)
      SetOther(node, specs[i]);
    g_autofree char *xml = gegl_node_to_xml(root, "/");
    g_autoptr(GeglNode) again = gegl_node_new_from_xml(xml, "/");
    ASSERT_TRUE(again) << xml;
    GeglNode *copy = gegl_node_get_producer(gegl_node_get_output_proxy(again, "output"), "input", nullptr);
    ASSERT_STREQ(gegl_node_get_operation(copy), name.c_str()) << xml;
    for (guint i = 0; i < n; i++) {
      GValue a = G_VALUE_INIT, b = G_VALUE_INIT;
      gegl_node_get_property(node, specs[i]->name, &a);
      gegl_node_get_property(copy, specs[i]->name, &b);
      EXPECT_EQ(g_param_values_cmp(specs[i], &a, &b), 0) << name << " " << specs[i]->name << "\n" << xml;
      EXPECT_FALSE(g_param_value_defaults(specs[i], &a)) << specs[i]->name;
      g_value_unset(&a);
      g_value_unset(&b);
    }
    g_free(specs);
  }
}

enum { HAS = 1, OPENS = 2 };

/* What this program sees of a stage: its operation, and a chain with its defaults. */
int Look(const char *stage) {
  std::string name = std::string("aefilter:") + stage;
  return (gegl_has_operation(name.c_str()) ? HAS : 0) | (Opens(stage) ? OPENS : 0);
}

/* The same in a program that finds no models but installed ones. */
int LookWithoutModels(const char *stage) {
  g_autofree char *empty = g_dir_make_tmp("aefilter-gegl-XXXXXX", nullptr);
  const char *argv[] = {program.c_str(), "--look", stage, nullptr};
  g_auto(GStrv) env = g_get_environ();
  for (const char *name : {"AEFILTER_MODELS", "HOME", "XDG_DATA_HOME"})
    env = g_environ_setenv(env, name, empty, TRUE);
  int status = -1;
  g_autoptr(GError) error = nullptr;
  EXPECT_TRUE(
      g_spawn_sync(nullptr, (char **)argv, env, G_SPAWN_DEFAULT, nullptr, nullptr, nullptr, nullptr, &status, &error));
  g_rmdir(empty);
  EXPECT_TRUE(WIFEXITED(status)) << stage << ": status " << status;
  return WEXITSTATUS(status);
}

TEST(Operations, AreHiddenWithoutTheirModel) {
  EXPECT_EQ(LookWithoutModels("null"), HAS | OPENS);
  int denoise = LookWithoutModels("denoise");
  if (denoise & OPENS)
    GTEST_SKIP() << "models are installed on this machine";
  EXPECT_EQ(denoise, 0);
}

} // namespace

int main(int argc, char **argv) {
  testing::InitGoogleTest(&argc, argv);
  program = argv[0];
  StartGegl();
  int status = argc == 3 ? Look(argv[2]) : RUN_ALL_TESTS();
  gegl_exit();
  return status;
}
