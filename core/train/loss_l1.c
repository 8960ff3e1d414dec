/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Mean absolute error: |p - t|; its derivative at 0 is 0. */
#include "train/loss.h"

#include <math.h>

static double l1_apply(const void *options, const AeTensor *prediction, const AeTensor *target, double weight,
                       AeTensor *gradient) {
  gsize n = ae_loss_count(prediction);
  double sum = 0, divisor = ae_loss_divisor(options, prediction);
  const ae_real *p = prediction->data, *t = target->data;
  ae_real *g = gradient->data, scale = (ae_real)(weight / divisor);
  for (gsize i = 0; i < n; i++) {
    ae_real d = p[i] - t[i];
    sum += fabs((double)d);
    g[i] += scale * (ae_real)((d > 0) - (d < 0));
  }
  return sum / divisor;
}

const AeLoss ae_loss_l1 = {
    .name = "l1",
    .help = "mean absolute error",
    .options = ae_loss_reduce_rows,
    .options_size = sizeof(AeLossReduce),
    .low = -1,
    .high = 2,
    .apply = l1_apply,
};
