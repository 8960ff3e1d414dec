/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/tones.h"

#include <math.h>

const char *const ae_scale_names[] = {"each", "all", NULL};

static gsize count_of(const AeImage *picture) {
  return (gsize)picture->info.width * picture->info.height * picture->info.channels;
}

static void measure(const AeImage *picture, float *largest, gboolean *is_signed) {
  const float *x = (const float *)picture->data;
  for (gsize i = 0; i < count_of(picture); i++) {
    *largest = MAX(*largest, fabsf(x[i]));
    *is_signed = *is_signed || x[i] < 0;
  }
}

static void map(AeImage *picture, float largest, gboolean is_signed) {
  float *x = (float *)picture->data, factor = largest > 0 ? (is_signed ? 0.5f : 1.0f) / largest : 0;
  for (gsize i = 0; i < count_of(picture); i++)
    x[i] = x[i] * factor + (is_signed ? 0.5f : 0.0f);
}

void ae_tones(AeImage *const *pictures, guint n, AeScale scale) {
  float largest = 0;
  gboolean is_signed = FALSE;
  for (guint i = 0; i < n; i++) /* what 0 looks like is the same for all, whatever the scale */
    measure(pictures[i], &largest, &is_signed);
  for (guint i = 0; i < n; i++) {
    float own = 0;
    gboolean own_signed = FALSE;
    if (scale == AE_SCALE_EACH)
      measure(pictures[i], &own, &own_signed);
    map(pictures[i], scale == AE_SCALE_EACH ? own : largest, is_signed);
  }
}
