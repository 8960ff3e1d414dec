/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "latent/divergence.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "latent/lapack.h"

static gboolean check_distribution(int n, const double *p, const char *name, GError **error) {
  double sum = 0;
  for (int i = 0; i < n; i++) {
    if (!(p[i] >= 0) || !isfinite(p[i])) {
      g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: number %d (%g) is no probability", name, i, p[i]);
      return FALSE;
    }
    sum += p[i];
  }
  if (fabs(sum - 1) <= 1e-6)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: the probabilities sum to %g, not to 1", name, sum);
  return FALSE;
}

gboolean ae_kl_discrete(int n, const double *p, const double *q, double *kl, GError **error) {
  if (!check_distribution(n, p, "P", error) || !check_distribution(n, q, "Q", error))
    return FALSE;
  *kl = 0;
  for (int i = 0; i < n; i++)
    if (p[i] > 0)
      *kl += p[i] * log(p[i] / q[i]);
  return TRUE;
}

double ae_kl_gauss_standard(int d, const float *mu, const float *log_variance) {
  double sum = 0;
  for (int j = 0; j < d; j++)
    sum += exp(log_variance[j]) + (double)mu[j] * mu[j] - 1 - log_variance[j];
  return sum / 2;
}

double ae_kl_gauss_diagonal(int d, const double *mu0, const double *variance0, const double *mu1,
                            const double *variance1) {
  double sum = 0;
  for (int j = 0; j < d; j++) {
    double ratio = variance0[j] / variance1[j], step = mu1[j] - mu0[j];
    sum += ratio + step * step / variance1[j] - 1 - log(ratio);
  }
  return sum / 2;
}

static gboolean factor(int d, const double *covariance, double *l, const char *name, GError **error) {
  memcpy(l, covariance, (gsize)d * d * sizeof *l);
  if (ae_cholesky(d, l))
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: the covariance is not positive definite", name);
  return FALSE;
}

/* With c = L L^T: tr(c1^-1 c0) = |L1^-1 L0|^2, the quadratic form is |L1^-1 (mu1 - mu0)|^2. The rows that are solved
 * for are the columns of L0, and the step behind them: l0 is transposed in place. */
static double from_factors(int d, double *l0, const double *l1, const double *mu0, const double *mu1) {
  double sum = -d, *step = l0 + (gsize)d * d;
  for (int i = 0; i < d; i++) {
    gsize diagonal = (gsize)i * d + i;
    sum += 2 * log(l1[diagonal] / l0[diagonal]);
    step[i] = mu1[i] - mu0[i];
    for (int j = 0; j < i; j++) {
      l0[(gsize)j * d + i] = l0[(gsize)i * d + j];
      l0[(gsize)i * d + j] = 0;
    }
  }
  ae_lower_solve(d, l1, FALSE, d + 1, l0);
  for (gsize i = 0; i < (gsize)d * (d + 1); i++)
    sum += l0[i] * l0[i];
  return sum / 2;
}

gboolean ae_kl_gauss_full(int d, const double *mu0, const double *c0, const double *mu1, const double *c1, double *kl,
                          GError **error) {
  if (d < 1 || d > AE_LAPACK_MAX) {
    g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "a Gaussian of %d numbers: 1 to %d can be done", d, AE_LAPACK_MAX);
    return FALSE;
  }
  double *l0 = ae_alloc(2 * (gsize)d + 1, (gsize)d * sizeof *l0, "divergence", error);
  if (!l0)
    return FALSE;
  double *l1 = l0 + (gsize)d * (d + 1);
  gboolean ok = factor(d, c0, l0, "P", error) && factor(d, c1, l1, "Q", error);
  if (ok)
    *kl = from_factors(d, l0, l1, mu0, mu1);
  ae_free(l0);
  return ok;
}
