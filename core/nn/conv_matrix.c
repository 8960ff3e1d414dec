/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "nn/conv_matrix.h"

#include <string.h>

#include "base/checked.h"

/* The weights of output channel o, where the window that begins at input row and column (perhaps in the padding) lies.
 */
static void fill_row(const AeConvSpec *s, const ae_real *weights, int o, int first_row, int first_column,
                     ae_real *row) {
  int in = s->in.c / s->groups, group = o / (s->out / s->groups);
  for (int c = 0; c < in; c++)
    for (int p = 0; p < s->kernel_h; p++)
      for (int q = 0; q < s->kernel_w; q++) {
        int h = first_row + p, w = first_column + q;
        gsize weight = (((gsize)o * in + c) * s->kernel_h + p) * s->kernel_w + q;
        if (h >= 0 && h < s->in.h && w >= 0 && w < s->in.w)
          row[((gsize)h * s->in.w + w) * s->in.c + group * in + c] = weights[weight];
      }
}

static gboolean measure(const AeConvSpec *spec, AeShape *out, AeConvMatrix *matrix, GError **error) {
  gsize count;
  if (!ae_conv_shape(spec, out, error) || !ae_shape_count(spec->in, AE_REAL, &matrix->columns, error) ||
      !ae_shape_count(*out, AE_REAL, &matrix->rows, error))
    return FALSE;
  if (spec->in.n == 1 && ae_mul(matrix->rows, matrix->columns, &count) && count <= AE_CONV_MATRIX_MAX)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_LIMIT,
              "a convolution as a matrix of %" G_GSIZE_FORMAT " x %" G_GSIZE_FORMAT ": one picture, and %d numbers at "
              "most",
              matrix->rows, matrix->columns, AE_CONV_MATRIX_MAX);
  return FALSE;
}

gboolean ae_conv_matrix_init(AeConvMatrix *matrix, const AeConvSpec *spec, const ae_real *weights, GError **error) {
  AeShape out;
  *matrix = (AeConvMatrix){0};
  if (!measure(spec, &out, matrix, error))
    return FALSE;
  matrix->data = ae_alloc(matrix->rows, matrix->columns * sizeof *matrix->data, "convolution matrix", error);
  if (!matrix->data)
    return FALSE;
  ae_real *row = matrix->data;
  for (int i = 0; i < out.h; i++)
    for (int j = 0; j < out.w; j++)
      for (int o = 0; o < out.c; o++, row += matrix->columns)
        fill_row(spec, weights, o, i * spec->stride_h - spec->pad_top, j * spec->stride_w - spec->pad_left, row);
  return TRUE;
}

void ae_conv_matrix_clear(AeConvMatrix *matrix) {
  ae_free(matrix->data);
  *matrix = (AeConvMatrix){0};
}

void ae_conv_matrix_apply(const AeConvMatrix *matrix, const ae_real *x, ae_real *y) {
  const ae_real *row = matrix->data;
  for (gsize i = 0; i < matrix->rows; i++, row += matrix->columns) {
    double sum = 0;
    for (gsize j = 0; j < matrix->columns; j++)
      sum += (double)row[j] * x[j];
    y[i] = (ae_real)sum;
  }
}

void ae_conv_matrix_apply_transposed(const AeConvMatrix *matrix, const ae_real *y, ae_real *x) {
  const ae_real *row = matrix->data;
  memset(x, 0, matrix->columns * sizeof *x);
  for (gsize i = 0; i < matrix->rows; i++, row += matrix->columns)
    for (gsize j = 0; j < matrix->columns; j++)
      x[j] += row[j] * y[i];
}
