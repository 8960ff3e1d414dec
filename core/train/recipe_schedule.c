/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <math.h>

#include "train/recipe.h"

static double share_done(const AeRecipe *r, guint64 step, double seconds) {
  double warmup = r->schedule.warmup, share = 0;
  if (r->schedule.steps)
    share = ((double)step - warmup) / MAX(r->schedule.steps - 1 - warmup, 1);
  if (r->schedule.minutes > 0)
    share = MAX(share, seconds / (60 * r->schedule.minutes));
  return CLAMP(share, 0, 1);
}

double ae_recipe_rate(const AeRecipe *r, guint64 step, double seconds) {
  double lr = r->optim.lr, rise = MIN(((double)step + 1) / (r->schedule.warmup + 1), 1);
  if (r->schedule.shape != 0)
    return lr * rise;
  return rise * (r->schedule.final + (lr - r->schedule.final) * 0.5 * (1 + cos(G_PI * share_done(r, step, seconds))));
}

gboolean ae_recipe_done(const AeRecipe *r, guint64 steps, double seconds) {
  return (r->schedule.steps && steps >= (guint64)r->schedule.steps) ||
         (r->schedule.minutes > 0 && seconds >= 60 * r->schedule.minutes);
}
