/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What the back ends over OpenBLAS share. */
#ifndef AE_TENSOR_BLAS_H
#define AE_TENSOR_BLAS_H

#include "tensor/kernels.h"

G_BEGIN_DECLS

/* AeKernels.gemm through cblas_sgemm, on the calling thread alone. */
void ae_blas_gemm(gboolean trans_a, gboolean trans_b, int m, int n, int k, ae_real alpha, const ae_real *a, int lda,
                  const ae_real *b, int ldb, ae_real beta, ae_real *c, int ldc);

/* TRUE if a row of C does not depend, to the last bit, on its place among the rows. OpenBLAS's kernels for Haswell and
 * Zen treat one row differently from the next, unless there are only 8 of them. */
gboolean ae_blas_rows_are_equal(void);

extern const AeKernels ae_kernels_openblas; /* takes any legal convolution */

G_END_DECLS
#endif
