/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <aefilter/option.h>

#include <math.h>
#include <string.h>

static gboolean is_text(const AeOption *row) { return row->type == AE_OPTION_STRING || row->type == AE_OPTION_FILE; }

static char *number_text(double value) {
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  if (value == floor(value) && fabs(value) < 1e9) /* 1000000, not 1e+06 */
    return g_strdup_printf("%.0f", value);
  for (int digits = 6; digits <= 17; digits++) {
    char form[8];
    g_snprintf(form, sizeof form, "%%.%dg", digits);
    g_ascii_formatd(text, sizeof text, form, value);
    if (g_ascii_strtod(text, NULL) == value)
      break;
  }
  return g_strdup(text);
}

/* The largest ints and doubles stand for "no bound". */
static char *bounds_text(const AeOption *row) {
  gboolean no_min = row->min <= G_MININT, no_max = row->max >= G_MAXINT;
  g_autofree char *min = no_min ? g_strdup("") : number_text(row->min);
  g_autofree char *max = no_max ? g_strdup("") : number_text(row->max);
  return g_strdup_printf("%s%s..%s", row->allow_auto ? "auto|" : "", min, max);
}

char *ae_option_range(const AeOption *row) {
  switch (row->type) {
  case AE_OPTION_INT:
  case AE_OPTION_DOUBLE:
    return bounds_text(row);
  case AE_OPTION_BOOL:
    return g_strdup("no|yes");
  case AE_OPTION_CHOICE:
    return g_strjoinv("|", (char **)row->choices);
  case AE_OPTION_FILE:
    return g_strdup("FILE");
  case AE_OPTION_STRING:
    break;
  }
  return g_strdup("TEXT");
}

char *ae_option_label(const AeOption *row) {
  if (row->label)
    return g_strdup(row->label);
  char *label = g_strdelimit(g_strdup(row->name), "_", ' ');
  label[0] = g_ascii_toupper(label[0]);
  return label;
}

static gboolean parse_int(const AeOption *row, const char *text, void *field) {
  char *end;
  gint64 value = g_ascii_strtoll(text, &end, 10);
  if (end == text || *end || g_ascii_isspace(*text) || (double)value < row->min || (double)value > row->max)
    return FALSE;
  if (value < G_MININT || value > G_MAXINT)
    return FALSE;
  *(gint *)field = (gint)value;
  return TRUE;
}

static gboolean parse_double(const AeOption *row, const char *text, void *field) {
  char *end;
  double value = g_ascii_strtod(text, &end);
  if (end == text || *end || g_ascii_isspace(*text) || !(value >= row->min && value <= row->max))
    return FALSE;
  *(gdouble *)field = value;
  return TRUE;
}

static gboolean parse_bool(const char *text, void *field) {
  static const char *const words[] = {"0", "no", "false", "1", "yes", "true"};
  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    if (!g_ascii_strcasecmp(text, words[i])) {
      *(gboolean *)field = i >= 3;
      return TRUE;
    }
  return FALSE;
}

static gboolean parse_choice(const AeOption *row, const char *text, void *field) {
  for (gint i = 0; row->choices[i]; i++)
    if (!strcmp(text, row->choices[i])) {
      *(gint *)field = i;
      return TRUE;
    }
  return FALSE;
}

static gboolean parse_text(const char *text, void *field) {
  if (!g_utf8_validate(text, -1, NULL))
    return FALSE;
  g_free(*(char **)field);
  *(char **)field = g_strdup(text);
  return TRUE;
}

/* A path is bytes and need not be UTF-8. */
static gboolean parse_file(const char *text, void *field) {
  g_free(*(char **)field);
  *(char **)field = g_strdup(text);
  return TRUE;
}

static gboolean parse(const AeOption *row, const char *text, void *field) {
  gboolean is_auto = row->allow_auto && !strcmp(text, "auto");
  switch (row->type) {
  case AE_OPTION_INT:
    return is_auto ? (*(gint *)field = AE_AUTO, TRUE) : parse_int(row, text, field);
  case AE_OPTION_DOUBLE:
    return is_auto ? (*(gdouble *)field = AE_AUTO, TRUE) : parse_double(row, text, field);
  case AE_OPTION_BOOL:
    return parse_bool(text, field);
  case AE_OPTION_CHOICE:
    return parse_choice(row, text, field);
  case AE_OPTION_STRING:
    return parse_text(text, field);
  case AE_OPTION_FILE:
    return parse_file(text, field);
  }
  return FALSE;
}

void ae_options_init(const AeOption *rows, void *values) {
  for (const AeOption *row = rows; row->name; row++)
    if (row->def && !parse(row, row->def, (char *)values + row->offset))
      g_critical("option %s: its default \"%s\" is not in its range", row->name, row->def);
}

void ae_options_clear(const AeOption *rows, void *values) {
  for (const AeOption *row = rows; row->name; row++)
    if (is_text(row))
      g_clear_pointer((char **)((char *)values + row->offset), g_free);
}

const AeOption *ae_option_find(const AeOption *rows, const char *name) {
  for (const AeOption *row = rows; row->name; row++)
    if (!strcmp(row->name, name))
      return row;
  return NULL;
}

static void set_unknown_error(const AeOption *rows, const char *owner, const char *name, GError **error) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (const AeOption *row = rows; row->name; row++)
    g_ptr_array_add(names, (gpointer)row->name);
  g_ptr_array_add(names, NULL);
  const char *const *list = (const char *const *)names->pdata;
  if (!list[0]) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: no key \"%s\"; it has none", owner, name);
    return;
  }
  const char *near = ae_nearest_name(name, list);
  g_autofree char *hint = near ? g_strdup_printf("did you mean \"%s\"? ", near) : g_strdup("");
  g_autofree char *all = g_strjoinv(", ", (char **)names->pdata);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: no key \"%s\"; %sKeys: %s", owner, name, hint, all);
}

gboolean ae_option_set(const AeOption *rows, void *values, const char *owner, const char *name, const char *text,
                       GError **error) {
  const AeOption *row = ae_option_find(rows, name);
  if (!row) {
    set_unknown_error(rows, owner, name, error);
    return FALSE;
  }
  if (parse(row, text, (char *)values + row->offset))
    return TRUE;
  g_autofree char *range = ae_option_range(row);
  g_autofree char *shown = g_utf8_make_valid(text, -1);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: %s=%s is not in %s%s%s", owner, name, shown, range,
              row->unit ? " " : "", row->unit ? row->unit : "");
  return FALSE;
}

char *ae_option_get(const AeOption *row, const void *values) {
  const void *field = (const char *)values + row->offset;
  switch (row->type) {
  case AE_OPTION_INT: {
    gint value = *(const gint *)field;
    return row->allow_auto && value == AE_AUTO ? g_strdup("auto") : g_strdup_printf("%d", value);
  }
  case AE_OPTION_DOUBLE: {
    gdouble value = *(const gdouble *)field;
    return row->allow_auto && value == AE_AUTO ? g_strdup("auto") : number_text(value);
  }
  case AE_OPTION_BOOL:
    return g_strdup(*(const gboolean *)field ? "yes" : "no");
  case AE_OPTION_CHOICE:
    return g_strdup(row->choices[*(const gint *)field]);
  case AE_OPTION_STRING:
  case AE_OPTION_FILE:
    break;
  }
  return g_strdup(*(char *const *)field);
}
