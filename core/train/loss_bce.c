/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Binary cross entropy of probabilities: -(t log p + (1 - t) log(1 - p)), with p held inside [1e-6, 1 - 1e-6]. */
#include "train/loss.h"

#include <math.h>

/* Where t is 0 or 1, which it mostly is in drawings, the logarithm of a product is taken: one for many numbers. A
 * factor is 1e-6 at least, so that the product does not underflow. */
#define SMALL 1e-200

static double bce_apply(const void *options, const AeTensor *prediction, const AeTensor *target, double weight,
                        AeTensor *gradient) {
  gsize n = ae_loss_count(prediction);
  const ae_real *p = prediction->data, *t = target->data;
  ae_real *g = gradient->data;
  double sum = 0, product = 1, divisor = ae_loss_divisor(options, prediction), scale = weight / divisor;
  for (gsize i = 0; i < n; i++) {
    double q = CLAMP((double)p[i], 1e-6, 1 - 1e-6), y = (double)t[i];
    if (y == 0 || y == 1)
      product *= y == 0 ? 1 - q : q;
    else
      sum -= y * log(q) + (1 - y) * log1p(-q);
    if (product < SMALL) {
      sum -= log(product);
      product = 1;
    }
    g[i] += (ae_real)(scale * (q - y) / (q * (1 - q)));
  }
  return (sum - log(product)) / divisor;
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
