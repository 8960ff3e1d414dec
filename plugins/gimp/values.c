/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "values.h"

#include <string.h>

#include "texts.h"

static gpointer field(const AeValues *values, const AeOption *row) { return (char *)values->fields + row->offset; }

gboolean ae_values_is_number(const AeOption *row) {
  return row->type != AE_OPTION_STRING && row->type != AE_OPTION_FILE;
}

/* The keys that the action's chain sets for its last stage. */
static void set_own_keys(AeValues *values) {
  g_auto(GStrv) words = g_strsplit(values->action->chain, " ", -1);
  char **first = words;
  for (char **word = words; *word; word++)
    if (!strchr(*word, '='))
      first = word + 1;
  ae_values_restore(values, (const char *const *)first);
}

AeValues *ae_values_new(const AeAction *action) {
  AeStageKeys *keys = ae_action_keys(action);
  if (!keys)
    return NULL;
  AeValues *values = g_new0(AeValues, 1);
  values->action = action;
  values->keys = keys;
  values->rows = keys->rows;
  values->fields = g_malloc0(keys->size);
  ae_options_init(values->rows, values->fields);
  set_own_keys(values);
  return values;
}

AeValues *ae_values_copy(const AeValues *values) {
  AeValues *copy = ae_values_new(values->action);
  g_auto(GStrv) words = ae_values_words(values);
  ae_values_restore(copy, (const char *const *)words);
  memcpy(copy->box, values->box, sizeof copy->box);
  return copy;
}

void ae_values_free(AeValues *values) {
  if (!values)
    return;
  ae_options_clear(values->rows, values->fields);
  ae_stage_keys_free(values->keys);
  g_free(values->fields);
  g_free(values);
}

void ae_values_reset(AeValues *values) {
  ae_options_clear(values->rows, values->fields);
  ae_options_init(values->rows, values->fields);
  set_own_keys(values);
}

static gboolean set(AeValues *values, const AeOption *row, const char *text, GError **error) {
  return ae_option_set(values->rows, values->fields, values->action->procedure, row->name, text, error);
}

static gboolean set_choice(AeValues *values, const AeOption *row, double number, GError **error) {
  guint count = g_strv_length((char **)row->choices);
  if (number >= 0 && number < count && number == (int)number)
    return set(values, row, row->choices[(int)number], error);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: %s=%g is not one of 0 to %u", values->action->procedure, row->name,
              number, count - 1);
  return FALSE;
}

gboolean ae_values_set_number(AeValues *values, const AeOption *row, double number, GError **error) {
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  if (row->type == AE_OPTION_CHOICE)
    return set_choice(values, row, number, error);
  if (row->allow_auto && number < 0)
    return set(values, row, "auto", error);
  return set(values, row, g_ascii_dtostr(text, sizeof text, number), error);
}

double ae_values_number(const AeValues *values, const AeOption *row) {
  return row->type == AE_OPTION_DOUBLE ? *(const double *)field(values, row) : *(const gint *)field(values, row);
}

/* Back to the default: a text that is not set is no word of the chain, and ae_option_set has no word for it. */
static gboolean unset(AeValues *values, const AeOption *row) {
  g_autoptr(AeValues) fresh = ae_values_new(values->action);
  g_autofree char *text = ae_option_get(row, fresh->fields);
  if (text)
    return set(values, row, text, NULL);
  g_clear_pointer((char **)field(values, row), g_free);
  return TRUE;
}

gboolean ae_values_set_text(AeValues *values, const AeOption *row, const char *text, GError **error) {
  return text && *text ? set(values, row, text, error) : unset(values, row);
}

char *ae_values_text(const AeValues *values, const AeOption *row) { return ae_option_get(row, values->fields); }

/* 0 of a model's key, which another model need not have. */
static gboolean is_idle(const AeValues *values, const AeOption *row) {
  return values->keys && row >= values->keys->rows + values->keys->own && ae_values_number(values, row) == 0;
}

void ae_values_place(AeValues *values, int x, int y, int width, int height) {
  const int box[] = {x, y, width, height};
  memcpy(values->box, box, sizeof values->box);
}

char **ae_values_list(const AeValues *values, const AeOption *row) {
  if (row->type != AE_OPTION_STRING || !(row->choices || row->area))
    return NULL;
  g_autoptr(GStrvBuilder) list = g_strv_builder_new();
  if (row->choices)
    g_strv_builder_addv(list, (const char **)row->choices);
  else if (row->def)
    g_strv_builder_add(list, row->def);
  if (row->area && values->box[2])
    g_strv_builder_add(list, AE_SELECTED);
  return g_strv_builder_end(list);
}

