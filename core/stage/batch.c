/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <aefilter/batch.h>

#include "base/cpus.h"
#include "stage/batch_check.h"
#include "stage/batch_job.h"
#include "stage/batch_report.h"
#include "stage/chain.h"

#include <errno.h>
#include <string.h>

typedef struct Run Run;

/* Of the memory allowed, what a file should have before another is begun beside it. */
#define JOB_MEMORY (G_GUINT64_CONSTANT(256) << 20)

/* One of the batch's threads. */
typedef struct {
  Run *run;
  AeJob job;
  AeTask *task; /* at work, or NULL */
  /* Of the task at work, as last told: what other threads may look at. */
  double fraction; /* of the picture */
  double megapixels;
  guint64 pictures;
} Worker;

struct Run {
  const AeBatch *batch;
  const AeSettings *settings;
  AeBatchResult *result;
  AePlan *plan;
  AeReport *report;
  Worker *workers;
  guint n_workers;
  GAsyncQueue *idle; /* workers */
  GTimer *timer;
  GMutex lock;              /* for all that follows, and around every call of the caller's functions */
  AeBatchProgress progress; /* of the tasks that have ended */
  guint told;               /* tasks whose end was told */
  gboolean stop;
};

/* --- Talk --- */

static void tell(Run *run, AeTell level, const char *text) {
  if (run->batch->message)
    run->batch->message(level, text, run->batch->data);
}

static char *output_name(const AeTask *task) {
  return task->output ? g_filename_display_name(strcmp(task->output, "-") ? task->output : "standard output") : NULL;
}

static char *input_name(const AeTask *task) {
  const char *input = task->at ? task->at : task->inputs[0];
  if (!input) /* a chain that takes nothing */
    return output_name(task);
  return g_filename_display_name(strcmp(input, "-") ? input : "standard input");
}

/* Most errors begin with the name of the file already. */
static char *with_name(const AeTask *task, const char *text) {
  g_autofree char *in = input_name(task), *out = output_name(task), *valid = g_utf8_make_valid(text, -1);
  if (g_str_has_prefix(valid, in) || (out && g_str_has_prefix(valid, out)))
    return g_steal_pointer(&valid);
  return g_strdup_printf("%s: %s", in, valid);
}

static void tell_about(Run *run, AeTell level, const AeTask *task, const char *text) {
  g_autofree char *line = with_name(task, text);
  tell(run, level, line);
}

static void tell_done(Run *run, const AeTask *task) {
  g_autofree char *out = output_name(task);
  g_autofree char *text = g_strdup_printf("written to %s, %.2f MP in %.2f s", out, task->megapixels, task->seconds);
  tell_about(run, AE_TELL_DETAIL, task, text);
}

static void tell_end(Run *run, const AeTask *task) {
  ae_report_row(run->report, task);
  if (task->status == AE_TASK_DONE)
    tell_done(run, task);
  else if (task->status == AE_TASK_SKIPPED)
    tell_about(run, AE_TELL_DETAIL, task, task->message ? task->message : "skipped, its output is there");
  else if (task->message)
    tell_about(run, task->status == AE_TASK_FAILED ? AE_TELL_FAILURE : AE_TELL_NOTE, task, task->message);
}

/* In the order of the plan, whichever ends first: what is told and reported does not depend on the number of jobs. */
static void tell_ends(Run *run) {
  const GPtrArray *tasks = run->plan->tasks;
  for (; run->told < tasks->len; run->told++) {
    const AeTask *task = tasks->pdata[run->told];
    if (!task->ended)
      return;
    if (task->status != AE_TASK_OPEN)
      tell_end(run, task);
  }
}

/* Of a stream it is known how far it is only as long as it may be a single picture. */
static double stream_fraction(const Run *run, const Worker *worker) {
  if (run->progress.done)
    return 1;
  return worker->pictures ? -1 : worker->fraction;
}

/* What took no work tells nothing of the speed. */
static double seconds_left(const Run *run, const AeBatchProgress *now) {
  const AeBatchResult *result = run->result;
  double begun = now->fraction * now->total, worked = begun - result->skipped - result->left_out;
  if (now->fraction < 0 || worked <= 0)
    return -1;
  return now->seconds * (now->total - begun) / worked;
}

static void show_progress(Run *run) {
  if (!run->batch->progress)
    return;
  AeBatchProgress now = run->progress;
  double at_work = 0;
  for (guint i = 0; i < run->n_workers; i++) {
    const Worker *worker = &run->workers[i];
    if (!worker->task)
      continue;
    now.pictures += worker->pictures;
    now.megapixels += worker->megapixels;
    at_work += worker->fraction;
  }
  now.seconds = g_timer_elapsed(run->timer, NULL);
  if (run->plan->folder)
    now.fraction = (now.done + at_work) / MAX(now.total, 1);
  else
    now.fraction = stream_fraction(run, &run->workers[0]);
  now.left = seconds_left(run, &now);
  run->batch->progress(&now, run->batch->data);
}

