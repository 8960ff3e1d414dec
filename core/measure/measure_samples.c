/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What a classifier thinks of pictures that were decoded from codes of the prior, and of the examples. */
#include "measure/measure.h"

static gboolean confident(AeMeasureContext *c, double *value, GError **error) {
  const AeCodes *scores = ae_measure_set(c, AE_SET_SCORES, error);
  gsize sure = 0;
  for (gsize i = 0; scores && i < scores->n; i++) {
    float share;
    ae_measure_largest(ae_codes_row(scores, i), (gsize)scores->d, &share);
    sure += share >= 0.9f;
  }
  *value = scores ? (double)sure / (double)scores->n : 0;
  return scores != NULL;
}

static gboolean classes(AeMeasureContext *c, double *value, GError **error) {
  const AeCodes *scores = ae_measure_set(c, AE_SET_SCORES, error);
  g_autoptr(GHashTable) met = g_hash_table_new(NULL, NULL);
  for (gsize i = 0; scores && i < scores->n; i++)
    g_hash_table_add(met, GINT_TO_POINTER(ae_measure_largest(ae_codes_row(scores, i), (gsize)scores->d, NULL)));
  *value = g_hash_table_size(met);
  return scores != NULL;
}

/* ---- conditional: sample i was asked for with label i modulo the labels ---- */

static gboolean agreement(AeMeasureContext *c, double *mean, double *least, GError **error) {
  const AeCodes *scores = ae_measure_set(c, AE_SET_SCORES, error);
  gsize each = (gsize)ae_measure_keys(c)->samples, labels = scores ? scores->n / each : 0;
  *mean = 0;
  *least = 1;
  for (gsize label = 0; label < labels; label++) {
    gsize right = 0;
    for (gsize i = label; i < scores->n; i += labels)
      right += ae_measure_largest(ae_codes_row(scores, i), (gsize)scores->d, NULL) == (int)label;
    *mean += (double)right / (double)scores->n;
    *least = MIN(*least, (double)right / (double)each);
  }
  return scores != NULL;
}

static gboolean agree(AeMeasureContext *c, double *value, GError **error) {
  double least;
  return agreement(c, value, &least, error);
}

static gboolean agree_min(AeMeasureContext *c, double *value, GError **error) {
  double mean;
  return agreement(c, &mean, value, error);
}

#define SAMPLES (AE_NEEDS_RECONSTRUCT | AE_NEEDS_CODE | AE_NEEDS_CLASSIFIER)

const AeMeasure ae_measure_confident = {.name = "confident",
                                        .help = "share of the samples that the classifier is sure of, by 0.9 and more",
                                        .needs = SAMPLES,
                                        .usual = TRUE,
                                        .measure = confident};
const AeMeasure ae_measure_n_classes = {.name = "classes",
                                        .help = "how many classes the classifier finds among the samples",
                                        .needs = SAMPLES,
                                        .usual = TRUE,
                                        .measure = classes};
const AeMeasure ae_measure_agree = {.name = "agree",
                                    .help = "share of the samples that the classifier takes for the label asked for",
                                    .needs = SAMPLES | AE_NEEDS_CONDITIONAL,
                                    .usual = TRUE,
                                    .measure = agree};
const AeMeasure ae_measure_agree_min = {.name = "agree_min",
                                        .help = "the same, of the label that comes out worst",
                                        .needs = SAMPLES | AE_NEEDS_CONDITIONAL,
                                        .usual = TRUE,
                                        .measure = agree_min};
