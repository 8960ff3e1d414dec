/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/lattice_geometry.h"

enum {
  NARROW = 512,  /* pictures up to this width are one column */
  WIDEST = 1536, /* of a column: 2 * margin of it is computed twice, a few per cent */
  LEAST = 320    /* where more threads ask for more columns */
};

static int round_up(int a, int b) { return (a + b - 1) / b * b; }
static int floor_to(int a, int b) { return a >= 0 ? a / b * b : -round_up(-a, b); }

/* An even number of columns, so that two threads finish together; more for more threads, as long as they stay so wide
 * that what is computed twice does not eat up what is gained. */
static int column_width(int span, int stride, int threads) {
  int columns = span <= NARROW ? 1 : 2 * ((span + 2 * WIDEST - 1) / (2 * WIDEST));
  columns = MAX(columns, MIN(threads, span / LEAST));
  return round_up((span + columns - 1) / columns, stride);
}

/* One direction: the part of from..from+size that is computed; all of it where nothing would be left. */
static void core(int from, int size, int full, int margin, int *start, int *end) {
  *start = from > 0 ? from + margin : from;
  *end = from + size < full ? from + size - margin : from + size;
  if (*start >= *end) {
    *start = from;
    *end = from + size;
  }
}

AeLatticeGeometry ae_lattice_geometry(const AeImageInfo *info, int margin, int stride, int step, gboolean context,
                                      int threads) {
  AeLatticeGeometry g = {.margin = margin, .stride = stride, .step = step};
  gboolean region = context && info->full_width;
  g.x = info->x;
  g.y = info->y;
  g.width = info->width;
  g.height = info->height;
  core(g.x, g.width, region ? (int)info->full_width : g.x + g.width, region ? margin : 0, &g.core_x, &g.core_x1);
  core(g.y, g.height, region ? (int)info->full_height : g.y + g.height, region ? margin : 0, &g.core_y, &g.core_y1);
  g.left = floor_to(g.core_x, stride);
  g.column = column_width(g.core_x1 - g.left, stride, threads);
  g.columns = (g.core_x1 - g.left + g.column - 1) / g.column;
  g.strip = g.column + 2 * margin;
  g.top = floor_to(g.core_y - margin, step);
  return g;
}

int ae_mirror(int i, int n) {
  if (n == 1)
    return 0;
  int period = 2 * (n - 1);
  i = ABS(i) % period;
  return i < n ? i : period - i;
}
