/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "tensor/blas.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

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

/* Many times the same row: OpenBLAS does not say which kernels it took, but equal inputs tell. */
static gboolean probe(void) {
  enum { M = 96, N = 16, K = 24 };
  static float a[M][K], b[K][N], c[M][N];
  for (int l = 0; l < K; l++) {
    for (int i = 0; i < M; i++)
      a[i][l] = sinf((float)l);
    for (int j = 0; j < N; j++)
      b[l][j] = sinf((float)(l * N + j));
  }
  ae_blas_gemm(FALSE, FALSE, M, N, K, 1, a[0], K, b[0], N, 0, c[0], N);
  for (int i = 1; i < M; i++)
    if (memcmp(c[i], c[0], sizeof c[0]) != 0)
      return FALSE;
  return TRUE;
}

gboolean ae_blas_rows_are_equal(void) {
  static gsize answer;
  if (g_once_init_enter(&answer))
    g_once_init_leave(&answer, probe() ? 1 : 2);
  return answer == 1;
}
