/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What a network is told of a JPEG's quality: one number, about as large as a noise level on the scale of 0..1. */
#ifndef AE_IMAGE_JPEG_LEVEL_H
#define AE_IMAGE_JPEG_LEVEL_H

#include <math.h>

/* A quality that is not known. */
#define AE_JPEG_LEVEL_UNKNOWN 0.0

/* quality: 1..100. Rises with the logarithm of the steps that coefficients are rounded to (libjpeg's scale of the
 * table at quality 50): 1/32 at 100, 2/32 at 50, 3.6/32 at 10. */
static inline double ae_jpeg_level(double quality) {
  double scale = quality < 50 ? 50 / quality : 2 - quality / 50;
  return (1 + log2(1 + scale)) / 32;
}

#endif
