/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What clipping to 0..1 leaves of the variance of normally distributed noise, as a function of the mean that is seen
 * afterwards. */
#ifndef AE_STAGE_NOISE_CLIP_H
#define AE_STAGE_NOISE_CLIP_H

#include <glib.h>

G_BEGIN_DECLS

enum { AE_CLIP_STEPS = 256 };

typedef struct {
  float share[AE_CLIP_STEPS + 1]; /* at mean i / AE_CLIP_STEPS: variance after / variance before, 0..1 */
} AeNoiseClip;

/* sigma > 0: standard deviation before clipping, 1.0 = white. low, high: which ends are clipped. */
void ae_noise_clip_init(AeNoiseClip *clip, double sigma, gboolean low, gboolean high);
/* 0 at and beyond a clipped end: nothing can be known there. */
float ae_noise_clip_share(const AeNoiseClip *clip, float mean);

G_END_DECLS
#endif