static gboolean is_selected(const AeOption *row, const char *text) {
  return row->area && !g_strcmp0(text, AE_SELECTED);
}

static char *box_text(const AeValues *values) {
  const int *box = values->box;
  return g_strdup_printf("%d,%d,%d,%d", box[0], box[1], box[2], box[3]);
}

/* placed: what is selected as numbers. */
static char **words_of(const AeValues *values, gboolean placed) {
  g_autoptr(GStrvBuilder) words = g_strv_builder_new();
  for (const AeOption *row = values->rows; row->name; row++) {
    g_autofree char *text = is_idle(values, row) ? NULL : ae_values_text(values, row);
    g_autofree char *box = placed && is_selected(row, text) ? box_text(values) : NULL;
    g_autofree char *word = text ? g_strconcat(row->name, "=", box ? box : text, NULL) : NULL;
    if (word)
      g_strv_builder_add(words, word);
  }
  return g_strv_builder_end(words);
}

char **ae_values_words(const AeValues *values) { return words_of(values, FALSE); }

static gboolean check_places(const AeValues *values, GError **error) {
  for (const AeOption *row = values->rows; row->name && !values->box[2]; row++) {
    g_autofree char *text = row->area ? ae_values_text(values, row) : NULL;
    if (!is_selected(row, text))
      continue;
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, _("%s: %s=%s, but nothing is selected"), values->action->procedure,
                row->name, text);
    return FALSE;
  }
  return TRUE;
}

AeChain *ae_values_chain(const AeValues *values, GError **error) {
  g_auto(GStrv) words = words_of(values, TRUE);
  return check_places(values, error) ? ae_action_chain(values->action, (const char *const *)words, error) : NULL;
}

void ae_values_restore(AeValues *values, const char *const *words) {
  for (; *words; words++) {
    const char *equals = strchr(*words, '=');
    g_autofree char *name = g_strndup(*words, equals ? (gsize)(equals - *words) : 0);
    const AeOption *row = ae_option_find(values->rows, name);
    if (row)
      set(values, row, equals + 1, NULL);
  }
}

char *ae_values_argument(const AeOption *row) {
  char *name = g_strdup(row->name);
  return g_strdelimit(name, "_", '-');
}

/* "0 fast, 1 best" or "fast, best" */
static char *choices_text(const AeOption *row, gboolean numbered) {
  GString *text = g_string_new(NULL);
  for (guint i = 0; row->choices[i]; i++) {
    g_string_append(text, i ? ", " : "");
    if (numbered)
      g_string_append_printf(text, "%u ", i);
    g_string_append(text, numbered ? row->choices[i] : _(row->choices[i]));
  }
  return g_string_free(text, FALSE);
}

/* As it is for GIMP 2.10, which remembers it in whatever language it was told. */
static const char *shown(const char *text, gboolean numbered) { return numbered ? text : _(text); }

static char *number_range(const AeOption *row, gboolean numbered) {
  g_autofree char *range = g_strdup_printf(shown(N_("%g to %g"), numbered), row->min, row->max);
  return g_strconcat(range, row->unit ? " " : "", row->unit ? shown(row->unit, numbered) : "",
                     row->allow_auto ? shown(N_("; -1 for auto"), numbered) : "", NULL);
}

static char *range_text(const AeOption *row, gboolean numbered) {
  switch (row->type) {
  case AE_OPTION_INT:
  case AE_OPTION_DOUBLE:
    return number_range(row, numbered);
  case AE_OPTION_BOOL:
    return g_strdup(shown(N_("TRUE or FALSE"), numbered));
  case AE_OPTION_CHOICE:
    return choices_text(row, numbered);
  case AE_OPTION_STRING:
  case AE_OPTION_FILE:
    break;
  }
  return g_strdup(
      shown(row->area ? N_("\"selection\" for what is selected, \"\" for the default") : N_("\"\" for the default"),
            numbered));
}

char *ae_values_help(const AeOption *row, gboolean numbered) {
  g_autofree char *range = range_text(row, numbered);
  g_autofree char *help = numbered ? ae_texts_capitalised(row->help) : ae_texts_help(row);
  return g_strdup_printf("%s (%s)", help, range);
}
