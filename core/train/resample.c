/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/resample.h"

#include <string.h>

#include "base/checked.h"

static gboolean axis_new(AeResizeAxis *axis, int from, int to, int taps) {
  *axis = (AeResizeAxis){.from = from, .to = to, .taps = taps};
  gsize count;
  if (!ae_mul((gsize)to, (gsize)taps, &count))
    return FALSE;
  axis->index = ae_alloc(count, sizeof *axis->index, "a filter", NULL);
  axis->weight = axis->index ? ae_alloc(count, sizeof *axis->weight, "a filter", NULL) : NULL;
  return axis->weight != NULL;
}

gboolean ae_resample_bicubic(AeResizeAxis *axis, int from, int to, double unused) {
  return ae_resize_axis_init(axis, from, to, NULL);
}

gboolean ae_resample_box(AeResizeAxis *axis, int from, int to, double unused) {
  int taps = MAX(from / to, 1);
  if (!axis_new(axis, from, to, taps))
    return FALSE;
  for (int i = 0; i < to * taps; i++) {
    axis->index[i] = MIN(i, from - 1);
    axis->weight[i] = 1.0f / (float)taps;
  }
  return TRUE;
}

gboolean ae_resample_nearest(AeResizeAxis *axis, int from, int to, double unused) {
  if (!axis_new(axis, from, to, 1))
    return FALSE;
  for (int o = 0; o < to; o++) {
    axis->index[o] = (int)((gint64)o * from / to);
    axis->weight[o] = 1;
  }
  return TRUE;
}

gboolean ae_resample_gauss(AeResizeAxis *axis, int from, int to, double sigma) {
  int radius = (int)ceil(4 * sigma);
  double sum = 0;
  if (!axis_new(axis, from, to, 2 * radius + 1))
    return FALSE;
  for (int k = -radius; k <= radius; k++)
    sum += exp(-0.5 * k * k / MAX(sigma * sigma, 1e-12));
  for (int o = 0; o < to; o++)
    for (int k = -radius; k <= radius; k++) {
      axis->index[o * axis->taps + radius + k] = ae_resize_mirror(o + k, from);
      axis->weight[o * axis->taps + radius + k] = (float)(exp(-0.5 * k * k / MAX(sigma * sigma, 1e-12)) / sum);
    }
  return TRUE;
}

/* Along the rows: room gets the picture at its old height and new width. */
static void along_rows(const AeResizeAxis *axis, const AePatch *patch) {
  gsize in = (gsize)axis->from * patch->channels, out = (gsize)axis->to * patch->channels;
  for (int i = 0; i < patch->height; i++)
    ae_resize_row(axis, patch->pixels + i * in, patch->room + i * out, patch->channels);
}

static void along_columns(const AeResizeAxis *axis, const AePatch *patch, int width) {
  gsize n = (gsize)width * patch->channels;
  for (int o = 0; o < axis->to; o++) {
    float *out = patch->pixels + o * n;
    memset(out, 0, n * sizeof *out);
    for (int k = 0; k < axis->taps; k++) {
      const float *in = patch->room + (gsize)axis->index[o * axis->taps + k] * n;
      float weight = axis->weight[o * axis->taps + k];
      for (gsize i = 0; i < n; i++)
        out[i] += weight * in[i];
    }
  }
}

void ae_patch_resample(AePatch *patch, int width, int height, AeResampleFilter filter, double parameter) {
  AeResizeAxis x = {0}, y = {0};
  if (filter(&x, patch->width, width, parameter) && filter(&y, patch->height, height, parameter)) {
    along_rows(&x, patch);
    along_columns(&y, patch, width);
  } else {
    memset(patch->pixels, 0, (gsize)width * height * patch->channels * sizeof *patch->pixels);
  }
  patch->width = width;
  patch->height = height;
  ae_resize_axis_clear(&x);
  ae_resize_axis_clear(&y);
}
