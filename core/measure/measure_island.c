/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Whether all of the island around a code, q(z|x), decodes to the same picture: 16 draws for each of the first 1000
 * examples, against the reconstruction from the mean. */
#include <math.h>

#include "base/checked.h"
#include "measure/measure.h"
#include "train/metrics.h"

enum { DRAWS = 16, MOST = 1000 };

/* Decoded pictures: n from the means, then n x DRAWS, the draws of one example together. */
typedef struct {
  gsize n, d;
  float *mean, *drawn;
} Islands;

static void islands_clear(Islands *s) {
  ae_free(s->mean);
  ae_free(s->drawn);
}

static void draw(AeMeasureContext *c, const AeCodes *mean, const AeCodes *log_variance, gsize n, float *z,
                 int *labels) {
  const int *given = ae_measure_given(c);
  for (gsize i = 0; i < n * DRAWS; i++) {
    const float *mu = ae_codes_row(mean, i / DRAWS), *log_v = ae_codes_row(log_variance, i / DRAWS);
    AeRng rng;
    ae_measure_rng(c, AE_DRAW_POSTERIOR, i, &rng);
    for (int k = 0; k < mean->d; k++)
      *z++ = (float)((double)mu[k] + exp(0.5 * (double)log_v[k]) * ae_rng_normal(&rng));
    labels[i] = given ? given[i / DRAWS] : -1;
  }
}

static gboolean islands_make(AeMeasureContext *c, Islands *s, GError **error) {
  const AeCodes *mean = ae_measure_set(c, AE_SET_MEAN, error),
                *log_variance = mean ? ae_measure_set(c, AE_SET_LOG_VARIANCE, error) : NULL;
  *s = (Islands){.n = mean ? MIN(mean->n, MOST) : 0, .d = ae_data_count(ae_measure_shape(c))};
  if (!log_variance)
    return FALSE;
  g_autofree int *labels = g_new(int, s->n *DRAWS);
  float *z = ae_alloc(s->n * DRAWS, (gsize)mean->d * sizeof *z, "codes", error);
  s->mean = z ? ae_alloc(s->n, s->d * sizeof *z, "reconstructions", error) : NULL;
  s->drawn = s->mean ? ae_alloc(s->n * DRAWS, s->d * sizeof *z, "reconstructions", error) : NULL;
  gboolean ok = s->drawn != NULL;
  if (ok) {
    draw(c, mean, log_variance, s->n, z, labels);
    ok = ae_measure_pass(c, AE_WAY_DECODE, mean->data, ae_measure_given(c), s->n, s->mean, error) &&
         ae_measure_pass(c, AE_WAY_DECODE, z, labels, s->n * DRAWS, s->drawn, error);
  }
  ae_free(z);
  return ok;
}

static gboolean island_mse(AeMeasureContext *c, double *value, GError **error) {
  Islands s;
  const AeCodes *clean = ae_measure_set(c, AE_SET_CLEAN, error);
  gboolean ok = clean && islands_make(c, &s, error);
  double sum = 0;
  for (gsize i = 0; ok && i < s.n * DRAWS; i++)
    sum += ae_mse(s.drawn + i * s.d, ae_codes_row(clean, i / DRAWS), s.d) / (double)(s.n * DRAWS);
  if (ok)
    *value = sum / ae_mse(s.mean, clean->data, s.n * s.d);
  if (clean)
    islands_clear(&s);
  return ok;
}

static gboolean island_class(AeMeasureContext *c, double *value, GError **error) {
  Islands s;
  gboolean ok = islands_make(c, &s, error);
  g_autofree int *wanted = g_new(int, s.n + 1), *found = g_new(int, s.n *DRAWS + 1);
  ok = ok && ae_measure_classify(c, s.mean, s.n, wanted, NULL, error) &&
       ae_measure_classify(c, s.drawn, s.n * DRAWS, found, NULL, error);
  gsize same = 0;
  for (gsize i = 0; ok && i < s.n * DRAWS; i++)
    same += found[i] == wanted[i / DRAWS];
  *value = (double)same / (double)MAX(s.n * DRAWS, 1);
  islands_clear(&s);
  return ok;
}

const AeMeasure ae_measure_island_mse = {
    .name = "island_mse",
    .help = "mse of pictures decoded from draws of q(z|x), over that of those decoded from its mean",
    .needs = AE_NEEDS_RECONSTRUCT | AE_NEEDS_VARIATIONAL,
    .measure = island_mse};
const AeMeasure ae_measure_island_class = {
    .name = "island_class",
    .help = "share of the same draws that the classifier takes for what it takes the mean for",
    .needs = AE_NEEDS_RECONSTRUCT | AE_NEEDS_VARIATIONAL | AE_NEEDS_CLASSIFIER,
    .measure = island_class};
