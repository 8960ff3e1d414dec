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
  const char *input; /* the present one */
  AeReader *reader;
  const AeFormat *format; /* of the output, NULL until it is known */
  gboolean given;         /* it is not the input's own */
  AeWriter *writer;       /* NULL until the first picture */
  guint written;          /* pictures */
} Work;

/* The input's own; what comes of no input at all was given a format by the batch. */
static const AeFormat *own_format(const Work *work, GError **error) {
  const AeFormat *own = ae_reader_format(work->reader);
  if (ae_format_can_write(own))
    return own;
  g_autofree char *shown = g_filename_display_name(work->input);
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

static gboolean make_parent(const AeTask *task, const char *path, GError **error) {
  if (!task->mirrored)
    return TRUE;
  g_autofree char *folder = g_path_get_dirname(path);
  if (!g_mkdir_with_parents(folder, 0777))
    return TRUE;
  int code = errno;
  g_autofree char *shown = g_filename_display_name(folder);
  g_set_error(error, AE_ERROR, AE_ERROR_IO, "%s: %s", shown, g_strerror(code));
  return FALSE;
}

static gboolean open_writer(Work *work, GError **error) {
  const AeTask *task = work->task;
  const char *const *words = work->job->batch->format_options;
  const AeFormat *format = work->format;
  if (!format)
    format = work->format = own_format(work, error);
  if (!format)
    return FALSE;
  g_autofree char *path = task->numbered ? ae_task_name(task, work->written + 1, format) : g_strdup(task->output);
  if (!make_parent(task, path, error))
    return FALSE;
  g_auto(GStrv) fitting = work->given ? g_strdupv((char **)words) : fitting_options(words, format);
  gboolean alone = work->job->batch->resume && !task->numbered;
  work->writer =
      (alone ? ae_writer_open_alone : ae_writer_open)(path, format, (const char *const *)fitting, work->reader, error);
  if (!work->writer || !alone || !ae_task_is_whole(task))
    return work->writer != NULL;
  g_set_error(error, AE_ERROR, AE_ERROR_BUSY, "%s: another run has written it meanwhile", path);
  return FALSE;
}

static gboolean close_writer(Work *work, GError **error) {
  AeWriter *writer = g_steal_pointer(&work->writer);
  return !writer || ae_writer_close(writer, error);
}

/* Takes rows. */
static gboolean write_picture(Work *work, AeRows *rows, GError **error) {
  if (!work->writer && !open_writer(work, error)) {
    ae_rows_free(rows);
    return FALSE;
  }
  if (!ae_writer_write(work->writer, rows, error))
    return FALSE;
  work->written++;
  return !work->task->numbered || close_writer(work, error);
}

/* One picture more, or NULL: the end. Takes rows. The chain comes before the writer: what it finds wrong at once leaves
 * no trace in the output's folder. */
static gboolean put_picture(Work *work, AeRows *rows, GError **error) {
  AeJob *job = work->job;
  AeRows *out;
  GError *problem = NULL;
  job->current = rows ? (double)rows->info.width * rows->info.height / 1e6 : 0;
  ae_chain_put(job->chain, rows);
  while ((out = ae_chain_next(job->chain, &problem)))
    if (!write_picture(work, out, error))
      return FALSE;
  if (problem) {
    g_propagate_error(error, problem);
    return FALSE;
  }
  job->pictures += rows != NULL;
  job->megapixels += job->current;
  job->current = 0;
  return TRUE;
}

/* For stages that find something by it, such as a mask. */
static void name_picture(const Work *work, AeRows *rows) {
  AeMeta *meta = ae_info_meta(&rows->info);
  if (!meta->name && strcmp(work->input, "-"))
    meta->name = work->task->relative ? g_strdup(work->task->relative) : g_path_get_basename(work->input);
}

static gboolean copy_pictures(Work *work, GError **error) {
  AeRows *rows;
  for (guint n = 0; ae_reader_next(work->reader, &rows, error); n++) {
    if (!rows && !n) {
      g_autofree char *shown = g_filename_display_name(work->input);
      g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: there is no picture in it", shown);
      return FALSE;
    }
    if (!rows)
      return TRUE;
    name_picture(work, rows);
    if (!put_picture(work, rows, error))
      return FALSE;
  }
  return FALSE;
}

/* A README among the photographs is no failure, nor is a table; a damaged photograph is one. */
static gboolean is_no_picture(const AeTask *task, const char *input, const GError *error) {
  const AeFormat *named = ae_format_by_path(input);
  return task->found && g_error_matches(error, AE_ERROR, AE_ERROR_FORMAT) &&
         (!named || ae_batch_kind(named) != AE_KIND_IMAGE);
}

static gboolean open_reader(Work *work, GError **error) {
  static const char *const kinds[] = {"nothing", "pictures", "codes", "archives"};
  AeKind wanted = ae_chain_in(work->job->chain);
  work->reader = ae_reader_open(work->input, &work->job->limits, error);
  if (!work->reader)
    return FALSE;
  AeKind kind = ae_batch_kind(ae_reader_format(work->reader));
  gboolean vectors = wanted == AE_KIND_IMAGE && kind == AE_KIND_CODE && ae_chain_takes_vectors(work->job->chain);
  if (wanted == AE_KIND_ANY || wanted == kind || vectors)
    return TRUE;
  g_clear_pointer(&work->reader, ae_reader_free);
  g_autofree char *shown = g_filename_display_name(work->input);
  g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: it holds %s, where %s are wanted", shown, kinds[kind],
              kinds[wanted]);
  return FALSE;
}

