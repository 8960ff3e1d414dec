/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Mean squared error: (p - t)^2. */
#include "train/loss.h"

static double mse_apply(const void *options, const AeTensor *prediction, const AeTensor *target, double weight,
                        AeTensor *gradient) {
  gsize n = ae_loss_count(prediction);
  double sum = 0, divisor = ae_loss_divisor(options, prediction);
  const ae_real *p = prediction->data, *t = target->data;
  ae_real *g = gradient->data, scale = (ae_real)(2 * weight / divisor);
  for (gsize i = 0; i < n; i++) {
    ae_real d = p[i] - t[i];
    sum += (double)d * (double)d;
    g[i] += scale * d;
  }
  return sum / divisor;
}

const AeLoss ae_loss_mse = {
    .name = "mse",
    .help = "mean squared error",
    .options = ae_loss_reduce_rows,
    .options_size = sizeof(AeLossReduce),
    .low = -1,
    .high = 2,
    .apply = mse_apply,
};
