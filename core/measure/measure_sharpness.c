/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* How much of the examples' detail is left, whether it is right or not: the energy of the gradient, that is the sum of
 * the squared differences of neighbours along rows and columns. A network that is unsure blurs, and has less of it. */
#include "measure/measure.h"

/* Of one picture of interleaved channels. */
static double gradient_energy(const float *x, AeDataShape s) {
  gsize row = (gsize)s.width * (gsize)s.channels, step = (gsize)s.channels;
  double sum = 0;
  for (gsize y = 0; y < (gsize)s.height; y++)
    for (gsize i = 0; i < row; i++) {
      const float *p = x + y * row + i;
      double across = i + step < row ? (double)p[step] - (double)p[0] : 0;
      double down = y + 1 < (gsize)s.height ? (double)p[row] - (double)p[0] : 0;
      sum += across * across + down * down;
    }
  return sum;
}

static double energy_of_set(const AeCodes *set, AeDataShape s) {
  double sum = 0;
  for (gsize i = 0; i < set->n; i++)
    sum += gradient_energy(ae_codes_row(set, i), s);
  return sum;
}

static gboolean sharpness(AeMeasureContext *c, double *value, GError **error) {
  const AeCodes *made = ae_measure_set(c, AE_SET_OUTPUT, error),
                *wanted = made ? ae_measure_set(c, AE_SET_CLEAN, error) : NULL;
  if (!wanted)
    return FALSE;
  double of_wanted = energy_of_set(wanted, ae_measure_shape(c));
  *value = of_wanted > 0 ? energy_of_set(made, ae_measure_shape(c)) / of_wanted : 1;
  return TRUE;
}

const AeMeasure ae_measure_sharpness = {
    .name = "sharpness",
    .help = "energy of the gradient of what comes out, as a share of the examples': below 1 it is blurred",
    .needs = AE_NEEDS_RECONSTRUCT | AE_NEEDS_PICTURE,
    .usual = TRUE,
    .measure = sharpness};
