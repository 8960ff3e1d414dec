/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "properties.h"

#include <gegl-plugin.h>
#include <math.h>
#include <string.h>

#include "texts.h"

#define FLAGS (G_PARAM_READWRITE | G_PARAM_CONSTRUCT | (GParamFlags)GEGL_PARAM_PAD_INPUT)

enum { SLIDER = 1000 /* greatest number that a slider reaches; more can be typed */ };

static void add_rows(GArray *properties, const AeStageKeys *keys, gboolean advanced) {
  for (const AeOption *row = keys->rows; row->name; row++) {
    AeProperty automatic = {row, TRUE, FALSE}, value = {row, FALSE, row >= keys->rows + keys->own};
    if (!row->advanced != !advanced)
      continue;
    if (row->allow_auto)
      g_array_append_val(properties, automatic);
    g_array_append_val(properties, value);
  }
}

AeProperty *ae_properties_new(const AeStageKeys *keys) {
  GArray *properties = g_array_new(TRUE, TRUE, sizeof(AeProperty));
  add_rows(properties, keys, FALSE);
  add_rows(properties, keys, TRUE);
  return (AeProperty *)(gpointer)g_array_free(properties, FALSE);
}

char *ae_property_name(const AeProperty *property) {
  g_autofree char *name = g_strdelimit(g_strdup(property->row->name), "_", '-');
  return g_strconcat(name, property->automatic ? "-auto" : NULL, NULL);
}

/* A row's texts in the form of a dialog's. */
typedef struct {
  char *name, *label, *blurb;
} Texts;

static Texts texts_of(const AeProperty *property) {
  const AeOption *row = property->row;
  char *name = ae_property_name(property);
  g_autofree char *help = ae_texts_help(row);
  if (property->automatic)
    return (Texts){name, ae_texts_automatic(row), g_steal_pointer(&help)};
  return (Texts){name, ae_texts_label(row),
                 row->unit ? g_strdup_printf("%s (%s)", help, _(row->unit)) : g_strdup(help)};
}

/* The default as a number; where it is "auto", a tenth of the range, for whoever turns auto off. */
static double default_number(const AeOption *row) {
  if (row->allow_auto && !strcmp(row->def, "auto"))
    return row->min + (row->max - row->min) / 10;
  return g_ascii_strtod(row->def, NULL);
}

static GParamSpec *spec_double(const AeOption *row, const Texts *t) {
  double low = MAX(row->min, -SLIDER), high = MIN(row->max, SLIDER), span = high - low;
  GParamSpec *spec =
      gegl_param_spec_double(t->name, t->label, t->blurb, row->min, row->max, default_number(row), low, high, 1, FLAGS);
  double step = pow(10, ceil(log10(span / 100)));
  gegl_param_spec_double_set_steps(GEGL_PARAM_SPEC_DOUBLE(spec), step, 10 * step);
  gegl_param_spec_double_set_digits(GEGL_PARAM_SPEC_DOUBLE(spec), span <= 1 ? 3 : span <= 10 ? 2 : 1);
  return spec;
}

static GParamSpec *spec_int(const AeOption *row, const Texts *t) {
  double low = MAX(row->min, -SLIDER), high = MIN(row->max, SLIDER);
  GParamSpec *spec = gegl_param_spec_int(t->name, t->label, t->blurb, (gint)row->min, (gint)row->max,
                                         (gint)default_number(row), (gint)low, (gint)high, 1, FLAGS);
  gegl_param_spec_int_set_steps(GEGL_PARAM_SPEC_INT(spec), 1, (gint)MAX(1, (high - low) / 10));
  return spec;
}

/* A module may be registered several times in a process, its types only once. The names live as long as the type: the
 * one that is shown, and the nick, which is saved. */
static GType choice_type(const AeStage *stage, const AeOption *row) {
  g_autofree char *name = g_strdup_printf("AefilterChoice-%s-%s", stage->name, row->name);
  GType type = g_type_from_name(name);
  if (type)
    return type;
  guint n = g_strv_length((char **)row->choices);
  GEnumValue *values = g_new0(GEnumValue, n + 1);
  for (guint i = 0; i < n; i++)
    values[i] = (GEnumValue){(gint)i, g_strdup(_(row->choices[i])), g_strdup(row->choices[i])};
  return g_enum_register_static(name, values);
}

