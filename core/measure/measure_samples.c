/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What a classifier thinks of pictures that were decoded from codes of the prior, and of the examples. */
#include "measure/measure.h"

/* What classifier= takes the samples for; FALSE with an error. labels and sure: g_free. */
typedef struct {
  gsize n;
  int *labels;
  float *sure;
} Verdict;

static gboolean judge_samples(AeMeasureContext *c, Verdict *v, GError **error) {
  const AeCodes *samples = ae_measure_set(c, AE_SET_SAMPLED, error);
  *v = (Verdict){0};
  if (!samples)
    return FALSE;
  *v = (Verdict){samples->n, g_new(int, samples->n), g_new(float, samples->n)};
  return ae_measure_classify(c, samples->data, samples->n, v->labels, v->sure, error);
}

static void clear(Verdict *v) {
  g_free(v->labels);
  g_free(v->sure);
}

static gboolean confident(AeMeasureContext *c, double *value, GError **error) {
  Verdict v;
  gboolean ok = judge_samples(c, &v, error);
  gsize sure = 0;
  for (gsize i = 0; ok && i < v.n; i++)
    sure += v.sure[i] >= 0.9f;
  *value = (double)sure / (double)MAX(v.n, 1);
  clear(&v);
  return ok;
}

static gboolean classes(AeMeasureContext *c, double *value, GError **error) {
  Verdict v;
  gboolean ok = judge_samples(c, &v, error);
  g_autoptr(GHashTable) met = g_hash_table_new(NULL, NULL);
  for (gsize i = 0; ok && i < v.n; i++)
    g_hash_table_add(met, GINT_TO_POINTER(v.labels[i]));
  *value = g_hash_table_size(met);
  clear(&v);
  return ok;
}

/* ---- conditional: sample i was asked for with label i modulo the labels ---- */

static gboolean agreement(AeMeasureContext *c, double *mean, double *least, GError **error) {
  Verdict v;
  gboolean ok = judge_samples(c, &v, error);
  gsize each = (gsize)ae_measure_keys(c)->samples, labels = v.n / each;
  *mean = 0;
  *least = 1;
  for (gsize label = 0; ok && label < labels; label++) {
    gsize right = 0;
    for (gsize i = label; i < v.n; i += labels)
      right += v.labels[i] == (int)label;
    *mean += (double)right / (double)v.n;
    *least = MIN(*least, (double)right / (double)each);
  }
  clear(&v);
  return ok;
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
