/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/noise_fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stage/noise_view.h"

enum { CHANNELS = 3 };

static gboolean measure_channels(const AeNoiseView *view, AeBand band, double variance[CHANNELS]) {
  const AeNoiseChoice textured = {AE_BAND_LOW, band, 0.05, 600};
  for (guint c = 0; c < view->channels; c++)
    if (!ae_noise_view_measure(view, AE_PLANE_R + c, &textured, &variance[c]))
      return FALSE;
  for (guint c = view->channels; c < CHANNELS; c++)
    variance[c] = variance[0];
  return TRUE;
}

/* v(R-G) = v(R) + v(G) and so on, solved. */
static gboolean measure_differences(const AeNoiseView *view, AeBand band, double variance[CHANNELS]) {
  const AeNoiseChoice smooth = {AE_BAND_LOW, band, 0.5, 600};
  double rg, gb, br;
  if (!ae_noise_view_measure(view, AE_PLANE_RG, &smooth, &rg) ||
      !ae_noise_view_measure(view, AE_PLANE_GB, &smooth, &gb) ||
      !ae_noise_view_measure(view, AE_PLANE_BR, &smooth, &br))
    return FALSE;
  double least = (rg + gb + br) / 200;
  variance[0] = MAX((rg + br - gb) / 2, least);
  variance[1] = MAX((rg + gb - br) / 2, least);
  variance[2] = MAX((gb + br - rg) / 2, least);
  return TRUE;
}

static gboolean measure_band(const AeNoiseView *view, AeBand band, double variance[CHANNELS]) {
  return (view->common ? measure_channels : measure_differences)(view, band, variance);
}

/* Finds out whether two thirds of the variance are common to the channels, which the differences do not see. Less of it
 * may be texture in the channels. */
static gboolean measure_either(AeNoiseView *view, double variance[CHANNELS]) {
  double direct[CHANNELS] = {0};
  view->common = TRUE;
  if (!measure_channels(view, AE_BAND_HIGH, direct))
    return FALSE;
  if (view->channels == CHANNELS) {
    if (!measure_differences(view, AE_BAND_HIGH, variance))
      return FALSE;
    view->common = direct[0] + direct[1] + direct[2] > 3 * (variance[0] + variance[1] + variance[2]);
  }
  if (view->common)
    memcpy(variance, direct, sizeof direct);
  return TRUE;
}

/* All frequencies of one plane: each band with its share of the 64 coefficients, the mean counted as a low one. The low
 * band is chosen by the middle one, the others by the low one. */
static gboolean measure_all(const AeNoiseView *view, AePlane plane, double share, double *variance) {
  static const double shares[AE_BANDS] = {15.0 / 64, 28.0 / 64, 21.0 / 64};
  *variance = 0;
  for (int band = 0; band < AE_BANDS; band++) {
    AeNoiseChoice choice = {band == AE_BAND_LOW ? AE_BAND_MID : AE_BAND_LOW, (AeBand)band, share, 100};
    double v;
    if (!ae_noise_view_measure(view, plane, &choice, &v))
      return FALSE;
    *variance += shares[band] * v;
  }
  return TRUE;
}

/* The mean of the channels' variances, from the sum and the differences. */
static gboolean measure_correlated(const AeNoiseView *view, double *variance) {
  const double textured_share = 0.05, smooth_share = 0.3;
  if (view->channels == 1)
    return measure_all(view, AE_PLANE_R, textured_share, variance);
  double sum, rg, gb, br;
  if (!measure_all(view, AE_PLANE_SUM, textured_share, &sum) || !measure_all(view, AE_PLANE_RG, smooth_share, &rg) ||
      !measure_all(view, AE_PLANE_GB, smooth_share, &gb) || !measure_all(view, AE_PLANE_BR, smooth_share, &br))
    return FALSE;
  *variance = (sum + rg + gb + br) / 9;
  return TRUE;
}

/* Whether clipping can be ignored in a patch, noise unknown. */
static gboolean middling(const AeNoisePatch *patch, guint channels) {
  for (guint c = 0; c < channels; c++)
    if (patch->mean[c] < 0.25f || patch->mean[c] > 0.75f)
      return FALSE;
  return TRUE;
}

/* Moves the middling patches to the front; how many there are. */
static guint gather_middling(const AeNoiseSample *sample) {
  guint n = 0;
  for (guint i = 0; i < sample->n; i++)
    if (middling(&sample->patches[i], sample->channels)) {
      AeNoisePatch swap = sample->patches[n];
      sample->patches[n++] = sample->patches[i];
      sample->patches[i] = swap;
    }
  return n;
}

/* The noise tells what was clipped, and what was clipped tells the noise: from the middle tones on, a few rounds. */
static gboolean fit_white(AeNoiseView *view, const AeNoiseSample *sample, double variance[CHANNELS]) {
  if (!sample->clipped_low && !sample->clipped_high)
    return measure_either(view, variance);
  guint n = gather_middling(sample);
  if (n >= MAX(sample->n / 32, AE_NOISE_LEAST_PATCHES))
    view->n = n;
  gboolean ok = measure_either(view, variance);
  view->n = sample->n;
  for (int round = 0; round < 5 && ok; round++) {
    ae_noise_view_set_clip(view, sample->clipped_low, sample->clipped_high, variance);
    ok = measure_either(view, variance);
  }
  return ok;
}

