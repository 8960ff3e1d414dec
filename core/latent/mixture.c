/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "latent/mixture.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "latent/kmeans.h"
#include "latent/lapack.h"
#include "latent/posterior.h"

enum { BLOCK = AE_MIXTURE_BLOCK, ROUNDS = 200 };
static const double enough = 1e-6; /* nats a code that a round must gain */

/* log share_c + log N(z; c) for the rows of work, which are z - mean_c. */
static void score(const AePrior *mixture, int c, gsize rows, double *work, double *joint) {
  int d = mixture->d;
  const double *l = mixture->factor + (gsize)c * d * d;
  double constant = log(mixture->share[c]) - d * 0.91893853320467274; /* log(2 pi) / 2 */
  for (int j = 0; j < d; j++)
    constant -= log(l[(gsize)j * d + j]);
  ae_lower_solve(d, l, FALSE, (int)rows, work);
  for (gsize r = 0; r < rows; r++) {
    double square = 0;
    for (int j = 0; j < d; j++)
      square += work[r * d + j] * work[r * d + j];
    joint[r * mixture->k + c] = constant - square / 2;
  }
}

void ae_mixture_expect(const AePrior *mixture, const AeCodes *codes, gsize first, gsize rows, double *work,
                       double *joint, double *log_p) {
  for (int c = 0; c < mixture->k; c++) {
    ae_codes_block(codes, first, rows, mixture->mean + (gsize)c * mixture->d, work);
    score(mixture, c, rows, work, joint);
  }
  for (gsize r = 0; r < rows; r++)
    log_p[r] = ae_posterior(mixture->k, joint + r * mixture->k, joint + r * mixture->k);
}

/* ---- fitting ---- */

typedef struct {
  AePrior *mixture;
  const AeCodes *codes;
  double floor;
  double *shares; /* n x k: how much of a row each component explains */
  double *work;   /* BLOCK x d */
} Fit;

/* The mean of log p(z). */
static double expect(Fit *fit) {
  double log_p[BLOCK], sum = 0;
  for (gsize first = 0; first < fit->codes->n; first += BLOCK) {
    gsize rows = MIN(BLOCK, fit->codes->n - first);
    ae_mixture_expect(fit->mixture, fit->codes, first, rows, fit->work, fit->shares + first * fit->mixture->k, log_p);
    for (gsize r = 0; r < rows; r++)
      sum += log_p[r];
  }
  return sum / (double)fit->codes->n;
}

static void find_mean(Fit *fit, int c, double total, double *mean) {
  const AeCodes *codes = fit->codes;
  memset(mean, 0, (gsize)codes->d * sizeof *mean);
  for (gsize i = 0; i < codes->n; i++)
    for (int j = 0; j < codes->d; j++)
      mean[j] += fit->shares[i * fit->mixture->k + c] * ae_codes_row(codes, i)[j];
  for (int j = 0; j < codes->d; j++)
    mean[j] /= total;
}

/* sum_i share_i (z_i - mean)(z_i - mean)^T, lower triangle. */
static void find_products(Fit *fit, int c, const double *mean, double *products) {
  const AeCodes *codes = fit->codes;
  int d = codes->d;
  memset(products, 0, (gsize)d * d * sizeof *products);
  for (gsize first = 0; first < codes->n; first += BLOCK) {
    gsize rows = MIN(BLOCK, codes->n - first);
    ae_codes_block(codes, first, rows, mean, fit->work);
    for (gsize i = 0; i < rows * d; i++)
      fit->work[i] *= sqrt(fit->shares[(first + i / d) * fit->mixture->k + c]);
    ae_add_products(d, (int)rows, fit->work, products);
  }
}

/* products / total + floor I, without what is off the diagonal where the kind has none, to its factor. The floor is far
 * above what rounding takes away, so that it is positive definite. */
static gboolean to_factor(const Fit *fit, double total, double *products, GError **error) {
  int d = fit->mixture->d;
  for (int i = 0; i < d; i++)
    for (int j = 0; j <= i; j++) {
      double *x = products + (gsize)i * d + j;
      *x = i == j ? *x / total + fit->floor : fit->mixture->kind->diagonal ? 0 : *x / total;
    }
  if (ae_cholesky(d, products))
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_INTERNAL, "a covariance of %d numbers is not positive definite", d);
  return FALSE;
}

static gboolean maximise(Fit *fit, GError **error) {
  AePrior *mixture = fit->mixture;
  gsize d = (gsize)mixture->d, n = fit->codes->n;
  for (int c = 0; c < mixture->k; c++) {
    double total = 0;
    for (gsize i = 0; i < n; i++)
      total += fit->shares[i * mixture->k + c];
    mixture->share[c] = total / (double)n;
    if (!(mixture->share[c] > 1e-12)) /* explains nothing: stays where it is */
      continue;
    find_mean(fit, c, total, mixture->mean + c * d);
    find_products(fit, c, mixture->mean + c * d, mixture->factor + c * d * d);
    if (!to_factor(fit, total, mixture->factor + c * d * d, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean run(Fit *fit, GError **error) {
  double before = -INFINITY;
  for (int round = 0; round <= ROUNDS; round++) {
    if (!maximise(fit, error))
      return FALSE;
    double now = fit->mixture->k > 1 ? expect(fit) : before;
    if (!(now - before >= enough))
      break;
    before = now;
  }
  return TRUE;
}

/* Each row belongs wholly to its nearest centre; a centre that has none gets a Gaussian all the same. */
static gboolean start(Fit *fit, AeRng *rng, GError **error) {
  const AeCodes *codes = fit->codes;
  gsize d = (gsize)codes->d;
  for (gsize i = 0; i < fit->mixture->k * d; i++)
    fit->mixture->factor[i * d + i % d] = sqrt(fit->floor);
  int k = fit->mixture->k, *nearest = ae_alloc(codes->n, sizeof *nearest, "k-means", error);
  gboolean ok = nearest && ae_kmeans(codes, k, rng, fit->mixture->mean, nearest, error);
  for (gsize i = 0; ok && i < codes->n; i++)
    fit->shares[i * k + nearest[i]] = 1;
  ae_free(nearest);
  return ok;
}

gboolean ae_mixture_fit(AePrior *mixture, const AeCodes *codes, double floor, AeRng *rng, GError **error) {
  Fit fit = {mixture, codes, floor, NULL, NULL};
  fit.shares = ae_alloc(codes->n, (gsize)mixture->k * sizeof *fit.shares, "mixture", error);
  fit.work = fit.shares ? ae_alloc(BLOCK, (gsize)codes->d * sizeof *fit.work, "mixture", error) : NULL;
  gboolean ok = fit.work && start(&fit, rng, error) && run(&fit, error);
  ae_free(fit.work);
  ae_free(fit.shares);
  return ok;
}
