/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "latent/prior.h"

#include <math.h>

#include "base/checked.h"
#include "base/row.h"
#include "latent/mixture.h"

static const AePriorKind standard = {.name = "standard", .help = "N(0, I): no fit"};
static const AePriorKind diagonal = {.name = "diagonal",
                                     .help = "a Gaussian with the codes' means and variances",
                                     .fitted = TRUE,
                                     .diagonal = TRUE,
                                     .floor = 1e-6};
static const AePriorKind full = {
    .name = "full", .help = "a Gaussian with the codes' means and covariance", .fitted = TRUE, .floor = 1e-6};
static const AePriorKind mixture = {
    .name = "mixture", .help = "several Gaussians", .fitted = TRUE, .several = TRUE, .floor = 1e-3};

static const AePriorKind *const kinds[] = {&standard, &diagonal, &full, &mixture, NULL};

const AePriorKind *const *ae_prior_kinds(void) { return kinds; }

const AePriorKind *ae_prior_kind_by_name(const char *name, GError **error) {
  return ae_row_by_name((gconstpointer const *)kinds, "prior", "Priors", name, error);
}

void ae_prior_free(AePrior *prior) {
  if (!prior)
    return;
  ae_free(prior->share);
  ae_free(prior->stored);
  g_free(prior);
}

AePrior *ae_mixture_new(const AePriorKind *kind, int d, int k, GError **error) {
  if (d < 1 || d > AE_PRIOR_MAX_SIZE || k < 1 || k > AE_PRIOR_MAX_COMPONENTS) {
    g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "a prior of %d components over %d numbers: 1 to %d, 1 to %d can be", k,
                d, AE_PRIOR_MAX_COMPONENTS, AE_PRIOR_MAX_SIZE);
    return NULL;
  }
  gsize each = 1 + (gsize)d + (gsize)d * d;
  AePrior *prior = g_new0(AePrior, 1);
  prior->kind = kind;
  prior->d = d;
  prior->k = k;
  prior->share = ae_alloc((gsize)k, each * sizeof(double), "prior", error);
  prior->stored = prior->share ? ae_alloc((gsize)k, each * sizeof(float), "prior", error) : NULL;
  if (!prior->stored) {
    ae_prior_free(prior);
    return NULL;
  }
  prior->mean = prior->share + k;
  prior->factor = prior->mean + (gsize)k * d;
  return prior;
}

static gsize count(const AePrior *prior) { return prior->k * (1 + (gsize)prior->d + (gsize)prior->d * prior->d); }

void ae_mixture_load(AePrior *prior) {
  for (gsize i = 0; i < count(prior); i++)
    prior->share[i] = prior->stored[i];
}

void ae_mixture_store(AePrior *prior) {
  for (gsize i = 0; i < count(prior); i++)
    prior->stored[i] = (float)prior->share[i];
  ae_mixture_load(prior);
}

AePrior *ae_prior_standard(int d, GError **error) {
  AePrior *prior = ae_mixture_new(&standard, d, 1, error);
  if (!prior)
    return NULL;
  prior->share[0] = 1;
  for (gsize j = 0; j < (gsize)d; j++)
    prior->factor[j * d + j] = 1;
  ae_mixture_store(prior);
  return prior;
}

/* The mean over the numbers of a code of their variance. */
static double mean_variance(const AeCodes *codes, double *mean) {
  double sum = 0;
  ae_codes_mean(codes, mean);
  for (gsize i = 0; i < codes->n; i++)
    for (int j = 0; j < codes->d; j++) {
      double x = ae_codes_row(codes, i)[j] - mean[j];
      sum += x * x;
    }
  return sum / ((double)codes->n * codes->d);
}

static gboolean check_enough(const AePriorKind *kind, const AeCodes *codes, int k, GError **error) {
  if (codes->n >= 1 && (k < 1 || codes->n >= (gsize)k))
    return ae_codes_check(codes, "codes", error);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "prior \"%s\": %" G_GSIZE_FORMAT " codes are too few for %d components",
              kind->name, codes->n, k);
  return FALSE;
}

AePrior *ae_prior_fit(const AePriorKind *kind, const AeCodes *codes, int components, guint64 seed, GError **error) {
  if (!kind->fitted)
    return ae_prior_standard(codes->d, error);
  int k = kind->several ? components : 1;
  if (!check_enough(kind, codes, k, error))
    return NULL;
  AePrior *prior = ae_mixture_new(kind, codes->d, k, error);
  if (!prior)
    return NULL;
  AeRng rng;
  ae_rng_init(&rng, seed, 0);
  double floor = MAX(kind->floor * mean_variance(codes, prior->mean), 1e-12);
  if (ae_mixture_fit(prior, codes, floor, &rng, error))
    ae_mixture_store(prior);
  else
    g_clear_pointer(&prior, ae_prior_free);
  return prior;
}

gboolean ae_prior_log_density(const AePrior *prior, const AeCodes *codes, double *out, GError **error) {
  if (codes->d != prior->d) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "codes of %d numbers; the prior is of %d", codes->d, prior->d);
    return FALSE;
  }
  enum { BLOCK = AE_MIXTURE_BLOCK };
  double *work = ae_alloc((gsize)prior->d + prior->k, BLOCK * sizeof *work, "prior", error);
  for (gsize i = 0; work && i < codes->n; i += BLOCK)
    ae_mixture_expect(prior, codes, i, MIN(BLOCK, codes->n - i), work, work + (gsize)BLOCK * prior->d, out + i);
  ae_free(work);
  return work != NULL;
}

/* The last component takes what rounding leaves over. */
static int draw_component(const AePrior *prior, AeRng *rng) {
  double left = ae_rng_uniform(rng);
  for (int c = 0; c < prior->k - 1; c++) {
    left -= prior->share[c];
    if (left < 0)
      return c;
  }
  return prior->k - 1;
}

/* z = mean + L e in place, the last number first: those before it are still e. */
static void transform(const AePrior *prior, int c, float *z) {
  gsize d = (gsize)prior->d;
  const double *l = prior->factor + c * d * d, *mean = prior->mean + c * d;
  for (gsize i = d; i-- > 0;) {
    double sum = mean[i];
    for (gsize j = 0; j <= i; j++)
      sum += l[i * d + j] * z[j];
    z[i] = (float)sum;
  }
}

void ae_prior_sample(const AePrior *prior, AeRng *rng, gsize n, float *z) {
  for (gsize i = 0; i < n; i++, z += prior->d) {
    int c = draw_component(prior, rng);
    for (int j = 0; j < prior->d; j++)
      z[j] = (float)ae_rng_normal(rng);
    transform(prior, c, z);
  }
}
