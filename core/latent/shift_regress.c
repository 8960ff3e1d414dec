/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* With attributes and codes less their means, B (m x d) of the least sum |z - B^T a|^2 solves A^T A B = A^T Z; the
 * constant is what the means leave. */
#include <math.h>

#include "base/checked.h"
#include "latent/lapack.h"
#include "latent/shift.h"

enum { BLOCK = 256 };

typedef struct {
  AeCodes codes, attributes;
  double *mean;    /* d + m: of codes, of attributes */
  double *block;   /* BLOCK x m: attributes less their mean */
  double *squares; /* m x m: A^T A, then L */
  double *mixed;   /* d x m: Z^T A, then B^T */
} Regression;

static gboolean regression_alloc(Regression *r, GError **error) {
  gsize d = (gsize)r->codes.d, m = (gsize)r->attributes.d;
  if (m > AE_LAPACK_MAX) {
    g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "%d attributes: %d can be told apart", r->attributes.d, AE_LAPACK_MAX);
    return FALSE;
  }
  r->mean = ae_alloc(d + m, sizeof(double), "regression", error);
  r->block = r->mean ? ae_alloc(m, (BLOCK + m + d) * sizeof(double), "regression", error) : NULL;
  if (!r->block)
    return FALSE;
  r->squares = r->block + BLOCK * m;
  r->mixed = r->squares + m * m;
  return TRUE;
}

static void accumulate(Regression *r) {
  int d = r->codes.d, m = r->attributes.d;
  ae_codes_mean(&r->codes, r->mean);
  ae_codes_mean(&r->attributes, r->mean + d);
  for (gsize first = 0; first < r->codes.n; first += BLOCK) {
    gsize rows = MIN(BLOCK, r->codes.n - first);
    ae_codes_block(&r->attributes, first, rows, r->mean + d, r->block);
    ae_add_products(m, (int)rows, r->block, r->squares);
    for (gsize i = 0; i < rows; i++)
      for (int j = 0; j < d; j++) {
        double z = ae_codes_row(&r->codes, first + i)[j] - r->mean[j];
        for (int a = 0; a < m; a++)
          r->mixed[(gsize)j * m + a] += z * r->block[i * m + a];
      }
  }
}

/* L's diagonal is what is left of an attribute when those before it are known, relative to how much it varies. A ridge
 * far below what counts as nothing lets the factorisation go on to the end, so that the attribute can be named. */
static gboolean factor(Regression *r, GError **error) {
  int m = r->attributes.d, dependent = -1;
  double *variation = r->block; /* done with */
  for (int a = 0; a < m; a++) {
    variation[a] = r->squares[(gsize)a * m + a];
    r->squares[(gsize)a * m + a] += variation[a] > 0 ? 1e-12 * variation[a] : 1;
  }
  ae_cholesky(m, r->squares);
  for (int a = 0; a < m && dependent < 0; a++) {
    double left = r->squares[(gsize)a * m + a];
    if (variation[a] == 0 || !(left * left > 1e-9 * variation[a]))
      dependent = a;
  }
  if (dependent >= 0)
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "attribute %d of %d does not vary, or follows from those before it",
                dependent, m);
  return dependent < 0;
}

static gboolean solve(Regression *r, float *v, GError **error) {
  int d = r->codes.d, m = r->attributes.d;
  accumulate(r);
  if (!factor(r, error))
    return FALSE;
  ae_lower_solve(m, r->squares, FALSE, d, r->mixed);
  ae_lower_solve(m, r->squares, TRUE, d, r->mixed);
  for (int a = 0; a < m; a++)
    for (int j = 0; j < d; j++)
      v[(gsize)a * d + j] = (float)r->mixed[(gsize)j * m + a];
  return TRUE;
}

gboolean ae_shift_regress(const AeCodes *codes, const float *attributes, int m, float *v, GError **error) {
  Regression r = {.codes = *codes, .attributes = {codes->n, m, attributes}};
  if (!ae_codes_check(&r.codes, "codes", error) || !ae_codes_check(&r.attributes, "attributes", error))
    return FALSE;
  gboolean ok = regression_alloc(&r, error) && solve(&r, v, error);
  ae_free(r.block);
  ae_free(r.mean);
  return ok;
}
