/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Differences of pictures as pictures: middle grey where they are equal. */
#ifndef AE_PLOT_DIFFERENCE_H
#define AE_PLOT_DIFFERENCE_H

#include <aefilter/image.h>

G_BEGIN_DECLS

/* Width, height and channels are equal. */
gboolean ae_same_form(const AeImage *a, const AeImage *b);

/* dB; pictures of one form. */
double ae_difference_psnr(const AeImage *a, const AeImage *b);

/* Raises *usual to what all but one in a hundred absolute differences of them are under. */
gboolean ae_difference_usual(const AeImage *a, const AeImage *b, float *usual, GError **error);

/* The largest power of two, 1..64, that keeps such differences within the tones. */
double ae_difference_gain(double usual);

/* 0.5 + gain (to - from), neither clipped nor rounded; ae_image_free. */
AeImage *ae_difference(const AeImage *from, const AeImage *to, double gain, GError **error);

G_END_DECLS
#endif
