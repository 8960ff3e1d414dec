/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The few dense decompositions that codes need, over OpenBLAS, in double, on the calling thread alone. Matrices are
 * row-major. */
#ifndef AE_LATENT_LAPACK_H
#define AE_LATENT_LAPACK_H

#include <aefilter/error.h>

G_BEGIN_DECLS

enum { AE_LAPACK_MAX = 8192 }; /* largest side: 512 MiB a matrix */

/* a (n x n, symmetric, finite; only its lower triangle is read) becomes its eigenvectors, one a row, orthonormal, in
 * the order of values (n), the largest first. A vector's sign is such that its largest component is positive: the first
 * of those that are equal to 1e-6. LAPACK's dsyevd; needs 2 n^2 numbers more while it runs. AE_ERROR_LIMIT for n,
 * AE_ERROR_MEMORY, AE_ERROR_INTERNAL where LAPACK does not converge. */
gboolean ae_eigen_symmetric(int n, double *a, double *values, GError **error);

/* a = L L^T: the lower triangle of a (n x n) becomes L, what is above it 0. FALSE without an error where a is not
 * positive definite; a is destroyed then. */
gboolean ae_cholesky(int n, double *a);

/* Each of rows rows of x (rows x n) becomes L^-1 x; transposed: L^-T x. */
void ae_lower_solve(int n, const double *l, gboolean transposed, int rows, double *x);

/* C (n x n, lower triangle only) += A^T A, A being rows x n. */
void ae_add_products(int n, int rows, const double *a, double *c);

/* C (m x n) = A B^T, A being m x k and B n x k; with plain TRUE, A B, B being k x n. */
void ae_multiply(int m, int n, int k, const double *a, const double *b, gboolean plain, double *c);

/* The first rows of a (k x d) become an orthonormal basis of what its rows span; returns how many they are. A row that
 * the rows before it span to 1e-7 of its length is left out. Gram & Schmidt, done twice. */
int ae_orthonormalise(int k, int d, double *a);

/* What is above the diagonal of a (n x n) becomes what is below it. */
void ae_mirror_lower(int n, double *a);

G_END_DECLS
#endif
