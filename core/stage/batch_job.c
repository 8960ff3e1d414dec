/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/batch_job.h"

#include "image/format_row.h"
#include "stage/batch_check.h"
#include "stage/chain.h"

#include <errno.h>
#include <string.h>

/* A task at work. */
typedef struct {
  AeJob *job;
  AeTask *task;
  AeReader *reader; /* of the present input */
  AeWriter *writer; /* NULL until the first picture */
} Work;

static const AeFormat *own_format(const Work *work, const char *input, GError **error) {
  const AeFormat *own = ae_reader_format(work->reader);
  if (ae_format_can_write(own))
    return own;
  g_autofree char *shown = g_filename_display_name(input);
  g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: the format %s can only be read; choose another for the output",
              shown, ae_format_name(own));
  return NULL;
}

/* The words whose key the format has. */
static char **fitting_options(const char *const *words, const AeFormat *format) {
  g_autoptr(GStrvBuilder) fitting = g_strv_builder_new();
  for (; words && *words; words++) {
    g_autofree char *key = g_strndup(*words, strcspn(*words, "="));
    if (ae_option_find(ae_format_options(format), key))
      g_strv_builder_add(fitting, *words);
  }
  return g_strv_builder_end(fitting);
}

static gboolean make_parent(const AeTask *task, GError **error) {
  if (!task->mirrored)
    return TRUE;
  g_autofree char *folder = g_path_get_dirname(task->output);
  if (!g_mkdir_with_parents(folder, 0777))
    return TRUE;
  int code = errno;
  g_autofree char *shown = g_filename_display_name(folder);
  g_set_error(error, AE_ERROR, AE_ERROR_IO, "%s: %s", shown, g_strerror(code));
  return FALSE;
}

static gboolean open_writer(Work *work, const char *input, GError **error) {
  const char *const *words = work->job->batch->format_options;
  const AeFormat *given = ae_batch_format(work->job->batch, work->task);
  const AeFormat *format = given ? given : own_format(work, input, error);
  if (!format || !make_parent(work->task, error))
    return FALSE;
  g_auto(GStrv) fitting = given ? g_strdupv((char **)words) : fitting_options(words, format);
  work->writer = ae_writer_open(work->task->output, format, (const char *const *)fitting, work->reader, error);
  return work->writer != NULL;
}

/* Takes rows. The chain comes before the writer: what it finds wrong at once leaves no trace in the output's folder. */
static gboolean write_picture(Work *work, const char *input, AeRows *rows, GError **error) {
  AeJob *job = work->job;
  job->current = (double)rows->info.width * rows->info.height / 1e6;
  rows = ae_chain_apply(job->chain, rows, error);
  if (!rows)
    return FALSE;
  if (!work->writer && !open_writer(work, input, error)) {
    ae_rows_free(rows);
    return FALSE;
  }
  if (!ae_writer_write(work->writer, rows, error))
    return FALSE;
  job->pictures++;
  job->megapixels += job->current;
  job->current = 0;
  return TRUE;
}

static gboolean copy_pictures(Work *work, const char *input, GError **error) {
  AeRows *rows;
  for (guint n = 0; ae_reader_next(work->reader, &rows, error); n++) {
    if (!rows && !n) {
      g_autofree char *shown = g_filename_display_name(input);
      g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: there is no picture in it", shown);
      return FALSE;
    }
    if (!rows)
      return TRUE;
    if (!write_picture(work, input, rows, error))
      return FALSE;
  }
  return FALSE;
}

static gboolean holds_codes(const AeFormat *format) { return format && (format->flags & AE_FORMAT_VECTORS) != 0; }

/* A README among the photographs is no failure, nor is a table; a damaged photograph is one. */
static gboolean is_no_picture(const AeTask *task, const char *input, const GError *error) {
  const AeFormat *named = ae_format_by_path(input);
  return task->found && g_error_matches(error, AE_ERROR, AE_ERROR_FORMAT) && (!named || holds_codes(named));
}

static gboolean open_reader(Work *work, const char *input, GError **error) {
  AeKind wanted = ae_chain_in(work->job->chain);
  work->reader = ae_reader_open(input, &work->job->limits, error);
  if (!work->reader || wanted == AE_KIND_ANY || (wanted == AE_KIND_CODE) == holds_codes(ae_reader_format(work->reader)))
    return work->reader != NULL;
  g_clear_pointer(&work->reader, ae_reader_free);
  g_autofree char *shown = g_filename_display_name(input);
  g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: it holds %s", shown,
              wanted == AE_KIND_CODE ? "pictures, where codes are wanted" : "codes, where pictures are wanted");
  return FALSE;
}

static void leave_out(AeTask *task, const char *input, const char *why) {
  g_autofree char *shown = g_filename_display_name(input);
  if (g_str_has_prefix(why, shown) && g_str_has_prefix(why + strlen(shown), ": "))
    why += strlen(shown) + 2;
  task->status = AE_TASK_LEFT_OUT;
  task->message = g_strconcat("left out: ", why, NULL);
}

static gboolean run_input(Work *work, const char *input, GError **error) {
  g_autoptr(GError) problem = NULL;
  gboolean open = open_reader(work, input, &problem);
  if (!open && is_no_picture(work->task, input, problem)) {
    leave_out(work->task, input, problem->message);
    return TRUE;
  }
  if (!open) {
    g_propagate_error(error, g_steal_pointer(&problem));
    return FALSE;
  }
  gboolean whole = copy_pictures(work, input, error);
  g_clear_pointer(&work->reader, ae_reader_free);
  return whole;
}

gboolean ae_job_run(AeJob *job, AeTask *task, GError **error) {
  Work work = {job, task};
  job->pictures = 0;
  job->megapixels = job->current = 0;
  for (char **input = task->inputs; *input; input++)
    if (!run_input(&work, *input, error)) {
      ae_writer_abort(work.writer);
      return FALSE;
    }
  if (task->status == AE_TASK_LEFT_OUT)
    return TRUE;
  if (!ae_writer_close(work.writer, error))
    return FALSE;
  task->status = AE_TASK_DONE;
  return TRUE;
}
