/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The keys that a model adds to a stage's: its attributes (latent/attributes.h). */
#include <aefilter/stage.h>
#include <string.h>

#include "latent/attributes.h"
#include "model/modelsearch.h"
#include "stage/attribute_sum.h"

/* The attributes of a model, NULL where there is none. */
static char **attributes_of(const AeStage *stage, const char *model) {
  const AeOption *row = ae_option_find(stage->options, "model");
  const char *which = model ? model : row ? row->def : NULL;
  g_autofree char *path = which ? ae_modelsearch_find(which, NULL) : NULL;
  return path ? ae_attributes_names(path) : NULL;
}

/* Hosts write '-' for '_', so that names that differ in it alone are one to them. */
static gboolean same_name(const char *a, const char *b) {
  for (; *a && *b; a++, b++)
    if (*a != *b && !(strchr("_-", *a) && strchr("_-", *b)))
      return FALSE;
  return *a == *b;
}

static gboolean is_taken(const GArray *rows, const char *name) {
  for (guint i = 0; i < rows->len; i++)
    if (same_name(g_array_index(rows, AeOption, i).name, name))
      return TRUE;
  return FALSE;
}

static void add_own(AeStageKeys *keys, GArray *rows, const AeStage *stage, gboolean with_others) {
  for (const AeOption *row = stage->options; row->name; row++)
    if (with_others || strcmp(row->name, stage->others) != 0)
      g_array_append_val(rows, *row);
  keys->own = rows->len;
  keys->size = (stage->options_size + sizeof(double) - 1) / sizeof(double) * sizeof(double);
}

static void add_attribute(AeStageKeys *keys, GArray *rows, const char *name) {
  AeOption row = {
      .name = g_strdup(name),
      .help = g_strdup_printf("attribute %s of the model: 1 puts on as much as is usual, -1 takes it off", name),
      .type = AE_OPTION_DOUBLE,
      .offset = keys->size,
      .def = "0",
      .min = -AE_ATTRIBUTE_MOST,
      .max = AE_ATTRIBUTE_MOST};
  g_array_append_val(rows, row);
  keys->size += sizeof(double);
}

AeStageKeys *ae_stage_keys_new(const AeStage *stage, const char *model) {
  g_auto(GStrv) names = stage->others ? attributes_of(stage, model) : NULL;
  AeStageKeys *keys = g_new0(AeStageKeys, 1);
  GArray *rows = g_array_new(TRUE, FALSE, sizeof(AeOption));
  add_own(keys, rows, stage, !names || !*names);
  for (char **name = names; name && *name; name++)
    if (!is_taken(rows, *name) && !ae_option_find(stage->options, *name))
      add_attribute(keys, rows, *name);
  keys->size = MAX(keys->size, 1);
  keys->rows = (AeOption *)(gpointer)g_array_free(rows, FALSE);
  return keys;
}

void ae_stage_keys_free(AeStageKeys *keys) {
  if (!keys)
    return;
  for (AeOption *row = keys->rows + keys->own; row->name; row++) {
    g_free((char *)row->name);
    g_free((char *)row->help);
  }
  g_free(keys->rows);
  g_free(keys);
}
