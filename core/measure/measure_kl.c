/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What a variational autoencoder's codes cost, and where they lie (Kingma & Welling 2013, arXiv 1312.6114). */
#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "latent/divergence.h"
#include "measure/measure.h"
#include "measure/nats.h"

/* Means and logarithms of variances of q(z|x). */
typedef struct {
  const AeCodes *mean, *log_variance;
} Posterior;

static gboolean take_posterior(AeMeasureContext *c, Posterior *q, GError **error) {
  q->mean = ae_measure_set(c, AE_SET_MEAN, error);
  q->log_variance = q->mean ? ae_measure_set(c, AE_SET_LOG_VARIANCE, error) : NULL;
  return q->log_variance != NULL;
}

/* The mean over the examples of D(q(z|x) || N(0, I)), in its closed form (appendix B). */
static gboolean kl(AeMeasureContext *c, double *value, GError **error) {
  Posterior q;
  if (!take_posterior(c, &q, error))
    return FALSE;
  *value = 0;
  for (gsize i = 0; i < q.mean->n; i++)
    *value +=
        ae_kl_gauss_standard(q.mean->d, ae_codes_row(q.mean, i), ae_codes_row(q.log_variance, i)) / (double)q.mean->n;
  return TRUE;
}

/* ---- the bound ---- */

static void draw_posterior(const AeMeasureContext *c, const Posterior *q, int draw, float *z) {
  gsize d = (gsize)q->mean->d;
  for (gsize i = 0; i < q->mean->n; i++, z += d) {
    AeRng rng;
    ae_measure_rng(c, AE_DRAW_POSTERIOR, i + (gsize)draw * q->mean->n, &rng);
    const float *mu = ae_codes_row(q->mean, i), *log_variance = ae_codes_row(q->log_variance, i);
    for (gsize k = 0; k < d; k++)
      z[k] = (float)((double)mu[k] + exp(0.5 * (double)log_variance[k]) * ae_rng_normal(&rng));
  }
}

/* -ELBO(x) = E_{z ~ q(z|x)} [-log p(x|z)] + D(q(z|x) || N(0, I)), equation 3; the decoder is Bernoulli, and its
 * expectation is the mean over draws of z. Figures with z = mu are lower, and are no bound. */
static gboolean elbo(AeMeasureContext *c, double *value, GError **error) {
  Posterior q;
  const AeCodes *clean = ae_measure_set(c, AE_SET_CLEAN, error);
  int draws = ae_measure_keys(c)->draws;
  if (!clean || !take_posterior(c, &q, error))
    return FALSE;
  float *z = ae_alloc(q.mean->n, (gsize)q.mean->d * sizeof *z, "codes", error);
  float *out = z ? ae_alloc(clean->n, (gsize)clean->d * sizeof *out, "reconstructions", error) : NULL;
  gboolean ok = out && kl(c, value, error);
  for (int i = 0; ok && i < draws; i++) {
    draw_posterior(c, &q, i, z);
    ok = ae_measure_pass(c, AE_WAY_DECODE, z, ae_measure_given(c), clean->n, out, error);
    if (ok)
      *value += ae_nats(clean->data, out, clean->n * (gsize)clean->d) / ((double)clean->n * draws);
  }
  ae_free(out);
  ae_free(z);
  return ok;
}

/* ---- where codes lie ---- */

static gboolean sigma_mean(AeMeasureContext *c, double *value, GError **error) {
  Posterior q;
  if (!take_posterior(c, &q, error))
    return FALSE;
  gsize count = q.mean->n * (gsize)q.mean->d;
  *value = 0;
  for (gsize i = 0; i < count; i++)
    *value += exp(0.5 * (double)q.log_variance->data[i]) / (double)count;
  return TRUE;
}

/* Mean and variance of the k-th number of z over the aggregate posterior, the mean over x of q(z|x): the variance is
 * that of the means and the mean of the variances. */
static void aggregate(const Posterior *q, int k, double *mean, double *variance) {
  double sum = 0, squares = 0, inner = 0, n = (double)q->mean->n;
  for (gsize i = 0; i < q->mean->n; i++) {
    double mu = (double)ae_codes_row(q->mean, i)[k];
    sum += mu;
    squares += mu * mu;
    inner += exp((double)ae_codes_row(q->log_variance, i)[k]);
  }
  *mean = sum / n;
  *variance = MAX(squares / n - *mean * *mean, 0) + inner / n;
}

typedef enum { LARGEST_MEAN, SMALLEST_VARIANCE, LARGEST_VARIANCE } Extreme;

static gboolean extreme(AeMeasureContext *c, Extreme which, double *value, GError **error) {
  Posterior q;
  if (!take_posterior(c, &q, error))
    return FALSE;
  for (int k = 0; k < q.mean->d; k++) {
    double mean, variance;
    aggregate(&q, k, &mean, &variance);
    double one = which == LARGEST_MEAN ? fabs(mean) : variance;
    if (k == 0 || (which == SMALLEST_VARIANCE ? one < *value : one > *value))
      *value = one;
  }
  return TRUE;
}

static gboolean agg_mean_max(AeMeasureContext *c, double *value, GError **error) {
  return extreme(c, LARGEST_MEAN, value, error);
}
static gboolean agg_var_min(AeMeasureContext *c, double *value, GError **error) {
  return extreme(c, SMALLEST_VARIANCE, value, error);
}
static gboolean agg_var_max(AeMeasureContext *c, double *value, GError **error) {
  return extreme(c, LARGEST_VARIANCE, value, error);
}

/* ---- rows ---- */

const AeMeasure ae_measure_kl = {.name = "kl",
                                 .help = "divergence of q(z|x) from N(0, I), mean over the examples",
                                 .unit = "nats",
                                 .needs = AE_NEEDS_VARIATIONAL,
                                 .usual = TRUE,
                                 .measure = kl};
const AeMeasure ae_measure_elbo = {.name = "elbo",
                                   .help = "negative evidence lower bound of an example: nats at z ~ q(z|x), and kl",
                                   .unit = "nats",
                                   .needs = AE_NEEDS_RECONSTRUCT | AE_NEEDS_VARIATIONAL,
                                   .usual = TRUE,
                                   .measure = elbo};
const AeMeasure ae_measure_sigma_mean = {.name = "sigma_mean",
                                         .help = "mean standard deviation of q(z|x)",
                                         .needs = AE_NEEDS_VARIATIONAL,
                                         .usual = TRUE,
                                         .measure = sigma_mean};
const AeMeasure ae_measure_agg_mean_max = {.name = "agg_mean_max",
                                           .help = "mean of the codes of all examples, drawn from q(z|x): the number "
                                                   "of a code where it is farthest from 0",
                                           .needs = AE_NEEDS_VARIATIONAL,
                                           .measure = agg_mean_max};
const AeMeasure ae_measure_agg_var_min = {.name = "agg_var_min",
                                          .help = "variance of the same: where it is least",
                                          .needs = AE_NEEDS_VARIATIONAL,
                                          .measure = agg_var_min};
const AeMeasure ae_measure_agg_var_max = {.name = "agg_var_max",
                                          .help = "variance of the same: where it is largest",
                                          .needs = AE_NEEDS_VARIATIONAL,
                                          .measure = agg_var_max};
