/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "latent/codes.h"

#include <math.h>

#include "base/checked.h"

gboolean ae_codes_check(const AeCodes *codes, const char *what, GError **error) {
  gsize count;
  if (codes->d < 1 || !ae_mul(codes->n, (gsize)codes->d, &count) || count > G_MAXSSIZE / sizeof(double)) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: %" G_GSIZE_FORMAT " rows of %d numbers are no set of codes", what,
                codes->n, codes->d);
    return FALSE;
  }
  for (gsize i = 0; i < count; i++)
    if (!isfinite(codes->data[i])) {
      g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
                  "%s: row %" G_GSIZE_FORMAT ", column %" G_GSIZE_FORMAT " is not a finite number", what, i / codes->d,
                  i % codes->d);
      return FALSE;
    }
  return TRUE;
}

void ae_codes_block(const AeCodes *codes, gsize first, gsize rows, const double *shift, double *x) {
  for (gsize r = 0; r < rows; r++, x += codes->d) {
    const float *row = ae_codes_row(codes, first + r);
    for (int j = 0; j < codes->d; j++)
      x[j] = shift ? row[j] - shift[j] : row[j];
  }
}

void ae_codes_mean(const AeCodes *codes, double *out) {
  for (int j = 0; j < codes->d; j++)
    out[j] = 0;
  for (gsize i = 0; i < codes->n; i++)
    for (int j = 0; j < codes->d; j++)
      out[j] += ae_codes_row(codes, i)[j];
  for (int j = 0; j < codes->d; j++)
    out[j] /= MAX(codes->n, 1);
}
