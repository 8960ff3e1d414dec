/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What must hold for every row of every table; a new row is tested unasked. */
#include <aefilter/format.h>
#include <aefilter/option.h>
#include <aefilter/plot.h>
#include <aefilter/stage.h>

#include "nn/layer.h"
#include "train/corrupt.h"
#include "train/data.h"
#include "train/loss.h"
#include "train/optim.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace {

/* One thing of a table: its name, its help, its options. */
struct Thing {
  std::string kind, name, help;
  const AeOption *options;
};

void PrintTo(const Thing &thing, std::ostream *out) { *out << thing.kind << " " << thing.name; }

const AeOption no_options[] = {{}};

template <class T> void AddAll(std::vector<Thing> *things, const char *kind, const T *const *table) {
  for (; *table; table++)
    things->push_back({kind, (*table)->name, (*table)->help, (*table)->options ? (*table)->options : no_options});
}

std::vector<Thing> AllThings() {
  std::vector<Thing> things;
  AddAll(&things, "stage", ae_stages());
  AddAll(&things, "layer", ae_layers());
  AddAll(&things, "corruption", ae_corruptions());
  AddAll(&things, "data", ae_data_kinds());
  AddAll(&things, "loss", ae_losses());
  AddAll(&things, "optimiser", ae_optims());
  for (const AePlot *const *plot = ae_plots(); *plot; plot++)
    things.push_back({"plot", ae_plot_name(*plot), ae_plot_help(*plot), ae_plot_options(*plot)});
  for (const AeFormat *const *format = ae_formats(); *format; format++) {
    const AeOption *options = ae_format_options(*format);
    things.push_back({"format", ae_format_name(*format), ae_format_help(*format), options ? options : no_options});
  }
  return things;
}

void ExpectName(const std::string &name) { EXPECT_TRUE(std::regex_match(name, std::regex("[a-z][a-z0-9_]*"))) << name; }

void ExpectHelp(const std::string &help) {
  ASSERT_FALSE(help.empty());
  EXPECT_EQ(help.find('\n'), std::string::npos) << help;
  EXPECT_NE(help.back(), '.') << help;
  EXPECT_LE(help.size(), 120u) << help;
}

bool IsNumber(const AeOption *row) { return row->type == AE_OPTION_INT || row->type == AE_OPTION_DOUBLE; }

class Tables : public testing::TestWithParam<Thing> {
protected:
  /* The struct that the options describe: its size is not told by every table, but no field is larger than 16 bytes. */
  void SetUp() override {
    options = GetParam().options;
    gsize size = 16;
    for (const AeOption *row = options; row->name; row++)
      size = std::max(size, row->offset + 16);
    values.resize(size / sizeof(guint64) + 1);
    ae_options_init(options, values.data());
  }
  void TearDown() override { ae_options_clear(options, values.data()); }

  bool Set(const char *name, const char *text) {
    g_autoptr(GError) error = nullptr;
    bool done = ae_option_set(options, values.data(), "test", name, text, &error);
    EXPECT_EQ(done, error == nullptr);
    EXPECT_TRUE(done || g_error_matches(error, AE_ERROR, AE_ERROR_USAGE));
    return done;
  }

  std::string Get(const AeOption *row) {
    g_autofree char *text = ae_option_get(row, values.data());
    return text ? text : "(null)";
  }

  const AeOption *options;
  std::vector<guint64> values;
};

TEST_P(Tables, HasNameAndHelp) {
  ExpectName(GetParam().name);
  ExpectHelp(GetParam().help);
}

