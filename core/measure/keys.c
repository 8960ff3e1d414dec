/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "measure/keys.h"

#include <string.h>

gboolean ae_keys_set(const AeOption *rows, void *options, const char *owner, const char *const *words, GError **error) {
  for (; words && *words; words++) {
    g_auto(GStrv) pair = g_strsplit(*words, "=", 2);
    if (!pair[0] || !pair[1]) {
      g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: \"%s\" is not KEY=VALUE", owner, *words);
      return FALSE;
    }
    if (ae_option_find(rows, pair[0]) && !ae_option_set(rows, options, owner, pair[0], pair[1], error))
      return FALSE;
  }
  return TRUE;
}

/* A key that nobody has, told with those of both; no value is set. */
static void refuse_key(const AeOption *rows, const AeDataKind *kind, const char *owner, const char *key,
                       GError **error) {
  g_autoptr(GArray) all = g_array_new(TRUE, TRUE, sizeof(AeOption));
  g_autofree char *both = g_strdup_printf("%s of data of kind %s", owner, kind->name);
  for (; rows->name; rows++)
    g_array_append_vals(all, rows, 1);
  for (rows = kind->options; rows->name; rows++)
    g_array_append_vals(all, rows, 1);
  ae_option_set((const AeOption *)(void *)all->data, NULL, both, key, "", error);
}

char **ae_keys_rest(const AeOption *rows, const AeDataKind *kind, const char *owner, const char *const *words,
                    GError **error) {
  g_autoptr(GStrvBuilder) rest = g_strv_builder_new();
  for (; words && *words; words++) {
    g_auto(GStrv) pair = g_strsplit(*words, "=", 2);
    if (ae_option_find(rows, pair[0]))
      continue;
    if (!ae_option_find(kind->options, pair[0])) {
      refuse_key(rows, kind, owner, pair[0], error);
      return NULL;
    }
    g_strv_builder_add(rest, *words);
  }
  return g_strv_builder_end(rest);
}

/* The value of the first word with that key, or NULL. */
static const char *value_of(const char *key, const char *const *words) {
  gsize n = strlen(key);
  for (; words && *words; words++)
    if (!strncmp(*words, key, n) && (*words)[n] == '=')
      return *words + n + 1;
  return NULL;
}

static gboolean is_made(const char *name) {
  const AeDataKind *kind = name ? ae_data_kind_by_name(name, NULL) : NULL;
  return kind && kind->made;
}

char **ae_keys_with_model(const AeModel *model, const char *data, const char *const *words) {
  const char *text = ae_model_get(model, "data");
  g_auto(GStrv) own = NULL;
  g_autoptr(GStrvBuilder) all = g_strv_builder_new();
  if (text && !value_of("kind", words) && g_shell_parse_argv(text, NULL, &own, NULL) &&
      !(data && is_made(value_of("kind", (const char *const *)own))))
    g_strv_builder_addv(all, (const char **)own);
  if (words)
    g_strv_builder_addv(all, (const char **)words);
  return g_strv_builder_end(all);
}
