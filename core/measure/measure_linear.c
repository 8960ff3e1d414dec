/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A linear autoencoder beside the principal components of the training part. Its optimum spans their space, but its
 * codes are those of the components up to an invertible matrix only (Bourlard & Kamp 1988; Baldi & Hornik 1989); with
 * tied weights its rows become orthonormal too (Oja 1982; Plaut 2018, arXiv 1804.10253). */
#include <math.h>

#include "base/checked.h"
#include "measure/measure.h"
#include "measure/pca_fit.h"

/* Share of the held-out examples' variance, about their own mean, that is in the reconstructions. */
static gboolean explained(AeMeasureContext *c, double *value, GError **error) {
  const AeCodes *made = ae_measure_set(c, AE_SET_OUTPUT, error),
                *clean = made ? ae_measure_set(c, AE_SET_CLEAN, error) : NULL;
  double *mean = clean ? ae_alloc((gsize)clean->d, sizeof *mean, "a mean", error) : NULL;
  if (!mean)
    return FALSE;
  double left = 0, all = 0;
  ae_codes_mean(clean, mean);
  for (gsize i = 0; i < clean->n; i++)
    for (int k = 0; k < clean->d; k++) {
      double x = (double)ae_codes_row(clean, i)[k], y = (double)ae_codes_row(made, i)[k];
      left += (x - y) * (x - y);
      all += (x - mean[k]) * (x - mean[k]);
    }
  ae_free(mean);
  *value = 1 - left / all;
  return TRUE;
}

/* The decoder's columns as rows, k x d in the order of the layer flatten: what it makes of unit codes, less what it
 * makes of 0. */
static double *decoder_rows(AeMeasureContext *c, gsize k, gsize d, GError **error) {
  float *codes = ae_alloc(k + 1, k * sizeof *codes, "codes", error);
  float *out = codes ? ae_alloc(k + 2, d * sizeof *out, "reconstructions", error) : NULL, *flat = out + (k + 1) * d;
  double *rows = out ? ae_alloc(k, d * sizeof *rows, "directions", error) : NULL;
  for (gsize i = 0; rows && i < k; i++)
    codes[i * k + i] = 1;
  if (rows && !ae_measure_pass(c, AE_WAY_DECODE, codes, NULL, k + 1, out, error))
    g_clear_pointer(&rows, ae_free);
  for (gsize i = 0; rows && i < k; i++) {
    for (gsize j = 0; j < d; j++)
      out[i * d + j] -= out[k * d + j];
    ae_pca_flatten(ae_measure_shape(c), out + i * d, flat);
    for (gsize j = 0; j < d; j++)
      rows[i * d + j] = (double)flat[j];
  }
  ae_free(out);
  ae_free(codes);
  return rows;
}

static gboolean take_decoder(AeMeasureContext *c, gsize *k, gsize *d, double **rows, GError **error) {
  *k = ae_measure_way_out(c, AE_WAY_ENCODE, error);
  *d = ae_data_count(ae_measure_shape(c));
  *rows = *k ? decoder_rows(c, *k, *d, error) : NULL;
  return *rows != NULL;
}

static gboolean angle(AeMeasureContext *c, double *value, GError **error) {
  gsize k, d;
  double *rows;
  if (!take_decoder(c, &k, &d, &rows, error))
    return FALSE;
  g_autoptr(AePca) pca = ae_pca_of_parts(ae_measure_parts(c), ae_measure_shape(c), (int)k, error);
  g_autofree double *angles = g_new(double, k);
  gboolean ok = pca && ae_principal_angles((int)d, rows, (int)k, pca->axes, (int)k, angles, error);
  if (ok)
    *value = angles[k - 1] * 180 / G_PI;
  ae_free(rows);
  return ok;
}

static gboolean orthonormality(AeMeasureContext *c, double *value, GError **error) {
  gsize k, d;
  double *rows;
  if (!take_decoder(c, &k, &d, &rows, error))
    return FALSE;
  *value = 0;
  for (gsize i = 0; i < k; i++)
    for (gsize j = 0; j <= i; j++) {
      double sum = i == j ? -1 : 0;
      for (gsize m = 0; m < d; m++)
        sum += rows[i * d + m] * rows[j * d + m];
      *value = MAX(*value, fabs(sum));
    }
  ae_free(rows);
  return TRUE;
}

const AeMeasure ae_measure_explained = {.name = "explained",
                                        .help = "share of the examples' variance that is in the reconstructions",
                                        .needs = AE_NEEDS_RECONSTRUCT,
                                        .measure = explained};
const AeMeasure ae_measure_angle = {
    .name = "angle",
    .help = "largest angle between what the decoder spans and the principal components of the training part",
    .unit = "degrees",
    .needs = AE_NEEDS_RECONSTRUCT | AE_NEEDS_LINEAR,
    .measure = angle};
const AeMeasure ae_measure_orthonormality = {
    .name = "orthonormality",
    .help = "largest difference of a product of two of the decoder's columns from that of orthonormal ones",
    .needs = AE_NEEDS_RECONSTRUCT | AE_NEEDS_LINEAR,
    .measure = orthonormality};