TEST_P(Tables, OptionsAreWellFormed) {
  std::set<std::string> names;
  for (const AeOption *row = options; row->name; row++) {
    SCOPED_TRACE(row->name);
    ExpectName(row->name);
    ExpectHelp(row->help);
    EXPECT_TRUE(names.insert(row->name).second) << "twice";
    if (IsNumber(row)) {
      EXPECT_LE(row->min, row->max);
      EXPECT_TRUE(!row->allow_auto || row->min > AE_AUTO) << "auto could not be told from a value";
    }
    EXPECT_TRUE(row->type != AE_OPTION_CHOICE || (row->choices && row->choices[0]));
    EXPECT_TRUE(row->type == AE_OPTION_STRING || row->type == AE_OPTION_FILE || row->def);
  }
}

TEST_P(Tables, DefaultsAreInRangeAndReadBack) {
  for (const AeOption *row = options; row->name; row++) {
    SCOPED_TRACE(row->name);
    if (!row->def)
      continue;
    std::string before = Get(row);
    EXPECT_TRUE(Set(row->name, row->def));
    EXPECT_EQ(Get(row), before);
    EXPECT_TRUE(Set(row->name, before.c_str()));
    EXPECT_EQ(Get(row), before);
  }
}

TEST_P(Tables, ValuesOutOfRangeAreRefused) {
  for (const AeOption *row = options; row->name; row++) {
    SCOPED_TRACE(row->name);
    std::string before = Get(row);
    if (IsNumber(row)) {
      for (double value :
           {row->min - std::fmax(1, std::fabs(row->min)), row->max + std::fmax(1, std::fabs(row->max))}) {
        char text[G_ASCII_DTOSTR_BUF_SIZE];
        EXPECT_FALSE(Set(row->name, g_ascii_formatd(text, sizeof text, "%.17g", value))) << text;
      }
      for (const char *text : {"", "x", "nan", "inf", "1e999", "0x", "1,5"})
        EXPECT_FALSE(Set(row->name, text)) << text;
      EXPECT_EQ(Set(row->name, "auto"), row->allow_auto);
      EXPECT_TRUE(Set(row->name, before.c_str()));
    }
    bool listed = row->type == AE_OPTION_CHOICE || row->type == AE_OPTION_BOOL;
    EXPECT_FALSE(listed && Set(row->name, "no such choice"));
    EXPECT_EQ(Get(row), before);
  }
  EXPECT_FALSE(Set("no_such_key", "1"));
}

TEST_P(Tables, EveryChoiceCanBeSet) {
  for (const AeOption *row = options; row->name; row++)
    for (int i = 0; row->type == AE_OPTION_CHOICE && row->choices[i]; i++) {
      EXPECT_TRUE(Set(row->name, row->choices[i])) << row->name;
      EXPECT_EQ(Get(row), row->choices[i]);
    }
}

INSTANTIATE_TEST_SUITE_P(All, Tables, testing::ValuesIn(AllThings()), [](const auto &info) {
  return info.param.kind + "_" + std::regex_replace(info.param.name, std::regex("[^a-z0-9]"), "_");
});

TEST(TableNames, AreUniqueInTheirTable) {
  std::set<std::string> names;
  for (const Thing &thing : AllThings())
    EXPECT_TRUE(names.insert(thing.kind + " " + thing.name).second) << thing.name;
}

TEST(TableNames, StagesAndFormatsAreFoundByName) {
  for (const AeStage *const *stage = ae_stages(); *stage; stage++) {
    EXPECT_EQ(ae_stage_by_name((*stage)->name, nullptr), *stage);
    EXPECT_TRUE((*stage)->description && strlen((*stage)->description) > strlen((*stage)->help)) << (*stage)->name;
  }
  for (const AeFormat *const *format = ae_formats(); *format; format++)
    EXPECT_EQ(ae_format_by_name(ae_format_name(*format)), *format);
  g_autoptr(GError) error = nullptr;
  EXPECT_EQ(ae_stage_by_name("nul", &error), nullptr);
  ASSERT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_USAGE));
  EXPECT_NE(std::string(error->message).find("null"), std::string::npos) << error->message;
  EXPECT_EQ(ae_format_by_name("no such format"), nullptr);
}

} // namespace
