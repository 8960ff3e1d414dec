/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <string.h>

#include "stage/lattice_internal.h"

typedef struct {
  AeLatticeWorkers *all;
  AeLatticeStrip *strip;
  GThread *thread;
} Worker;

struct AeLatticeWorkers {
  AeLattice *lattice;
  AeLatticeGeometry g;
  int scale, in_channels, out_channels;
  guint n;
  Worker *workers;
  AeStripState **states; /* one a column */

  GMutex mutex; /* of everything below */
  GCond begun, done;
  const AeLatticeBlock *block;
  int next, left; /* columns to be taken, columns not finished */
  gboolean quit;
};

static void fill_input(const AeLatticeWorkers *w, int column, AeTensor *in) {
  gsize width = (gsize)w->g.columns * w->g.column + 2 * w->g.margin;
  const float *from = w->block->in + (gsize)column * w->g.column * w->in_channels;
  for (int j = 0; j < w->g.step; j++)
    memcpy(ae_real_row(in, 0, j), from + j * width * w->in_channels,
           (gsize)w->g.strip * w->in_channels * sizeof(float));
}

static void take_output(const AeLatticeWorkers *w, int column, const AeTensor *out) {
  gsize run = (gsize)w->g.column * w->scale * w->out_channels;
  float *to = w->block->out + column * run;
  for (int j = 0; j < w->g.step * w->scale; j++)
    memcpy(to + j * run * w->g.columns, ae_real_row(out, 0, j) + (gsize)w->g.margin * w->scale * w->out_channels,
           run * sizeof(float));
}

static gpointer work(gpointer data) {
  Worker *self = data;
  AeLatticeWorkers *w = self->all;
  AeStrip *strip = self->strip->strip;
  g_mutex_lock(&w->mutex);
  for (;;) {
    while (!w->quit && w->next >= w->g.columns)
      g_cond_wait(&w->begun, &w->mutex);
    if (w->quit)
      break;
    int column = w->next++;
    g_mutex_unlock(&w->mutex);
    fill_input(w, column, ae_strip_input(strip));
    ae_strip_run(strip, w->states[column]);
    take_output(w, column, ae_strip_output(strip));
    g_mutex_lock(&w->mutex);
    if (--w->left == 0)
      g_cond_signal(&w->done);
  }
  g_mutex_unlock(&w->mutex);
  return NULL;
}

static gboolean start(AeLatticeWorkers *w, GError **error) {
  for (guint i = 0; i < w->n; i++) {
    w->workers[i].all = w;
    w->workers[i].strip = ae_lattice_take_strip(w->lattice, w->g.strip, w->g.step, error);
    if (!w->workers[i].strip)
      return FALSE;
  }
  for (int c = 0; c < w->g.columns; c++) {
    w->states[c] = ae_strip_state_new(w->workers[0].strip->strip, error);
    if (!w->states[c])
      return FALSE;
  }
  for (guint i = 0; i < w->n; i++) {
    w->workers[i].thread = g_thread_try_new("aefilter", work, &w->workers[i], error);
    if (!w->workers[i].thread)
      return FALSE;
  }
  return TRUE;
}

AeLatticeWorkers *ae_lattice_workers_new(AeLattice *lattice, const AeLatticeGeometry *geometry, guint threads,
                                         GError **error) {
  const AeGraphInfo *info = ae_model_info(lattice->model);
  AeLatticeWorkers *w = g_new0(AeLatticeWorkers, 1);
  w->lattice = lattice;
  w->g = *geometry;
  w->scale = info->scale_num / info->scale_den;
  w->in_channels = info->in.c;
  w->out_channels = info->out.c;
  w->n = CLAMP(threads, 1, (guint)geometry->columns);
  w->workers = g_new0(Worker, w->n);
  w->states = g_new0(AeStripState *, geometry->columns);
  w->next = geometry->columns;
  g_mutex_init(&w->mutex);
  g_cond_init(&w->begun);
  g_cond_init(&w->done);
  if (!start(w, error)) {
    ae_lattice_workers_free(w);
    return NULL;
  }
  return w;
}

void ae_lattice_workers_free(AeLatticeWorkers *w) {
  if (!w)
    return;
  g_mutex_lock(&w->mutex);
  w->quit = TRUE;
  g_cond_broadcast(&w->begun);
  g_mutex_unlock(&w->mutex);
  for (guint i = 0; i < w->n; i++) {
    if (w->workers[i].thread)
      g_thread_join(w->workers[i].thread);
    if (w->workers[i].strip)
      ae_lattice_give_strip(w->lattice, w->workers[i].strip);
  }
  for (int c = 0; c < w->g.columns; c++)
    ae_strip_state_free(w->states[c]);
  g_cond_clear(&w->begun);
  g_cond_clear(&w->done);
  g_mutex_clear(&w->mutex);
  g_free(w->states);
  g_free(w->workers);
  g_free(w);
}

void ae_lattice_workers_begin(AeLatticeWorkers *w, const AeLatticeBlock *block) {
  g_mutex_lock(&w->mutex);
  w->block = block;
  w->next = 0;
  w->left = w->g.columns;
  g_cond_broadcast(&w->begun);
  g_mutex_unlock(&w->mutex);
}

void ae_lattice_workers_wait(AeLatticeWorkers *w) {
  g_mutex_lock(&w->mutex);
  while (w->left > 0)
    g_cond_wait(&w->done, &w->mutex);
  g_mutex_unlock(&w->mutex);
}

int ae_lattice_workers_delay(const AeLatticeWorkers *w) { return ae_strip_delay(w->workers[0].strip->strip); }
