/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/classes.h"

#include <string.h>

#include "plot/scatter.h"

gboolean ae_classes_column(const AeTable *table, const char *label, int *column, GError **error) {
  *column = ae_table_find(table, label ? label : "label");
  guint found;
  return *column >= 0 || !label || ae_table_column(table, label, &found, error);
}

/* By number where both are numbers, else by letters: 2 stands before 10. */
static int compare_names(const void *a, const void *b) {
  const char *one = *(const char *const *)a, *two = *(const char *const *)b;
  char *end_one, *end_two;
  double x = g_ascii_strtod(one, &end_one), y = g_ascii_strtod(two, &end_two);
  if (*one && *two && !*end_one && !*end_two && x != y)
    return x < y ? -1 : 1;
  return strcmp(one, two);
}

static gboolean collect_names(const AeTable *table, guint column, GPtrArray *names, GError **error) {
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < table->n_rows; i++) {
    const char *name = ae_table_cell(table, i, column);
    if (*name && g_hash_table_add(seen, (gpointer)name))
      g_ptr_array_add(names, g_strdup(name));
    if (names->len > AE_SCATTER_MAX_CLASSES) {
      g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: column \"%s\" has more than %d different values: no classes",
                  table->path, table->names[column], AE_SCATTER_MAX_CLASSES);
      return FALSE;
    }
  }
  g_ptr_array_sort(names, compare_names);
  return TRUE;
}

gboolean ae_classes_read(const AeTable *table, guint column, int **classes, GPtrArray **names, GError **error) {
  g_autoptr(GHashTable) index = g_hash_table_new(g_str_hash, g_str_equal);
  *names = g_ptr_array_new_with_free_func(g_free);
  if (!collect_names(table, column, *names, error))
    return FALSE;
  for (guint i = 0; i < (*names)->len; i++)
    g_hash_table_insert(index, (*names)->pdata[i], GINT_TO_POINTER(i + 1));
  *classes = g_new(int, MAX(table->n_rows, 1));
  for (guint i = 0; i < table->n_rows; i++)
    (*classes)[i] = GPOINTER_TO_INT(g_hash_table_lookup(index, ae_table_cell(table, i, column))) - 1;
  return TRUE;
}
