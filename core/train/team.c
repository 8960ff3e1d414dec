/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/team.h"

#ifdef __SSE__
#include <xmmintrin.h>
#endif

typedef struct {
  AeTeam *team;
  GThread *thread;
} Worker;

struct AeTeam {
  int n_workers;
  Worker *workers;
  GMutex mutex;
  GCond go, done;
  guint64 round; /* counts the calls of ae_team_start */
  int pending;
  gboolean quit;
  AeTeamPart part; /* of this round */
  gpointer data;
  gsize n;
};

enum { SHARE_UNIT = 16 }; /* numbers in a line of cache, which no two workers write */

static void work(const Worker *w) {
  const AeTeam *t = w->team;
  gsize index = (gsize)(w - t->workers), workers = (gsize)t->n_workers;
  gsize units = (t->n + SHARE_UNIT - 1) / SHARE_UNIT;
  gsize first = units * index / workers * SHARE_UNIT, last = units * (index + 1) / workers * SHARE_UNIT;
  t->part(t->data, (int)index, MIN(first, t->n), MIN(last, t->n));
}

/* Gradients through saturated units are full of denormal numbers, and some processors take a hundred times as long over
 * each. */
static void flush_denormals(void) {
#ifdef __SSE__
  enum { FLUSH_TO_ZERO = 0x8000, DENORMALS_ARE_ZERO = 0x40 };
  _mm_setcsr(_mm_getcsr() | FLUSH_TO_ZERO | DENORMALS_ARE_ZERO);
#endif
}

static gpointer run(gpointer data) {
  const Worker *w = data;
  AeTeam *t = w->team;
  guint64 seen = 0;
  flush_denormals();
  g_mutex_lock(&t->mutex);
  for (;;) {
    while (!t->quit && t->round == seen)
      g_cond_wait(&t->go, &t->mutex);
    if (t->quit)
      break;
    seen = t->round;
    g_mutex_unlock(&t->mutex);
    work(w);
    g_mutex_lock(&t->mutex);
    if (--t->pending == 0)
      g_cond_signal(&t->done);
  }
  g_mutex_unlock(&t->mutex);
  return NULL;
}

AeTeam *ae_team_new(int threads, GError **error) {
  AeTeam *t = g_new0(AeTeam, 1);
  t->n_workers = threads;
  t->workers = g_new0(Worker, (gsize)threads);
  g_mutex_init(&t->mutex);
  g_cond_init(&t->go);
  g_cond_init(&t->done);
  for (int i = 0; i < threads; i++) {
    t->workers[i].team = t;
    if ((t->workers[i].thread = g_thread_try_new("trainer", run, &t->workers[i], error)))
      continue;
    ae_team_free(t);
    return NULL;
  }
  return t;
}

void ae_team_free(AeTeam *t) {
  if (!t)
    return;
  g_mutex_lock(&t->mutex);
  t->quit = TRUE;
  g_cond_broadcast(&t->go);
  g_mutex_unlock(&t->mutex);
  for (int i = 0; i < t->n_workers; i++)
    if (t->workers[i].thread)
      g_thread_join(t->workers[i].thread);
  g_mutex_clear(&t->mutex);
  g_cond_clear(&t->go);
  g_cond_clear(&t->done);
  g_free(t->workers);
  g_free(t);
}

void ae_team_start(AeTeam *t, gsize n, AeTeamPart part, gpointer data) {
  g_mutex_lock(&t->mutex);
  t->part = part;
  t->data = data;
  t->n = n;
  t->pending = t->n_workers;
  t->round++;
  g_cond_broadcast(&t->go);
  g_mutex_unlock(&t->mutex);
}

void ae_team_await(AeTeam *t) {
  g_mutex_lock(&t->mutex);
  while (t->pending)
    g_cond_wait(&t->done, &t->mutex);
  g_mutex_unlock(&t->mutex);
}
