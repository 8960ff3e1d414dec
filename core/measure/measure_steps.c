/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Whether small steps stay small: of a picture in its code, and of a code in its picture. Ten sizes of step, in a
 * random direction, from each of the first 500 examples: the mean of their Spearman correlations of the step's size
 * with how far it moves. */
#include <math.h>

#include "base/checked.h"
#include "latent/ranks.h"
#include "measure/measure.h"

enum { SIZES = 10, MOST = 500 };

/* The smallest step, as a share of the points' mean length; the largest is SIZES times as long. */
#define LEAST 0.02

/* A way through the network, walked in steps from points. */
typedef struct {
  AeMeasureWay way;
  const AeCodes *from; /* points */
  const float *to;     /* what they give */
} Walk;

static double length(const float *a, const float *b, gsize d) {
  double sum = 0;
  for (gsize k = 0; k < d; k++) {
    double x = b ? (double)a[k] - (double)b[k] : (double)a[k];
    sum += x * x;
  }
  return sqrt(sum);
}

/* to is from with a step of that length in a random direction. */
static void step(AeRng *rng, const float *from, gsize d, double size, float *to) {
  ae_rng_normals(rng, to, d);
  double scale = size / MAX(length(to, NULL, d), 1e-30);
  for (gsize k = 0; k < d; k++)
    to[k] = (float)((double)from[k] + scale * (double)to[k]);
}

/* distance[i * SIZES + s]: how far step number s moves what point i gives. work: n rows of from, n rows of to. */
static gboolean walk_once(AeMeasureContext *c, const Walk *w, gsize n, int s, double unit, float *work,
                          double *distance, GError **error) {
  gsize d = (gsize)w->from->d, out = ae_measure_way_out(c, w->way, error);
  float *result = work + n * d;
  for (gsize i = 0; i < n; i++) {
    AeRng rng;
    ae_measure_rng(c, AE_DRAW_PAIRS, i, &rng);
    step(&rng, ae_codes_row(w->from, i), d, unit * (s + 1), work + i * d);
  }
  if (!ae_measure_pass(c, w->way, work, ae_measure_given(c), n, result, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    distance[i * SIZES + (gsize)s] = length(result + i * out, w->to + i * out, out);
  return TRUE;
}

/* distance: n x SIZES. NAN where nothing moves. */
static gboolean mean_correlation(const double *distance, gsize n, double *value, GError **error) {
  double size[SIZES], rho;
  for (int s = 0; s < SIZES; s++)
    size[s] = s;
  *value = 0;
  for (gsize i = 0; i < n; i++) {
    if (!ae_spearman(SIZES, size, distance + i * SIZES, &rho, error))
      return FALSE;
    *value += rho / (double)n;
  }
  return TRUE;
}

static gboolean correlate(AeMeasureContext *c, const Walk *w, double *value, GError **error) {
  gsize n = MIN(w->from->n, MOST), out = ae_measure_way_out(c, w->way, error);
  float *work = ae_alloc(n, ((gsize)w->from->d + out) * sizeof *work, "steps", error);
  g_autofree double *distance = g_new(double, n *SIZES);
  double unit = 0;
  gboolean ok = work != NULL;
  for (gsize i = 0; i < n; i++)
    unit += LEAST * length(ae_codes_row(w->from, i), NULL, (gsize)w->from->d) / (double)n;
  for (int s = 0; ok && s < SIZES; s++)
    ok = walk_once(c, w, n, s, unit, work, distance, error);
  ok = ok && mean_correlation(distance, n, value, error);
  ae_free(work);
  return ok;
}

static gboolean code_steps(AeMeasureContext *c, double *value, GError **error) {
  const AeCodes *input = ae_measure_set(c, AE_SET_INPUT, error),
                *code = input ? ae_measure_set(c, AE_SET_CODE, error) : NULL;
  Walk w = {AE_WAY_ENCODE, input, code ? code->data : NULL};
  return code && correlate(c, &w, value, error);
}

static gboolean decoded_steps(AeMeasureContext *c, double *value, GError **error) {
  const AeCodes *latent = ae_measure_latent(c, error), *out = latent ? ae_measure_set(c, AE_SET_OUTPUT, error) : NULL;
  Walk w = {AE_WAY_DECODE, latent, out ? out->data : NULL};
  return out && correlate(c, &w, value, error);
}

const AeMeasure ae_measure_code_steps = {
    .name = "code_steps",
    .help = "how surely a larger change in a picture moves its code further: mean Spearman correlation",
    .needs = AE_NEEDS_CODE,
    .measure = code_steps};
const AeMeasure ae_measure_decoded_steps = {
    .name = "decoded_steps",
    .help = "how surely a larger change in a code moves its picture further: mean Spearman correlation",
    .needs = AE_NEEDS_RECONSTRUCT | AE_NEEDS_CODE,
    .measure = decoded_steps};
