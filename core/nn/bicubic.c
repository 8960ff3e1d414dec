/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "nn/bicubic.h"

#include <string.h>

#include "base/cubic.h"

int ae_bicubic_factor(int in, int out) {
  int factor = (int)sqrt((double)out / in);
  return out == in * factor * factor ? factor : 0;
}

/* Of the tap at -kernel/2 + i for the output pixel `phase` of an input pixel. */
static double share(int factor, int phase, int kernel, int i) {
  double at = (phase + 0.5) / factor - 0.5;
  return ae_cubic(at - (i - kernel / 2));
}

void ae_bicubic_fill(ae_real *weight, int out, int in, int kernel) {
  int factor = ae_bicubic_factor(in, out), phases = factor * factor;
  gsize square = (gsize)kernel * kernel;
  memset(weight, 0, (gsize)out * in * square * sizeof *weight);
  for (int o = 0; o < out; o++) {
    ae_real *w = weight + ((gsize)o * in + o / phases) * square;
    for (int i = 0; i < kernel; i++)
      for (int j = 0; j < kernel; j++)
        w[i * kernel + j] =
            (ae_real)(share(factor, o % phases / factor, kernel, i) * share(factor, o % factor, kernel, j));
  }
}
