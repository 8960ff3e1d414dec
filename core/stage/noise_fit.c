/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/noise_fit.h"

#include <math.h>
#include <stdlib.h>

#include "stage/noise_clip.h"

enum { CHANNELS = 3, LEAST_PATCHES = 50 };

/* By band: coefficients, 1 + sqrt(2/n), and the mean of chi^2_n / n below that: P(n/2 + 1, x) / P(n/2, x) with x = n/2
 * times the gate and P the regularised incomplete gamma function. */
static const struct {
  double gate, truncated_mean;
  int coefficients;
} bands[AE_BANDS] = {{1.3779645, 0.8821011, 14}, {1.2672612, 0.9179302, 28}, {1.3086067, 0.9046124, 21}};

/* The channels that a plane is made of, as bits. */
static const guint8 members[AE_PLANES] = {1, 2, 4, 3, 6, 5, 7};

/* Some patches, and what clipping did to them. */
typedef struct {
  const AeNoisePatch *patches;
  guint n, channels;
  gboolean clipped;
  AeNoiseClip clip[CHANNELS];
  double variance[CHANNELS];   /* that clip was made for */
  float *key, *value, *sorted; /* n each */
} View;

/* How a plane is measured: patches are chosen by one band and measured in another. */
typedef struct {
  AeBand key, value;
  double share; /* of the patches, those with the least energy in key */
  guint least;  /* but so many */
} Choice;

static const Choice textured = {AE_BAND_LOW, AE_BAND_HIGH, 0.05, 600}, smooth = {AE_BAND_LOW, AE_BAND_HIGH, 0.5, 600};

/* The k-th smallest of x (k = 0: the smallest), which is reordered. Hoare's quickselect. */
static float select_smallest(float *x, guint n, guint k) {
  gint64 low = 0, high = (gint64)n - 1;
  while (low < high) {
    float pivot = x[low + (high - low) / 2];
    gint64 i = low, j = high;
    while (i <= j) {
      while (x[i] < pivot)
        i++;
      while (x[j] > pivot)
        j--;
      if (i <= j) {
        float swap = x[i];
        x[i++] = x[j];
        x[j--] = swap;
      }
    }
    if (k <= j)
      high = j;
    else if (k >= i)
      low = i;
    else
      break;
  }
  return x[k];
}

/* The fixed point of the header's formula. It starts at the twentieth quietest patch in a hundred, or where a fifth
 * more is. */
static double lowest_cluster(const View *view, guint n, AeBand band) {
  const float *e = view->value;
  for (guint i = 0; i < n; i++)
    view->sorted[i] = e[i];
  double v = 1.2 * select_smallest(view->sorted, n, n / 20);
  for (int round = 0; round < 50; round++) {
    double sum = 0, limit = v * bands[band].gate;
    guint count = 0;
    for (guint i = 0; i < n; i++)
      if (e[i] < limit) {
        sum += e[i];
        count++;
      }
    if (!count)
      return v;
    double next = sum / count / bands[band].truncated_mean;
    gboolean settled = fabs(next - v) < 1e-3 * v;
    v = next;
    if (settled)
      break;
  }
  return v;
}

/* What is left of the plane's noise in a patch after clipping, 0 where it is too little to tell. */
static double remaining(const View *view, const AeNoisePatch *patch, AePlane plane) {
  const double least = 0.35;
  double before = 0, after = 0;
  if (!view->clipped)
    return 1;
  for (guint c = 0; c < view->channels; c++)
    if (members[plane] >> c & 1) {
      double share = ae_noise_clip_share(&view->clip[c], patch->mean[c]);
      if (share < least)
        return 0;
      before += view->variance[c];
      after += view->variance[c] * share;
    }
  return after / before;
}

/* Variance of a plane's noise; FALSE where too few patches are of use. */
static gboolean measure(const View *view, AePlane plane, const Choice *choice, double *variance) {
  guint n = 0, chosen = 0;
  for (guint i = 0; i < view->n; i++) {
    const AeNoisePatch *patch = &view->patches[i];
    float left = (float)remaining(view, patch, plane);
    if (left <= 0)
      continue;
    view->key[n] = view->sorted[n] = patch->energy[plane][choice->key] / left;
    view->value[n++] = patch->energy[plane][choice->value] / left;
  }
  if (n < LEAST_PATCHES)
    return FALSE;
  guint wanted = MAX((guint)(choice->share * n), MIN(choice->least, n));
  float limit = select_smallest(view->sorted, n, wanted - 1);
  for (guint i = 0; i < n; i++)
    if (view->key[i] <= limit)
      view->value[chosen++] = view->value[i];
  *variance = lowest_cluster(view, chosen, choice->value);
  return TRUE;
}

/* v(R-G) = v(R) + v(G) and so on, solved. Where most of the noise is common to the channels, which the differences do
 * not see, the channels count. */
static void combine(const double direct[CHANNELS], const double rg, const double gb, const double br,
                    double *variance) {
  double joint = (rg + gb + br) / 2, least = joint / 100;
  if (direct[0] + direct[1] + direct[2] > 2 * joint) {
    for (int c = 0; c < CHANNELS; c++)
      variance[c] = direct[c];
    return;
  }
  variance[0] = MAX((rg + br - gb) / 2, least);
  variance[1] = MAX((rg + gb - br) / 2, least);
  variance[2] = MAX((gb + br - rg) / 2, least);
}

