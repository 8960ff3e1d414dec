/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "latent/tsne.h"

#include <math.h>

#include "base/checked.h"
#include "base/rng.h"
#include "latent/knn.h"
#include "latent/pca.h"
#include "latent/tsne_gradient.h"

enum { ROUNDS = 1000, EARLY_ROUNDS = 250 };
static const double exaggeration = 12;

typedef struct {
  gsize n, padded;
  int k;
  int *index;        /* n x k neighbours */
  float *p;          /* n x k */
  float *at[2];      /* padded: x, y */
  double *step[2];   /* n: the last one */
  double *slope[2];  /* n: the gradient */
  double *eagerness; /* 2 n: Jacobs' gains, one a number */
} Map;

static void clear_map(Map *m) {
  ae_free(m->index);
  ae_free(m->p);
  ae_free(m->at[0]);
  ae_free(m->step[0]);
}

/* How neighbours lie: index and p. */
static gboolean find_neighbours(Map *m, const AeCodes *codes, double perplexity, GError **error) {
  float *distance = ae_alloc(m->n, (gsize)m->k * sizeof *distance, "t-SNE", error);
  gboolean ok = distance && ae_knn(codes, codes, TRUE, m->k, m->index, distance, error);
  if (ok)
    ae_tsne_affinities(m->n, m->k, distance, perplexity, m->p);
  ae_free(distance);
  return ok;
}

/* The first principal components, the first with a spread of 1e-4; and a hundredth of that at random, or equal codes
 * would never part and a line never leave its line. */
static gboolean set_start(Map *m, const AeCodes *codes, GError **error) {
  int axes = MIN(codes->d, 2);
  g_autoptr(AePca) pca = ae_pca_new(codes, axes, error);
  float *y = pca ? ae_alloc(m->n, 2 * sizeof *y, "t-SNE", error) : NULL;
  if (!y || !ae_pca_transform(pca, axes, codes, y, error)) {
    ae_free(y);
    return FALSE;
  }
  double scale = pca->variance[0] > 0 ? 1e-4 / sqrt(pca->variance[0]) : 0;
  AeRng rng;
  ae_rng_init(&rng, 0, 0);
  for (gsize i = 0; i < m->padded; i++)
    for (int c = 0; c < 2; c++) {
      double start = i < m->n && c < axes ? scale * y[i * axes + c] : 0;
      m->at[c][i] = i < m->n ? (float)(start + 1e-6 * ae_rng_normal(&rng)) : AE_TSNE_FAR;
    }
  ae_free(y);
  return TRUE;
}

static gboolean new_map(Map *m, const AeCodes *codes, double perplexity, GError **error) {
  perplexity = CLAMP(perplexity, 1, (double)(codes->n - 1) / 3);
  m->n = codes->n;
  m->padded = (m->n + AE_TSNE_LANES - 1) / AE_TSNE_LANES * AE_TSNE_LANES;
  m->k = (int)MIN((double)(m->n - 1), ceil(3 * perplexity));
  m->index = ae_alloc(m->n, (gsize)m->k * sizeof *m->index, "t-SNE", error);
  m->p = m->index ? ae_alloc(m->n, (gsize)m->k * sizeof *m->p, "t-SNE", error) : NULL;
  m->at[0] = m->p ? ae_alloc(m->padded, 2 * sizeof(float), "t-SNE", error) : NULL;
  m->step[0] = m->at[0] ? ae_alloc(m->n, 6 * sizeof(double), "t-SNE", error) : NULL;
  if (!m->step[0])
    return FALSE;
  m->at[1] = m->at[0] + m->padded;
  m->step[1] = m->step[0] + m->n;
  m->slope[0] = m->step[1] + m->n;
  m->slope[1] = m->slope[0] + m->n;
  m->eagerness = m->slope[1] + m->n;
  for (gsize i = 0; i < 2 * m->n; i++)
    m->eagerness[i] = 1;
  return find_neighbours(m, codes, perplexity, error) && set_start(m, codes, error);
}

/* Momentum, with a gain for each number that grows while its slope keeps its sign (Jacobs 1988). */
static void descend(Map *m, int round) {
  gboolean early = round < EARLY_ROUNDS;
  double momentum = early ? 0.5 : 0.8, rate = MAX((double)m->n / exaggeration, 200);
  ae_tsne_gradient(m->n, m->k, m->index, m->p, early ? exaggeration : 1, m->at[0], m->at[1], m->slope[0], m->slope[1]);
  for (int c = 0; c < 2; c++) {
    double mean = 0;
    for (gsize i = 0; i < m->n; i++) {
      double *gain = m->eagerness + (gsize)c * m->n + i, slope = m->slope[c][i];
      *gain = MAX(slope * m->step[c][i] < 0 ? *gain + 0.2 : *gain * 0.8, 0.01);
      m->step[c][i] = momentum * m->step[c][i] - rate * *gain * slope;
      m->at[c][i] += (float)m->step[c][i];
      mean += m->at[c][i] / (double)m->n;
    }
    for (gsize i = 0; i < m->n; i++)
      m->at[c][i] -= (float)mean;
  }
}

static gboolean run(Map *m, const AeTsneOptions *options, GError **error) {
  int rounds = options->rounds > 0 ? options->rounds : ROUNDS;
  for (int round = 0; round < rounds; round++) {
    if (options->progress && !options->progress((double)round / rounds, options->user_data)) {
      g_set_error(error, AE_ERROR, AE_ERROR_CANCELLED, "t-SNE was cancelled after %d of %d rounds", round, rounds);
      return FALSE;
    }
    descend(m, round);
  }
  return TRUE;
}

gboolean ae_tsne(const AeCodes *codes, const AeTsneOptions *options, float *out, GError **error) {
  if (codes->n < AE_TSNE_MIN || codes->n > AE_TSNE_MAX) {
    g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "t-SNE of %" G_GSIZE_FORMAT " codes: %d to %d can be done", codes->n,
                AE_TSNE_MIN, AE_TSNE_MAX);
    return FALSE;
  }
  if (!ae_codes_check(codes, "codes", error))
    return FALSE;
  Map m = {0};
  gboolean ok =
      new_map(&m, codes, options->perplexity > 0 ? options->perplexity : 30, error) && run(&m, options, error);
  for (gsize i = 0; ok && i < m.n; i++) {
    out[2 * i] = m.at[0][i];
    out[2 * i + 1] = m.at[1][i];
  }
  clear_map(&m);
  return ok;
}
