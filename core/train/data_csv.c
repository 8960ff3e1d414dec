/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Vectors from a table of text (base/table.h): a line each, with or without a line of names. */
#include <math.h>

#include "base/checked.h"
#include "base/table.h"
#include "train/example_set.h"

typedef struct {
  char *file, *labels;
  int scale, held_out;
  double threshold;
} Options;

enum { SCALE_NONE, SCALE_UNIT };
static const char *const scales[] = {"none", "unit", NULL};

static const AeOption rows[] = {
    {"file", "file of the table", AE_OPTION_FILE, offsetof(Options, file), "data.csv"},
    {"labels", "column of the labels, by its name or its number from 1", AE_OPTION_STRING, offsetof(Options, labels)},
    {"threshold", "where the labels are fractions: from where on they are class 1", AE_OPTION_DOUBLE,
     offsetof(Options, threshold), "0.5", -1e9, 1e9},
    {"scale", "unit: each column from 0 to 1 over the training part", AE_OPTION_CHOICE, offsetof(Options, scale),
     "none", .choices = scales},
    {"held_out", "share of the lines that is kept for validation", AE_OPTION_INT, offsetof(Options, held_out), "10", 0,
     50, .unit = "%"},
    {NULL},
};

/* A table whose first line may be data as well. */
typedef struct {
  AeTable *table;
  gboolean named; /* the first line has the names */
  int label;      /* column, or -1 */
} Sheet;

static guint sheet_lines(const Sheet *s) { return s->table->n_rows + !s->named; }
static guint sheet_columns(const Sheet *s) { return s->table->n_columns - (s->label >= 0); }

static const char *cell_of(const Sheet *s, guint line, guint column) {
  if (s->named)
    return ae_table_cell(s->table, line, column);
  return line ? ae_table_cell(s->table, line - 1, column) : s->table->names[column];
}

static guint line_number(const Sheet *s, guint line) {
  if (s->named)
    return s->table->lines[line];
  return line ? s->table->lines[line - 1] : 1;
}

static gboolean number_of(const char *cell, double *value) {
  char *end;
  *value = g_ascii_strtod(cell, &end);
  while (*end == ' ')
    end++;
  return end != cell && !*end && isfinite(*value) && fabs(*value) < 1e30;
}

/* A column's name or its number from 1; -1 where it is neither. */
static int find_column(const Sheet *s, const char *which) {
  int found = s->named ? ae_table_find(s->table, which) : -1;
  char *end;
  guint64 number = g_ascii_strtoull(which, &end, 10);
  if (found < 0 && !*end && number >= 1 && number <= s->table->n_columns)
    found = (int)number - 1;
  return found;
}

/* Names are there where a cell of the first line is no number, the label's aside. */
static void find_names(Sheet *s, const char *labels) {
  double value;
  s->label = labels ? find_column(s, labels) : -1;
  for (guint i = 0; i < s->table->n_columns; i++)
    s->named |= (int)i != s->label && !number_of(s->table->names[i], &value);
  s->label = labels ? find_column(s, labels) : -1;
}

static void sheet_clear(Sheet *s) { ae_table_free(s->table); }

static gboolean sheet_open(Sheet *s, const Options *o, const char *dir, GError **error) {
  g_autofree char *path =
      g_file_test(dir, G_FILE_TEST_IS_REGULAR) ? g_strdup(dir) : g_build_filename(dir, o->file, NULL);
  *s = (Sheet){ae_table_read(path, error)};
  if (!s->table)
    return FALSE;
  find_names(s, o->labels);
  guint column;
  if (o->labels && s->label < 0)
    return ae_table_column(s->table, o->labels, &column, error) && FALSE;
  if (sheet_lines(s) && sheet_columns(s))
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: no line of numbers", path);
  return FALSE;
}

