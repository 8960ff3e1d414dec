/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "nn/norm.h"

#include "base/checked.h"

#include <string.h>

gboolean ae_norm_new(AeNorm *norm, int channels, gsize sets, GError **error) {
  gsize c = channels, doubles = 5 * c + 2 * sets; /* the three rows of ae_real are taken as doubles */
  double *block = norm->block = ae_alloc(doubles, sizeof *block, "normalisation", error);
  if (!block)
    return FALSE;
  norm->sum = block;
  norm->product = block + c;
  norm->factor = (ae_real *)(block + 2 * c);
  norm->slope = (ae_real *)(block + 3 * c);
  norm->shift = (ae_real *)(block + 4 * c);
  norm->mean = block + 5 * c;
  norm->scale = norm->mean + sets;
  return TRUE;
}

void ae_norm_clear(AeNorm *norm) { g_clear_pointer(&norm->block, ae_free); }

void ae_norm_zero(AeNorm *norm, int channels) { memset(norm->sum, 0, 2 * channels * sizeof *norm->sum); }

void ae_norm_sums(AeNorm *norm, const AeTensor *a, const AeTensor *b, int n) {
  int channels = a->shape.c;
  const ae_real *p = ae_image_of(a, n), *q = ae_image_of(b, n), *end = p + ae_image_count(a);
  for (; p < end; p += channels, q += channels)
    for (int c = 0; c < channels; c++) {
      norm->sum[c] += p[c];
      norm->product[c] += (double)p[c] * q[c];
    }
}

void ae_norm_map(const AeNorm *norm, const AeTensor *x, const AeTensor *y, int n) {
  int channels = x->shape.c;
  const ae_real *from = ae_image_of(x, n), *end = from + ae_image_count(x);
  for (ae_real *to = ae_image_of(y, n); from < end; from += channels, to += channels)
    for (int c = 0; c < channels; c++)
      to[c] = norm->factor[c] * from[c] + norm->shift[c];
}

void ae_norm_map_gradient(const AeNorm *norm, const AeTensor *dy, const AeTensor *x, const AeTensor *dx, int n,
                          gboolean accumulate) {
  int channels = x->shape.c;
  const ae_real *g = ae_image_of(dy, n), *v = ae_image_of(x, n), *end = v + ae_image_count(x);
  for (ae_real *to = ae_image_of(dx, n); v < end; g += channels, v += channels, to += channels)
    for (int c = 0; c < channels; c++) {
      ae_real d = norm->factor[c] * g[c] + norm->slope[c] * v[c] + norm->shift[c];
      to[c] = accumulate ? to[c] + d : d;
    }
}

int ae_norm_params(int channels, AeParamSpec *specs) {
  specs[0] = (AeParamSpec){.suffix = "weight", .rank = 1, .dims = {channels}, .init = AE_INIT_ONE, .trainable = TRUE};
  specs[1] = (AeParamSpec){.suffix = "bias", .rank = 1, .dims = {channels}, .init = AE_INIT_ZERO, .trainable = TRUE};
  return 2;
}
