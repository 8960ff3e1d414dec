/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "latent/kmeans.h"
#include "latent/likeness.h"

enum { CLUSTERS = 20, ANGLES = 1001, RUNS = 10 };

static double f_score(double beta2, double precision, double recall) {
  double below = beta2 * precision + recall;
  return below > 0 ? (1 + beta2) * precision * recall / below : 0;
}

/* At the slope t: precision = sum min(t real, made), recall = precision / t. */
AePrd ae_prd_of_histograms(int n, const double *real, const double *made) {
  AePrd best = {0, 0};
  for (int i = 0; i < ANGLES; i++) {
    double slope = tan(1e-6 + i * (1.5707963267948966 - 2e-6) / (ANGLES - 1)), precision = 0;
    for (int k = 0; k < n; k++)
      precision += MIN(slope * real[k], made[k]);
    best.recall = MAX(best.recall, f_score(64, precision, precision / slope));
    best.precision = MAX(best.precision, f_score(1 / 64.0, precision, precision / slope));
  }
  return (AePrd){MIN(best.recall, 1), MIN(best.precision, 1)};
}

/* both: the rows of real, then those of made. nearest: a number for each. */
static gboolean run(const AeCodes *both, gsize real, AeRng *rng, double *centres, int *nearest, AePrd *sum,
                    GError **error) {
  double histogram[2][CLUSTERS] = {{0}};
  if (!ae_kmeans(both, CLUSTERS, rng, centres, nearest, error))
    return FALSE;
  for (gsize i = 0; i < both->n; i++) {
    gboolean is_made = i >= real;
    histogram[is_made][nearest[i]] += 1 / (double)(is_made ? both->n - real : real);
  }
  AePrd prd = ae_prd_of_histograms(CLUSTERS, histogram[0], histogram[1]);
  sum->recall += prd.recall / RUNS;
  sum->precision += prd.precision / RUNS;
  return TRUE;
}

static gboolean check(const AeCodes *real, const AeCodes *made, GError **error) {
  if (!ae_codes_check(real, "real codes", error) || !ae_codes_check(made, "made codes", error))
    return FALSE;
  if (real->d == made->d && real->n > 0 && made->n > 0 && real->n + made->n >= CLUSTERS)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
              "%" G_GSIZE_FORMAT " codes of %d numbers and %" G_GSIZE_FORMAT " of %d cannot be compared", real->n,
              real->d, made->n, made->d);
  return FALSE;
}

gboolean ae_prd(const AeCodes *real, const AeCodes *made, guint64 seed, AePrd *prd, GError **error) {
  if (!check(real, made, error))
    return FALSE;
  gsize d = (gsize)real->d, n = real->n + made->n;
  float *rows = ae_alloc(n, d * sizeof *rows, "codes", error);
  double *centres = rows ? ae_alloc(CLUSTERS, d * sizeof *centres, "centres", error) : NULL;
  int *nearest = centres ? ae_alloc(n, sizeof *nearest, "clusters", error) : NULL;
  gboolean ok = nearest != NULL;
  AeRng rng;
  ae_rng_init(&rng, seed, 0);
  *prd = (AePrd){0, 0};
  if (ok) {
    memcpy(rows, real->data, real->n * d * sizeof *rows);
    memcpy(rows + real->n * d, made->data, made->n * d * sizeof *rows);
  }
  AeCodes both = {n, real->d, rows};
  for (int i = 0; ok && i < RUNS; i++)
    ok = run(&both, real->n, &rng, centres, nearest, prd, error);
  ae_free(nearest);
  ae_free(centres);
  ae_free(rows);
  return ok;
}
