/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "actions.h"

#include <string.h>

/* clang-format off */
const AeAction ae_actions[] = {
  {"plug-in-aefilter-denoise", "<Image>/Filters/Enhance", "Denoise (autoencoder)", "denoise", "RGB*, GRAY*"},
  {"plug-in-aefilter-restore", "<Image>/Filters/Enhance", "Clean JPEG (autoencoder)", "restore", "RGB*, GRAY*"},
  {"plug-in-aefilter-inpaint", "<Image>/Filters/Enhance", "Repair Selection (autoencoder)", "inpaint", "RGB*, GRAY*"},
  {"plug-in-aefilter-upscale", "<Image>/Filters/Enhance", "Enlarge (autoencoder)", "upscale", "RGB*, GRAY*"},
  {"plug-in-aefilter-edit", "<Image>/Filters/Faces", "Edit attributes (autoencoder)", "edit", "RGB*, GRAY*"},
  {"plug-in-aefilter-morph", "<Image>/Filters/Faces", "Morph two layers (autoencoder)", "interpolate model=face",
   "RGB*, GRAY*", "frames way ping size region"},
  {"plug-in-aefilter-sample", "<Image>/Filters/Faces", "Sample a face (autoencoder)",
   "sample model=face prior=full n=1", NULL, "n seed"},
  {NULL}};
/* clang-format on */

const AeAction *ae_action_by_procedure(const char *procedure) {
  for (const AeAction *action = ae_actions; action->procedure; action++)
    if (!g_strcmp0(action->procedure, procedure))
      return action;
  return NULL;
}

const AeAction *ae_action_by_stage(const char *stage) {
  for (const AeAction *action = ae_actions; action->procedure; action++)
    if (!g_strcmp0(action->chain, stage))
      return action;
  return NULL;
}

AeChain *ae_action_chain(const AeAction *action, const char *const *arguments, GError **error) {
  g_autoptr(GStrvBuilder) words = g_strv_builder_new();
  g_auto(GStrv) own = g_strsplit(action->chain, " ", -1);
  g_strv_builder_addv(words, (const char **)own);
  g_strv_builder_addv(words, (const char **)arguments);
  g_auto(GStrv) all = g_strv_builder_end(words);
  return ae_chain_parse((const char *const *)all, error);
}

const AeStage *ae_action_stage(const AeAction *action) {
  g_autoptr(AeChain) chain = ae_action_chain(action, (const char *const[]){NULL}, NULL);
  return chain ? ae_chain_stage(chain, ae_chain_length(chain) - 1) : NULL;
}

/* The value that the chain gives a key of its last stage, or the default; NULL: neither. g_free. */
static char *value_of(const AeAction *action, const char *key) {
  const AeStage *stage = ae_action_stage(action);
  const AeOption *row = stage ? ae_option_find(stage->options, key) : NULL;
  char *value = row ? g_strdup(row->def) : NULL;
  g_auto(GStrv) words = g_strsplit(action->chain, " ", -1);
  for (char **word = words; *word; word++)
    if (g_str_has_prefix(*word, key) && (*word)[strlen(key)] == '=') {
      g_free(value);
      value = g_strdup(*word + strlen(key) + 1);
    }
  return value;
}

/* Keeps of the stage's own rows those that wanted tells, and the model's. */
static void keep(AeStageKeys *keys, const gboolean *wanted) {
  guint kept = 0, i = 0;
  for (; keys->rows[i].name; i++)
    if (i >= keys->own || wanted[i])
      keys->rows[kept++] = keys->rows[i];
  keys->rows[kept] = keys->rows[i];
  keys->own -= i - kept;
}

AeStageKeys *ae_action_keys(const AeAction *action) {
  const AeStage *stage = ae_action_stage(action);
  if (!stage)
    return NULL;
  g_autofree char *model = value_of(action, "model");
  g_auto(GStrv) names = action->arguments ? g_strsplit(action->arguments, " ", -1) : NULL;
  AeStageKeys *keys = ae_stage_keys_new(stage, model);
  g_autofree gboolean *wanted = g_new(gboolean, keys->own + 1);
  for (guint i = 0; i < keys->own; i++)
    wanted[i] = i >= stage->marks && (!names || g_strv_contains((const char *const *)names, keys->rows[i].name));
  keep(keys, wanted);
  return keys;
}

gboolean ae_action_depends(const AeAction *action) {
  g_autofree char *model = value_of(action, "model");
  return model != NULL;
}

static gboolean has_keys(const AeAction *action) {
  g_autoptr(AeStageKeys) keys = ae_action_keys(action);
  return keys->rows[keys->own].name != NULL;
}

gboolean ae_action_is_ready(const AeAction *action) {
  if (!ae_action_depends(action))
    return TRUE;
  AeSettings settings = {.threads = 1};
  g_autoptr(AeChain) chain = ae_action_chain(action, (const char *const[]){NULL}, NULL);
  return chain && ae_chain_open(chain, &settings, NULL) && (!ae_action_stage(action)->others || has_keys(action));
}

gboolean ae_action_is_marked(const AeAction *action) {
  const AeStage *stage = ae_action_stage(action);
  return stage && stage->marks > 0;
}

AeActionKind ae_action_kind(const AeAction *action) {
  g_autoptr(AeChain) chain = ae_action_chain(action, (const char *const[]){NULL}, NULL);
  if (ae_chain_is_sequence(chain))
    return ae_chain_in(chain) == AE_KIND_NOTHING ? AE_ACTION_MAKE : AE_ACTION_MIX;
  for (guint i = 0; i < ae_chain_length(chain); i++)
    if (!ae_chain_stage(chain, i)->same_size)
      return AE_ACTION_RESIZE;
  return AE_ACTION_EFFECT;
}
