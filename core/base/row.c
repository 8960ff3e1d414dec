/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "base/row.h"

#include <aefilter/option.h>
#include <string.h>

static const char *name_of(gconstpointer row) { return *(const char *const *)row; }

static void set_unknown_error(gconstpointer const *table, const char *kind, const char *kinds, const char *name,
                              GError **error) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (; *table; table++)
    g_ptr_array_add(names, (gpointer)name_of(*table));
  g_ptr_array_add(names, NULL);
  g_autofree char *shown = g_utf8_make_valid(name, -1);
  const char *near = ae_nearest_name(name, (const char *const *)names->pdata);
  g_autofree char *hint = near ? g_strdup_printf("did you mean \"%s\"? ", near) : g_strdup("");
  g_autofree char *all = g_strjoinv(", ", (char **)names->pdata);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "no %s \"%s\"; %s%s: %s", kind, shown, hint, kinds, all);
}

gconstpointer ae_row_by_name(gconstpointer const *table, const char *kind, const char *kinds, const char *name,
                             GError **error) {
  for (gconstpointer const *row = table; *row; row++)
    if (!strcmp(name_of(*row), name))
      return *row;
  set_unknown_error(table, kind, kinds, name, error);
  return NULL;
}
