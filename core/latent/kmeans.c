/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "latent/kmeans.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"

enum { ROUNDS = 50 };

static double square_to(const AeCodes *codes, gsize i, const double *centre) {
  const float *row = ae_codes_row(codes, i);
  double sum = 0;
  for (int j = 0; j < codes->d; j++)
    sum += (row[j] - centre[j]) * (row[j] - centre[j]);
  return sum;
}

static void copy_row(const AeCodes *codes, gsize i, double *centre) { ae_codes_block(codes, i, 1, NULL, centre); }

/* A row with a probability in proportion to squares, its squared distance to the nearest centre so far; any row where
 * all are 0. */
static gsize draw_row(gsize n, const double *squares, double total, AeRng *rng) {
  if (!(total > 0))
    return (gsize)(ae_rng_uniform(rng) * (double)n);
  double left = ae_rng_uniform(rng) * total;
  gsize last = 0;
  for (gsize i = 0; i < n; i++) {
    if (squares[i] <= 0)
      continue;
    last = i;
    left -= squares[i];
    if (left < 0)
      break;
  }
  return last;
}

static void choose_centres(const AeCodes *codes, int k, AeRng *rng, double *squares, double *centres) {
  for (gsize i = 0; i < codes->n; i++)
    squares[i] = INFINITY;
  gsize chosen = (gsize)(ae_rng_uniform(rng) * (double)codes->n);
  for (int c = 0; c < k; c++) {
    double total = 0, *centre = centres + (gsize)c * codes->d;
    copy_row(codes, chosen, centre);
    for (gsize i = 0; i < codes->n; i++) {
      squares[i] = MIN(squares[i], square_to(codes, i, centre));
      total += squares[i];
    }
    chosen = draw_row(codes->n, squares, total, rng);
  }
}

/* Whether any row went to another centre. */
static gboolean assign(const AeCodes *codes, int k, const double *centres, int *nearest) {
  gboolean changed = FALSE;
  for (gsize i = 0; i < codes->n; i++) {
    double least = INFINITY;
    int best = 0;
    for (int c = 0; c < k; c++) {
      double square = square_to(codes, i, centres + (gsize)c * codes->d);
      if (square < least) {
        least = square;
        best = c;
      }
    }
    changed = changed || nearest[i] != best;
    nearest[i] = best;
  }
  return changed;
}

/* A centre that no row is nearest to stays where it is. counts: k; sums: k x d. */
static void move_centres(const AeCodes *codes, int k, const int *nearest, double *counts, double *sums,
                         double *centres) {
  memset(counts, 0, (gsize)k * sizeof *counts);
  memset(sums, 0, (gsize)k * codes->d * sizeof *sums);
  for (gsize i = 0; i < codes->n; i++) {
    counts[nearest[i]]++;
    for (int j = 0; j < codes->d; j++)
      sums[(gsize)nearest[i] * codes->d + j] += ae_codes_row(codes, i)[j];
  }
  for (gsize i = 0; i < (gsize)k * codes->d; i++)
    if (counts[i / codes->d] > 0)
      centres[i] = sums[i] / counts[i / codes->d];
}

gboolean ae_kmeans(const AeCodes *codes, int k, AeRng *rng, double *centres, int *nearest, GError **error) {
  gsize work = MAX(codes->n, (gsize)k * (codes->d + 1));
  double *scratch = ae_alloc(work, sizeof *scratch, "k-means", error);
  if (!scratch)
    return FALSE;
  choose_centres(codes, k, rng, scratch, centres);
  for (gsize i = 0; i < codes->n; i++)
    nearest[i] = -1;
  for (int round = 0; assign(codes, k, centres, nearest) && round < ROUNDS; round++)
    move_centres(codes, k, nearest, scratch, scratch + k, centres);
  ae_free(scratch);
  return TRUE;
}
