/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* From the patches' energies to noise levels; the method is described in noise_estimate.h. */
#ifndef AE_STAGE_NOISE_FIT_H
#define AE_STAGE_NOISE_FIT_H

#include "stage/noise_estimate.h"
#include "stage/noise_patch.h"

G_BEGIN_DECLS

typedef struct {
  AeNoisePatch *patches; /* reordered by ae_noise_fit */
  guint n, channels;
  gboolean clipped_low, clipped_high; /* the picture was clipped to >= 0, to <= 1 */
  float *scratch;                     /* 3 n numbers */
} AeNoiseSample;

void ae_noise_fit(const AeNoiseSample *sample, AeNoiseEstimate *estimate);

G_END_DECLS
#endif
