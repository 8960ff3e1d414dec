/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "actions.h"

/* clang-format off */
const AeAction ae_actions[] = {
  {"plug-in-aefilter-denoise", "<Image>/Filters/Enhance", "Denoise (autoencoder)", "denoise", "RGB*, GRAY*"},
  {"plug-in-aefilter-restore", "<Image>/Filters/Enhance", "Clean JPEG (autoencoder)", "restore", "RGB*, GRAY*"},
  {"plug-in-aefilter-inpaint", "<Image>/Filters/Enhance", "Repair Selection (autoencoder)", "inpaint", "RGB*, GRAY*"},
  {"plug-in-aefilter-upscale", "<Image>/Filters/Enhance", "Enlarge (autoencoder)", "upscale", "RGB*, GRAY*"},
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

const AeOption *ae_action_rows(const AeAction *action) {
  const AeStage *stage = ae_action_stage(action);
  return stage ? stage->options + stage->marks : NULL;
}

gboolean ae_action_is_marked(const AeAction *action) {
  const AeStage *stage = ae_action_stage(action);
  return stage && stage->marks > 0;
}

gboolean ae_action_same_size(const AeAction *action) {
  g_autoptr(AeChain) chain = ae_action_chain(action, (const char *const[]){NULL}, NULL);
  for (guint i = 0; chain && i < ae_chain_length(chain); i++)
    if (!ae_chain_stage(chain, i)->same_size)
      return FALSE;
  return chain != NULL;
}
