/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Vectors and classes out of a table. */
#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "plot/classes.h"
#include "base/table.h"
#include "plot/vectors.h"

/* Whether the first row's cell is a number: that column is meant. */
static gboolean holds_numbers(const AeTable *table, guint column) {
  const char *cell = table->n_rows ? ae_table_cell(table, 0, column) : "0";
  char *end;
  g_ascii_strtod(cell, &end);
  return *cell && !*end;
}

static gboolean choose_named(const AeTable *table, const char *columns, GArray *chosen, GError **error) {
  g_auto(GStrv) names = g_strsplit(columns, ",", -1);
  for (char **name = names; *name; name++) {
    guint column;
    if (!ae_table_column(table, *name, &column, error))
      return FALSE;
    g_array_append_val(chosen, column);
  }
  return TRUE;
}

static gboolean choose_columns(const AeTable *table, const char *columns, int label, GArray *chosen, GError **error) {
  if (columns)
    return choose_named(table, columns, chosen, error);
  for (guint i = 0; i < table->n_columns; i++)
    if ((int)i != label && holds_numbers(table, i))
      g_array_append_val(chosen, i);
  if (chosen->len)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: no column holds numbers", table->path);
  return FALSE;
}

/* Every cell must be a number. */
static gboolean fill_column(const AeTable *table, guint column, guint at, AeVectors *v, GError **error) {
  g_autofree double *numbers = ae_table_numbers(table, column, error);
  for (gsize i = 0; numbers && i < v->codes.n; i++) {
    if (isnan(numbers[i]) || fabs(numbers[i]) > 1e30) {
      g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: line %u: %s is missing or too large", table->path,
                  table->lines[i], table->names[column]);
      return FALSE;
    }
    ((float *)v->codes.data)[i * (gsize)v->codes.d + at] = (float)numbers[i];
  }
  return numbers != NULL;
}

static gboolean fill(const AeTable *table, const GArray *chosen, guint limit, AeVectors *v, GError **error) {
  gsize n = MIN(table->n_rows, limit);
  v->codes = (AeCodes){n, (int)chosen->len, ae_alloc(MAX(n, 1) * chosen->len, sizeof(float), table->path, error)};
  gboolean ok = v->codes.data != NULL;
  for (guint i = 0; ok && i < chosen->len; i++)
    ok = fill_column(table, g_array_index(chosen, guint, i), i, v, error);
  for (guint i = 0; i < MIN(chosen->len, 2); i++)
    v->axes[i] = g_strdup(table->names[g_array_index(chosen, guint, i)]);
  return ok;
}

gboolean ae_vectors_from_table(const char *path, const char *columns, const char *label, guint limit, AeVectors *v,
                               GError **error) {
  *v = (AeVectors){.classes = NULL};
  g_autoptr(AeTable) table = ae_table_read(path, error);
  int column;
  if (!table || !ae_classes_column(table, label, &column, error))
    return FALSE;
  GArray *chosen = g_array_new(FALSE, FALSE, sizeof(guint));
  gboolean ok = choose_columns(table, columns, column, chosen, error) && fill(table, chosen, limit, v, error) &&
                (column < 0 || ae_classes_read(table, (guint)column, &v->classes, &v->names, error));
  g_array_unref(chosen);
  v->what = g_path_get_basename(path);
  v->name = g_strdup(v->what);
  return ok;
}
