/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* How well codes tell the label: each example is left out in turn, and its nearest neighbours vote. */
#include <math.h>

#include "base/checked.h"
#include "latent/knn.h"
#include "latent/tsne.h"
#include "measure/measure.h"

/* Codes that are looked at: time goes with their square. */
enum { MOST_CODES = 10000, MOST_TSNE = 2000 };

static gboolean first_codes(AeMeasureContext *c, gsize most, AeCodes *codes, GError **error) {
  const AeCodes *all = ae_measure_set(c, AE_SET_CODE, error);
  if (all) {
    *codes = *all;
    codes->n = MIN(all->n, most);
  }
  return all != NULL;
}

static gboolean accuracy(const AeCodes *codes, const int *labels, int k, double *value, GError **error) {
  AeKnnScore score;
  if (!ae_knn_score(codes, labels, k, &score, error))
    return FALSE;
  *value = score.accuracy;
  return TRUE;
}

static gboolean nearest(AeMeasureContext *c, int k, double *value, GError **error) {
  AeCodes codes;
  return first_codes(c, MOST_CODES, &codes, error) && accuracy(&codes, ae_measure_labels(c), k, value, error);
}

static gboolean knn(AeMeasureContext *c, double *value, GError **error) { return nearest(c, 10, value, error); }
static gboolean knn1(AeMeasureContext *c, double *value, GError **error) { return nearest(c, 1, value, error); }

static gboolean knn_tsne(AeMeasureContext *c, double *value, GError **error) {
  AeTsneOptions options = {0};
  AeCodes codes;
  if (!first_codes(c, MOST_TSNE, &codes, error))
    return FALSE;
  float *plane = ae_alloc(codes.n, 2 * sizeof *plane, "points", error);
  gboolean ok = plane && ae_tsne(&codes, &options, plane, error);
  AeCodes points = {codes.n, 2, plane};
  ok = ok && accuracy(&points, ae_measure_labels(c), 10, value, error);
  ae_free(plane);
  return ok;
}

static gboolean distances(AeMeasureContext *c, AeSeparation *result, GError **error) {
  AeCodes codes;
  return first_codes(c, MOST_CODES, &codes, error) &&
         ae_separation(&codes, ae_measure_labels(c), (int)ae_measure_classes(c), result, error);
}

static gboolean separation(AeMeasureContext *c, double *value, GError **error) {
  AeSeparation result = {0};
  gboolean ok = distances(c, &result, error);
  *value = result.between / result.within;
  return ok;
}

static gboolean intra_inter(AeMeasureContext *c, double *value, GError **error) {
  AeSeparation result = {0};
  gboolean ok = distances(c, &result, error);
  *value = result.within / result.between;
  return ok;
}

const AeMeasure ae_measure_knn = {.name = "knn",
                                  .help = "share of the codes whose 10 nearest neighbours vote for their label",
                                  .needs = AE_NEEDS_CODE | AE_NEEDS_LABELS | AE_NEEDS_MANY,
                                  .usual = TRUE,
                                  .measure = knn};
const AeMeasure ae_measure_knn1 = {.name = "knn1",
                                   .help = "share of the codes whose nearest neighbour has their label",
                                   .needs = AE_NEEDS_CODE | AE_NEEDS_LABELS | AE_NEEDS_MANY,
                                   .measure = knn1};
const AeMeasure ae_measure_knn_tsne = {.name = "knn_tsne",
                                       .help = "knn of the first 2000 codes, laid out in the plane by t-SNE",
                                       .needs = AE_NEEDS_CODE | AE_NEEDS_LABELS | AE_NEEDS_MANY,
                                       .measure = knn_tsne};
const AeMeasure ae_measure_separation = {
    .name = "separation",
    .help = "mean distance of codes of different labels over that of codes of one label",
    .needs = AE_NEEDS_CODE | AE_NEEDS_LABELS | AE_NEEDS_MANY,
    .measure = separation};
const AeMeasure ae_measure_intra_inter = {
    .name = "intra_inter",
    .help = "the inverse: mean distance of codes of one label over that of codes of different ones",
    .needs = AE_NEEDS_CODE | AE_NEEDS_LABELS | AE_NEEDS_MANY,
    .measure = intra_inter};
