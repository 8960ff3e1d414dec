/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What a picture takes as a code, and as a PNG that has lost as much. The code's numbers become integers of as few bits
 * as leave the squared error within 2 % of what it is without; their ranges are those of the codes that are measured.
 * The PNG has as few grey levels, evenly spaced, as keep its squared error below that. */
#include <math.h>

#include "base/checked.h"
#include "latent/quantise.h"
#include "measure/measure.h"
#include "measure/png_bits.h"
#include "train/metrics.h"

#define TOLERANCE 1.02

typedef struct {
  double bits, mse; /* of a picture's code */
} Packed;

/* The squared error with integers of so many bits. work: codes, then pictures. */
static gboolean error_with(AeMeasureContext *c, const AeQuantiser *q, float *work, double *mse, GError **error) {
  const AeCodes *codes = ae_measure_latent(c, error), *clean = ae_measure_set(c, AE_SET_CLEAN, error);
  g_autofree guint16 *integers = g_new(guint16, codes->d);
  gsize d = (gsize)codes->d;
  float *pictures = work + codes->n * d;
  for (gsize i = 0; i < codes->n; i++) {
    ae_quantise(q, ae_codes_row(codes, i), integers);
    ae_dequantise(q, integers, work + i * d);
  }
  if (!ae_measure_pass(c, AE_WAY_DECODE, work, ae_measure_given(c), codes->n, pictures, error))
    return FALSE;
  *mse = ae_mse(pictures, clean->data, clean->n * (gsize)clean->d);
  return TRUE;
}

static gboolean find_bits(AeMeasureContext *c, double whole, float *work, Packed *p, GError **error) {
  const AeCodes *codes = ae_measure_latent(c, error);
  for (int bits = AE_QUANTISE_MIN_BITS; bits <= AE_QUANTISE_MAX_BITS; bits++) {
    g_autoptr(AeQuantiser) q = ae_quantiser_fit(codes, bits, AE_RANGE_EXTREMES, error);
    if (!q || !error_with(c, q, work, &p->mse, error))
      return FALSE;
    p->bits = (double)bits * codes->d;
    if (p->mse <= TOLERANCE * whole)
      break;
  }
  return TRUE;
}

static gboolean packed(AeMeasureContext *c, Packed *p, GError **error) {
  const AeCodes *clean = ae_measure_set(c, AE_SET_CLEAN, error), *codes = clean ? ae_measure_latent(c, error) : NULL,
                *made = codes ? ae_measure_set(c, AE_SET_OUTPUT, error) : NULL;
  float *work = made ? ae_alloc(made->n, (gsize)(codes->d + clean->d) * sizeof *work, "codes", error) : NULL;
  gboolean ok = work && find_bits(c, ae_mse(made->data, clean->data, clean->n * (gsize)clean->d), work, p, error);
  ae_free(work);
  return ok;
}

static guint8 level_of(float x, guint n) { return (guint8)(CLAMP(x, 0, 1) * (float)(n - 1) + 0.5f); }

/* The squared error of n evenly spaced levels. */
static double error_of_levels(const AeCodes *pictures, guint n) {
  double sum = 0;
  gsize count = pictures->n * (gsize)pictures->d;
  for (gsize i = 0; i < count; i++) {
    double d = (double)pictures->data[i] - (double)level_of(pictures->data[i], n) / (n - 1);
    sum += d * d;
  }
  return sum / (double)count;
}

static gboolean png(AeMeasureContext *c, double mse, double *bits, GError **error) {
  const AeCodes *pictures = ae_measure_set(c, AE_SET_CLEAN, error);
  AeDataShape s = ae_measure_shape(c);
  g_autofree guint8 *levels = g_new(guint8, pictures->d);
  guint n = 2;
  while (n < 256 && error_of_levels(pictures, n) > mse)
    n++;
  *bits = 0;
  for (gsize i = 0; i < pictures->n; i++) {
    double one;
    for (int k = 0; k < pictures->d; k++)
      levels[k] = level_of(ae_codes_row(pictures, i)[k], n);
    if (!ae_png_bits(levels, (guint)s.width, (guint)s.height, (guint)s.channels, n, &one, error))
      return FALSE;
    *bits += one / (double)pictures->n;
  }
  return TRUE;
}

static gboolean code_bits(AeMeasureContext *c, double *value, GError **error) {
  Packed p = {0};
  gboolean ok = packed(c, &p, error);
  *value = p.bits;
  return ok;
}

static gboolean png_bits(AeMeasureContext *c, double *value, GError **error) {
  Packed p = {0};
  return packed(c, &p, error) && png(c, p.mse, value, error);
}

const AeMeasure ae_measure_code_bits = {
    .name = "code_bits",
    .help = "an example's code, in integers of as few bits as add no more than 2 % to the squared error",
    .unit = "bits",
    .needs = AE_NEEDS_RECONSTRUCT | AE_NEEDS_CODE,
    .measure = code_bits};
const AeMeasure ae_measure_png_bits = {
    .name = "png_bits",
    .help = "the example as a PNG, in as few grey levels as lose no more than that code; mean",
    .unit = "bits",
    .needs = AE_NEEDS_RECONSTRUCT | AE_NEEDS_CODE | AE_NEEDS_PICTURE,
    .measure = png_bits};
