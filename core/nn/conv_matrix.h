/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A convolution written out as the matrix that it is (Dumoulin & Visin 2016, arXiv 1603.07285, section 4.1), to be
 * looked at: with x and y flattened as their tensors lie in memory (row by row, the channels of a pixel together),
 *
 *     y = C x,   and a transposed convolution (tconv2d) is   x = C^T y
 *
 * A 3x3 kernel on a 4x4 picture, stride 1, no padding, is 4 x 16 with 36 numbers that are not 0: each of the four
 * output pixels is a row, and holds the nine weights where its window lies. As everywhere in this field the kernel is
 * not flipped: mathematics calls that a cross-correlation. */
#ifndef AE_NN_CONV_MATRIX_H
#define AE_NN_CONV_MATRIX_H

#include "tensor/kernels.h"

G_BEGIN_DECLS

enum { AE_CONV_MATRIX_MAX = 1 << 26 }; /* numbers */

typedef struct {
  gsize rows, columns; /* numbers of y, of x */
  ae_real *data;       /* rows x columns */
} AeConvMatrix;

/* Of the convolution part of spec (bias, add and act are left out) with spec->in.n = 1; weights as
 * AeKernels.conv_weights takes them. AE_ERROR_USAGE where the kernel does not fit, AE_ERROR_LIMIT for more than
 * AE_CONV_MATRIX_MAX numbers. */
gboolean ae_conv_matrix_init(AeConvMatrix *matrix, const AeConvSpec *spec, const ae_real *weights, GError **error);
void ae_conv_matrix_clear(AeConvMatrix *matrix);

/* y (rows) = C x. */
void ae_conv_matrix_apply(const AeConvMatrix *matrix, const ae_real *x, ae_real *y);
/* x (columns) = C^T y. */
void ae_conv_matrix_apply_transposed(const AeConvMatrix *matrix, const ae_real *y, ae_real *x);

G_END_DECLS
#endif
