/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "model/modelsearch.h"

#include <aefilter/model.h>
#include <aefilter/option.h>
#include <string.h>

#define SUFFIX ".safetensors"

static gboolean is_path(const char *which) { return strchr(which, G_DIR_SEPARATOR) || g_str_has_suffix(which, SUFFIX); }

char *ae_modelsearch_user_folder(void) {
  return g_build_filename(g_get_user_data_dir(), "aefilter", "models", NULL);
}

char **ae_model_folders(void) {
  g_autoptr(GStrvBuilder) all = g_strv_builder_new();
  const char *own = g_getenv("AEFILTER_MODELS");
  g_auto(GStrv) named = g_strsplit(own ? own : "", G_SEARCHPATH_SEPARATOR_S, -1);
  for (char **folder = named; *folder; folder++)
    if (**folder)
      g_strv_builder_add(all, *folder);
  g_autofree char *user = ae_modelsearch_user_folder();
  g_strv_builder_add(all, user);
  g_strv_builder_add(all, AE_MODELS_DIR);
  return g_strv_builder_end(all);
}

static int compare_names(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* File names of models in a folder, sorted; none where it cannot be read. */
static GPtrArray *names_in(const char *folder) {
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name(dir)))
    if (name[0] != '.' && g_str_has_suffix(name, SUFFIX))
      g_ptr_array_add(names, g_strdup(name));
  g_ptr_array_sort(names, compare_names);
  return names;
}

char **ae_model_list(void) {
  g_autoptr(GStrvBuilder) paths = g_strv_builder_new();
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_auto(GStrv) places = ae_model_folders();
  for (char **folder = places; *folder; folder++) {
    g_autoptr(GPtrArray) names = names_in(*folder);
    for (guint i = 0; i < names->len; i++) {
      g_autofree char *path = g_build_filename(*folder, names->pdata[i], NULL);
      if (g_hash_table_add(seen, g_strdup(names->pdata[i])))
        g_strv_builder_add(paths, path);
    }
  }
  return g_strv_builder_end(paths);
}

static void set_not_found(const char *which, char *const *places, GError **error) {
  g_auto(GStrv) names = ae_model_list(); /* paths, made names in place */
  for (char **name = names; *name; name++) {
    char *base = g_path_get_basename(*name);
    base[strlen(base) - strlen(SUFFIX)] = '\0';
    g_free(*name);
    *name = base;
  }
  const char *near = ae_nearest_name(which, (const char *const *)names);
  g_autofree char *hint = near ? g_strdup_printf("; did you mean \"%s\"?", near) : g_strdup("");
  g_autofree char *found = *names ? g_strjoinv(", ", names) : g_strdup("none");
  g_autofree char *where = g_strjoinv(G_SEARCHPATH_SEPARATOR_S, (char **)places);
  g_autofree char *text =
      g_strdup_printf("no model \"%s\"%s Found: %s (in %s)", which, near ? hint : ".", found, where);
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, valid);
}

char *ae_modelsearch_find(const char *which, GError **error) {
  if (is_path(which))
    return g_strdup(which);
  g_auto(GStrv) places = ae_model_folders();
  g_autofree char *name = g_strconcat(which, SUFFIX, NULL);
  for (char **folder = places; *which && *folder; folder++) {
    g_autofree char *path = g_build_filename(*folder, name, NULL);
    if (g_file_test(path, G_FILE_TEST_EXISTS))
      return g_steal_pointer(&path);
  }
  set_not_found(which, places, error);
  return NULL;
}
