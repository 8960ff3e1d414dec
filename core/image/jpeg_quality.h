/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A JPEG's quality: a number 1..100 that stands for the table of steps which coefficients are rounded to. The usual
 * luma table is ITU-T T.81, K.1, at 50, scaled as libjpeg does it. */
#ifndef AE_IMAGE_JPEG_QUALITY_H
#define AE_IMAGE_JPEG_QUALITY_H

#include <aefilter/error.h>

G_BEGIN_DECLS

enum { AE_JPEG_SIDE = 8, AE_JPEG_STEPS = 64 };

/* The usual luma table of a quality (1..100), row by row of rising frequency: 1..255. */
void ae_jpeg_luma_steps(guint quality, guint16 steps[AE_JPEG_STEPS]);

/* The quality whose usual table is that one, or the nearest to it. */
guint ae_jpeg_quality_of(const guint16 steps[AE_JPEG_STEPS]);

/* What a network is told of it: one number, about as large as a noise level on the scale of 0..1. Rises with the
 * logarithm of the steps: 1/32 at 100, 2/32 at 50, 3.6/32 at 10. */
double ae_jpeg_level(guint quality);
#define AE_JPEG_LEVEL_UNKNOWN 0.0

G_END_DECLS
#endif
