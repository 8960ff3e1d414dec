/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/lattice_neutral.h"

static gboolean is_neutral(const float *pixel) { return pixel[0] == pixel[1] && pixel[1] == pixel[2]; }

void ae_neutral_mark(const float *pixels, guint channels, gsize n, guint8 *marks) {
  gsize run = AE_NEUTRAL_REACH; /* neutral pixels in a row; beyond the picture all are */
  for (gsize x = 0; x < n + AE_NEUTRAL_REACH; x++) {
    run = x >= n || is_neutral(pixels + x * channels) ? run + 1 : 0;
    if (x >= AE_NEUTRAL_REACH)
      marks[x - AE_NEUTRAL_REACH] = run > 2 * AE_NEUTRAL_REACH;
  }
}

static gboolean all(const guint8 *const *marks, int n_rows, gsize x) {
  for (int i = 0; i < n_rows; i++)
    if (!marks[i][x])
      return FALSE;
  return TRUE;
}

void ae_neutral_keep(const guint8 *const *marks, int n_rows, int scale, guint channels, gsize n, float *pixels) {
  for (gsize x = 0; x < n; x++, pixels += scale * (int)channels)
    for (int i = 0; i < scale && all(marks, n_rows, x); i++) {
      float *pixel = pixels + i * (int)channels;
      if (!is_neutral(pixel))
        pixel[0] = pixel[1] = pixel[2] = (pixel[0] + pixel[1] + pixel[2]) / 3;
    }
}
