/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What of a corruption gets through the code, and whether what is removed looks like noise. */
#include <math.h>

#include "measure/measure.h"

static double length(const float *a, const float *b, gsize d) {
  double sum = 0;
  for (gsize k = 0; k < d; k++) {
    double x = b ? (double)a[k] - (double)b[k] : (double)a[k];
    sum += x * x;
  }
  return sqrt(sum);
}

/* |e(x + n) - e(x)| / |e(x)| over |n| / |x|, of the means over the examples. Where the network takes a plane for the
 * noise level, the clean picture has the corrupted one's. */
static gboolean shift_ratio(AeMeasureContext *c, double *value, GError **error) {
  const AeCodes *clean = ae_measure_set(c, AE_SET_CLEAN, error), *input = ae_measure_set(c, AE_SET_INPUT, error),
                *code = input ? ae_measure_set(c, AE_SET_CODE, error) : NULL;
  if (!clean || !code)
    return FALSE;
  if (input->d != clean->d) {
    g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, "what the network gets has not the examples' size");
    return FALSE;
  }
  gsize n = clean->n, d = (gsize)clean->d, numbers = (gsize)code->d;
  g_autofree float *clear = g_try_new(float, n *numbers);
  if (!clear || !ae_measure_pass(c, AE_WAY_ENCODE, clean->data, ae_measure_given(c), n, clear, error))
    return FALSE;
  double in = 0, out = 0;
  for (gsize i = 0; i < n; i++) {
    in += length(ae_codes_row(input, i), ae_codes_row(clean, i), d) / length(ae_codes_row(clean, i), NULL, d);
    out += length(ae_codes_row(code, i), clear + i * numbers, numbers) / length(clear + i * numbers, NULL, numbers);
  }
  *value = out / in;
  return TRUE;
}

/* Correlation of what was removed with itself, one pixel to the right. */
static gboolean removed_lag1(AeMeasureContext *c, double *value, GError **error) {
  const AeCodes *before = ae_measure_set(c, AE_SET_BEFORE, error),
                *made = before ? ae_measure_set(c, AE_SET_OUTPUT, error) : NULL;
  AeDataShape s = ae_measure_shape(c);
  gsize channels = (gsize)s.channels, row = (gsize)s.width * channels, count = made ? made->n * (gsize)made->d : 0;
  double mean = 0, square = 0, product = 0, pairs = (double)count * (s.width - 1) / s.width;
  for (gsize i = 0; i < count; i++)
    mean += ((double)before->data[i] - (double)made->data[i]) / (double)count;
  for (gsize i = 0; i < count; i++) {
    double r = (double)before->data[i] - (double)made->data[i] - mean;
    square += r * r / (double)count;
    if (i % row + channels < row)
      product += r * ((double)before->data[i + channels] - (double)made->data[i + channels] - mean) / pairs;
  }
  *value = product / square;
  return made != NULL;
}

const AeMeasure ae_measure_shift_ratio = {
    .name = "shift_ratio",
    .help = "how far the corruption moves the code over how far it moves the picture, both by their lengths",
    .needs = AE_NEEDS_CODE | AE_NEEDS_CORRUPT,
    .measure = shift_ratio};
const AeMeasure ae_measure_removed_lag1 = {
    .name = "removed_lag1",
    .help = "correlation of what was removed with itself one pixel further: 0 for white noise",
    .needs = AE_NEEDS_RECONSTRUCT | AE_NEEDS_CORRUPT | AE_NEEDS_PICTURE,
    .measure = removed_lag1};
