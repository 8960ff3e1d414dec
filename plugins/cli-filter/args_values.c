/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "args_values.h"

#include <string.h>

gboolean args_refuse(GError **error, const char *option, const char *text, const char *wanted) {
  g_autofree char *shown = g_utf8_make_valid(text, -1);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: \"%s\" is not %s", option, shown, wanted);
  return FALSE;
}

gboolean args_parse_size(const char *text, guint base, guint64 *size) {
  static const char letters[] = "KMGT";
  gsize digits = strspn(text, "0123456789."); /* strtod alone would take "0x10" and "nan" */
  g_autofree char *number = g_strndup(text, digits);
  char *end;
  double value = g_ascii_strtod(number, &end);
  const char *letter = text[digits] ? strchr(letters, g_ascii_toupper(text[digits])) : NULL;
  if (!g_ascii_isdigit(*text) || *end || (text[digits] && (!letter || text[digits + 1])))
    return FALSE;
  for (const char *step = letters; letter && step <= letter; step++)
    value *= base;
  if (!(value >= 1 && value < (double)G_MAXINT64))
    return FALSE;
  *size = (guint64)value;
  return TRUE;
}

gboolean args_parse_count(const char *option, const char *text, guint64 min, guint64 max, guint64 *count,
                          GError **error) {
  if (g_ascii_string_to_unsigned(text, 10, min, max, count, NULL))
    return TRUE;
  g_autofree char *wanted = g_strdup_printf("a whole number %" G_GUINT64_FORMAT "..%" G_GUINT64_FORMAT, min, max);
  return args_refuse(error, option, text, wanted);
}

gboolean args_parse_choice(const char *option, const char *text, const char *const *names, int *choice,
                           GError **error) {
  for (int i = 0; names[i]; i++)
    if (!strcmp(text, names[i])) {
      *choice = i;
      return TRUE;
    }
  g_autofree char *wanted = g_strjoinv("|", (char **)names);
  return args_refuse(error, option, text, wanted);
}
