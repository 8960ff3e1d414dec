/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <aefilter/stage.h>

#include "stage/chain.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

namespace {

struct Parsed {
  AeChain *chain;
  std::string message;
  Parsed(std::vector<const char *> words) {
    words.push_back(nullptr);
    GError *error = nullptr;
    chain = ae_chain_parse(words.data(), &error);
    if (error) {
      EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_USAGE));
      message = error->message;
      g_error_free(error);
    }
    EXPECT_EQ(chain == nullptr, !message.empty());
  }
  ~Parsed() { ae_chain_free(chain); }
  Parsed(const Parsed &) = delete;
};

std::string Text(const AeChain *chain) {
  g_autofree char *text = ae_chain_text(chain);
  return text;
}

bool Contains(const std::string &text, const std::string &part) { return text.find(part) != std::string::npos; }

TEST(Chain, RefusesAnEmptyOne) { EXPECT_EQ(Parsed({}).message, "no stage is given"); }

TEST(Chain, RefusesAKeyBeforeAnyStage) {
  EXPECT_EQ(Parsed({"strength=1", "null"}).message, "\"strength=1\" sets a key, but no stage stands before it");
}

TEST(Chain, SuggestsTheNearestStageAndListsAll) {
  std::string message = Parsed({"null", "nul"}).message;
  EXPECT_EQ(message.rfind("no stage \"nul\"; did you mean \"null\"? Stages: ", 0), 0u) << message;
  for (const AeStage *const *row = ae_stages(); *row; row++)
    EXPECT_TRUE(Contains(message, (*row)->name)) << message;
}

TEST(Chain, SuggestsNothingWhereNothingIsNear) {
  std::string message = Parsed({"holiday.jpeg"}).message;
  EXPECT_FALSE(Contains(message, "did you mean")) << message;
}

TEST(Chain, ShowsABadNameAsText) {
  std::string message = Parsed({"\xff\xfe"}).message;
  EXPECT_TRUE(g_utf8_validate(message.c_str(), -1, nullptr));
}

TEST(Chain, NamesTheStageWhoseKeyIsUnknown) {
  EXPECT_TRUE(Contains(Parsed({"null", "speed=3"}).message, "stage null: no key \"speed\""));
  EXPECT_TRUE(Contains(Parsed({"null", "=3"}).message, "stage null: no key \"\""));
}

/* A word for every stage and key: what the chain says of itself, it also understands. */
TEST(Chain, TextOfEveryStageIsReadBackAsTheSame) {
  for (const AeStage *const *row = ae_stages(); *row; row++) {
    Parsed first({(*row)->name});
    ASSERT_TRUE(first.chain);
    std::string text = Text(first.chain);
    g_auto(GStrv) words = nullptr;
    ASSERT_TRUE(g_shell_parse_argv(text.c_str(), nullptr, &words, nullptr)) << text;
    Parsed second(std::vector<const char *>(words, words + g_strv_length(words)));
    ASSERT_TRUE(second.chain) << second.message;
    EXPECT_EQ(Text(second.chain), text);
    for (const AeOption *key = (*row)->options; key->name; key++)
      EXPECT_TRUE(!key->def || Contains(text, std::string(" ") + key->name + "=")) << text;
  }
}

/* Each number just outside of its range, and each key misspelt. */
TEST(Chain, EveryNumberOutsideItsRangeIsRefusedByNameAndRange) {
  for (const AeStage *const *row = ae_stages(); *row; row++)
    for (const AeOption *key = (*row)->options; key->name; key++) {
      std::string unknown = std::string(key->name) + "zzz=1";
      EXPECT_EQ(Contains(Parsed({(*row)->name, unknown.c_str()}).message, "no key"), !(*row)->others);
      unknown += "x";
      EXPECT_TRUE(Contains(Parsed({(*row)->name, unknown.c_str()}).message, "no key"));
      if (key->type != AE_OPTION_INT && key->type != AE_OPTION_DOUBLE)
        continue;
      g_autofree char *range = ae_option_range(key);
      for (const char *value : {"-1e9", "1e99", "nan", "", "1x"}) {
        std::string word = std::string(key->name) + "=" + value;
        std::string message = Parsed({(*row)->name, word.c_str()}).message;
        EXPECT_TRUE(Contains(message, std::string("stage ") + (*row)->name)) << word << ": " << message;
        EXPECT_TRUE(Contains(message, range)) << word << ": " << message;
      }
    }
}

