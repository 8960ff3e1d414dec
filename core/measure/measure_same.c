/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Whether codes tell if two examples have the same label, such as being of one person: by the cosine of the angle
 * between them, on as many pairs of one label as of two, drawn at random; every label is drawn as often. None of the
 * labels need have been trained on. */
#include <math.h>
#include <stdlib.h>

#include "latent/ranks.h"
#include "measure/measure.h"

enum { PAIRS = 5000 };

typedef struct {
  gsize n;
  guint *order, *first; /* the examples of label k: order[first[k]] .. order[first[k + 1] - 1] */
  guint *often;         /* the labels that two have at least */
  guint n_often;
} Groups;

static void group(const int *labels, gsize n, guint classes, Groups *g) {
  g->order = g_new(guint, n);
  g->first = g_new0(guint, classes + 2);
  g->often = g_new(guint, classes);
  for (gsize i = 0; i < n; i++)
    g->first[labels[i] + 2]++;
  for (guint k = 0; k < classes; k++) {
    if (g->first[k + 2] > 1)
      g->often[g->n_often++] = k;
    g->first[k + 2] += g->first[k + 1];
  }
  for (gsize i = 0; i < n; i++)
    g->order[g->first[labels[i] + 1]++] = (guint)i;
  g->n = n;
}

static void group_clear(Groups *g) {
  g_free(g->order);
  g_free(g->first);
  g_free(g->often);
}

static guint draw_of(const Groups *g, guint label, AeRng *rng) {
  return g->order[g->first[label] + ae_rng_below(rng, g->first[label + 1] - g->first[label])];
}

/* Two examples of one label, or of two. */
static void draw_pair(const Groups *g, const int *labels, gboolean same, AeRng *rng, guint pair[2]) {
  guint label = g->often[ae_rng_below(rng, g->n_often)];
  pair[0] = draw_of(g, label, rng);
  do
    pair[1] = same ? draw_of(g, label, rng) : ae_rng_below(rng, (guint)g->n);
  while (pair[1] == pair[0] || (labels[pair[1]] == (int)label) != same);
}

static double cosine(const float *a, const float *b, int d) {
  double ab = 0, aa = 0, bb = 0;
  for (int j = 0; j < d; j++) {
    ab += (double)a[j] * b[j];
    aa += (double)a[j] * a[j];
    bb += (double)b[j] * b[j];
  }
  return aa > 0 && bb > 0 ? ab / sqrt(aa) / sqrt(bb) : 0;
}

/* PAIRS of one label, then as many of two. */
static gboolean draw_pairs(AeMeasureContext *c, double *score, gboolean *same, GError **error) {
  const AeCodes *codes = ae_measure_set(c, AE_SET_CODE, error);
  const int *labels = ae_measure_labels(c);
  if (!codes)
    return FALSE;
  Groups g = {0};
  group(labels, codes->n, ae_measure_classes(c), &g);
  gboolean good = g.n_often > 0 && g.first[g.often[0] + 1] - g.first[g.often[0]] < codes->n;
  for (gsize i = 0; good && i < 2 * PAIRS; i++) {
    guint pair[2];
    AeRng rng;
    ae_measure_rng(c, AE_DRAW_PAIRS, i, &rng);
    same[i] = i < PAIRS;
    draw_pair(&g, labels, same[i], &rng, pair);
    score[i] = cosine(ae_codes_row(codes, pair[0]), ae_codes_row(codes, pair[1]), codes->d);
  }
  if (!good)
    g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, "of the examples no two have the same label, or all have");
  group_clear(&g);
  return good;
}

static gboolean same_auc(AeMeasureContext *c, double *value, GError **error) {
  g_autofree double *score = g_new(double, 2 * PAIRS);
  g_autofree gboolean *same = g_new(gboolean, 2 * PAIRS);
  return draw_pairs(c, score, same, error) && ae_auc(2 * PAIRS, score, same, value, error);
}

/* ---- right or wrong ---- */

typedef struct {
  double score;
  gboolean same;
} Pair;

static int rising(const void *a, const void *b) {
  double x = ((const Pair *)a)->score, y = ((const Pair *)b)->score;
  return (x > y) - (x < y);
}

/* The threshold that tells most of them; n sorted pairs of which half are of one label. */
static double best_threshold(const Pair *pairs, gsize n) {
  gsize right = n / 2, most = right;
  double best = pairs[0].score;
  for (gsize i = 0; i + 1 < n; i++) { /* under the threshold is i and all before it */
    right = pairs[i].same ? right - 1 : right + 1;
    if (right > most && pairs[i].score < pairs[i + 1].score) {
      most = right;
      best = pairs[i + 1].score;
    }
  }
  return best;
}

/* Every second pair finds the threshold by which the others are judged. */
static gboolean same_accuracy(AeMeasureContext *c, double *value, GError **error) {
  g_autofree double *score = g_new(double, 2 * PAIRS);
  g_autofree gboolean *same = g_new(gboolean, 2 * PAIRS);
  g_autofree Pair *learnt = g_new(Pair, PAIRS);
  if (!draw_pairs(c, score, same, error))
    return FALSE;
  for (gsize i = 0; i < PAIRS; i++)
    learnt[i] = (Pair){score[2 * i], same[2 * i]};
  qsort(learnt, PAIRS, sizeof *learnt, rising);
  double threshold = best_threshold(learnt, PAIRS);
  gsize right = 0;
  for (gsize i = 0; i < PAIRS; i++)
    right += (score[2 * i + 1] >= threshold) == same[2 * i + 1];
  *value = (double)right / PAIRS;
  return TRUE;
}

const AeMeasure ae_measure_same_auc = {
    .name = "same_auc",
    .help = "how often codes of one label lie at a smaller angle than codes of two labels do",
    .needs = AE_NEEDS_LABELS | AE_NEEDS_CODE | AE_NEEDS_MANY,
    .measure = same_auc};
const AeMeasure ae_measure_same_accuracy = {
    .name = "same_accuracy",
    .help = "share of pairs of which the angle of the codes tells rightly whether they have one label",
    .needs = AE_NEEDS_LABELS | AE_NEEDS_CODE | AE_NEEDS_MANY,
    .measure = same_accuracy};
