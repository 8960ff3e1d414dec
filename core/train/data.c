/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/data.h"

#include <string.h>

#include "base/row.h"

/* The table. */
#define DATA_KINDS(ROW) ROW(photos) ROW(idx) ROW(cifar) ROW(folder) ROW(pairs) ROW(csv) ROW(text) ROW(toy)

#define ROW_EXTERN(name) extern const AeDataKind ae_data_##name;
#define ROW_POINTER(name) &ae_data_##name,
DATA_KINDS(ROW_EXTERN)
static const AeDataKind *const table[] = {DATA_KINDS(ROW_POINTER) NULL};

const AeDataKind *const *ae_data_kinds(void) { return table; }

const AeDataKind *ae_data_kind_by_name(const char *name, GError **error) {
  return ae_row_by_name((gconstpointer const *)table, "kind of data", "Kinds of data", name, error);
}

gsize ae_data_group_length(const char *stem, AeDataGroup group) {
  const char before = group == AE_DATA_IDENTITY ? '_' : '-';
  gsize n = strlen(stem), most = group == AE_DATA_IDENTITY ? n : 1, digits = 0;
  while (digits < MIN(n, most) && g_ascii_isdigit(stem[n - 1 - digits]))
    digits++;
  gboolean numbered = digits > 0 && n > digits + 1 && stem[n - 1 - digits] == before;
  return numbered ? n - digits - 1 : n;
}

char *ae_data_group_name(const char *path, AeDataGroup group) {
  char *stem = g_path_get_basename(path), *dot = strrchr(stem, '.');
  if (dot && dot != stem)
    *dot = '\0';
  stem[ae_data_group_length(stem, group)] = '\0';
  return stem;
}

static guint32 hash_of_group(const char *path, AeDataGroup group) {
  g_autofree char *name = ae_data_group_name(path, group);
  guint32 hash = 2166136261u;
  for (const char *c = name; *c; c++)
    hash = (hash ^ (guchar)*c) * 16777619u;
  return hash;
}

gboolean ae_data_held_out(const char *path, AeDataGroup group, guint percent) {
  return hash_of_group(path, group) % 100 >= 100 - percent;
}

int ae_data_half(const char *path, AeDataGroup group) { return 1 + (int)(hash_of_group(path, group) / 100 % 2); }
