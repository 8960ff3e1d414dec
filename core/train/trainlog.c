/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/trainlog.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

struct AeTrainLog {
  char *path;
  FILE *file;
  guint n_terms, every;
  double *sums; /* the weighted loss, then the terms */
  guint count;
  const char *form; /* of a validation's number */
};

static char *header_line(const AeRecipe *recipe) {
  GString *line = g_string_new("step\tpixels\tloss");
  for (guint i = 0; i < ae_recipe_terms(recipe); i++)
    g_string_append_printf(line, "\t%s", ae_recipe_term(recipe, i));
  g_string_append_printf(line, "\tlr\t%s\tseconds\n", recipe->data.target == AE_TARGET_LABEL ? "accuracy" : "psnr");
  return g_string_free(line, FALSE);
}

/* The rows of an earlier run up to last_step; the header where there is none. */
static char *kept_text(const char *path, const AeRecipe *recipe, guint64 last_step) {
  g_autofree char *text = NULL;
  g_autofree char *header = header_line(recipe);
  if (!last_step || !g_file_get_contents(path, &text, NULL, NULL) || !g_str_has_prefix(text, header))
    return g_steal_pointer(&header);
  GString *kept = g_string_new(header);
  for (const char *line = text + strlen(header), *end; (end = strchr(line, '\n')); line = end + 1)
    if (g_ascii_strtoull(line, NULL, 10) <= last_step)
      g_string_append_len(kept, line, end + 1 - line);
  return g_string_free(kept, FALSE);
}

static gboolean set_io_error(const char *path, GError **error) {
  g_set_error(error, AE_ERROR, AE_ERROR_IO, "%s: %s", path, g_strerror(errno));
  return FALSE;
}

AeTrainLog *ae_train_log_open(const char *path, const AeRecipe *recipe, guint64 last_step, GError **error) {
  g_autofree char *text = kept_text(path, recipe, last_step);
  FILE *file = fopen(path, "w");
  if (!file || fputs(text, file) == EOF || fflush(file) == EOF) {
    set_io_error(path, error);
    if (file)
      fclose(file);
    return NULL;
  }
  AeTrainLog *log = g_new0(AeTrainLog, 1);
  *log = (AeTrainLog){g_strdup(path),
                      file,
                      ae_recipe_terms(recipe),
                      (guint)recipe->run.log,
                      NULL,
                      0,
                      recipe->data.target == AE_TARGET_LABEL ? "%.5f" : "%.3f"};
  log->sums = g_new0(double, log->n_terms + 1);
  return log;
}

void ae_train_log_free(AeTrainLog *log) {
  if (!log)
    return;
  fclose(log->file);
  g_free(log->path);
  g_free(log->sums);
  g_free(log);
}

static void append_number(GString *row, const char *form, double value) {
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append_printf(row, "\t%s", g_ascii_formatd(text, sizeof text, form, value));
}

static gboolean write_row(AeTrainLog *log, const AeTrainLogEntry *entry, GError **error) {
  g_autoptr(GString) row = g_string_new(NULL);
  g_string_append_printf(row, "%" G_GUINT64_FORMAT "\t%" G_GUINT64_FORMAT, entry->step, entry->pixels);
  for (guint i = 0; i <= log->n_terms; i++)
    append_number(row, "%.6g", log->sums[i] / log->count);
  append_number(row, "%.6g", entry->rate);
  if (isnan(entry->validation))
    g_string_append_c(row, '\t');
  else
    append_number(row, log->form, entry->validation);
  append_number(row, "%.2f", entry->seconds);
  g_string_append_c(row, '\n');
  memset(log->sums, 0, (log->n_terms + 1) * sizeof *log->sums);
  log->count = 0;
  if (fputs(row->str, log->file) == EOF || fflush(log->file) == EOF)
    return set_io_error(log->path, error);
  return TRUE;
}

gboolean ae_train_log_add(AeTrainLog *log, const AeTrainLogEntry *entry, GError **error) {
  log->sums[0] += entry->loss;
  for (guint i = 0; i < log->n_terms; i++)
    log->sums[i + 1] += entry->terms[i];
  log->count++;
  if (entry->step % log->every && isnan(entry->validation))
    return TRUE;
  return write_row(log, entry, error);
}
