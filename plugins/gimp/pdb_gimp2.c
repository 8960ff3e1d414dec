/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "host.h"

#include <string.h>

#define NEW_IMAGE "new-image"

static gboolean changes_size(const AeCall *call) { return ae_action_kind(call->action) == AE_ACTION_RESIZE; }

static GimpPDBArgType type_of(const AeOption *row) {
  if (!ae_values_is_number(row))
    return GIMP_PDB_STRING;
  return row->type == AE_OPTION_DOUBLE ? GIMP_PDB_FLOAT : GIMP_PDB_INT32;
}

static void add(GArray *params, GimpPDBArgType type, const char *name, const char *help) {
  GimpParamDef param = {type, g_strdup(name), g_strdup(help)};
  g_array_append_val(params, param);
}

static void param_clear(gpointer data) {
  GimpParamDef *param = data;
  g_free(param->name);
  g_free(param->description);
}

/* Those that every action of the kind has. */
static void add_fixed(GArray *params, AeActionKind kind) {
  add(params, GIMP_PDB_INT32, "run-mode", "The run mode { RUN-INTERACTIVE (0), RUN-NONINTERACTIVE (1) }");
  if (kind == AE_ACTION_MAKE)
    return;
  add(params, GIMP_PDB_IMAGE, "image", "Input image");
  add(params, GIMP_PDB_DRAWABLE, "drawable", "Input drawable");
  if (kind == AE_ACTION_RESIZE)
    add(params, GIMP_PDB_INT32, NEW_IMAGE, "TRUE: make a new image, FALSE: scale this one");
  if (kind == AE_ACTION_MIX)
    add(params, GIMP_PDB_DRAWABLE, "second", "The layer to which the way leads; -1: the one below, or above");
}

static GArray *params_of(const AeAction *action, const AeOption *rows) {
  GArray *params = g_array_new(FALSE, FALSE, sizeof(GimpParamDef));
  g_array_set_clear_func(params, param_clear);
  add_fixed(params, ae_action_kind(action));
  for (const AeOption *row = rows; row->name; row++) {
    g_autofree char *name = ae_values_argument(row);
    g_autofree char *help = ae_values_help(row, TRUE);
    add(params, type_of(row), name, help);
  }
  return params;
}

void ae_pdb_install(const AeAction *action) {
  static const GimpParamDef image[] = {{GIMP_PDB_IMAGE, "result", "The new image, or the scaled one"}};
  const AeStage *stage = ae_action_stage(action);
  gboolean gives_image = ae_action_kind(action) != AE_ACTION_EFFECT;
  g_autoptr(AeStageKeys) keys = ae_action_keys(action);
  g_autoptr(GArray) params = params_of(action, keys->rows);
  g_autofree char *blurb = ae_texts_capitalised(stage->help);
  g_autofree char *label = g_strconcat(action->label, "...", NULL);
  gimp_install_procedure(action->procedure, blurb, stage->description, "The aefilter authors", "LGPL-3.0-or-later",
                         "2026", label, action->image_types, GIMP_PLUGIN, (int)params->len, gives_image ? 1 : 0,
                         (const GimpParamDef *)params->data, gives_image ? image : NULL);
  gimp_plugin_menu_register(action->procedure, action->menu);
}

static gboolean read_value(AeValues *values, const AeOption *row, const GimpParam *param, GError **error) {
  if (param->type != type_of(row)) {
    g_autofree char *name = ae_values_argument(row);
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: argument %s has the wrong type", values->action->procedure, name);
    return FALSE;
  }
  if (param->type == GIMP_PDB_STRING)
    return ae_values_set_text(values, row, param->data.d_string, error);
  return ae_values_set_number(values, row, param->type == GIMP_PDB_FLOAT ? param->data.d_float : param->data.d_int32,
                              error);
}

/* Those between the drawable and the options. */
static const GimpParam *read_fixed(AeCall *call, const GimpParam *params) {
  switch (ae_action_kind(call->action)) {
  case AE_ACTION_MAKE:
    return params + 1;
  case AE_ACTION_RESIZE:
    call->new_image = params[3].data.d_int32 != 0;
    return params + 4;
  case AE_ACTION_MIX: /* the second is read already */
    return params + 4;
  case AE_ACTION_EFFECT:
    break;
  }
  return params + 3;
}

gboolean ae_pdb_read(AeCall *call, int n_params, const GimpParam *params, GError **error) {
  g_autoptr(GArray) wanted = params_of(call->action, call->values->rows);
  if (n_params != (int)wanted->len) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: %d arguments, where %u are wanted", call->action->procedure,
                n_params, wanted->len);
    return FALSE;
  }
  params = read_fixed(call, params);
  for (const AeOption *row = call->values->rows; row->name; row++, params++)
    if (!read_value(call->values, row, params, error))
      return FALSE;
  return TRUE;
}

/* Words, each with the zero at its end. */
void ae_pdb_remember(const AeCall *call) {
  g_autoptr(GString) data = g_string_new(NULL);
  g_auto(GStrv) words = ae_values_words(call->values);
  for (char **word = words; *word; word++)
    g_string_append_len(data, *word, (gssize)strlen(*word) + 1);
  if (changes_size(call))
    g_string_append_len(data, call->new_image ? NEW_IMAGE "=1" : NEW_IMAGE "=0", sizeof NEW_IMAGE "=0");
  gimp_set_data(call->action->procedure, data->str, (guint32)data->len);
}

void ae_pdb_recall(AeCall *call) {
  gint size = gimp_get_data_size(call->action->procedure);
  if (size <= 0)
    return;
  g_autofree char *data = g_malloc0((gsize)size + 1);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
  gimp_get_data(call->action->procedure, data);
  for (const char *word = data; word < data + size; word += strlen(word) + 1)
    g_strv_builder_add(builder, word);
  g_auto(GStrv) words = g_strv_builder_end(builder);
  ae_values_restore(call->values, (const char *const *)words);
  if (changes_size(call))
    call->new_image = !g_strv_contains((const char *const *)words, NEW_IMAGE "=0");
}