static GParamSpec *spec_choice(const AeStage *stage, const AeOption *row, const Texts *t) {
  gint chosen = 0;
  for (gint i = 0; row->choices[i]; i++)
    if (!strcmp(row->choices[i], row->def))
      chosen = i;
  return gegl_param_spec_enum(t->name, t->label, t->blurb, choice_type(stage, row), chosen, FLAGS);
}

static AeOptionType kind_of(const AeOption *row) { return row->choices ? AE_OPTION_CHOICE : row->type; }

static gboolean default_bool(const AeOption *row) {
  return !strcmp(row->def, "1") || !strcmp(row->def, "yes") || !strcmp(row->def, "true");
}

static GParamSpec *spec_of_type(const AeStage *stage, const AeOption *row, const Texts *t) {
  switch (kind_of(row)) {
  case AE_OPTION_INT:
    return spec_int(row, t);
  case AE_OPTION_DOUBLE:
    return spec_double(row, t);
  case AE_OPTION_BOOL:
    return g_param_spec_boolean(t->name, t->label, t->blurb, default_bool(row), FLAGS);
  case AE_OPTION_STRING:
    return gegl_param_spec_string(t->name, t->label, t->blurb, FALSE, TRUE, row->def ? row->def : "", FLAGS);
  case AE_OPTION_FILE:
    return gegl_param_spec_file_path(t->name, t->label, t->blurb, FALSE, TRUE, row->def ? row->def : "", FLAGS);
  case AE_OPTION_CHOICE:
    return spec_choice(stage, row, t);
  }
  g_return_val_if_reached(NULL);
}

static GParamSpec *spec_auto(const AeOption *row, const Texts *t) {
  return g_param_spec_boolean(t->name, t->label, t->blurb, !strcmp(row->def, "auto"), FLAGS);
}

GParamSpec *ae_property_spec(const AeStage *stage, const AeProperty *property) {
  const AeOption *row = property->row;
  Texts t = texts_of(property);
  GParamSpec *spec = property->automatic ? spec_auto(row, &t) : spec_of_type(stage, row, &t);
  if (row->allow_auto && !property->automatic) {
    g_autofree char *rule = g_strdup_printf("! %s-auto", t.name);
    gegl_param_spec_set_property_key(spec, "sensitive", rule);
  }
  g_free(t.name);
  g_free(t.label);
  g_free(t.blurb);
  return spec;
}

static gboolean is_idle(const AeProperty *property, const GValue *value) {
  return property->added && g_value_get_double(value) == 0;
}

/* The value as ae_option_set reads it in any locale, or NULL where none is given. */
static char *text_of(const AeOption *row, const GValue *value) {
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  const char *string;
  switch (kind_of(row)) {
  case AE_OPTION_INT:
    return g_strdup_printf("%d", g_value_get_int(value));
  case AE_OPTION_DOUBLE:
    return g_strdup(g_ascii_dtostr(number, sizeof number, g_value_get_double(value)));
  case AE_OPTION_BOOL:
    return g_strdup(g_value_get_boolean(value) ? "1" : "0");
  case AE_OPTION_CHOICE:
    return g_strdup(row->choices[g_value_get_enum(value)]);
  default:
    string = g_value_get_string(value);
    return string && *string ? g_strdup(string) : NULL;
  }
}

GStrv ae_properties_words(const AeStage *stage, const AeProperty *properties, const GValue *values) {
  g_autoptr(GStrvBuilder) words = g_strv_builder_new();
  g_strv_builder_add(words, stage->name);
  gboolean automatic = FALSE;
  for (guint i = 0; properties[i].row; i++) {
    const AeOption *row = properties[i].row;
    if (properties[i].automatic) {
      automatic = g_value_get_boolean(&values[i]);
      continue;
    }
    if (is_idle(&properties[i], &values[i]))
      continue;
    g_autofree char *text = row->allow_auto && automatic ? g_strdup("auto") : text_of(row, &values[i]);
    g_autofree char *word = text ? g_strconcat(row->name, "=", text, NULL) : NULL;
    if (word)
      g_strv_builder_add(words, word);
  }
  return g_strv_builder_end(words);
}
