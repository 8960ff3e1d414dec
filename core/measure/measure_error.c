/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* How far reconstructions lie from their examples: over the n numbers of all of them, unless said otherwise. */
#include "measure/measure.h"
#include "measure/nats.h"
#include "train/metrics.h"

typedef double (*Distance)(const float *a, const float *b, gsize n);

/* The distance of two sets of the same form, taken over all their numbers. */
static gboolean over_all(AeMeasureContext *c, AeMeasureSet made, AeMeasureSet wanted, Distance distance, double *value,
                         GError **error) {
  const AeCodes *a = ae_measure_set(c, made, error), *b = a ? ae_measure_set(c, wanted, error) : NULL;
  if (b)
    *value = distance(a->data, b->data, b->n * (gsize)b->d);
  return b != NULL;
}

static gboolean mse(AeMeasureContext *c, double *value, GError **error) {
  return over_all(c, AE_SET_OUTPUT, AE_SET_CLEAN, ae_mse, value, error);
}

static gboolean train_mse(AeMeasureContext *c, double *value, GError **error) {
  return over_all(c, AE_SET_TRAIN_OUTPUT, AE_SET_TRAIN, ae_mse, value, error);
}

static gboolean mae(AeMeasureContext *c, double *value, GError **error) {
  return over_all(c, AE_SET_OUTPUT, AE_SET_CLEAN, ae_mae, value, error);
}

static gboolean sse(AeMeasureContext *c, double *value, GError **error) {
  gboolean ok = mse(c, value, error);
  *value *= (double)ae_data_count(ae_measure_shape(c));
  return ok;
}

/* ---- binary cross entropy ---- */

/* Of the first argument, as ae_nats takes what is wanted first. */
static double mean_bce(const float *made, const float *wanted, gsize n) { return ae_nats(wanted, made, n) / (double)n; }

static gboolean bce(AeMeasureContext *c, double *value, GError **error) {
  return over_all(c, AE_SET_OUTPUT, AE_SET_CLEAN, mean_bce, value, error);
}

static gboolean before_bce(AeMeasureContext *c, double *value, GError **error) {
  return over_all(c, AE_SET_BEFORE, AE_SET_CLEAN, mean_bce, value, error);
}

static gboolean floor_bce(AeMeasureContext *c, double *value, GError **error) {
  return over_all(c, AE_SET_CLEAN, AE_SET_CLEAN, mean_bce, value, error);
}

static gboolean nats(AeMeasureContext *c, double *value, GError **error) {
  gboolean ok = bce(c, value, error);
  *value *= (double)ae_data_count(ae_measure_shape(c));
  return ok;
}

/* ---- decibels ---- */

static gboolean psnr(AeMeasureContext *c, double *value, GError **error) {
  gboolean ok = mse(c, value, error);
  *value = ae_psnr(*value);
  return ok;
}

static gboolean before(AeMeasureContext *c, double *value, GError **error) {
  gboolean ok = over_all(c, AE_SET_BEFORE, AE_SET_CLEAN, ae_mse, value, error);
  *value = ae_psnr(*value);
  return ok;
}

static gboolean psnr_mean(AeMeasureContext *c, double *value, GError **error) {
  const AeCodes *made = ae_measure_set(c, AE_SET_OUTPUT, error),
                *wanted = made ? ae_measure_set(c, AE_SET_CLEAN, error) : NULL;
  *value = 0;
  for (gsize i = 0; wanted && i < wanted->n; i++)
    *value += ae_psnr(ae_mse(ae_codes_row(made, i), ae_codes_row(wanted, i), (gsize)wanted->d)) / (double)wanted->n;
  return wanted != NULL;
}

/* ---- structure ---- */

