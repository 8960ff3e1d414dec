/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/jpeg_quality.h"

#include <math.h>
#include <stdlib.h>

static const guint16 at_50[AE_JPEG_STEPS] = {16, 11, 10, 16, 24,  40,  51,  61,  12, 12, 14, 19, 26,  58,  60,  55,
                                             14, 13, 16, 24, 40,  57,  69,  56,  14, 17, 22, 29, 51,  87,  80,  62,
                                             18, 22, 37, 56, 68,  109, 103, 77,  24, 35, 55, 64, 81,  104, 113, 92,
                                             49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99};

/* In per cent: libjpeg's jpeg_quality_scaling. */
static guint scale_of(guint quality) { return quality < 50 ? 5000 / quality : 200 - quality * 2; }

void ae_jpeg_luma_steps(guint quality, guint16 steps[AE_JPEG_STEPS]) {
  for (int i = 0; i < AE_JPEG_STEPS; i++)
    steps[i] = (guint16)CLAMP((at_50[i] * scale_of(quality) + 50) / 100, 1, 255);
}

guint ae_jpeg_quality_of(const guint16 steps[AE_JPEG_STEPS]) {
  guint best = 0, best_distance = G_MAXUINT;
  for (guint quality = 1; quality <= 100; quality++) {
    guint16 usual[AE_JPEG_STEPS];
    guint distance = 0;
    ae_jpeg_luma_steps(quality, usual);
    for (int i = 0; i < AE_JPEG_STEPS; i++)
      distance += (guint)abs((int)usual[i] - (int)MIN(steps[i], 255));
    if (distance < best_distance) {
      best_distance = distance;
      best = quality;
    }
  }
  return best;
}

double ae_jpeg_level(guint quality) {
  double scale = quality < 50 ? 50.0 / quality : 2 - quality / 50.0;
  return (1 + log2(1 + scale)) / 32;
}
