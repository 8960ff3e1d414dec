/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/sweep_pca.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "latent/pca.h"
#include "train/metrics.h"

enum { BLOCK = 500 };

gboolean ae_sweep_pca_measures(const char *measure) {
  return !strcmp(measure, "mse") || !strcmp(measure, "sse") || !strcmp(measure, "psnr");
}

static AePca *fit(const AeMeasureContext *c, int d, int k, GError **error) {
  guint n = MIN(ae_example_parts_train(c->parts), AE_SWEEP_PCA_EXAMPLES);
  g_autoptr(AePcaFit) pca = ae_pca_fit_new(d, error);
  float *rows = pca ? ae_alloc((gsize)BLOCK * (gsize)d, sizeof *rows, "examples", error) : NULL;
  for (guint first = 0; rows && first < n; first += BLOCK) {
    guint now = MIN(BLOCK, n - first);
    for (guint i = 0; i < now; i++)
      ae_example_train(c->parts, first + i, (guint64)c->options.seed, rows + (gsize)i * (gsize)d);
    ae_pca_fit_add(pca, rows, now);
  }
  AePca *result = rows ? ae_pca_fit_finish(pca, k, error) : NULL;
  ae_free(rows);
  return result;
}

/* Mean squared error of the clean rows and what k components make of the ones that go in. */
static gboolean error_of(const AePca *pca, int k, const AeCodes *in, const AeCodes *clean, double *mse,
                         GError **error) {
  gsize count = clean->n * (gsize)clean->d;
  float *codes = ae_alloc(in->n * (gsize)k, sizeof *codes, "codes", error);
  float *made = codes ? ae_alloc(count, sizeof *made, "reconstructions", error) : NULL;
  AeCodes y = {in->n, k, codes};
  gboolean ok = made && ae_pca_transform(pca, k, in, codes, error) && ae_pca_inverse(pca, &y, made, error);
  if (ok)
    *mse = ae_mse(made, clean->data, count);
  ae_free(made);
  ae_free(codes);
  return ok;
}

static double measure_of(const char *measure, double mse, int d) {
  return !strcmp(measure, "psnr") ? ae_psnr(mse) : !strcmp(measure, "sse") ? mse * d : mse;
}

gboolean ae_sweep_pca(AeMeasureContext *c, const char *measure, const double *lengths, guint n, double *values,
                      GError **error) {
  const AeCodes *in = ae_measure_set(c, AE_SET_BEFORE, error),
                *clean = in ? ae_measure_set(c, AE_SET_CLEAN, error) : NULL;
  if (!clean)
    return FALSE;
  guint most = 0; /* lengths that there can be components for */
  while (most < n && lengths[most] <= clean->d)
    most++;
  g_autoptr(AePca) pca = most ? fit(c, clean->d, (int)lengths[most - 1], error) : NULL;
  for (guint i = 0; i < n; i++) {
    double mse = NAN;
    if (i < most && !(pca && error_of(pca, (int)lengths[i], in, clean, &mse, error)))
      return FALSE;
    values[i] = measure_of(measure, mse, clean->d);
  }
  return TRUE;
}