TEST(Chain, CopyHasTheSameStages) {
  Parsed parsed({"null", "null"});
  AeChain *copy = ae_chain_copy(parsed.chain);
  EXPECT_EQ(ae_chain_length(copy), 2u);
  EXPECT_STREQ(ae_chain_stage(copy, 1)->name, "null");
  EXPECT_EQ(Text(copy), "null null");
  ae_chain_free(copy);
}

AeImage *Gradient(guint32 width, guint32 height) {
  AeImageInfo info = {};
  info.width = width, info.height = height, info.channels = 3, info.maxval = 255;
  AeImage *image = ae_image_new(&info, nullptr);
  for (gsize i = 0; i < ae_image_row_bytes(&info) * height; i++)
    image->data[i] = (guint8)(i * 7);
  return image;
}

struct Steps {
  std::vector<double> fractions;
  double cancel_at = 2;
  static gboolean Take(double fraction, gpointer data) {
    Steps *steps = (Steps *)data;
    steps->fractions.push_back(fraction);
    return fraction < steps->cancel_at;
  }
};

TEST(Chain, NullGivesTheSamePixelsAndReportsProgressToTheEnd) {
  Parsed parsed({"null", "null", "null"});
  Steps steps;
  AeSettings settings = {};
  settings.progress = Steps::Take, settings.progress_data = &steps;
  ASSERT_TRUE(ae_chain_open(parsed.chain, &settings, nullptr));
  EXPECT_EQ(ae_chain_margin(parsed.chain), 0u);
  AeImage *in = Gradient(13, 11);
  for (int round = 0; round < 2; round++) {
    steps.fractions.clear();
    AeRows *rows = ae_chain_apply(parsed.chain, ae_image_rows(in, FALSE), nullptr);
    ASSERT_TRUE(rows);
    AeImage *out = ae_image_from_rows(rows, nullptr);
    ASSERT_TRUE(out);
    EXPECT_EQ(memcmp(in->data, out->data, 13 * 11 * 3), 0);
    EXPECT_TRUE(std::is_sorted(steps.fractions.begin(), steps.fractions.end()));
    EXPECT_DOUBLE_EQ(steps.fractions.back(), 1);
    ae_image_free(out);
    ae_rows_free(rows);
  }
  ae_image_free(in);
}

TEST(Chain, NullRowsCanBeReadAgainWhereTheInputCan) {
  Parsed parsed({"null", "null"});
  AeSettings settings = {};
  ASSERT_TRUE(ae_chain_open(parsed.chain, &settings, nullptr));
  AeRows *rows = ae_chain_apply(parsed.chain, ae_image_rows(Gradient(4, 3), TRUE), nullptr);
  guint8 first[12], again[12];
  ASSERT_TRUE(ae_rows_read(rows, first, 1, nullptr));
  ASSERT_TRUE(ae_rows_rewind(rows, nullptr));
  ASSERT_TRUE(ae_rows_read(rows, again, 1, nullptr));
  EXPECT_EQ(memcmp(first, again, sizeof first), 0);
  EXPECT_EQ(rows->next, 1u);
  ae_rows_free(rows);
}

TEST(Chain, ProgressThatSaysNoCancels) {
  Parsed parsed({"null"});
  Steps steps;
  steps.cancel_at = 0.5;
  AeSettings settings = {};
  settings.progress = Steps::Take, settings.progress_data = &steps;
  ASSERT_TRUE(ae_chain_open(parsed.chain, &settings, nullptr));
  AeRows *rows = ae_chain_apply(parsed.chain, ae_image_rows(Gradient(4, 4), TRUE), nullptr);
  guint8 row[12];
  EXPECT_TRUE(ae_rows_read(rows, row, 1, nullptr));
  GError *error = nullptr;
  EXPECT_FALSE(ae_rows_read(rows, row, 1, &error));
  EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_CANCELLED));
  g_clear_error(&error);
  ae_rows_free(rows);
}

} // namespace
