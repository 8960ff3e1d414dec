/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The squares of the angles' cosines are the eigenvalues of M M^T, M = A B^T with orthonormal rows in A and B. */
#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "latent/lapack.h"
#include "latent/pca.h"

static double *basis_of(int d, const double *a, int k, GError **error) {
  double *basis = ae_alloc((gsize)k, (gsize)d * sizeof *basis, "a space's basis", error);
  if (!basis)
    return NULL;
  memcpy(basis, a, (gsize)k * d * sizeof *basis);
  int rank = ae_orthonormalise(k, d, basis);
  if (rank == k)
    return basis;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%d directions of %d numbers span %d dimensions only", k, d, rank);
  ae_free(basis);
  return NULL;
}

/* a (few x d) and b (many x d) are bases. work: few x many, then few x few. */
static gboolean angles_of(int d, const double *a, int few, const double *b, int many, double *angles, GError **error) {
  double *m = ae_alloc((gsize)few, ((gsize)many + few) * sizeof *m, "principal angles", error);
  if (!m)
    return FALSE;
  double *products = m + (gsize)few * many;
  ae_multiply(few, many, d, a, b, FALSE, m);
  ae_multiply(few, few, many, m, m, FALSE, products);
  gboolean ok = ae_eigen_symmetric(few, products, angles, error);
  for (int i = 0; ok && i < few; i++)
    angles[i] = acos(sqrt(CLAMP(angles[i], 0, 1)));
  ae_free(m);
  return ok;
}

gboolean ae_principal_angles(int d, const double *a, int ka, const double *b, int kb, double *angles, GError **error) {
  if (ka > kb)
    return ae_principal_angles(d, b, kb, a, ka, angles, error);
  if (d < 1 || ka < 1 || kb > d) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "angles between spaces of %d and %d directions of %d numbers", ka, kb,
                d);
    return FALSE;
  }
  double *basis_a = basis_of(d, a, ka, error), *basis_b = basis_a ? basis_of(d, b, kb, error) : NULL;
  gboolean ok = basis_b && angles_of(d, basis_a, ka, basis_b, kb, angles, error);
  ae_free(basis_a);
  ae_free(basis_b);
  return ok;
}