static void leave_out(AeTask *task, const char *input, const char *why) {
  g_autofree char *shown = g_filename_display_name(input);
  if (g_str_has_prefix(why, shown) && g_str_has_prefix(why + strlen(shown), ": "))
    why += strlen(shown) + 2;
  task->status = AE_TASK_LEFT_OUT;
  task->message = g_strconcat("left out: ", why, NULL);
}

static gboolean run_input(Work *work, GError **error) {
  g_autoptr(GError) problem = NULL;
  gboolean open = open_reader(work, &problem);
  if (!open && is_no_picture(work->task, work->input, problem)) {
    leave_out(work->task, work->input, problem->message);
    return TRUE;
  }
  if (!open) {
    g_propagate_error(error, g_steal_pointer(&problem));
    return FALSE;
  }
  return copy_pictures(work, error);
}

/* The reader stays for the pictures that come only at the end: they take its format. */
static gboolean run_inputs(Work *work, GError **error) {
  for (char **input = work->task->inputs; *input; input++) {
    g_clear_pointer(&work->reader, ae_reader_free);
    work->input = *input;
    if (!run_input(work, error)) {
      work->task->at = *input;
      return FALSE;
    }
  }
  if (work->task->status == AE_TASK_LEFT_OUT)
    return TRUE;
  if (!put_picture(work, NULL, error) || !close_writer(work, error))
    return FALSE;
  work->task->status = AE_TASK_DONE;
  return TRUE;
}

/* Takes problem where it is that another run is at work on the same output. */
static gboolean leave_to_another(AeTask *task, GError *problem) {
  if (!g_error_matches(problem, AE_ERROR, AE_ERROR_BUSY))
    return FALSE;
  g_error_free(problem);
  task->status = AE_TASK_SKIPPED;
  task->message = g_strdup("skipped, left to another run");
  return TRUE;
}

gboolean ae_job_run(AeJob *job, AeTask *task, GError **error) {
  Work work = {job, task};
  work.format = ae_batch_format(job->batch, task);
  work.given = work.format != NULL;
  job->pictures = 0;
  job->megapixels = job->current = 0;
  ae_chain_begin(job->chain);
  GError *problem = NULL;
  gboolean done = run_inputs(&work, &problem);
  ae_chain_begin(job->chain); /* a picture that was not pulled reads from the reader */
  ae_reader_free(work.reader);
  ae_writer_abort(work.writer);
  if (done || leave_to_another(task, problem))
    return TRUE;
  g_propagate_error(error, problem);
  return FALSE;
}
