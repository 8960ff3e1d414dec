/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "talk.h"

#include <stdio.h>
#include <unistd.h>

void talk_init(Talk *talk, const Args *args) {
  *talk = (Talk){.verbosity = args->verbosity, .terminal = isatty(STDERR_FILENO)};
  talk->progress = args->progress == ARGS_PROGRESS_ALWAYS ||
                   (args->progress == ARGS_PROGRESS_AUTO && talk->terminal && talk->verbosity > AE_TELL_FAILURE);
}

void talk_end(Talk *talk) {
  if (talk->width)
    fprintf(stderr, "\r%*s\r", talk->width, "");
  talk->width = 0;
}

/* A file's name may hold what ends a line or commands a terminal. */
char *talk_visible(const char *text) {
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  GString *line = g_string_new(NULL);
  for (text = valid; *text; text = g_utf8_next_char(text)) {
    gunichar c = g_utf8_get_char(text);
    if (c == '\n')
      g_string_append(line, "\\n");
    else if (g_unichar_iscntrl(c))
      g_string_append_printf(line, "\\x%02x", c);
    else
      g_string_append_unichar(line, c);
  }
  return g_string_free(line, FALSE);
}

/* One call of the C library, so that the lines of several processes on one terminal stay whole. */
static void print_line(const char *text) {
  g_autofree char *shown = talk_visible(text);
  g_autofree char *line = g_strdup_printf("aefilter: %s\n", shown);
  fputs(line, stderr);
}

void talk_message(AeTell tell, const char *text, gpointer data) {
  Talk *talk = data;
  if ((int)tell > talk->verbosity)
    return;
  talk_end(talk);
  print_line(text);
}

void talk_note(int level, const char *text, gpointer talk) {
  talk_message((AeTell)MAX(level, AE_TELL_NOTE), text, talk);
}

void talk_error(const GError *error) { print_line(error->message); }

static char *progress_text(const AeBatchProgress *progress) {
  GString *text = g_string_new(NULL);
  if (progress->total > 1)
    g_string_append_printf(text, "%u of %u files, ", progress->done, progress->total);
  else if (progress->pictures > 1)
    g_string_append_printf(text, "%" G_GUINT64_FORMAT " pictures, ", progress->pictures);
  if (progress->fraction >= 0)
    g_string_append_printf(text, "%.0f %%, ", progress->fraction * 100);
  g_string_append_printf(text, "%.1f MP, %.2f MP/s", progress->megapixels,
                         progress->megapixels / MAX(progress->seconds, 1e-3));
  return g_string_free(text, FALSE);
}

void talk_progress(const AeBatchProgress *progress, gpointer data) {
  Talk *talk = data;
  double pause = talk->terminal && talk->last > 0 ? 0.1 : 1; /* what is done within a second needs no line */
  if (!talk->progress || progress->seconds < talk->last + pause)
    return;
  talk->last = progress->seconds;
  g_autofree char *text = progress_text(progress);
  if (!talk->terminal) {
    print_line(text);
    return;
  }
  int before = talk->width;
  talk->width = (int)g_utf8_strlen(text, -1);
  fprintf(stderr, "\r%s%*s", text, MAX(before - talk->width, 0), "");
}
