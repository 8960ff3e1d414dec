/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/metrics.h"

#include <math.h>

#include "base/checked.h"

enum { WINDOW = 11, MOMENTS = 5 };

double ae_mse(const float *a, const float *b, gsize n) {
  double sum = 0;
  for (gsize i = 0; i < n; i++)
    sum += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);
  return sum / n;
}

double ae_mae(const float *a, const float *b, gsize n) {
  double sum = 0;
  for (gsize i = 0; i < n; i++)
    sum += fabs((double)a[i] - b[i]);
  return sum / n;
}

double ae_psnr(double mse) { return -10 * log10(MAX(mse, 1e-12)); }

/* One pair of planes on the way: the last rows, filtered along x, of a, b, a^2, b^2, ab. */
typedef struct {
  double taps[WINDOW];
  int size;      /* of the window */
  gsize columns; /* windows in a row */
  double *rows;  /* size x MOMENTS x columns, row y at y % size */
} Ssim;

static void make_window(Ssim *s, gsize width, gsize height) {
  gsize side = MIN(MIN(width, height), WINDOW);
  double sum = 0;
  s->size = (int)(side - (side + 1) % 2);
  s->columns = width - s->size + 1;
  for (int i = 0; i < s->size; i++)
    sum += s->taps[i] = exp(-(i - s->size / 2) * (i - s->size / 2) / (2 * 1.5 * 1.5));
  for (int i = 0; i < s->size; i++)
    s->taps[i] /= sum;
}

static void filter_row(const Ssim *s, const float *a, const float *b, guint channels, double *out) {
  for (gsize x = 0; x < s->columns; x++) {
    double m[MOMENTS] = {0};
    for (int i = 0; i < s->size; i++) {
      double p = a[(x + i) * channels], q = b[(x + i) * channels], w = s->taps[i];
      m[0] += w * p;
      m[1] += w * q;
      m[2] += w * p * p;
      m[3] += w * q * q;
      m[4] += w * p * q;
    }
    for (int k = 0; k < MOMENTS; k++)
      out[k * s->columns + x] = m[k];
  }
}

static double similarity(const double *m) {
  const double c1 = 0.01 * 0.01, c2 = 0.03 * 0.03;
  double var_a = m[2] - m[0] * m[0], var_b = m[3] - m[1] * m[1], covariance = m[4] - m[0] * m[1];
  return (2 * m[0] * m[1] + c1) * (2 * covariance + c2) / ((m[0] * m[0] + m[1] * m[1] + c1) * (var_a + var_b + c2));
}

/* The row of windows that ends with picture row y: filtered along y. */
static double sum_row(const Ssim *s, gsize y) {
  double sum = 0;
  for (gsize x = 0; x < s->columns; x++) {
    double m[MOMENTS] = {0};
    for (int i = 0; i < s->size; i++) {
      const double *row = s->rows + (y + 1 + i) % s->size * MOMENTS * s->columns;
      for (int k = 0; k < MOMENTS; k++)
        m[k] += s->taps[i] * row[k * s->columns + x];
    }
    sum += similarity(m);
  }
  return sum;
}

gboolean ae_ssim(const float *a, const float *b, gsize width, gsize height, guint channels, double *ssim,
                 GError **error) {
  Ssim s = {0};
  double sum = 0;
  make_window(&s, width, height);
  s.rows = ae_alloc(s.columns, (gsize)s.size * MOMENTS * sizeof(double), "SSIM", error);
  if (!s.rows)
    return FALSE;
  for (guint c = 0; c < channels; c++)
    for (gsize y = 0; y < height; y++) {
      gsize at = y * width * channels + c;
      filter_row(&s, a + at, b + at, channels, s.rows + y % s.size * MOMENTS * s.columns);
      if (y + 1 >= (gsize)s.size)
        sum += sum_row(&s, y);
    }
  *ssim = sum / ((double)s.columns * (height - s.size + 1) * channels);
  ae_free(s.rows);
  return TRUE;
}
