/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/noise_clip.h"

#include <math.h>

static double density(double z) { return exp(-z * z / 2) * 0.39894228040143268; }
static double below(double z) { return 0.5 * erfc(-z * 0.70710678118654752); }

/* Mean and variance of clip(t + n), n ~ N(0, 1), to [a, b] where an end is clipped. The mass beyond
 * an end sits on it, so with a' = a - t, b' = b - t, density p, distribution P and Q = 1 - P
 *
 *   E[n']   = a' P(a') + b' Q(b') + p(a') - p(b')
 *   E[n'^2] = a'^2 P(a') + b'^2 Q(b') + (1 - P(a') - Q(b')) + a' p(a') - b' p(b') */
static void clipped_moments(double t, const double *a, const double *b, double *mean, double *variance) {
  double first = 0, second = 1;
  if (a) {
    double z = *a - t, mass = below(z), p = density(z);
    first += z * mass + p;
    second += z * z * mass - mass + z * p;
  }
  if (b) {
    double z = *b - t, mass = below(-z), p = density(z);
    first += z * mass - p;
    second += z * z * mass - mass - z * p;
  }
  *mean = t + first;
  *variance = second - first * first;
}

/* The seen mean rises with the true one, t; walking along t, the table is filled wherever the seen mean passes one of
 * its steps. */
void ae_noise_clip_init(AeNoiseClip *clip, double sigma, gboolean low, gboolean high) {
  enum { WALK = 1024, BEYOND = 4 };
  double a = 0, b = 1 / sigma, first = -BEYOND, last = b + BEYOND;
  double seen_before = 0, share_before = low ? 0 : 1;
  int next = 0;
  for (int i = 0; i <= WALK; i++) {
    double seen, share;
    clipped_moments(first + (last - first) * i / WALK, low ? &a : NULL, high ? &b : NULL, &seen, &share);
    for (seen *= sigma; next <= AE_CLIP_STEPS && (double)next / AE_CLIP_STEPS <= seen; next++) {
      double at = (double)next / AE_CLIP_STEPS, span = seen - seen_before;
      double w = i > 0 && span > 0 ? (at - seen_before) / span : 1;
      clip->share[next] = (float)CLAMP(share_before + w * (share - share_before), 0, 1);
    }
    seen_before = seen;
    share_before = share;
  }
  for (; next <= AE_CLIP_STEPS; next++)
    clip->share[next] = high ? 0 : 1;
  if (low)
    clip->share[0] = 0;
  if (high)
    clip->share[AE_CLIP_STEPS] = 0;
}

float ae_noise_clip_share(const AeNoiseClip *clip, float mean) {
  float at = CLAMP(mean, 0, 1) * AE_CLIP_STEPS;
  int i = MIN((int)at, AE_CLIP_STEPS - 1);
  return clip->share[i] + (clip->share[i + 1] - clip->share[i]) * (at - (float)i);
}
