/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/svg_ids.h"

#include <string.h>

static gboolean is_id(char c) { return g_ascii_isalnum(c) || c == '-' || c == '_'; }

/* The next place where an id begins: behind id=" or #. Pictures in base64 hold neither. */
static const char *find_id(const char *text) {
  for (const char *c = text; (c = strpbrk(c, "\"#")); c++)
    if (*c == '#' || (c - text >= 4 && !strncmp(c - 4, " id=", 4)))
      return c + 1;
  return NULL;
}

static const char *new_name(GHashTable *names, const char *id, gsize length) {
  g_autofree char *old = g_strndup(id, length);
  const char *name = g_hash_table_lookup(names, old);
  if (name)
    return name;
  char *made = g_strdup_printf("i%u", g_hash_table_size(names) + 1);
  g_hash_table_insert(names, g_steal_pointer(&old), made);
  return made;
}

char *ae_svg_number_ids(const char *svg) {
  g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  GString *text = g_string_sized_new(strlen(svg));
  for (const char *id; (id = find_id(svg));) {
    gsize length = 0;
    while (is_id(id[length]))
      length++;
    g_string_append_len(text, svg, id - svg);
    if (length)
      g_string_append(text, new_name(names, id, length));
    svg = id + length;
  }
  g_string_append(text, svg);
  return g_string_free(text, FALSE);
}
