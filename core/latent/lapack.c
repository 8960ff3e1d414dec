/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "latent/lapack.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "base/checked.h"

/* OpenBLAS holds LAPACK, but Debian keeps the header apart. Fortran passes the lengths of its texts behind all else. */
void dsyevd_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w, double *work,
             const int *lwork, int *iwork, const int *liwork, int *info, gsize jobz_length, gsize uplo_length);
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info, gsize uplo_length);

/* As tensor/blas.c does before its first product: threads are the caller's. */
static void one_thread(void) {
  static gsize done;
  if (g_once_init_enter(&done)) {
    openblas_set_num_threads(1);
    g_once_init_leave(&done, 1);
  }
}

static void swap_rows(double *a, double *b, int n) {
  for (int j = 0; j < n; j++) {
    double kept = a[j];
    a[j] = b[j];
    b[j] = kept;
  }
}

/* Components that only rounding tells apart count as equal, or it would choose the sign. */
static void fix_sign(double *v, int n) {
  double largest = 0;
  for (int j = 0; j < n; j++)
    if (fabs(v[j]) > fabs(largest) * (1 + 1e-6))
      largest = v[j];
  if (largest < 0)
    cblas_dscal(n, -1, v, 1);
}

/* LAPACK gives the smallest first, and its columns are our rows. */
static void put_in_order(int n, double *vectors, double *values) {
  for (int i = 0; i < n / 2; i++) {
    swap_rows(vectors + (gsize)i * n, vectors + (gsize)(n - 1 - i) * n, n);
    swap_rows(values + i, values + n - 1 - i, 1);
  }
  for (int i = 0; i < n; i++)
    fix_sign(vectors + (gsize)i * n, n);
}

gboolean ae_eigen_symmetric(int n, double *a, double *values, GError **error) {
  if (n < 1 || n > AE_LAPACK_MAX) {
    g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "a matrix of side %d cannot be decomposed: 1 to %d can", n,
                AE_LAPACK_MAX);
    return FALSE;
  }
  one_thread();
  int lwork = 1 + 6 * n + 2 * n * n, liwork = 3 + 5 * n, info = 0;
  double *work = ae_alloc((gsize)lwork, sizeof *work, "eigenvectors", error);
  int *iwork = work ? ae_alloc((gsize)liwork, sizeof *iwork, "eigenvectors", error) : NULL;
  if (iwork) { /* row-major lower is column-major upper */
    dsyevd_("V", "U", &n, a, &n, values, work, &lwork, iwork, &liwork, &info, 1, 1);
    put_in_order(n, a, values);
    if (info)
      g_set_error(error, AE_ERROR, AE_ERROR_INTERNAL, "dsyevd gave up on a matrix of side %d (%d)", n, info);
  }
  gboolean ok = iwork && !info;
  ae_free(iwork);
  ae_free(work);
  return ok;
}

gboolean ae_cholesky(int n, double *a) {
  int info = 0;
  one_thread();
  dpotrf_("U", &n, a, &n, &info, 1);
  for (int i = 0; i < n; i++)
    for (int j = i + 1; j < n; j++)
      a[(gsize)i * n + j] = 0;
  return info == 0;
}

void ae_lower_solve(int n, const double *l, gboolean transposed, int rows, double *x) {
  one_thread(); /* x is X^T of L X = B, so that L stands at its right, transposed */
  cblas_dtrsm(CblasRowMajor, CblasRight, CblasLower, transposed ? CblasNoTrans : CblasTrans, CblasNonUnit, rows, n, 1,
              l, n, x, n);
}

void ae_add_products(int n, int rows, const double *a, double *c) {
  one_thread();
  cblas_dsyrk(CblasRowMajor, CblasLower, CblasTrans, n, rows, 1, a, n, 1, c, n);
}

void ae_multiply(int m, int n, int k, const double *a, const double *b, gboolean plain, double *c) {
  one_thread();
  cblas_dgemm(CblasRowMajor, CblasNoTrans, plain ? CblasNoTrans : CblasTrans, m, n, k, 1, a, k, b, plain ? n : k, 0, c,
              n);
}

/* Takes from v its parts along the rows of basis (k x d); the length of what is left. */
static double take_out(int k, int d, const double *basis, double *v) {
  for (int i = 0; i < k; i++) {
    const double *b = basis + (gsize)i * d;
    cblas_daxpy(d, -cblas_ddot(d, b, 1, v, 1), b, 1, v, 1);
  }
  return cblas_dnrm2(d, v, 1);
}

int ae_orthonormalise(int k, int d, double *a) {
  int rank = 0;
  one_thread();
  for (int i = 0; i < k; i++) {
    double *v = a + (gsize)rank * d, length = cblas_dnrm2(d, a + (gsize)i * d, 1);
    memmove(v, a + (gsize)i * d, (gsize)d * sizeof *v);
    double left = take_out(rank, d, a, v);
    if (!(left > 1e-7 * length))
      continue;
    cblas_dscal(d, 1 / left, v, 1);
    cblas_dscal(d, 1 / take_out(rank, d, a, v), v, 1);
    rank++;
  }
  return rank;
}

void ae_mirror_lower(int n, double *a) {
  for (int i = 0; i < n; i++)
    for (int j = i + 1; j < n; j++)
      a[(gsize)i * n + j] = a[(gsize)j * n + i];
}
