/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "latent/lerp.h"

#include <math.h>

static void mix(int d, double share_a, const float *a, double share_b, const float *b, float *out) {
  for (int j = 0; j < d; j++)
    out[j] = (float)(share_a * a[j] + share_b * b[j]);
}

/* 1 a + 0 b is not a where a holds -0 or b is infinite. */
static gboolean is_end(int d, const float *a, const float *b, double t, float *out) {
  const float *end = t == 0 ? a : t == 1 ? b : NULL;
  for (int j = 0; end && j < d; j++)
    out[j] = end[j];
  return end != NULL;
}

void ae_lerp(int d, const float *a, const float *b, double t, float *out) {
  if (!is_end(d, a, b, t, out))
    mix(d, 1 - t, a, t, b, out);
}

void ae_slerp(int d, const float *a, const float *b, double t, float *out) {
  double aa = 0, bb = 0, difference = 0, sum = 0;
  for (int j = 0; j < d; j++) {
    aa += (double)a[j] * a[j];
    bb += (double)b[j] * b[j];
  }
  double scale_a = aa > 0 ? 1 / sqrt(aa) : 0, scale_b = bb > 0 ? 1 / sqrt(bb) : 0;
  for (int j = 0; j < d; j++) {
    double p = a[j] * scale_a, q = b[j] * scale_b;
    difference += (p - q) * (p - q);
    sum += (p + q) * (p + q);
  }
  double w = 2 * atan2(sqrt(difference), sqrt(sum)); /* exact for small angles, as acos is not (Kahan) */
  if (scale_a == 0 || scale_b == 0 || sin(w) < 1e-6)
    ae_lerp(d, a, b, t, out);
  else if (!is_end(d, a, b, t, out))
    mix(d, sin((1 - t) * w) / sin(w), a, sin(t * w) / sin(w), b, out);
}
