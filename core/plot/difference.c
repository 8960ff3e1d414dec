/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/difference.h"

#include <math.h>
#include <stdlib.h>

#include "train/metrics.h"

gboolean ae_same_form(const AeImage *a, const AeImage *b) {
  return a->info.width == b->info.width && a->info.height == b->info.height && a->info.channels == b->info.channels;
}

static gsize count_of(const AeImage *image) {
  return (gsize)image->info.width * image->info.height * image->info.channels;
}

double ae_difference_psnr(const AeImage *a, const AeImage *b) {
  return ae_psnr(ae_mse((const float *)a->data, (const float *)b->data, count_of(a)));
}

static int compare_floats(const void *a, const void *b) {
  float d = *(const float *)a - *(const float *)b;
  return d < 0 ? -1 : d > 0;
}

gboolean ae_difference_usual(const AeImage *a, const AeImage *b, float *usual, GError **error) {
  gsize n = count_of(a);
  g_autofree float *sizes = g_try_new(float, n);
  if (!sizes) {
    g_set_error(error, AE_ERROR, AE_ERROR_MEMORY, "no memory for %zu differences", n);
    return FALSE;
  }
  for (gsize i = 0; i < n; i++)
    sizes[i] = fabsf(((const float *)a->data)[i] - ((const float *)b->data)[i]);
  qsort(sizes, n, sizeof *sizes, compare_floats);
  *usual = MAX(*usual, sizes[n * 99 / 100]);
  return TRUE;
}

double ae_difference_gain(double usual) { return usual > 0 ? CLAMP(pow(2, floor(log2(0.5 / usual))), 1, 64) : 1; }

AeImage *ae_difference(const AeImage *from, const AeImage *to, double gain, GError **error) {
  AeImage *image = ae_image_new(&from->info, error);
  for (gsize i = 0; image && i < count_of(from); i++)
    ((float *)image->data)[i] = (float)(0.5 + gain * (((const float *)to->data)[i] - ((const float *)from->data)[i]));
  return image;
}
