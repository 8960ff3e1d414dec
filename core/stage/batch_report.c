/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/batch_report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct AeReport {
  FILE *file;
  char *path;
  int code; /* errno of the first write that failed, or 0 */
};

static const char *const status_names[] = {
    [AE_TASK_DONE] = "done",     [AE_TASK_SKIPPED] = "skipped",     [AE_TASK_LEFT_OUT] = "left out",
    [AE_TASK_FAILED] = "failed", [AE_TASK_CANCELLED] = "cancelled",
};

static void set_error(AeReport *report, int code, GError **error) {
  g_autofree char *shown = g_filename_display_name(report->path);
  g_set_error(error, AE_ERROR, AE_ERROR_IO, "report %s: %s", shown, g_strerror(code));
}

static void report_free(AeReport *report) {
  g_free(report->path);
  g_free(report);
}

/* Flushed at once: a run that is killed leaves the rows of what it did. */
static void write_text(AeReport *report, const char *text, gsize n) {
  if ((fwrite(text, 1, n, report->file) != n || fflush(report->file)) && !report->code)
    report->code = errno;
}

AeReport *ae_report_open(const char *path, gboolean heading, GError **error) {
  static const char names[] = "input\toutput\tstatus\tseconds\tmegapixels\tmessage\n";
  AeReport *report = g_new0(AeReport, 1);
  report->path = g_strdup(path);
  report->file = fopen(path, "we");
  if (!report->file) {
    set_error(report, errno, error);
    report_free(report);
    return NULL;
  }
  if (heading)
    write_text(report, names, strlen(names));
  return report;
}

static void append_escaped(GString *row, const char *text) {
  static const char plain[] = "\\\t\n\r", letters[] = "\\tnr";
  for (; text && *text; text++) {
    const char *special = strchr(plain, *text);
    if (special) {
      g_string_append_c(row, '\\');
      g_string_append_c(row, letters[special - plain]);
    } else {
      g_string_append_c(row, *text);
    }
  }
}

/* Not printf: its decimal point is the locale's. */
static void append_number(GString *row, const char *form, double value) {
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append_c(row, '\t');
  g_string_append(row, g_ascii_formatd(text, sizeof text, form, value));
}

void ae_report_row(AeReport *report, const AeTask *task) {
  if (!report)
    return;
  g_autoptr(GString) row = g_string_new(NULL);
  g_autofree char *inputs = g_strjoinv(", ", task->inputs);
  append_escaped(row, inputs);
  g_string_append_c(row, '\t');
  append_escaped(row, task->output);
  g_string_append_c(row, '\t');
  g_string_append(row, status_names[task->status]);
  append_number(row, "%.3f", task->seconds);
  append_number(row, "%.6f", task->megapixels);
  g_string_append_c(row, '\t');
  append_escaped(row, task->message);
  g_string_append_c(row, '\n');
  write_text(report, row->str, row->len);
}

gboolean ae_report_close(AeReport *report, GError **error) {
  if (!report)
    return TRUE;
  if (fclose(report->file) && !report->code)
    report->code = errno;
  gboolean whole = !report->code;
  if (!whole)
    set_error(report, report->code, error);
  report_free(report);
  return whole;
}
