/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Convolution as matrix multiplication (Chellapilla, Puri & Simard 2006): the inputs of an output pixel, gathered as
 * one row of a matrix (pixels x k), k = kernel_h * kernel_w * channels of a group, in the order [kernel row][kernel
 * column][channel]. */
#ifndef AE_TENSOR_IM2COL_H
#define AE_TENSOR_IM2COL_H

#include "tensor/kernels.h"

G_BEGIN_DECLS

/* Output pixels are numbered through all images and rows, first .. first + count - 1. The matrix of group g begins at
 * cols + g * group_stride; its rows are k long. Values of x are rounded to bf16 where spec->bf16 says so. */
void ae_im2col(const AeConvSpec *spec, AeShape out, const AeTensor *x, gsize first, gsize count, ae_real *cols,
               gsize group_stride);

/* The transpose: adds the matrix to the pixels of dx that it would have been gathered from. */
void ae_col2im(const AeConvSpec *spec, AeShape out, const ae_real *cols, gsize group_stride, gsize first, gsize count,
               AeTensor *dx);

/* n numbers of t from the element index on, as ae_real; and back. */
void ae_read_run(const AeTensor *t, gsize index, ae_real *out, gsize n, gboolean round_to_bf16);
void ae_write_run(AeTensor *t, gsize index, const ae_real *in, gsize n);
void ae_round_run(ae_real *values, gsize n); /* to bf16, in place */

/* db(c) += sum of dy(:, c, :, :), in float32 also where the products are bf16. sum is scratch of dy's channels. */
void ae_bias_gradient(const AeTensor *dy, ae_real *sum, ae_real *db);

/* Where pixel number `pixel` of t begins, counted through all its images and rows. */
gsize ae_pixel_index(const AeTensor *t, gsize pixel);

G_END_DECLS
#endif