static gboolean csv_shape(const void *options, const char *dir, AeDataShape *shape, GError **error) {
  Sheet s;
  gboolean ok = sheet_open(&s, options, dir, error);
  if (ok)
    *shape = (AeDataShape){1, 1, (int)sheet_columns(&s)};
  sheet_clear(&s);
  return ok;
}

static gboolean read_line(const Sheet *s, guint line, float *out, GError **error) {
  double value;
  for (guint column = 0; column < s->table->n_columns; column++) {
    if ((int)column == s->label)
      continue;
    const char *cell = cell_of(s, line, column);
    if (!number_of(cell, &value)) {
      g_autofree char *shown = g_utf8_make_valid(cell, -1);
      g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: line %u, column %u: \"%.100s\" is no number", s->table->path,
                  line_number(s, line), column + 1, shown);
      return FALSE;
    }
    *out++ = (float)value;
  }
  return TRUE;
}

static gboolean read_labels(AeExampleSet *set, const Sheet *s, double threshold, GError **error) {
  g_autofree const char **words = g_new(const char *, set->all);
  for (guint i = 0; i < set->all; i++) {
    words[i] = cell_of(s, i, (guint)s->label);
    if (*words[i])
      continue;
    g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: line %u, column %d: no label", s->table->path, line_number(s, i),
                s->label + 1);
    return FALSE;
  }
  ae_example_set_label(set, words, threshold);
  return TRUE;
}

/* A column of one value becomes 0. */
static void scale_column(AeExampleSet *set, gsize column) {
  double low = G_MAXDOUBLE, high = -G_MAXDOUBLE;
  for (guint i = 0; i < set->train; i++) {
    double value = (double)set->numbers[ae_example_set_place(set, i) * set->size + column];
    low = MIN(low, value);
    high = MAX(high, value);
  }
  for (guint i = 0; i < set->all; i++) {
    float *x = &set->numbers[i * set->size + column];
    *x = high > low ? (float)(((double)*x - low) / (high - low)) : 0;
  }
}

static void csv_close(gpointer data) {
  if (data)
    ae_example_set_clear(data);
  g_free(data);
}

static gboolean check_width(const Sheet *s, AeDataShape shape, GError **error) {
  if (ae_data_count(shape) == sheet_columns(s))
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: its lines have %u numbers, not %dx%dx%d as the net's",
              s->table->path, sheet_columns(s), shape.channels, shape.height, shape.width);
  return FALSE;
}

static gboolean fill(AeExampleSet *set, const Sheet *s, const Options *o, GError **error) {
  if (!ae_example_set_init(set, sheet_lines(s), sheet_columns(s), FALSE, error))
    return FALSE;
  for (guint i = 0; i < set->all; i++)
    if (!read_line(s, i, set->numbers + i * set->size, error))
      return FALSE;
  if (s->label >= 0 && !read_labels(set, s, o->threshold, error))
    return FALSE;
  if (o->held_out)
    ae_example_set_hold_out(set, (guint)o->held_out);
  for (gsize column = 0; o->scale == SCALE_UNIT && column < set->size; column++)
    scale_column(set, column);
  return TRUE;
}

static gpointer csv_open(const void *options, const char *dir, AeDataShape shape, GError **error) {
  Sheet s;
  AeExampleSet *set = g_new0(AeExampleSet, 1);
  gboolean ok = sheet_open(&s, options, dir, error) && check_width(&s, shape, error) && fill(set, &s, options, error);
  sheet_clear(&s);
  if (ok)
    return set;
  csv_close(set);
  return NULL;
}

const AeDataKind ae_data_csv = {
    .name = "csv",
    .help = "vectors from a table of text, a line each",
    .options = rows,
    .options_size = sizeof(Options),
    .shape = csv_shape,
    .open = csv_open,
    .close = csv_close,
    .classes = ae_example_set_classes,
    .draw = ae_example_set_draw,
    .count = ae_example_set_count,
    .example = ae_example_set_example,
    .held_out = ae_example_set_held_out,
    .validation = ae_example_set_validation,
};
