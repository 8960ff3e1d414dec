/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/fleet_thread.h"

#include <string.h>

typedef struct {
  gboolean sum;
  gsize n, size; /* of a broadcast: of bytes */
  int from;
  gpointer copy, target; /* target is the caller's: only he touches it */
} Job;

struct AeFleetThread {
  const AeFleetEngine *engine;
  AeFleetPlace place;
  GThread *thread;
  GMutex mutex;
  GCond posted, ended;
  GQueue waiting;   /* jobs that are not begun */
  GPtrArray *begun; /* all jobs since the last wait that ended, in order */
  gboolean joined, quit, given_up;
  gboolean idle; /* all that was begun has ended */
  GError *error;
};

static void job_free(gpointer data) {
  Job *job = data;
  g_free(job->copy);
  g_free(job);
}

/* ---- its thread ---- */

static gboolean begin(AeFleetThread *t, const Job *job, GError **error) {
  return job->sum ? t->engine->start_sum(job->copy, job->n, job->size, error)
                  : t->engine->start_broadcast(job->copy, job->n, job->from, error);
}

/* Begins what is posted meanwhile, and looks after all until nothing is under way. The processor may be needed by the
 * caller's own threads: between two looks it is given away. */
static gboolean carry(AeFleetThread *t, GError **error) {
  enum { EAGER = 100, PAUSE = 50 };
  gboolean done = FALSE;
  for (int looks = 0; !done; looks++) {
    g_mutex_lock(&t->mutex);
    Job *job = g_queue_pop_head(&t->waiting);
    g_mutex_unlock(&t->mutex);
    if (job)
      looks = 0;
    if ((job && !begin(t, job, error)) || !t->engine->test(&done, error))
      return FALSE;
    done &= !job;
    if (looks < EAGER)
      g_thread_yield();
    else
      g_usleep(PAUSE);
  }
  return TRUE;
}

static void serve(AeFleetThread *t) {
  g_mutex_lock(&t->mutex);
  while (!t->error) {
    while (!t->quit && !t->waiting.length)
      g_cond_wait(&t->posted, &t->mutex);
    if (t->quit)
      break;
    g_mutex_unlock(&t->mutex);
    GError *error = NULL;
    carry(t, &error);
    g_mutex_lock(&t->mutex);
    t->error = error;
    t->idle = t->error || !t->waiting.length;
    g_cond_signal(&t->ended);
  }
  g_mutex_unlock(&t->mutex);
}

static gpointer run(gpointer data) {
  AeFleetThread *t = data;
  GError *error = NULL;
  gboolean ok = t->engine->join(&t->place, &error);
  g_mutex_lock(&t->mutex);
  t->joined = t->idle = TRUE;
  t->error = error;
  g_cond_signal(&t->ended);
  g_mutex_unlock(&t->mutex);
  serve(t);
  if (ok && !t->error && !t->given_up)
    t->engine->leave();
  return NULL;
}

/* ---- its caller ---- */

static void destroy(AeFleetThread *t) {
  g_queue_clear(&t->waiting);
  g_ptr_array_free(t->begun, TRUE);
  g_mutex_clear(&t->mutex);
  g_cond_clear(&t->posted);
  g_cond_clear(&t->ended);
  g_clear_error(&t->error);
  g_free(t);
}

AeFleetThread *ae_fleet_thread_new(const AeFleetEngine *engine, AeFleetPlace *place, GError **error) {
  AeFleetThread *t = g_new0(AeFleetThread, 1);
  t->engine = engine;
  t->begun = g_ptr_array_new_with_free_func(job_free);
  g_mutex_init(&t->mutex);
  g_cond_init(&t->posted);
  g_cond_init(&t->ended);
  t->thread = g_thread_try_new("fleet", run, t, error);
  g_mutex_lock(&t->mutex);
  while (t->thread && !t->joined)
    g_cond_wait(&t->ended, &t->mutex);
  g_mutex_unlock(&t->mutex);
  *place = t->place;
  if (t->thread && !t->error)
    return t;
  if (t->thread) {
    g_propagate_error(error, g_error_copy(t->error));
    g_thread_join(t->thread);
  }
  destroy(t);
  return NULL;
}

void ae_fleet_thread_free(AeFleetThread *t, gboolean given_up) {
  if (!t)
    return;
  g_mutex_lock(&t->mutex);
  gboolean stuck = given_up && !t->idle;
  t->quit = TRUE;
  t->given_up = given_up;
  g_cond_signal(&t->posted);
  g_mutex_unlock(&t->mutex);
  if (stuck) {
    g_thread_unref(t->thread);
    return;
  }
  g_thread_join(t->thread);
  destroy(t);
}

static void post(AeFleetThread *t, Job *job) {
  job->copy = g_memdup2(job->target, job->n * job->size);
  g_mutex_lock(&t->mutex);
  t->idle = FALSE;
  g_queue_push_tail(&t->waiting, job);
  g_ptr_array_add(t->begun, job);
  g_cond_signal(&t->posted);
  g_mutex_unlock(&t->mutex);
}

void ae_fleet_thread_sum(AeFleetThread *t, gpointer numbers, gsize n, gsize size) {
  Job *job = g_new0(Job, 1);
  *job = (Job){.sum = TRUE, .n = n, .size = size, .target = numbers};
  post(t, job);
}

void ae_fleet_thread_broadcast(AeFleetThread *t, gpointer data, gsize bytes, int from) {
  Job *job = g_new0(Job, 1);
  *job = (Job){.n = bytes, .size = 1, .from = from, .target = data};
  post(t, job);
}

static void hand_back(AeFleetThread *t) {
  for (guint i = 0; i < t->begun->len; i++) {
    const Job *job = t->begun->pdata[i];
    if (job->copy)
      memcpy(job->target, job->copy, job->n * job->size);
  }
  g_ptr_array_set_size(t->begun, 0);
}

gboolean ae_fleet_thread_wait(AeFleetThread *t, gint64 microseconds, gboolean *done, GError **error) {
  gint64 until = g_get_monotonic_time() + microseconds;
  g_mutex_lock(&t->mutex);
  while (!t->idle && !t->error && g_cond_wait_until(&t->ended, &t->mutex, until))
    continue;
  gboolean ok = !t->error;
  *done = ok && t->idle;
  if (*done)
    hand_back(t);
  else if (!ok)
    g_propagate_error(error, g_error_copy(t->error));
  g_mutex_unlock(&t->mutex);
  return ok;
}
