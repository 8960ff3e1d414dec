/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "latent/ranks.h"

#include <math.h>
#include <stdlib.h>

#include "base/checked.h"

typedef struct {
  double x;
  gsize i;
} Item;

static int by_value(const void *a, const void *b) {
  double x = ((const Item *)a)->x, y = ((const Item *)b)->x;
  return (x > y) - (x < y) + (isnan(x) != 0) - (isnan(y) != 0);
}

gboolean ae_ranks(gsize n, const double *x, double *ranks, GError **error) {
  Item *items = ae_alloc(n, sizeof *items, "ranks", error);
  if (!items)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    items[i] = (Item){x[i], i};
  qsort(items, n, sizeof *items, by_value);
  for (gsize first = 0, end; first < n; first = end) {
    for (end = first + 1; end < n && items[end].x == items[first].x;)
      end++;
    for (gsize i = first; i < end; i++)
      ranks[items[i].i] = (double)(first + end + 1) / 2;
  }
  ae_free(items);
  return TRUE;
}

static double correlation(gsize n, const double *x, const double *y) {
  double mean = ((double)n + 1) / 2, xx = 0, yy = 0, xy = 0; /* of ranks */
  for (gsize i = 0; i < n; i++) {
    xx += (x[i] - mean) * (x[i] - mean);
    yy += (y[i] - mean) * (y[i] - mean);
    xy += (x[i] - mean) * (y[i] - mean);
  }
  return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : NAN;
}

gboolean ae_spearman(gsize n, const double *x, const double *y, double *rho, GError **error) {
  double *ranks = ae_alloc(n, 2 * sizeof *ranks, "ranks", error);
  gboolean ok = ranks && ae_ranks(n, x, ranks, error) && ae_ranks(n, y, ranks + n, error);
  if (ok)
    *rho = correlation(n, ranks, ranks + n);
  ae_free(ranks);
  return ok;
}

/* Mann and Whitney: the positives' ranks, less what they are among themselves. */
gboolean ae_auc(gsize n, const double *score, const gboolean *positive, double *auc, GError **error) {
  double *ranks = ae_alloc(n, sizeof *ranks, "ranks", error), sum = 0, positives = 0;
  gboolean ok = ranks && ae_ranks(n, score, ranks, error);
  for (gsize i = 0; ok && i < n; i++)
    if (positive[i]) {
      sum += ranks[i];
      positives++;
    }
  double negatives = (double)n - positives;
  ae_free(ranks);
  if (ok && (positives == 0 || negatives == 0)) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%g positives and %g negatives: both are needed", positives,
                negatives);
    return FALSE;
  }
  if (ok)
    *auc = (sum - positives * (positives + 1) / 2) / (positives * negatives);
  return ok;
}