static gboolean ssim(AeMeasureContext *c, double *value, GError **error) {
  const AeCodes *made = ae_measure_set(c, AE_SET_OUTPUT, error),
                *wanted = made ? ae_measure_set(c, AE_SET_CLEAN, error) : NULL;
  AeDataShape s = ae_measure_shape(c);
  gboolean ok = wanted != NULL;
  *value = 0;
  for (gsize i = 0; ok && i < wanted->n; i++) {
    double one = 0;
    ok = ae_ssim(ae_codes_row(made, i), ae_codes_row(wanted, i), (gsize)s.width, (gsize)s.height, (guint)s.channels,
                 &one, error);
    *value += one / (double)wanted->n;
  }
  return ok;
}

/* ---- rows ---- */

const AeMeasure ae_measure_mse = {.name = "mse",
                                  .help = "mean squared error of a number",
                                  .needs = AE_NEEDS_RECONSTRUCT,
                                  .usual = TRUE,
                                  .measure = mse};
const AeMeasure ae_measure_sse = {.name = "sse",
                                  .help = "squared error of an example, the sum over its numbers",
                                  .needs = AE_NEEDS_RECONSTRUCT,
                                  .usual = TRUE,
                                  .measure = sse};
const AeMeasure ae_measure_mae = {.name = "mae",
                                  .help = "mean absolute error of a number",
                                  .needs = AE_NEEDS_RECONSTRUCT,
                                  .usual = TRUE,
                                  .measure = mae};
const AeMeasure ae_measure_bce = {.name = "bce",
                                  .help = "binary cross entropy of a number",
                                  .unit = "nats",
                                  .needs = AE_NEEDS_RECONSTRUCT,
                                  .usual = TRUE,
                                  .measure = bce};
const AeMeasure ae_measure_nats = {.name = "nats",
                                   .help = "binary cross entropy of an example, the sum over its numbers",
                                   .unit = "nats",
                                   .needs = AE_NEEDS_RECONSTRUCT,
                                   .usual = TRUE,
                                   .measure = nats};
const AeMeasure ae_measure_floor_bce = {.name = "floor_bce",
                                        .help = "what bce is at best: the entropy of the grey levels themselves",
                                        .unit = "nats",
                                        .needs = AE_NEEDS_RECONSTRUCT,
                                        .measure = floor_bce};
const AeMeasure ae_measure_psnr = {.name = "psnr",
                                   .help = "peak signal to noise ratio of the mean squared error",
                                   .unit = "dB",
                                   .needs = AE_NEEDS_RECONSTRUCT,
                                   .usual = TRUE,
                                   .measure = psnr};
const AeMeasure ae_measure_psnr_mean = {.name = "psnr_mean",
                                        .help = "mean of the examples' own peak signal to noise ratios",
                                        .unit = "dB",
                                        .needs = AE_NEEDS_RECONSTRUCT,
                                        .measure = psnr_mean};
const AeMeasure ae_measure_ssim = {.name = "ssim",
                                   .help = "structural similarity (Wang et al. 2004), mean over the examples",
                                   .needs = AE_NEEDS_RECONSTRUCT | AE_NEEDS_PICTURE,
                                   .usual = TRUE,
                                   .measure = ssim};
const AeMeasure ae_measure_before = {.name = "before",
                                     .help = "psnr of what the network got; bicubic enlargement where that is smaller",
                                     .unit = "dB",
                                     .needs = AE_NEEDS_RECONSTRUCT | AE_NEEDS_CORRUPT,
                                     .usual = TRUE,
                                     .measure = before};
const AeMeasure ae_measure_before_bce = {.name = "before_bce",
                                         .help = "bce of the same",
                                         .unit = "nats",
                                         .needs = AE_NEEDS_RECONSTRUCT | AE_NEEDS_CORRUPT,
                                         .usual = TRUE,
                                         .measure = before_bce};
const AeMeasure ae_measure_train_mse = {.name = "train_mse",
                                        .help = "mse on as many examples of the training part",
                                        .needs = AE_NEEDS_RECONSTRUCT,
                                        .measure = train_mse};
