/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "tensor/blas.h"

#include <cblas.h>

void ae_blas_gemm(gboolean trans_a, gboolean trans_b, int m, int n, int k, ae_real alpha, const ae_real *a, int lda,
                  const ae_real *b, int ldb, ae_real beta, ae_real *c, int ldc) {
  static gsize quiet;
  if (g_once_init_enter(&quiet)) {
    openblas_set_num_threads(1); /* threads are the caller's */
    g_once_init_leave(&quiet, 1);
  }
  cblas_sgemm(CblasRowMajor, trans_a ? CblasTrans : CblasNoTrans, trans_b ? CblasTrans : CblasNoTrans, m, n, k, alpha,
              a, lda, b, ldb, beta, c, ldc);
}
