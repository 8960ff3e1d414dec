/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* How like the examples the samples are as a whole, by what the classifier gives for both: as many of each. */
#include "base/checked.h"
#include "latent/likeness.h"
#include "measure/measure.h"

/* Scores of examples and of samples. real is ae_free's. */
typedef struct {
  AeCodes real, made;
} Both;

static gboolean take_both(AeMeasureContext *c, Both *both, GError **error) {
  const AeCodes *clean = ae_measure_set(c, AE_SET_CLEAN, error),
                *made = clean ? ae_measure_set(c, AE_SET_SCORES, error) : NULL;
  if (!made)
    return FALSE;
  gsize n = MIN(clean->n, made->n);
  float *scores = ae_alloc(n, (gsize)made->d * sizeof *scores, "scores", error);
  *both = (Both){{n, made->d, scores}, {n, made->d, made->data}};
  if (scores && ae_measure_pass(c, AE_WAY_CLASSIFY, clean->data, NULL, n, scores, error))
    return TRUE;
  ae_free(scores);
  return FALSE;
}

static gboolean frechet(AeMeasureContext *c, double *value, GError **error) {
  Both both;
  if (!take_both(c, &both, error))
    return FALSE;
  gboolean ok = ae_frechet(&both.real, &both.made, value, error);
  ae_free((gpointer)both.real.data);
  return ok;
}

static gboolean prd(AeMeasureContext *c, AePrd *result, GError **error) {
  Both both;
  if (!take_both(c, &both, error))
    return FALSE;
  gboolean ok = ae_prd(&both.real, &both.made, (guint64)ae_measure_keys(c)->seed, result, error);
  ae_free((gpointer)both.real.data);
  return ok;
}

static gboolean prd_recall(AeMeasureContext *c, double *value, GError **error) {
  AePrd result = {0};
  gboolean ok = prd(c, &result, error);
  *value = result.recall;
  return ok;
}

static gboolean prd_precision(AeMeasureContext *c, double *value, GError **error) {
  AePrd result = {0};
  gboolean ok = prd(c, &result, error);
  *value = result.precision;
  return ok;
}

#define NEEDS (AE_NEEDS_RECONSTRUCT | AE_NEEDS_CODE | AE_NEEDS_CLASSIFIER | AE_NEEDS_MANY)

const AeMeasure ae_measure_frechet = {
    .name = "frechet",
    .help = "squared Frechet distance of the samples' scores from the examples' (Heusel et al. 2017)",
    .needs = NEEDS,
    .measure = frechet};
const AeMeasure ae_measure_prd_recall = {
    .name = "prd_recall",
    .help = "how much of what the examples are is sampled too (F 8 of Sajjadi et al. 2018)",
    .needs = NEEDS,
    .measure = prd_recall};
const AeMeasure ae_measure_prd_precision = {.name = "prd_precision",
                                            .help =
                                                "how much of what is sampled is like the examples (F 1/8 of the same)",
                                            .needs = NEEDS,
                                            .measure = prd_precision};
