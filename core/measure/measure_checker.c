/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Checkerboards of transposed convolutions (Odena, Dumoulin & Olah 2016). What repeats every other pixel is looked for
 * in the mean of all differences between reconstruction and example: the pattern of the network adds up there, and what
 * the pictures themselves hold of that frequency does not. */
#include "base/checked.h"
#include "measure/measure.h"
#include "nn/checkerboard.h"

enum { STRIDE = 2, BORDER = 2 };

static float *mean_difference(AeMeasureContext *c, GError **error) {
  const AeCodes *made = ae_measure_set(c, AE_SET_OUTPUT, error),
                *wanted = made ? ae_measure_set(c, AE_SET_CLEAN, error) : NULL;
  float *mean = wanted ? ae_alloc((gsize)wanted->d, sizeof *mean, "a picture", error) : NULL;
  for (int k = 0; mean && k < wanted->d; k++) {
    double sum = 0;
    for (gsize i = 0; i < wanted->n; i++)
      sum += (double)ae_codes_row(made, i)[k] - (double)ae_codes_row(wanted, i)[k];
    mean[k] = (float)(sum / (double)wanted->n);
  }
  return mean;
}

static gboolean checker(AeMeasureContext *c, double *value, GError **error) {
  AeDataShape s = ae_measure_shape(c);
  AeStrideEnergy energy;
  float *mean = mean_difference(c, error);
  if (!mean)
    return FALSE;
  AeTensor t = ae_tensor_wrap(mean, (AeShape){1, s.channels, s.height, s.width}, AE_REAL);
  gboolean ok = ae_stride_energy(&t, STRIDE, BORDER, &energy, error);
  if (ok)
    *value = energy.energy;
  ae_free(mean);
  return ok;
}

const AeMeasure ae_measure_checker = {
    .name = "checker",
    .help = "mean square of what repeats every other pixel in the mean difference: a checkerboard",
    .needs = AE_NEEDS_RECONSTRUCT | AE_NEEDS_PICTURE,
    .measure = checker};