static gboolean worker_progress(double fraction, gpointer data) {
  Worker *worker = data;
  Run *run = worker->run;
  g_mutex_lock(&run->lock);
  worker->fraction = fraction;
  worker->megapixels = worker->job.megapixels + worker->job.current * fraction;
  worker->pictures = worker->job.pictures;
  show_progress(run);
  const AeSettings *settings = run->settings;
  if (settings->progress && !settings->progress(fraction, settings->progress_data))
    run->stop = TRUE;
  gboolean go_on = !run->stop;
  g_mutex_unlock(&run->lock);
  return go_on;
}

static void worker_note(int level, const char *text, gpointer data) {
  Worker *worker = data;
  Run *run = worker->run;
  /* While the chains are opened, all say the same: the first speaks. */
  if (!run->settings->note || (!worker->task && worker != run->workers))
    return;
  g_autofree char *line = worker->task && run->plan->folder ? with_name(worker->task, text) : g_strdup(text);
  g_mutex_lock(&run->lock);
  run->settings->note(level, line, run->settings->note_data);
  g_mutex_unlock(&run->lock);
}

/* --- Tasks --- */

static void count(AeBatchResult *result, AeTaskStatus status) {
  result->done += status == AE_TASK_DONE;
  result->skipped += status == AE_TASK_SKIPPED;
  result->left_out += status == AE_TASK_LEFT_OUT;
  result->failed += status == AE_TASK_FAILED;
}

/* Sets status and message from what went wrong. */
static void task_failed(Run *run, AeTask *task, const GError *error) {
  gboolean pipe = g_error_matches(error, AE_ERROR, AE_ERROR_PIPE);
  gboolean cancelled = g_error_matches(error, AE_ERROR, AE_ERROR_CANCELLED);
  run->result->pipe_closed |= pipe;
  run->result->cancelled |= cancelled;
  run->stop |= pipe || cancelled;
  task->status = pipe || cancelled ? AE_TASK_CANCELLED : AE_TASK_FAILED;
  task->message = pipe || cancelled ? NULL : g_strdup(error->message);
}

/* Called with the lock held. */
static void end_task(Run *run, AeTask *task, double seconds, const AeJob *job) {
  task->ended = TRUE;
  task->seconds = seconds;
  task->megapixels = job->megapixels;
  count(run->result, task->status);
  run->progress.done++;
  run->progress.pictures += job->pictures;
  run->progress.megapixels += job->megapixels;
  tell_ends(run);
}

static void run_task(Worker *worker, AeTask *task) {
  Run *run = worker->run;
  g_autoptr(GError) error = NULL;
  double begun = g_timer_elapsed(run->timer, NULL);
  worker->job.pictures = 0;
  worker->job.megapixels = 0;
  if (task->status == AE_TASK_OPEN && run->batch->resume && ae_task_is_whole(task))
    task->status = AE_TASK_SKIPPED;
  gboolean failed = task->status == AE_TASK_OPEN && !ae_job_run(&worker->job, task, &error);
  g_mutex_lock(&run->lock);
  if (failed)
    task_failed(run, task, error);
  worker->task = NULL;
  end_task(run, task, g_timer_elapsed(run->timer, NULL) - begun, &worker->job);
  show_progress(run);
  g_mutex_unlock(&run->lock);
}

static void take_task(gpointer data, gpointer user_data) {
  Run *run = user_data;
  Worker *worker = g_async_queue_pop(run->idle);
  g_mutex_lock(&run->lock);
  gboolean stop = run->stop;
  worker->task = data;
  worker->fraction = worker->megapixels = 0;
  worker->pictures = 0;
  if (stop) {
    worker->task->ended = TRUE;
    worker->task = NULL;
    tell_ends(run);
  }
  g_mutex_unlock(&run->lock);
  if (!stop)
    run_task(worker, data);
  g_async_queue_push(run->idle, worker);
}

static gboolean run_tasks(Run *run, GError **error) {
  GPtrArray *tasks = run->plan->tasks;
  if (run->n_workers == 1) {
    g_ptr_array_foreach(tasks, take_task, run);
    return TRUE;
  }
  g_autoptr(GError) problem = NULL;
  GThreadPool *pool = g_thread_pool_new(take_task, run, (int)run->n_workers, TRUE, &problem);
  if (problem) { /* there is a pool all the same, with too few threads or none */
    g_thread_pool_free(pool, TRUE, TRUE);
    g_set_error(error, AE_ERROR, AE_ERROR_IO, "cannot make %u threads: %s", run->n_workers, problem->message);
    return FALSE;
  }
  for (guint i = 0; i < tasks->len; i++)
    g_thread_pool_push(pool, tasks->pdata[i], NULL);
  g_thread_pool_free(pool, FALSE, TRUE);
  return TRUE;
}

