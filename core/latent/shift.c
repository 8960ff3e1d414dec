/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "latent/shift.h"

#include <math.h>

#include "base/checked.h"
#include "latent/lapack.h"

static double dot(int d, const float *a, const float *b) {
  double sum = 0;
  for (int j = 0; j < d; j++)
    sum += (double)a[j] * b[j];
  return sum;
}

gboolean ae_shift_between(const AeCodes *with, const AeCodes *without, float *v, GError **error) {
  if (!ae_codes_check(with, "codes with the attribute", error) ||
      !ae_codes_check(without, "codes without the attribute", error))
    return FALSE;
  if (with->n == 0 || without->n == 0 || with->d != without->d) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
                "no attribute between %" G_GSIZE_FORMAT " codes of %d numbers and %" G_GSIZE_FORMAT " of %d", with->n,
                with->d, without->n, without->d);
    return FALSE;
  }
  double *mean = ae_alloc((gsize)with->d, 2 * sizeof *mean, "means", error);
  if (!mean)
    return FALSE;
  ae_codes_mean(with, mean);
  ae_codes_mean(without, mean + with->d);
  for (int j = 0; j < with->d; j++)
    v[j] = (float)(mean[j] - mean[with->d + j]);
  ae_free(mean);
  return TRUE;
}

gboolean ae_shift_project_out(int d, const float *others, int n, float *v, GError **error) {
  gsize count = (gsize)n * (gsize)d;
  double *basis = ae_alloc((gsize)n + 1, (gsize)d * sizeof *basis, "directions", error);
  if (!basis)
    return FALSE;
  for (gsize i = 0; i < count; i++)
    basis[i] = others[i];
  int rank = ae_orthonormalise(n, d, basis);
  for (int i = 0; i < rank; i++) {
    const double *b = basis + (gsize)i * d;
    double part = 0;
    for (int j = 0; j < d; j++)
      part += b[j] * v[j];
    for (int j = 0; j < d; j++)
      v[j] = (float)(v[j] - part * b[j]);
  }
  ae_free(basis);
  return TRUE;
}

AeShiftLeak ae_shift_leak(int d, const float *v, const float *other) {
  double vv = dot(d, v, v), oo = dot(d, other, other), vo = dot(d, v, other);
  if (vv == 0 || oo == 0)
    return (AeShiftLeak){0, 0};
  return (AeShiftLeak){.cosine = CLAMP(vo / sqrt(vv) / sqrt(oo), -1, 1), .along = vo / oo};
}

void ae_shift_score(const AeCodes *codes, const float *v, const float *origin, double *out) {
  double vv = dot(codes->d, v, v), start = origin ? dot(codes->d, origin, v) : 0;
  for (gsize i = 0; i < codes->n; i++)
    out[i] = vv > 0 ? (dot(codes->d, ae_codes_row(codes, i), v) - start) / vv : 0;
}
