/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/names.h"

#include <string.h>

/* "runs/a.safetensors" is "a". */
static char *file_name(const char *path) {
  char *name = g_path_get_basename(path);
  char *end = g_str_has_suffix(name, ".safetensors") ? strrchr(name, '.') : NULL;
  if (end && end != name)
    *end = 0;
  return name;
}

static gboolean all_differ(const char *const *names, guint n) {
  for (guint i = 0; i < n; i++)
    for (guint k = 0; k < i; k++)
      if (!strcmp(names[i], names[k]))
        return FALSE;
  return TRUE;
}

static char **split(const char *given, guint n, GError **error) {
  g_auto(GStrv) names = g_strsplit(given, ",", -1);
  if (g_strv_length(names) == n)
    return g_steal_pointer(&names);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "names=%s: %u of them, where %u are needed", given, g_strv_length(names),
              n);
  return NULL;
}

char **ae_plot_names(const char *given, const char *const *own, const char *const *paths, guint n, GError **error) {
  if (given)
    return split(given, n, error);
  gboolean differ = all_differ(own, n);
  char **names = g_new0(char *, n + 1);
  for (guint i = 0; i < n; i++)
    names[i] = differ ? g_strdup(own[i]) : file_name(paths[i]);
  return names;
}
