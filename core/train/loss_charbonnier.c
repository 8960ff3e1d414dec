/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Charbonnier's smooth L1: sqrt((p - t)^2 + eps^2) - eps (Charbonnier et al., ICIP 1994). */
#include "train/loss.h"

#include <math.h>

typedef struct {
  double eps;
} Charbonnier;

static const AeOption rows[] = {
    {"eps", "below this difference it is nearly quadratic", AE_OPTION_DOUBLE, offsetof(Charbonnier, eps), "0.001", 1e-6,
     1},
    {NULL},
};

static double charbonnier_apply(const void *options, const AeTensor *prediction, const AeTensor *target, double weight,
                                AeTensor *gradient) {
  const Charbonnier *o = options;
  gsize n = ae_loss_count(prediction);
  const ae_real *p = prediction->data, *t = target->data;
  ae_real *g = gradient->data;
  double sum = 0, scale = weight / (double)n, eps2 = o->eps * o->eps;
  for (gsize i = 0; i < n; i++) {
    double d = (double)p[i] - (double)t[i], root = sqrt(d * d + eps2);
    sum += root - o->eps;
    g[i] += (ae_real)(scale * d / root);
  }
  return sum / (double)n;
}

const AeLoss ae_loss_charbonnier = {
    .name = "charbonnier",
    .help = "smooth absolute error",
    .options = rows,
    .options_size = sizeof(Charbonnier),
    .low = -1,
    .high = 2,
    .apply = charbonnier_apply,
};
