/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What lies halfway between two examples: decoded from the middle of their codes, against their cross-fade. 1000 pairs
 * at random. */
#include "base/checked.h"
#include "latent/lerp.h"
#include "measure/measure.h"

enum { PAIRS = 1000 };

/* Halfway in the codes z, and in the pictures fade, of pair i. Returns the label that the network is told. */
static int middle(AeMeasureContext *c, const AeCodes *latent, const AeCodes *clean, gsize i, float *z, float *fade) {
  AeRng rng;
  ae_measure_rng(c, AE_DRAW_PAIRS, i, &rng);
  gsize a = ae_rng_below(&rng, (guint32)clean->n), b = ae_rng_below(&rng, (guint32)clean->n);
  ae_lerp(latent->d, ae_codes_row(latent, a), ae_codes_row(latent, b), 0.5, z);
  ae_lerp(clean->d, ae_codes_row(clean, a), ae_codes_row(clean, b), 0.5, fade);
  return ae_measure_given(c) ? ae_measure_given(c)[a] : -1;
}

static gboolean midpoint_sure(AeMeasureContext *c, double *value, GError **error) {
  const AeCodes *latent = ae_measure_latent(c, error), *clean = latent ? ae_measure_set(c, AE_SET_CLEAN, error) : NULL;
  if (!clean)
    return FALSE;
  gsize d = (gsize)clean->d, k = (gsize)latent->d;
  float *z = ae_alloc(PAIRS, (k + 2 * d) * sizeof *z, "middles", error);
  float *fade = z + PAIRS * k, *decoded = fade + PAIRS * d;
  int labels[PAIRS];
  float sure[2][PAIRS];
  for (gsize i = 0; z && i < PAIRS; i++)
    labels[i] = middle(c, latent, clean, i, z + i * k, fade + i * d);
  gboolean ok = z && ae_measure_pass(c, AE_WAY_DECODE, z, labels, PAIRS, decoded, error) &&
                ae_measure_classify(c, decoded, PAIRS, NULL, sure[0], error) &&
                ae_measure_classify(c, fade, PAIRS, NULL, sure[1], error);
  *value = 0;
  for (gsize i = 0; ok && i < PAIRS; i++)
    *value += (sure[0][i] > sure[1][i]) / (double)PAIRS;
  ae_free(z);
  return ok;
}

const AeMeasure ae_measure_midpoint_sure = {
    .name = "midpoint_sure",
    .help = "share of pairs whose middle, decoded, the classifier is surer of than of their cross-fade",
    .needs = AE_NEEDS_RECONSTRUCT | AE_NEEDS_CODE | AE_NEEDS_CLASSIFIER,
    .measure = midpoint_sure};
