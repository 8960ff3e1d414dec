/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A stage's keys with those of its model's attributes. */
#include "toy_models.h"

extern "C" {
#include "latent/shift.h"
}

namespace {

void AddShifts(AeModelWriter *writer, gconstpointer data) {
  static const float v[] = {1, 0, 0, 0};
  for (const char *const *name = (const char *const *)data; *name; name++)
    ae_shift_write(*name, 4, v, writer);
}

class ModelKeys : public ToyModels {
protected:
  std::string WithAttributes(const char *const *names) {
    std::string path = Model("face", kVariational, "z");
    AeModel *model = ae_model_load(path.c_str(), nullptr, &failure);
    EXPECT_TRUE(ae_model_set_side(model, "attribute.", AddShifts, names, &failure)) << failure.message();
    ae_model_unref(model);
    return path;
  }
  std::vector<std::string> Names(const AeStageKeys *keys) {
    std::vector<std::string> names;
    for (const AeOption *row = keys->rows; row->name; row++)
      names.push_back(row->name);
    return names;
  }
  const AeStage *add = ae_stage_by_name("add", nullptr);
};

TEST_F(ModelKeys, AttributesStandForTheListOfThem) {
  const char *const names[] = {"smile", "glasses", nullptr};
  std::string path = WithAttributes(names);
  g_autoptr(AeStageKeys) keys = ae_stage_keys_new(add, path.c_str());
  EXPECT_EQ(Names(keys), (std::vector<std::string>{"model", "glasses", "smile"}));
  EXPECT_EQ(keys->own, 1u);
  const AeOption *smile = ae_option_find(keys->rows, "smile");
  EXPECT_EQ(smile->min, -3);
  EXPECT_EQ(smile->max, 3);
  EXPECT_STREQ(smile->def, "0");
  EXPECT_LE(smile->offset + sizeof(double), keys->size);
  EXPECT_GE(ae_option_find(keys->rows, "glasses")->offset, add->options_size);
}

/* What a host would take for one name is one key, and a stage's own keys stay its own. */
TEST_F(ModelKeys, NamesAreNotTakenTwice) {
  const char *const names[] = {"dark_hair", "dark-hair", "model", "attributes", nullptr};
  std::string path = WithAttributes(names);
  g_autoptr(AeStageKeys) keys = ae_stage_keys_new(add, path.c_str());
  EXPECT_EQ(Names(keys), (std::vector<std::string>{"model", "dark-hair"}));
}

TEST_F(ModelKeys, WithoutAModelTheyAreTheStages) {
  for (const char *model : {(const char *)nullptr, "no-such", "/nowhere.safetensors"}) {
    g_autoptr(AeStageKeys) keys = ae_stage_keys_new(add, model);
    EXPECT_EQ(Names(keys), (std::vector<std::string>{"model", "attributes"}));
  }
  for (const AeStage *const *stage = ae_stages(); *stage; stage++)
    if (!(*stage)->others) {
      g_autoptr(AeStageKeys) keys = ae_stage_keys_new(*stage, nullptr);
      guint n = 0;
      for (const AeOption *row = (*stage)->options; row->name; row++)
        EXPECT_STREQ(keys->rows[n++].name, row->name);
      EXPECT_EQ(keys->rows[n].name, nullptr);
    }
}

TEST_F(ModelKeys, BecomeWordsOfTheChain) {
  const char *const names[] = {"smile", "glasses", nullptr};
  std::string path = WithAttributes(names);
  g_autoptr(AeStageKeys) keys = ae_stage_keys_new(add, path.c_str());
  g_autofree gpointer values = g_malloc0(keys->size);
  ae_options_init(keys->rows, values);
  ASSERT_TRUE(ae_option_set(keys->rows, values, "test", "smile", "0.75", &failure));
  EXPECT_FALSE(ae_option_set(keys->rows, values, "test", "smile", "3.5", nullptr));
  g_autofree char *text = ae_option_get(ae_option_find(keys->rows, "smile"), values);
  EXPECT_STREQ(text, "0.75");
  EXPECT_TRUE(ChainOpens({"add", "@", std::string("smile=") + text}, path)) << failure.message();
  ae_options_clear(keys->rows, values);
}

} // namespace
