/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <math.h>

#include "base/checked.h"
#include "latent/distances.h"
#include "latent/knn.h"

typedef struct {
  const int *labels;
  int classes;
  double *sums; /* n x classes: of distances from a code to those of each class */
} Sums;

static void visit(gsize query, gsize first, gsize count, const double *squares, gpointer data) {
  Sums *s = data;
  double *sums = s->sums + query * s->classes;
  for (gsize i = 0; i < count; i++)
    if (first + i != query) /* rounding leaves a little of it */
      sums[s->labels[first + i]] += sqrt(squares[i]);
}

/* (b - a) / max(a, b) of a code of class own. */
static double silhouette(int classes, int own, const double *sums, const double *counts) {
  double a = sums[own] / (counts[own] - 1), b = INFINITY;
  for (int c = 0; c < classes; c++)
    if (c != own && counts[c] > 0)
      b = MIN(b, sums[c] / counts[c]);
  if (counts[own] < 2 || MAX(a, b) == 0)
    return 0;
  return (b - a) / MAX(a, b);
}

static void summarise(const Sums *s, gsize n, const double *counts, AeSeparation *result) {
  double within = 0, all = 0, pairs_within = 0, pairs = (double)n * ((double)n - 1);
  for (int c = 0; c < s->classes; c++)
    pairs_within += counts[c] * (counts[c] - 1);
  result->silhouette = 0;
  for (gsize i = 0; i < n; i++) {
    const double *sums = s->sums + i * s->classes;
    within += sums[s->labels[i]];
    for (int c = 0; c < s->classes; c++)
      all += sums[c];
    result->silhouette += silhouette(s->classes, s->labels[i], sums, counts) / (double)n;
  }
  result->within = pairs_within > 0 ? within / pairs_within : NAN;
  result->between = pairs > pairs_within ? (all - within) / (pairs - pairs_within) : NAN;
  if (!(pairs > pairs_within))
    result->silhouette = NAN;
}

static gboolean check_labels(gsize n, const int *labels, int classes, GError **error) {
  for (gsize i = 0; i < n; i++)
    if (labels[i] < 0 || labels[i] >= classes) {
      g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "label %" G_GSIZE_FORMAT " is %d, not in 0..%d", i, labels[i],
                  classes - 1);
      return FALSE;
    }
  return TRUE;
}

gboolean ae_separation(const AeCodes *codes, const int *labels, int classes, AeSeparation *result, GError **error) {
  if (!check_labels(codes->n, labels, classes, error))
    return FALSE;
  Sums s = {labels, classes, NULL};
  s.sums = ae_alloc(codes->n + 1, (gsize)MAX(classes, 1) * sizeof *s.sums, "distances of classes", error);
  if (!s.sums)
    return FALSE;
  double *counts = s.sums + codes->n * MAX(classes, 1);
  for (gsize i = 0; i < codes->n; i++)
    counts[labels[i]]++;
  gboolean ok = ae_distances(codes, codes, visit, &s, error);
  if (ok)
    summarise(&s, codes->n, counts, result);
  ae_free(s.sums);
  return ok;
}
