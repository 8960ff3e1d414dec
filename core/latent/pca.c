/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "latent/pca.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "latent/lapack.h"

enum { BLOCK = 256 }; /* rows that BLAS gets at once */

/* ---- fitting ---- */

struct AePcaFit {
  int d;
  gsize n;          /* rows so far, those in block too */
  int pending;      /* rows in block */
  double *shift;    /* d: the first row, so that a large mean costs no digits */
  double *sum;      /* d, of x - shift */
  double *block;    /* BLOCK x d of x - shift */
  double *products; /* d x d, lower: sum over the rows behind block of (x - shift)(x - shift)^T */
};

AePcaFit *ae_pca_fit_new(int d, GError **error) {
  if (d < 1 || d > AE_PCA_MAX) {
    g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "principal components of %d numbers: 1 to %d can be done", d,
                AE_PCA_MAX);
    return NULL;
  }
  AePcaFit *fit = g_new0(AePcaFit, 1);
  gsize side = (gsize)d;
  fit->d = d;
  fit->shift = ae_alloc(2 + BLOCK + side, side * sizeof(double), "covariance", error);
  if (!fit->shift) {
    g_free(fit);
    return NULL;
  }
  fit->sum = fit->shift + side;
  fit->block = fit->sum + side;
  fit->products = fit->block + BLOCK * side;
  return fit;
}

void ae_pca_fit_free(AePcaFit *fit) {
  if (!fit)
    return;
  ae_free(fit->shift);
  g_free(fit);
}

void ae_pca_fit_add(AePcaFit *fit, const float *rows, gsize n) {
  for (int j = 0; fit->n == 0 && n > 0 && j < fit->d; j++)
    fit->shift[j] = rows[j];
  for (gsize i = 0; i < n; i++, rows += fit->d) {
    double *x = fit->block + (gsize)fit->pending * fit->d;
    for (int j = 0; j < fit->d; j++) {
      x[j] = rows[j] - fit->shift[j];
      fit->sum[j] += x[j];
    }
    fit->n++;
    if (++fit->pending < BLOCK)
      continue;
    ae_add_products(fit->d, BLOCK, fit->block, fit->products);
    fit->pending = 0;
  }
}

/* covariance = products / n - s s^T, s = sum / n: its trace, which is not finite if any number was not. */
static double find_covariance(const AePcaFit *fit, double *covariance) {
  gsize d = (gsize)fit->d;
  double n = (double)fit->n, trace = 0;
  memcpy(covariance, fit->products, d * d * sizeof *covariance);
  ae_add_products(fit->d, fit->pending, fit->block, covariance);
  for (gsize i = 0; i < d; i++) {
    for (gsize j = 0; j <= i; j++)
      covariance[i * d + j] = covariance[i * d + j] / n - fit->sum[i] / n * (fit->sum[j] / n);
    trace += MAX(covariance[i * d + i], 0);
    if (!isfinite(covariance[i * d + i]))
      return NAN;
  }
  return trace;
}

static AePca *pca_alloc(int d, int k, GError **error) {
  AePca *pca = g_new0(AePca, 1);
  pca->d = d;
  pca->k = k;
  pca->mean = ae_alloc((gsize)d, sizeof(double), "mean", error);
  pca->variance = pca->mean ? ae_alloc((gsize)k, sizeof(double), "variances", error) : NULL;
  pca->axes = pca->variance ? ae_alloc((gsize)k, (gsize)d * sizeof(double), "directions", error) : NULL;
  if (!pca->axes)
    g_clear_pointer(&pca, ae_pca_free);
  return pca;
}

static gboolean decompose(const AePcaFit *fit, AePca *pca, double *covariance, double *values, GError **error) {
  pca->n = fit->n;
  pca->total = find_covariance(fit, covariance);
  if (!isfinite(pca->total)) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "principal components: a number is not finite");
    return FALSE;
  }
  if (!ae_eigen_symmetric(fit->d, covariance, values, error))
    return FALSE;
  for (int j = 0; j < fit->d; j++)
    pca->mean[j] = fit->shift[j] + fit->sum[j] / (double)fit->n;
  for (int i = 0; i < pca->k; i++)
    pca->variance[i] = MAX(values[i], 0);
  memcpy(pca->axes, covariance, (gsize)pca->k * fit->d * sizeof *covariance);
  return TRUE;
}

AePca *ae_pca_fit_finish(const AePcaFit *fit, int k, GError **error) {
  if (fit->n == 0 || k < 1 || k > fit->d) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%d principal components of %" G_GSIZE_FORMAT " rows of %d numbers", k,
                fit->n, fit->d);
    return NULL;
  }
  gsize d = (gsize)fit->d;
  AePca *pca = pca_alloc(fit->d, k, error);
  double *covariance = pca ? ae_alloc(d + 1, d * sizeof *covariance, "covariance", error) : NULL;
  if (!covariance || !decompose(fit, pca, covariance, covariance + d * d, error))
    g_clear_pointer(&pca, ae_pca_free);
  ae_free(covariance);
  return pca;
}

