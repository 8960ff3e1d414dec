/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/noise_view.h"

#include <math.h>

/* By band of n = 14, 28, 21 coefficients: 1 + sqrt(2/n), and the mean of chi^2_n / n below that: P(n/2 + 1, x) / P(n/2,
 * x) with x = n/2 times the gate and P the regularised incomplete gamma function. */
static const struct {
  double gate, truncated_mean;
} bands[AE_BANDS] = {{1.3779645, 0.8821011}, {1.2672612, 0.9179302}, {1.3086067, 0.9046124}};

/* The channels that a plane is made of, as bits. */
static const guint8 members[AE_PLANES] = {1, 2, 4, 3, 6, 5, 7};

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

/* The fixed point of noise_estimate.h, from a fifth above what one patch in twenty stays below. */
static double lowest_cluster(const AeNoiseView *view, guint n, AeBand band) {
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
static double remaining(const AeNoiseView *view, const AeNoisePatch *patch, AePlane plane) {
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

gboolean ae_noise_view_measure(const AeNoiseView *view, AePlane plane, const AeNoiseChoice *choice, double *variance) {
  guint n = 0, chosen = 0;
  for (guint i = 0; i < view->n; i++) {
    const AeNoisePatch *patch = &view->patches[i];
    float left = (float)remaining(view, patch, plane);
    if (left <= 0)
      continue;
    view->key[n] = view->sorted[n] = patch->energy[plane][choice->key] / left;
    view->value[n++] = patch->energy[plane][choice->value] / left;
  }
  if (n < AE_NOISE_LEAST_PATCHES)
    return FALSE;
  guint wanted = MAX((guint)(choice->share * n), MIN(choice->least, n));
  float limit = select_smallest(view->sorted, n, wanted - 1);
  for (guint i = 0; i < n; i++)
    if (view->key[i] <= limit)
      view->value[chosen++] = view->value[i];
  *variance = lowest_cluster(view, chosen, choice->value);
  return TRUE;
}

/* Noise below a third of an 8-bit step is the rounding's. */
void ae_noise_view_set_clip(AeNoiseView *view, gboolean low, gboolean high, const double variance[3]) {
  const double least = 0.3 / 255;
  view->clipped = low || high;
  for (guint c = 0; c < view->channels && view->clipped; c++) {
    double sigma = MAX(sqrt(variance[c]), least);
    view->variance[c] = sigma * sigma;
    ae_noise_clip_init(&view->clip[c], sigma, low, high);
  }
}

guint ae_noise_view_usable(const AeNoiseView *view) {
  guint n = 0;
  for (guint i = 0; i < view->n; i++)
    n += remaining(view, &view->patches[i], AE_PLANE_SUM) > 0;
  return n;
}
