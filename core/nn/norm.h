/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What batch and group normalisation share: sums and linear maps channel by channel. Sums are kept in double. */
#ifndef AE_NN_NORM_H
#define AE_NN_NORM_H

#include "nn/op.h"

G_BEGIN_DECLS

typedef struct {
  double *sum, *product; /* (c) */
  double *mean, *scale;  /* (sets): mean and 1 / sqrt(variance + eps) of each set of numbers, kept for backward */
  ae_real *factor, *slope, *shift; /* (c): coefficients of the maps below */
  void *block;
} AeNorm;

gboolean ae_norm_new(AeNorm *norm, int channels, gsize sets, GError **error);
void ae_norm_clear(AeNorm *norm);

/* sum(c) += sum over image n of a(c), product(c) += sum of a(c) b(c). */
void ae_norm_sums(AeNorm *norm, const AeTensor *a, const AeTensor *b, int n);
void ae_norm_zero(AeNorm *norm, int channels);

/* y = factor(c) x + shift(c) */
void ae_norm_map(const AeNorm *norm, const AeTensor *x, const AeTensor *y, int n);

/* dx = factor(c) dy + slope(c) x + shift(c), or added to dx */
void ae_norm_map_gradient(const AeNorm *norm, const AeTensor *dy, const AeTensor *x, const AeTensor *dx, int n,
                          gboolean accumulate);

/* weight (c), beginning with ones, and bias (c), beginning with zeros: 2. */
int ae_norm_params(int channels, AeParamSpec *specs);

G_END_DECLS

#endif
