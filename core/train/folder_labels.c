/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/folder_labels.h"

#include <math.h>
#include <string.h>

#include <aefilter/format.h>

#include "base/checked.h"
#include "base/table.h"
#include "train/clean_pictures.h"

char *ae_path_stem(const char *path) {
  char *stem = g_path_get_basename(path), *dot = strrchr(stem, '.');
  if (dot && dot != stem)
    *dot = 0;
  return stem;
}

void ae_labelled_paths_clear(AeLabelledPaths *list) {
  g_clear_pointer(&list->paths, g_ptr_array_unref);
  g_clear_pointer(&list->labels, g_ptr_array_unref);
}

/* ---- folders ---- */

static int compare_names(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* The folders in dir in name order, but only where no picture lies beside them; else NULL. */
static GPtrArray *list_folders(const char *dir) {
  g_autoptr(GDir) handle = g_dir_open(dir, 0, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  const char *name;
  while (handle && (name = g_dir_read_name(handle))) {
    g_autofree char *path = g_build_filename(dir, name, NULL);
    gboolean folder = g_file_test(path, G_FILE_TEST_IS_DIR);
    if (!folder && ae_format_by_path(name) && *name != '.')
      return NULL;
    if (folder && *name != '.')
      g_ptr_array_add(names, g_strdup(name));
  }
  g_ptr_array_sort(names, compare_names);
  return names->len ? g_steal_pointer(&names) : NULL;
}

static gboolean add_folder(AeLabelledPaths *list, const char *dir, const char *name, GError **error) {
  g_autofree char *path = g_build_filename(dir, name, NULL);
  GPtrArray *paths = ae_clean_pictures_list(path, error);
  if (!paths)
    return FALSE;
  for (guint i = 0; i < paths->len; i++)
    g_ptr_array_add(list->labels, g_strdup(name));
  g_ptr_array_extend_and_steal(list->paths, paths);
  return TRUE;
}

static gboolean list_classes(AeLabelledPaths *list, const char *dir, const GPtrArray *names, GError **error) {
  list->paths = g_ptr_array_new_with_free_func(g_free);
  list->labels = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < names->len; i++)
    if (!add_folder(list, dir, names->pdata[i], error))
      return FALSE;
  return TRUE;
}

/* ---- a table ---- */

/* In the folder, or beside it where it is not there. */
static AeTable *open_table(const char *dir, const char *name, GError **error) {
  g_autofree char *inside = g_path_is_absolute(name) ? g_strdup(name) : g_build_filename(dir, name, NULL);
  g_autofree char *beside = g_build_filename(dir, "..", name, NULL);
  gboolean is_beside = !g_file_test(inside, G_FILE_TEST_EXISTS) && g_file_test(beside, G_FILE_TEST_EXISTS);
  return ae_table_read(is_beside ? beside : inside, error);
}

static gboolean find_column(const AeTable *table, const char *name, guint *column, GError **error) {
  *column = 1;
  if (name)
    return ae_table_column(table, name, column, error);
  if (table->n_columns > 1)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: one column, where files and labels are wanted", table->path);
  return FALSE;
}

/* The name of the row's file, g_free: the first cell, but of tables of people as lfw_attributes.txt, which have a
 * person and the number of a picture, Name_Of_Person_0001. */
static char *file_of_row(const AeTable *table, guint row) {
  const char *first = ae_table_cell(table, row, 0);
  if (table->n_columns < 2 || strcmp(table->names[0], "person") || strcmp(table->names[1], "imagenum"))
    return g_path_get_basename(first);
  guint64 number = g_ascii_strtoull(ae_table_cell(table, row, 1), NULL, 10);
  g_autofree char *person = g_strdelimit(g_strdup(first), " ", '_');
  return g_strdup_printf("%s_%04" G_GUINT64_FORMAT, person, number);
}

/* Names, whole and without their ending, to labels; all borrowed but the keys. */
static GHashTable *read_labels(const AeTable *table, guint column) {
  GHashTable *labels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < table->n_rows; i++) {
    char *name = file_of_row(table, i), *label = (char *)ae_table_cell(table, i, column);
    g_hash_table_insert(labels, ae_path_stem(name), label);
    g_hash_table_insert(labels, name, label);
  }
  return labels;
}