/* --- Begin and end --- */

static gboolean make_folder(const Run *run, GError **error) {
  if (!run->plan->folder || !g_mkdir_with_parents(run->batch->output, 0777))
    return TRUE;
  int code = errno;
  g_autofree char *shown = g_filename_display_name(run->batch->output);
  g_set_error(error, AE_ERROR, AE_ERROR_IO, "%s: %s", shown, g_strerror(code));
  return FALSE;
}

static guint count_threads(const Run *run) { return run->settings->threads ? run->settings->threads : ae_cpus(); }

/* By default as many files at once as there are threads: while one is read, begun, ended and synced to the disk, the
 * networks of the others run, and a small picture has no work for many threads. */
static guint count_jobs(const Run *run) {
  guint jobs = run->batch->jobs, files = run->plan->tasks->len;
  guint64 memory = run->settings->max_memory;
  if (!jobs)
    jobs = count_threads(run);
  if (!run->batch->jobs && memory)
    jobs = (guint)MIN(jobs, memory / JOB_MEMORY);
  return CLAMP(jobs, 1, MAX(files, 1));
}

/* Threads and memory are divided, so that all jobs together have what the settings say. */
static gboolean open_worker(Run *run, guint i, const AeChain *chain, GError **error) {
  Worker *worker = &run->workers[i];
  AeSettings settings = *run->settings;
  if (run->n_workers > 1)
    settings.threads = MAX((count_threads(run) + i) / run->n_workers, 1);
  if (settings.max_memory)
    settings.max_memory = MAX(settings.max_memory / run->n_workers, 1);
  settings.progress = worker_progress;
  settings.note = worker_note;
  settings.progress_data = settings.note_data = worker;
  worker->run = run;
  worker->job.batch = run->batch;
  worker->job.limits = (AeLimits){settings.max_pixels, settings.max_memory};
  worker->job.chain = ae_chain_copy(chain);
  g_async_queue_push(run->idle, worker);
  return ae_chain_open(worker->job.chain, &settings, error);
}

static gboolean run_open(Run *run, const AeChain *chain, GError **error) {
  run->plan = ae_plan_new(run->batch, chain, error);
  if (!run->plan || !ae_batch_check(run->batch, run->plan, chain, error))
    return FALSE;
  run->progress.total = run->plan->tasks->len;
  run->n_workers = count_jobs(run);
  run->workers = g_new0(Worker, run->n_workers);
  for (guint i = 0; i < run->n_workers; i++)
    if (!open_worker(run, i, chain, error))
      return FALSE;
  if (!make_folder(run, error))
    return FALSE;
  if (run->batch->report)
    run->report = ae_report_open(run->batch->report, run->batch->shard <= 1, error);
  return run->report || !run->batch->report;
}

static void run_close(Run *run) {
  g_autoptr(GError) problem = NULL;
  if (!ae_report_close(run->report, &problem)) {
    run->result->failed++;
    tell(run, AE_TELL_FAILURE, problem->message);
  }
  for (guint i = 0; run->workers && i < run->n_workers; i++)
    ae_chain_free(run->workers[i].job.chain);
  g_free(run->workers);
  ae_plan_free(run->plan);
  g_async_queue_unref(run->idle);
  g_timer_destroy(run->timer);
  g_mutex_clear(&run->lock);
}

/* A chain from one kind to another has no use for its input's format. */
static const AeFormat *format_of(const AeBatch *batch, const AeChain *chain) {
  AeKind in = ae_chain_in(chain), out = ae_chain_out(chain);
  const AeFormat *named = ae_format_by_path(batch->output);
  if (batch->format || out == in || (named && in != AE_KIND_NOTHING))
    return batch->format;
  if (named)
    return named;
  if (out != AE_KIND_IMAGE)
    return ae_format_by_name(out == AE_KIND_CODE ? "csv" : "aea");
  return ae_format_by_name(in == AE_KIND_NOTHING && !strcmp(batch->output, "-") ? "pnm" : "png");
}

gboolean ae_batch_run(const AeBatch *batch, const AeChain *chain, const AeSettings *settings, AeBatchResult *result,
                      GError **error) {
  *result = (AeBatchResult){0};
  AeBatch effective = *batch;
  effective.format = format_of(batch, chain);
  Run run = {.batch = &effective, .settings = settings, .result = result};
  g_mutex_init(&run.lock);
  run.idle = g_async_queue_new();
  run.timer = g_timer_new();
  gboolean began = run_open(&run, chain, error) && run_tasks(&run, error);
  if (began && !run.plan->tasks->len)
    tell(&run, AE_TELL_NOTE, "there is no file to do");
  run_close(&run);
  return began;
}
