/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Whether the reconstruction error tells examples from pictures of uniform noise, of which nearly all pictures are. */
#include "base/checked.h"
#include "latent/ranks.h"
#include "measure/measure.h"
#include "train/metrics.h"

enum { MOST = 2000 };

/* The errors of n noise pictures. */
static gboolean noise_errors(AeMeasureContext *c, gsize n, gsize d, double *score, GError **error) {
  float *noise = ae_alloc(2 * n, d * sizeof *noise, "noise", error), *out = noise + n * d;
  gboolean ok = noise != NULL;
  for (gsize i = 0; ok && i < n; i++) {
    AeRng rng;
    ae_measure_rng(c, AE_DRAW_NOISE, i, &rng);
    for (gsize k = 0; k < d; k++)
      noise[i * d + k] = (float)ae_rng_uniform(&rng);
  }
  ok = ok && ae_measure_pass(c, AE_WAY_WHOLE, noise, ae_measure_given(c), n, out, error);
  for (gsize i = 0; ok && i < n; i++)
    score[i] = ae_mse(out + i * d, noise + i * d, d);
  ae_free(noise);
  return ok;
}

static gboolean auroc_noise(AeMeasureContext *c, double *value, GError **error) {
  const AeCodes *clean = ae_measure_set(c, AE_SET_CLEAN, error), *input = ae_measure_set(c, AE_SET_INPUT, error),
                *made = input ? ae_measure_set(c, AE_SET_OUTPUT, error) : NULL;
  if (!clean || !made)
    return FALSE;
  if (input->d != clean->d) {
    g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, "what the network gets has not the examples' size");
    return FALSE;
  }
  gsize n = MIN(clean->n, MOST), d = (gsize)clean->d;
  g_autofree double *score = g_new(double, 2 * n);
  g_autofree gboolean *positive = g_new0(gboolean, 2 * n);
  for (gsize i = 0; i < n; i++) {
    score[i] = ae_mse(ae_codes_row(made, i), ae_codes_row(clean, i), d);
    positive[n + i] = TRUE;
  }
  return noise_errors(c, n, d, score + n, error) && ae_auc(2 * n, score, positive, value, error);
}

const AeMeasure ae_measure_auroc_noise = {
    .name = "auroc_noise",
    .help = "how surely the squared error tells uniform noise from examples: area under the curve",
    .needs = AE_NEEDS_RECONSTRUCT,
    .measure = auroc_noise};