static float brightness(const AeNoisePatch *patch, guint channels) {
  return channels == 1 ? patch->mean[0] : patch->mean[0] + patch->mean[1] + patch->mean[2];
}

/* Ties by place, so that the order does not depend on the sort. */
static int compare(const AeNoisePatch *p, const AeNoisePatch *q, guint channels) {
  float a = brightness(p, channels), b = brightness(q, channels);
  if (a != b)
    return a < b ? -1 : 1;
  return p->y != q->y ? (p->y < q->y ? -1 : 1) : p->x < q->x ? -1 : p->x > q->x;
}
static int compare_grey(const void *p, const void *q) { return compare(p, q, 1); }
static int compare_colour(const void *p, const void *q) { return compare(p, q, CHANNELS); }

static int compare_double(const void *p, const void *q) {
  const double *a = p, *b = q;
  return *a < *b ? -1 : *a > *b;
}

static double mean_brightness(const AeNoiseView *view) {
  double sum = 0;
  for (guint i = 0; i < view->n; i++)
    sum += brightness(&view->patches[i], view->channels);
  return sum / view->n / view->channels;
}

static double root_mean(const double variance[CHANNELS]) {
  return 255 * sqrt((variance[0] + variance[1] + variance[2]) / CHANNELS);
}

/* The ratio that noise_estimate.h defines. */
static double fit_whiteness(const AeNoiseView *view, const double high[CHANNELS]) {
  const double rounding = 0.3 / 255;
  double middle[CHANNELS];
  if (!measure_band(view, AE_BAND_MID, middle))
    return 1;
  double floor = CHANNELS * rounding * rounding;
  double ratio = (high[0] + high[1] + high[2] + floor) / (middle[0] + middle[1] + middle[2] + floor);
  return MIN(sqrt(ratio), 1);
}

/* The levels of the fifths, from dark to bright; returns how many could be measured, their sigmas in sorted order. A
 * fifth is left out where all but a few patches, at the edges, are saturated. */
static guint fit_tones(AeNoiseView *view, const AeNoiseSample *sample, AeNoiseEstimate *estimate, double *sorted) {
  const guint enough = 4;
  double sum = 0;
  guint measured = 0;
  qsort(sample->patches, sample->n, sizeof *sample->patches, sample->channels == 1 ? compare_grey : compare_colour);
  for (guint i = 0; i < AE_NOISE_TONES; i++) {
    guint begin = sample->n * i / AE_NOISE_TONES, end = sample->n * (i + 1) / AE_NOISE_TONES;
    double variance[CHANNELS], correlated;
    view->patches = sample->patches + begin;
    view->n = end - begin;
    if (ae_noise_view_usable(view) < view->n / enough || !measure_band(view, AE_BAND_HIGH, variance) ||
        !measure_correlated(view, &correlated))
      continue;
    estimate->tone[i] = 255 * mean_brightness(view);
    estimate->tone_sigma[i] = sorted[measured++] = root_mean(variance);
    sum += correlated;
  }
  estimate->correlated = measured ? 255 * sqrt(sum / measured) : 0;
  qsort(sorted, measured, sizeof *sorted, compare_double);
  return measured;
}

/* What all patches together gave is right for additive noise; where it differs by brightness they gave the quietest.
 * The differences are so free of texture that the fifths can be averaged; one that is quieter than all together has
 * patches half of which are saturated. In the channels a fifth may be nothing but texture: the second quietest must do,
 * less what texture adds to it as a rule. */
static double balance(const AeNoiseView *view, double sigma, const double *sorted, guint n) {
  const double without_texture = 0.9;
  double sum = 0;
  if (view->common)
    return n > 1 ? MAX(sigma, without_texture * sorted[1]) : sigma;
  for (guint i = 0; i < n; i++)
    sum += MAX(sorted[i], sigma) * MAX(sorted[i], sigma);
  return n ? sqrt(sum / n) : sigma;
}

void ae_noise_fit(const AeNoiseSample *sample, AeNoiseEstimate *estimate) {
  float *scratch = sample->scratch;
  AeNoiseView view = {.patches = sample->patches, .n = sample->n, .channels = sample->channels};
  view.key = scratch;
  view.value = scratch + sample->n;
  view.sorted = scratch + 2 * sample->n;
  double variance[CHANNELS], sorted[AE_NOISE_TONES];
  *estimate = (AeNoiseEstimate){.patches = sample->n};
  if (!fit_white(&view, sample, variance))
    return;
  double together = root_mean(variance);
  estimate->whiteness = fit_whiteness(&view, variance);
  guint n = fit_tones(&view, sample, estimate, sorted);
  estimate->sigma = balance(&view, together, sorted, n);
  for (int c = 0; c < CHANNELS && together > 0; c++)
    estimate->channel[c] = 255 * sqrt(variance[c]) * estimate->sigma / together;
  estimate->correlated = MAX(estimate->correlated, estimate->sigma);
  estimate->smeared = estimate->whiteness < (view.common ? 0.8 : 0.93) && estimate->sigma > 0.6;
}