static const char *label_of(GHashTable *labels, const char *path) {
  g_autofree char *base = g_path_get_basename(path), *stem = ae_path_stem(path);
  const char *label = g_hash_table_lookup(labels, base);
  return label ? label : g_hash_table_lookup(labels, stem);
}

/* Takes the labels from the table, and the pictures without one out of the list. */
static gboolean use_table(AeLabelledPaths *list, const AeTable *table, guint column, GError **error) {
  g_autoptr(GHashTable) labels = read_labels(table, column);
  g_autoptr(GPtrArray) all = g_steal_pointer(&list->paths);
  ae_labelled_paths_clear(list);
  list->paths = g_ptr_array_new_with_free_func(g_free);
  list->labels = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < all->len; i++) {
    const char *label = label_of(labels, all->pdata[i]);
    if (!label || !*label)
      continue;
    g_ptr_array_add(list->paths, g_strdup(all->pdata[i]));
    g_ptr_array_add(list->labels, g_strdup(label));
  }
  if (list->paths->len)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: has none of the pictures, such as %s", table->path,
              (const char *)all->pdata[0]);
  return FALSE;
}

gboolean ae_labelled_paths_list(AeLabelledPaths *list, const char *dir, const char *table_name, const char *column_name,
                                GError **error) {
  g_autoptr(GPtrArray) names = list_folders(dir);
  if (names ? !list_classes(list, dir, names, error) : !(list->paths = ae_clean_pictures_list(dir, error)))
    return FALSE;
  if (!table_name)
    return TRUE;
  guint column;
  g_autoptr(AeTable) table = open_table(dir, table_name, error);
  return table && find_column(table, column_name, &column, error) && use_table(list, table, column, error);
}

/* ---- columns of numbers ---- */

/* "mood:glad" is 1 or 0, else the cell is the number. */
static gboolean number_of_cell(const char *cell, const char *word, float *number) {
  char *end;
  *number = word ? !strcmp(cell, word) : (float)g_ascii_strtod(cell, &end);
  return word || (end != cell && !*end && isfinite(*number));
}

static gboolean read_column(const AeLabelledPaths *list, const AeTable *table, const char *name, gsize step, float *out,
                            GError **error) {
  g_auto(GStrv) parts = g_strsplit(name, ":", 2);
  guint column;
  if (!ae_table_column(table, parts[0] ? parts[0] : "", &column, error))
    return FALSE;
  g_autoptr(GHashTable) cells = read_labels(table, column);
  for (guint i = 0; i < list->paths->len; i++) {
    const char *path = list->paths->pdata[i], *cell = label_of(cells, path);
    if (cell && number_of_cell(cell, parts[1], out + i * step))
      continue;
    g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: column %s has no number for %s", table->path, name, path);
    return FALSE;
  }
  return TRUE;
}

float *ae_labelled_paths_numbers(const AeLabelledPaths *list, const char *dir, const char *table_name,
                                 const char *columns, guint *n, GError **error) {
  g_auto(GStrv) names = g_strsplit(columns, ",", -1);
  g_autoptr(AeTable) table = open_table(dir, table_name, error);
  *n = g_strv_length(names);
  float *numbers =
      table ? ae_alloc((gsize)list->paths->len * MAX(*n, 1), sizeof *numbers, "columns of numbers", error) : NULL;
  for (guint k = 0; numbers && k < *n; k++)
    if (!read_column(list, table, names[k], *n, numbers + k, error))
      g_clear_pointer(&numbers, ae_free);
  return numbers;
}

/* ---- choosing ---- */

gboolean ae_labelled_paths_choose(AeLabelledPaths *list, gboolean (*wanted)(const char *path, gconstpointer data),
                                  gconstpointer data, GError **error) {
  g_autofree char *first = g_strdup(list->paths->len ? list->paths->pdata[0] : "");
  for (guint i = list->paths->len; i-- > 0;)
    if (!wanted(list->paths->pdata[i], data)) {
      g_ptr_array_remove_index(list->paths, i);
      if (list->labels)
        g_ptr_array_remove_index(list->labels, i);
    }
  if (list->paths->len)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "none of the pictures, such as %s, is chosen", first);
  return FALSE;
}
