/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The cubic convolution kernel with a = -1/2 (Keys 1981): what MATLAB's imresize, Pillow and others call bicubic. */
#ifndef AE_BASE_CUBIC_H
#define AE_BASE_CUBIC_H

#include <math.h>

/* Share of a sample at distance x; 0 from 2 on. */
static inline double ae_cubic(double x) {
  x = fabs(x);
  if (x <= 1)
    return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}

#endif