AePca *ae_pca_new(const AeCodes *codes, int k, GError **error) {
  g_autoptr(AePcaFit) fit = ae_pca_fit_new(codes->d, error);
  if (!fit)
    return NULL;
  ae_pca_fit_add(fit, codes->data, codes->n);
  return ae_pca_fit_finish(fit, k, error);
}

void ae_pca_free(AePca *pca) {
  if (!pca)
    return;
  ae_free(pca->mean);
  ae_free(pca->variance);
  ae_free(pca->axes);
  g_free(pca);
}

double ae_pca_explained(const AePca *pca, int k) {
  double sum = 0;
  for (int i = 0; i < MIN(k, pca->k); i++)
    sum += pca->variance[i];
  return pca->total > 0 ? sum / pca->total : 1;
}

/* ---- using ---- */

static gboolean check_fits(const AePca *pca, int k, int d, GError **error) {
  if (k >= 1 && k <= pca->k && d == pca->d)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%d principal components of %d numbers; %d of %d numbers are known", k,
              d, pca->k, pca->d);
  return FALSE;
}

/* x: BLOCK x pca->d; what is made of it, BLOCK x k, follows. ae_free. */
static double *new_blocks(const AePca *pca, int k, GError **error) {
  return ae_alloc((gsize)pca->d + k, BLOCK * sizeof(double), "principal components", error);
}

gboolean ae_pca_transform(const AePca *pca, int k, const AeCodes *codes, float *y, GError **error) {
  double *x = check_fits(pca, k, codes->d, error) ? new_blocks(pca, k, error) : NULL;
  if (!x)
    return FALSE;
  double *projected = x + (gsize)BLOCK * pca->d;
  for (gsize first = 0; first < codes->n; first += BLOCK) {
    gsize rows = MIN(BLOCK, codes->n - first);
    ae_codes_block(codes, first, rows, pca->mean, x);
    ae_multiply((int)rows, k, pca->d, x, pca->axes, FALSE, projected);
    for (gsize i = 0; i < rows * k; i++)
      y[first * k + i] = (float)projected[i];
  }
  ae_free(x);
  return TRUE;
}

gboolean ae_pca_inverse(const AePca *pca, const AeCodes *y, float *x, GError **error) {
  double *out = check_fits(pca, y->d, pca->d, error) ? new_blocks(pca, y->d, error) : NULL;
  if (!out)
    return FALSE;
  gsize d = (gsize)pca->d;
  double *in = out + BLOCK * d;
  for (gsize first = 0; first < y->n; first += BLOCK) {
    gsize rows = MIN(BLOCK, y->n - first);
    ae_codes_block(y, first, rows, NULL, in);
    ae_multiply((int)rows, pca->d, y->d, in, pca->axes, TRUE, out);
    for (gsize i = 0; i < rows * d; i++)
      x[first * d + i] = (float)(out[i] + pca->mean[i % d]);
  }
  ae_free(out);
  return TRUE;
}

/* |x - x^|^2 = |x - m|^2 - y_1^2 - ... - y_i^2, as the directions are orthonormal. */
gboolean ae_pca_residual(const AePca *pca, const AeCodes *codes, double *mse, GError **error) {
  double *x = check_fits(pca, pca->k, codes->d, error) ? new_blocks(pca, pca->k, error) : NULL;
  if (!x)
    return FALSE;
  double *y = x + (gsize)BLOCK * pca->d, count = (double)codes->n * pca->d;
  memset(mse, 0, ((gsize)pca->k + 1) * sizeof *mse);
  for (gsize first = 0; first < codes->n; first += BLOCK) {
    gsize rows = MIN(BLOCK, codes->n - first);
    ae_codes_block(codes, first, rows, pca->mean, x);
    ae_multiply((int)rows, pca->k, pca->d, x, pca->axes, FALSE, y);
    for (gsize i = 0; i < rows * pca->d; i++)
      mse[0] += x[i] * x[i];
    for (gsize i = 0; i < rows * pca->k; i++)
      mse[1 + i % pca->k] += y[i] * y[i];
  }
  mse[0] /= MAX(count, 1);
  for (int i = 1; i <= pca->k; i++)
    mse[i] = MAX(mse[i - 1] - mse[i] / MAX(count, 1), 0);
  ae_free(x);
  return TRUE;
}

/* y = V x - V m; x^ = V^T y + m. */
gboolean ae_pca_weights(const AePca *pca, int k, float *encode_weight, float *encode_bias, float *decode_weight,
                        float *decode_bias, GError **error) {
  if (!check_fits(pca, k, pca->d, error))
    return FALSE;
  gsize d = (gsize)pca->d;
  for (gsize i = 0; i < (gsize)k; i++) {
    double bias = 0;
    for (gsize j = 0; j < d; j++) {
      double v = pca->axes[i * d + j];
      bias -= v * pca->mean[j];
      encode_weight[i * d + j] = decode_weight[j * k + i] = (float)v;
    }
    encode_bias[i] = (float)bias;
  }
  for (gsize j = 0; j < d; j++)
    decode_bias[j] = (float)pca->mean[j];
  return TRUE;
}
