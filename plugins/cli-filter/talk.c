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

/* "3:20", "1:02:03". */
static void append_time(GString *text, double seconds) {
  guint64 s = (guint64)(CLAMP(seconds, 0, 1e9) + 0.5), minutes = s / 60;
  if (minutes >= 60)
    g_string_append_printf(text, "%" G_GUINT64_FORMAT ":%02u", minutes / 60, (guint)(minutes % 60));
  else
    g_string_append_printf(text, "%u", (guint)minutes);
  g_string_append_printf(text, ":%02u", (guint)(s % 60));
}

static double speed(const AeBatchProgress *progress) { return progress->megapixels / MAX(progress->seconds, 1e-3); }

char *talk_progress_text(const AeBatchProgress *progress) {
  GString *text = g_string_new(NULL);
  if (progress->total > 1)
    g_string_append_printf(text, "%u of %u files, ", progress->done, progress->total);
  else if (progress->pictures > 1)
    g_string_append_printf(text, "%" G_GUINT64_FORMAT " pictures, ", progress->pictures);
  if (progress->fraction >= 0)
    g_string_append_printf(text, "%.0f %%, ", progress->fraction * 100);
  g_string_append_printf(text, "%.1f MP, %.2f MP/s", progress->megapixels, speed(progress));
  if (progress->left >= 0 && progress->fraction < 1) {
    g_string_append(text, ", ");
    append_time(text, progress->left);
    g_string_append(text, " left");
  }
  return g_string_free(text, FALSE);
}

char *talk_summary_text(const AeBatchProgress *progress, const AeBatchResult *result) {
  const struct {
    guint count;
    const char *what;
  } counts[] = {{result->skipped, "skipped"}, {result->left_out, "left out"}, {result->failed, "failed"}};
  GString *text = g_string_new(NULL);
  g_string_append_printf(text, "%u files: %u done", progress->total, result->done);
  for (guint i = 0; i < G_N_ELEMENTS(counts); i++)
    if (counts[i].count)
      g_string_append_printf(text, ", %u %s", counts[i].count, counts[i].what);
  g_string_append_printf(text, "; %.1f MP in ", progress->megapixels);
  append_time(text, progress->seconds);
  g_string_append_printf(text, ", %.2f MP/s", speed(progress));
  return g_string_free(text, FALSE);
}

void talk_summary(const Talk *talk, const AeBatchResult *result) {
  if (talk->now.total < 2 || (talk->last <= 0 && talk->verbosity < AE_TELL_DETAIL))
    return;
  g_autofree char *text = talk_summary_text(&talk->now, result);
  print_line(text);
}

/* What is done within a second needs no line. */
static double pause_of(const Talk *talk, double seconds) {
  if (talk->terminal)
    return talk->last > 0 ? 0.1 : 1;
  return MAX(seconds / 60, 1);
}

void talk_progress(const AeBatchProgress *progress, gpointer data) {
  Talk *talk = data;
  talk->now = *progress;
  if (!talk->progress || progress->seconds < talk->last + pause_of(talk, progress->seconds))
    return;
  talk->last = progress->seconds;
  g_autofree char *text = talk_progress_text(progress);
  if (!talk->terminal) {
    print_line(text);
    return;
  }
  int before = talk->width;
  talk->width = (int)g_utf8_strlen(text, -1);
  fprintf(stderr, "\r%s%*s", text, MAX(before - talk->width, 0), "");
}
