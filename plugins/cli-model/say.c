/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "say.h"

#include <aefilter/error.h>
#include <errno.h>
#include <stdio.h>

void say(const char *text) {
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  g_autoptr(GString) line = g_string_new("aemodel: ");
  for (const char *c = valid; *c; c = g_utf8_next_char(c)) {
    gunichar u = g_utf8_get_char(c);
    if (g_unichar_iscntrl(u))
      g_string_append_printf(line, "\\x%02x", u);
    else
      g_string_append_unichar(line, u);
  }
  g_string_append_c(line, '\n');
  fputs(line->str, stderr);
}

int pass_error(GError *error) {
  int status = g_error_matches(error, AE_ERROR, AE_ERROR_USAGE) ? 2 : 1;
  g_error_free(error);
  return status;
}

int say_error(GError *error) {
  say(error->message);
  return pass_error(error);
}

void say_line(const char *line, gpointer user_data) {
  puts(line);
  fflush(stdout);
}

int say_text(const char *text) {
  if (fputs(text, stdout) >= 0 && !fflush(stdout))
    return 0;
  g_autofree char *message = g_strdup_printf("standard output: %s", g_strerror(errno));
  say(message);
  return 1;
}
