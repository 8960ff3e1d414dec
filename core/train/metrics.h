/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* How near a picture is to another. Samples are floats, 1 = white; nothing is clipped or rounded here. */
#ifndef AE_TRAIN_METRICS_H
#define AE_TRAIN_METRICS_H

#include <aefilter/error.h>

G_BEGIN_DECLS

/* Mean of (a - b)^2 and of |a - b| over n samples; n > 0. */
double ae_mse(const float *a, const float *b, gsize n);
double ae_mae(const float *a, const float *b, gsize n);

/* -10 log10(mse) in dB for a peak of 1; 120 for an mse under 1e-12, so that means stay finite. */
double ae_psnr(double mse);

/* Structural similarity (Wang et al. 2004), in -1..1: Gaussian window of 11 x 11, sigma 1.5, K1 = 0.01, K2 = 0.03, peak
 * 1, only where the window lies inside the picture; the mean over the channels of interleaved pictures of width x
 * height. Sides under 11 make the window that much smaller (the largest odd size that fits). AE_ERROR_MEMORY is the
 * only error. */
gboolean ae_ssim(const float *a, const float *b, gsize width, gsize height, guint channels, double *ssim,
                 GError **error);

G_END_DECLS
#endif
