/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/data.h"

#include <string.h>

/* Names of files in the data's folder are told, paths of this machine are not. */
static gboolean is_told(const AeOption *row, const char *value, const char *usual) {
  return value && g_strcmp0(value, usual) && !(row->type == AE_OPTION_FILE && g_path_is_absolute(value));
}

char *ae_data_words(const AeDataKind *kind, const void *options) {
  GString *text = g_string_new("kind=");
  g_autofree void *defaults = g_malloc0(MAX(kind->options_size, 1));
  g_string_append(text, kind->name);
  ae_options_init(kind->options, defaults);
  for (const AeOption *row = kind->options; row->name; row++) {
    g_autofree char *value = ae_option_get(row, options), *usual = ae_option_get(row, defaults);
    if (!is_told(row, value, usual))
      continue;
    g_autofree char *word = g_strconcat(row->name, "=", value, NULL), *quoted = g_shell_quote(word);
    g_string_append_printf(text, " %s", strpbrk(value, " \t'\"\\$`") ? quoted : word);
  }
  ae_options_clear(kind->options, defaults);
  return g_string_free(text, FALSE);
}
