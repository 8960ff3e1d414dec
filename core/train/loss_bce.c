/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Binary cross entropy of probabilities: -(t log p + (1 - t) log(1 - p)), with p held inside [1e-6, 1 - 1e-6]. */
#include "train/loss.h"

#include <math.h>

static double bce_apply(const void *options, const AeTensor *prediction, const AeTensor *target, double weight,
                        AeTensor *gradient) {
  gsize n = ae_loss_count(prediction);
  const ae_real *p = prediction->data, *t = target->data;
  ae_real *g = gradient->data;
  double sum = 0, divisor = ae_loss_divisor(options, prediction), scale = weight / divisor;
  for (gsize i = 0; i < n; i++) {
    double q = CLAMP((double)p[i], 1e-6, 1 - 1e-6), y = (double)t[i];
    sum -= y * log(q) + (1 - y) * log1p(-q);
    g[i] += (ae_real)(scale * (q - y) / (q * (1 - q)));
  }
  return sum / divisor;
}

const AeLoss ae_loss_bce = {
    .name = "bce",
    .help = "binary cross entropy of probabilities",
    .options = ae_loss_reduce_rows,
    .options_size = sizeof(AeLossReduce),
    .low = 0.05,
    .high = 0.95,
    .apply = bce_apply,
};
