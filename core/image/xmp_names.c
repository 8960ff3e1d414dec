/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/xmp_names.h"

#include <string.h>

GHashTable *ae_xmp_spaces_new(void) { return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free); }

void ae_xmp_spaces_learn(GHashTable *spaces, const char **names, const char **values) {
  for (; *names; names++, values++)
    if (g_str_has_prefix(*names, "xmlns:"))
      g_hash_table_replace(spaces, g_strdup(*names + 6), g_strdup(*values));
}

gboolean ae_xmp_is(GHashTable *spaces, const char *name, const char *space, const char *local) {
  const char *colon = strchr(name, ':');
  if (!colon || strcmp(colon + 1, local) != 0)
    return FALSE;
  g_autofree char *prefix = g_strndup(name, (gsize)(colon - name));
  return !g_strcmp0(g_hash_table_lookup(spaces, prefix), space);
}

void ae_xmp_put_attribute(GString *out, const char *name, const char *value) {
  g_autofree char *escaped = g_markup_escape_text(value, -1);
  g_string_append_printf(out, " %s=\"%s\"", name, escaped);
}
