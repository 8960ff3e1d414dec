/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "measure/nats.h"

#include <math.h>

double ae_nats(const float *x, const float *y, gsize n) {
  double sum = 0;
  for (gsize i = 0; i < n; i++) {
    double q = CLAMP((double)y[i], 1e-7, 1 - 1e-7), p = (double)x[i];
    if (!(p >= 0 && p <= 1))
      return NAN;
    if (p > 0)
      sum -= p * log(q);
    if (p < 1)
      sum -= (1 - p) * log1p(-q);
  }
  return sum;
}
