/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "nn/checkerboard.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"

void ae_overlap_counts(int kernel, int stride, int *counts) {
  for (int p = 0; p < stride; p++)
    counts[p] = kernel / stride + (p < kernel % stride);
}

double ae_overlap_ratio(int kernel, int stride, int dimensions) {
  int least = kernel / stride, most = least + (kernel % stride > 0);
  return least > 0 ? pow((double)most / least, dimensions) : INFINITY;
}

/* What of t is looked at. */
typedef struct {
  int stride, first, rows, columns; /* whole periods from row and column first */
} Area;

/* One channel c of picture n. sums: stride x stride, of the values in each phase. Returns the mean and, in *square, the
 * mean of the squares of what differs from it. */
static double gather(const AeTensor *t, int n, int c, const Area *a, double *sums, double *square) {
  double sum = 0, pixels = (double)a->rows * a->columns, mean;
  memset(sums, 0, (gsize)a->stride * a->stride * sizeof *sums);
  *square = 0;
  for (int i = 0; i < a->rows; i++) {
    const ae_real *row = ae_real_row(t, n, a->first + i) + (gsize)a->first * t->shape.c + c;
    for (int j = 0; j < a->columns; j++)
      sums[i % a->stride * a->stride + j % a->stride] += (double)row[(gsize)j * t->shape.c];
  }
  for (int k = 0; k < a->stride * a->stride; k++)
    sum += sums[k];
  mean = sum / pixels;
  for (int i = 0; i < a->rows; i++) {
    const ae_real *row = ae_real_row(t, n, a->first + i) + (gsize)a->first * t->shape.c + c;
    for (int j = 0; j < a->columns; j++) {
      double x = (double)row[(gsize)j * t->shape.c] - mean;
      *square += x * x / pixels;
    }
  }
  return mean;
}

static double between_phases(const Area *a, const double *sums, double mean) {
  int phases = a->stride * a->stride;
  double pixels = (double)a->rows * a->columns / phases, energy = 0;
  for (int k = 0; k < phases; k++)
    energy += (sums[k] / pixels - mean) * (sums[k] / pixels - mean) / phases;
  return energy;
}

static gboolean find_area(const AeTensor *t, int stride, int border, Area *a, GError **error) {
  gint64 rows = t->shape.h - 2 * (gint64)border, columns = t->shape.w - 2 * (gint64)border;
  if (stride < 1 || border < 0 || rows < stride || columns < stride) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
                "a picture of %d x %d without %d pixels at each side has no period of %d pixels", t->shape.w,
                t->shape.h, border, stride);
    return FALSE;
  }
  *a = (Area){stride, border, (int)(rows / stride) * stride, (int)(columns / stride) * stride};
  return TRUE;
}

gboolean ae_stride_energy(const AeTensor *t, int stride, int border, AeStrideEnergy *result, GError **error) {
  Area a;
  if (!find_area(t, stride, border, &a, error))
    return FALSE;
  double *sums = ae_alloc((gsize)stride, (gsize)stride * sizeof *sums, "phases", error);
  if (!sums)
    return FALSE;
  double energy = 0, variance = 0, planes = (double)t->shape.n * t->shape.c;
  for (int n = 0; n < t->shape.n; n++)
    for (int c = 0; c < t->shape.c; c++) {
      double square, mean = gather(t, n, c, &a, sums, &square);
      energy += between_phases(&a, sums, mean) / planes;
      variance += square / planes;
    }
  ae_free(sums);
  *result = (AeStrideEnergy){energy, variance > 0 ? MIN(energy / variance, 1) : 0};
  return TRUE;
}
