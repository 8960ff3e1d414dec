/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "latent/distances.h"

#include "base/checked.h"
#include "latent/lapack.h"

enum { BLOCK = 256 };

static double *fill(const AeCodes *codes, gsize first, gsize rows, const double *mean, double *x, double *lengths) {
  ae_codes_block(codes, first, rows, mean, x);
  for (gsize r = 0; r < rows; r++) {
    lengths[r] = 0;
    for (int j = 0; j < codes->d; j++)
      lengths[r] += x[r * codes->d + j] * x[r * codes->d + j];
  }
  return x;
}

/* products: rows x count of a.b, becomes squared distances. */
static void to_squares(gsize rows, gsize count, const double *a, const double *b, double *products) {
  for (gsize r = 0; r < rows; r++)
    for (gsize i = 0; i < count; i++) {
      double square = a[r] + b[i] - 2 * products[r * count + i];
      products[r * count + i] = MAX(square, 0);
    }
}

/* Codes that lie far from 0 lose digits in the products: their mean is taken out first. */
gboolean ae_distances(const AeCodes *codes, const AeCodes *queries, AeDistancesVisit visit, gpointer data,
                      GError **error) {
  if (codes->d != queries->d) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "codes of %d and of %d numbers have no distance", codes->d,
                queries->d);
    return FALSE;
  }
  if (!ae_codes_check(codes, "codes", error) || !ae_codes_check(queries, "queries", error))
    return FALSE;
  gsize d = (gsize)codes->d;
  double *mean = ae_alloc(d + 2 * BLOCK * (d + 1) + BLOCK * BLOCK, sizeof *mean, "distances", error);
  if (!mean)
    return FALSE;
  double *a = mean + d, *b = a + BLOCK * d, *length_a = b + BLOCK * d, *length_b = length_a + BLOCK;
  double *products = length_b + BLOCK;
  ae_codes_mean(codes, mean);
  for (gsize q = 0; q < queries->n; q += BLOCK) {
    gsize rows = MIN(BLOCK, queries->n - q);
    fill(queries, q, rows, mean, a, length_a);
    for (gsize first = 0; first < codes->n; first += BLOCK) {
      gsize count = MIN(BLOCK, codes->n - first);
      fill(codes, first, count, mean, b, length_b);
      ae_multiply((int)rows, (int)count, (int)d, a, b, FALSE, products);
      to_squares(rows, count, length_a, length_b, products);
      for (gsize r = 0; r < rows; r++)
        visit(q + r, first, count, products + r * count, data);
    }
  }
  ae_free(mean);
  return TRUE;
}

double ae_square_distance(const AeCodes *codes, gsize i, const AeCodes *queries, gsize q) {
  const float *a = ae_codes_row(codes, i), *b = ae_codes_row(queries, q);
  double sum = 0;
  for (int j = 0; j < codes->d; j++)
    sum += ((double)a[j] - b[j]) * ((double)a[j] - b[j]);
  return sum;
}
