/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Enlarging as bicubic does, as a convolution: out = in * factor * factor channels, whose pixel_shuffle is the larger
 * picture. Output pixel o lies at (o + 1/2) / factor - 1/2 of the input, as with MATLAB's imresize. */
#ifndef AE_NN_BICUBIC_H
#define AE_NN_BICUBIC_H

#include "nn/layer.h"

G_BEGIN_DECLS

enum { AE_BICUBIC_KERNEL = 5 }; /* the side that every factor needs at least */

/* The factor, 0 where out is not in times a square. */
int ae_bicubic_factor(int in, int out);

/* Fills (out, in, kernel, kernel); kernel is odd, and out is in times a square. */
void ae_bicubic_fill(ae_real *weight, int out, int in, int kernel);

G_END_DECLS
#endif