static gboolean measure_white(const View *view, double variance[CHANNELS]) {
  double direct[CHANNELS], rg, gb, br;
  for (guint c = 0; c < view->channels; c++)
    if (!measure(view, AE_PLANE_R + c, &textured, &direct[c]))
      return FALSE;
  if (view->channels == 1) {
    variance[0] = variance[1] = variance[2] = direct[0];
    return TRUE;
  }
  if (!measure(view, AE_PLANE_RG, &smooth, &rg) || !measure(view, AE_PLANE_GB, &smooth, &gb) ||
      !measure(view, AE_PLANE_BR, &smooth, &br))
    return FALSE;
  combine(direct, rg, gb, br, variance);
  return TRUE;
}

/* All frequencies of one plane: each band with its share of the 64 coefficients, the mean counted as a low one. The low
 * band is chosen by the middle one, the others by the low one. */
static gboolean measure_all(const View *view, AePlane plane, double share, double *variance) {
  static const double shares[AE_BANDS] = {15.0 / 64, 28.0 / 64, 21.0 / 64};
  *variance = 0;
  for (int band = 0; band < AE_BANDS; band++) {
    Choice choice = {band == AE_BAND_LOW ? AE_BAND_MID : AE_BAND_LOW, (AeBand)band, share, 100};
    double v;
    if (!measure(view, plane, &choice, &v))
      return FALSE;
    *variance += shares[band] * v;
  }
  return TRUE;
}

/* The mean of the channels' variances, from the sum and the differences. */
static gboolean measure_correlated(const View *view, double *variance) {
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

/* Noise below a third of an 8-bit step is the rounding's. */
static void set_clip(View *view, const AeNoiseSample *sample, const double variance[CHANNELS]) {
  const double least = 0.3 / 255;
  view->clipped = sample->clipped_low || sample->clipped_high;
  for (guint c = 0; c < view->channels && view->clipped; c++) {
    double sigma = MAX(sqrt(variance[c]), least);
    view->variance[c] = sigma * sigma;
    ae_noise_clip_init(&view->clip[c], sigma, sample->clipped_low, sample->clipped_high);
  }
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
static gboolean fit_white(View *view, const AeNoiseSample *sample, double variance[CHANNELS]) {
  if (!sample->clipped_low && !sample->clipped_high)
    return measure_white(view, variance);
  guint n = gather_middling(sample);
  if (n >= MAX(sample->n / 32, LEAST_PATCHES))
    view->n = n;
  gboolean ok = measure_white(view, variance);
  view->n = sample->n;
  for (int round = 0; round < 5 && ok; round++) {
    set_clip(view, sample, variance);
    ok = measure_white(view, variance);
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

static double mean_brightness(const View *view) {
  double sum = 0;
  for (guint i = 0; i < view->n; i++)
    sum += brightness(&view->patches[i], view->channels);
  return sum / view->n / view->channels;
}

static double root_mean(const double variance[CHANNELS]) {
  return 255 * sqrt((variance[0] + variance[1] + variance[2]) / CHANNELS);
}

static void fit_tones(View *view, const AeNoiseSample *sample, AeNoiseEstimate *estimate) {
  double sum = 0;
  guint measured = 0;
  qsort(sample->patches, sample->n, sizeof *sample->patches, sample->channels == 1 ? compare_grey : compare_colour);
  for (guint i = 0; i < AE_NOISE_TONES; i++) {
    guint begin = sample->n * i / AE_NOISE_TONES, end = sample->n * (i + 1) / AE_NOISE_TONES;
    double variance[CHANNELS], correlated;
    view->patches = sample->patches + begin;
    view->n = end - begin;
    if (!view->n || !measure_white(view, variance) || !measure_correlated(view, &correlated))
      continue;
    estimate->tone[i] = 255 * mean_brightness(view);
    estimate->tone_sigma[i] = root_mean(variance);
    sum += correlated;
    measured++;
  }
  estimate->correlated = measured ? 255 * sqrt(sum / measured) : estimate->sigma;
}

void ae_noise_fit(const AeNoiseSample *sample, AeNoiseEstimate *estimate) {
  float *scratch = sample->scratch;
  View view = {sample->patches,
               sample->n,
               sample->channels,
               .key = scratch,
               .value = scratch + sample->n,
               .sorted = scratch + 2 * sample->n};
  double variance[CHANNELS];
  *estimate = (AeNoiseEstimate){.patches = sample->n};
  if (!fit_white(&view, sample, variance))
    return;
  for (int c = 0; c < CHANNELS; c++)
    estimate->channel[c] = 255 * sqrt(variance[c]);
  estimate->sigma = root_mean(variance);
  fit_tones(&view, sample, estimate);
  double ratio = estimate->correlated > 0 ? estimate->sigma / estimate->correlated : 1;
  estimate->whiteness = MIN(ratio, 1);
}
