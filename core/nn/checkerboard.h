/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Checkerboards in pictures that a transposed convolution made (Odena, Dumoulin & Olah 2016, "Deconvolution and
 * checkerboard artifacts"): where the kernel is not a multiple of the stride, neighbouring output pixels get unequally
 * many products. Cures: such a kernel (which can still learn the pattern), or nearest upsampling and a convolution
 * (which gives a constant for a constant). */
#ifndef AE_NN_CHECKERBOARD_H
#define AE_NN_CHECKERBOARD_H

#include "tensor/tensor.h"

G_BEGIN_DECLS

/* counts[p] (stride): how many weights of a kernel reach an output pixel p, p + stride, p + 2 stride, ... along one
 * axis, away from the borders: 2, 1 for kernel 3 and stride 2. Over a picture the counts of both axes multiply: 4, 2,
 * 2, 1. kernel, stride >= 1. */
void ae_overlap_counts(int kernel, int stride, int *counts);

/* The largest count over the smallest, over dimensions (1 or 2) axes: 2 and 4 for kernel 3, stride 2. 1 if and only if
 * the kernel is a multiple of the stride; INFINITY where the kernel is smaller, so that pixels stay empty. */
double ae_overlap_ratio(int kernel, int stride, int dimensions);

typedef struct {
  double energy; /* mean square of what repeats with the stride's period */
  double share;  /* of that in the variance of the channels: 0..1, 0 where nothing varies */
} AeStrideEnergy;

/* How much of a picture repeats every stride pixels: the power at the frequencies a / stride along y and b / stride
 * along x but for (0, 0), that is, how the means of the stride^2 phases differ. Over all pictures and channels of t,
 * border pixels left out at each side and then what does not fill a period. AE_ERROR_USAGE where less than a period is
 * left. */
gboolean ae_stride_energy(const AeTensor *t, int stride, int border, AeStrideEnergy *result, GError **error);

G_END_DECLS
#endif
