/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "latent/quantile.h"

#include <math.h>

/* By halving. */
double ae_normal_quantile(double p) {
  double low = -40, high = 40;
  for (int i = 0; i < 60; i++) {
    double middle = (low + high) / 2;
    *(0.5 * erfc(-middle / G_SQRT2) < p ? &low : &high) = middle;
  }
  return (low + high) / 2;
}
