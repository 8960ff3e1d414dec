/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "fit/encode.h"

#include "base/checked.h"

enum { AT_ONCE = 256 };

static gboolean encode_some(AeCoder *encoder, AeFitPicture picture, gpointer source, gsize first, gsize n,
                            float *pictures, float *codes, GError **error) {
  int labels[AT_ONCE];
  for (gsize i = 0; i < n; i++) {
    labels[i] = picture(source, first + i, pictures + i * ae_coder_in(encoder), error);
    if (labels[i] == G_MININT)
      return FALSE;
  }
  return ae_coder_run(encoder, pictures, labels, n, codes + first * ae_coder_out(encoder), error);
}

gboolean ae_fit_encode(AeCoder *encoder, AeFitPicture picture, gpointer source, gsize n, AeCodes *codes,
                       GError **error) {
  gsize d = ae_coder_out(encoder), count;
  if (!ae_mul(n, d, &count)) {
    g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "%" G_GSIZE_FORMAT " codes are too many", n);
    return FALSE;
  }
  float *pictures = ae_alloc(AT_ONCE * ae_coder_in(encoder), sizeof *pictures, "pictures", error);
  float *rows = pictures ? ae_alloc(count, sizeof *rows, "codes", error) : NULL;
  gboolean good = rows != NULL;
  for (gsize i = 0; good && i < n; i += AT_ONCE)
    good = encode_some(encoder, picture, source, i, MIN(n - i, AT_ONCE), pictures, rows, error);
  ae_free(pictures);
  if (!good)
    g_clear_pointer(&rows, ae_free);
  *codes = (AeCodes){n, (int)d, rows};
  return good;
}
