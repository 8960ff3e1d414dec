/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/lattice_geometry.h"

enum {
  NARROW = 512, /* pictures up to this width are one column */
  WIDEST = 1536 /* of a column: 2 * margin of it is computed twice, a few per cent */
};

static int round_up(int a, int b) { return (a + b - 1) / b * b; }
static int floor_to(int a, int b) { return a >= 0 ? a / b * b : -round_up(-a, b); }

/* An even number of columns, so that two threads finish together. */
static int column_width(int full, int stride) {
  int columns = full <= NARROW ? 1 : 2 * ((full + 2 * WIDEST - 1) / (2 * WIDEST));
  return round_up((full + columns - 1) / columns, stride);
}

AeLatticeGeometry ae_lattice_geometry(const AeImageInfo *info, int margin, int stride, int step) {
  AeLatticeGeometry g = {.margin = margin, .stride = stride, .step = step};
  g.column = column_width(info->full_width ? info->full_width : info->width, stride);
  g.strip = g.column + 2 * margin;
  g.x = info->x;
  g.y = info->y;
  g.width = info->width;
  g.height = info->height;
  g.first = g.x / g.column;
  g.columns = (g.x + g.width - 1) / g.column - g.first + 1;
  g.top = floor_to(g.y - margin, step);
  return g;
}

int ae_mirror(int i, int n) {
  if (n == 1)
    return 0;
  int period = 2 * (n - 1);
  i = ABS(i) % period;
  return i < n ? i : period - i;
}
