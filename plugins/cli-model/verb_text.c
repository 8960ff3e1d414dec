/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <aefilter/text.h>
#include <stdio.h>
#include <string.h>

#include "say.h"
#include "verb.h"

extern const Verb verb_text;

static gboolean rows;
static const GOptionEntry entries[] = {
    {"rows", 0, 0, G_OPTION_ARG_NONE, &rows, "the other way: lines of text become rows of numbers", NULL}, {NULL}};

static char *text_help(void) {
  return g_strdup(
      "Reads rows of numbers (csv) on stdin, as aefilter gives them for a model of text, and prints the line\n"
      "that each stands for; an empty one where it is none. So\n"
      "  aefilter sample model=M n=20 -f csv | aemodel text M\n"
      "  echo anna | aemodel text M --rows | aefilter reconstruct model=M | aemodel text M\n");
}

/* The next line of stdin without its end, in line; FALSE where there is none. */
static gboolean next_line(GString *line) {
  int byte = getchar();
  g_string_truncate(line, 0);
  for (; byte != EOF && byte != '\n'; byte = getchar())
    g_string_append_c(line, (char)byte);
  if (line->len && line->str[line->len - 1] == '\r')
    g_string_truncate(line, line->len - 1);
  return byte != EOF || line->len;
}

static gboolean convert(const AeText *text, const char *line, GError **error) {
  gboolean whole = TRUE;
  g_autofree char *result = rows ? ae_text_to_row(text, line, error) : ae_text_from_row(text, line, &whole, error);
  if (result)
    say_line(whole ? result : "", NULL);
  return result != NULL;
}

static int text_run(char **words) {
  GError *error = NULL;
  g_autoptr(AeText) text = verb_parse(&verb_text, entries, words, 1, 1, &error) ? ae_text_new(words[1], &error) : NULL;
  g_autoptr(GString) line = g_string_new(NULL);
  gboolean ok = text != NULL;
  for (guint number = 1; ok && next_line(line); number++) {
    ok = convert(text, line->str, &error);
    if (!ok)
      g_prefix_error(&error, "line %u: ", number);
  }
  return ok ? say_text("") : say_error(error);
}

const Verb verb_text = {"text", "MODEL [--rows]", "turns rows of numbers into the lines of text that they stand for",
                        text_run, text_help};
