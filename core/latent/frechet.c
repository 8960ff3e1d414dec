/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* With C = V^T D V of both, the trace of (C_a C_b)^(1/2) is the sum of the singular values of
 * K = D_a^(1/2) V_a V_b^T D_b^(1/2), the roots of the eigenvalues of K K^T. */
#include <math.h>

#include "base/checked.h"
#include "latent/lapack.h"
#include "latent/likeness.h"
#include "latent/pca.h"

static gboolean sum_singular_values(const AePca *a, const AePca *b, double *sum, GError **error) {
  gsize d = (gsize)a->d;
  double *k = ae_alloc(2 * d + 1, d * sizeof *k, "Frechet distance", error);
  if (!k)
    return FALSE;
  double *products = k + d * d, *values = products + d * d;
  ae_multiply(a->d, a->d, a->d, a->axes, b->axes, FALSE, k);
  for (gsize i = 0; i < d * d; i++)
    k[i] *= sqrt(a->variance[i / d] * b->variance[i % d]);
  ae_multiply(a->d, a->d, a->d, k, k, FALSE, products);
  gboolean ok = ae_eigen_symmetric(a->d, products, values, error);
  *sum = 0;
  for (gsize i = 0; ok && i < d; i++)
    *sum += sqrt(MAX(values[i], 0));
  ae_free(k);
  return ok;
}

gboolean ae_frechet(const AeCodes *a, const AeCodes *b, double *distance, GError **error) {
  if (a->d != b->d) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "codes of %d and of %d numbers cannot be compared", a->d, b->d);
    return FALSE;
  }
  g_autoptr(AePca) pa = ae_pca_new(a, a->d, error);
  g_autoptr(AePca) pb = pa ? ae_pca_new(b, b->d, error) : NULL;
  double sum;
  if (!pb || !sum_singular_values(pa, pb, &sum, error))
    return FALSE;
  *distance = pa->total + pb->total - 2 * sum;
  for (int j = 0; j < a->d; j++)
    *distance += (pa->mean[j] - pb->mean[j]) * (pa->mean[j] - pb->mean[j]);
  *distance = MAX(*distance, 0);
  return TRUE;
}
