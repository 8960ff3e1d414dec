/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/update.h"

#include <string.h>

enum { BLOCK = 4096 }; /* weights that go through all steps before the next ones: they stay in cache */

/* The memory grows with the first steps, so that the first weights are soon forgotten. */
static double memory_of_mean(const AeUpdate *u) {
  double step = (double)u->state->step;
  return MIN(u->recipe->optim.ema, (1 + step) / (10 + step));
}

static void average(const AeUpdate *u, ae_real *restrict mean, const ae_real *restrict weight, gsize n) {
  double keep = memory_of_mean(u);
  ae_real a = (ae_real)keep, b = (ae_real)(1 - keep);
  for (gsize k = 0; k < n; k++)
    mean[k] = a * mean[k] + b * weight[k];
}

static void move(const AeUpdate *u, guint i, gsize first, gsize n) {
  const AeTrainState *s = u->state;
  const AeParam *item = &s->params->items[i];
  double limit = u->recipe->optim.clip;
  ae_real *gradient = u->grads->items[i].data + first;
  if (limit > 0 && u->norm > limit)
    for (gsize k = 0; k < n; k++)
      gradient[k] *= (ae_real)(limit / u->norm);
  AeOptimStep step = {.n = n,
                      .rows = item->rank > 1 ? (gsize)item->dims[0] : 0,
                      .weight = item->data + first,
                      .gradient = gradient,
                      .rate = u->rate,
                      .step = s->step + 1};
  for (int k = 0; k < s->optim->slots; k++)
    step.slot[k] = s->slot[k]->items[i].data + first;
  s->optim->step(u->recipe->optim_options, &step);
}

/* Weights first .. first + n - 1 of item number i. */
static void update_run(const AeUpdate *u, guint i, gsize first, gsize n) {
  const AeTrainState *s = u->state;
  const AeParam *item = &s->params->items[i];
  ae_real *mean = s->ema ? s->ema->items[i].data + first : NULL;
  if (item->trainable)
    move(u, i, first, n);
  if (mean && item->trainable)
    average(u, mean, item->data + first, n);
  else if (mean)
    memcpy(mean, item->data + first, n * sizeof *mean);
}

/* A worker's share are the parameters that begin in it. */
static void update_whole(gpointer data, int worker, gsize first, gsize last) {
  const AeUpdate *u = data;
  const AeParams *params = u->state->params;
  for (guint i = 0; i < params->n; i++) {
    gsize at = (gsize)(params->items[i].data - params->data);
    if (at >= first && at < last)
      update_run(u, i, 0, params->items[i].count);
  }
}

static void update_runs(gpointer data, int worker, gsize first, gsize last) {
  const AeUpdate *u = data;
  const AeParams *params = u->state->params;
  for (guint i = 0; i < params->n; i++) {
    gsize at = (gsize)(params->items[i].data - params->data), end = MIN(last, at + params->items[i].count);
    for (gsize from = MAX(first, at); from < end; from += BLOCK)
      update_run(u, i, from - at, MIN(BLOCK, end - from));
  }
}

void ae_update_weights(const AeUpdate *update, AeCrew *crew) {
  AeTeamPart part = update->state->optim->whole ? update_whole : update_runs;
  ae_crew_share(crew, update->state->params->total, part, (gpointer)update);
}
