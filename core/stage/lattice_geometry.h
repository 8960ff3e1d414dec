/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Where the lattice's columns and blocks lie. Plain arithmetic, so that it can be tested without a network. */
#ifndef AE_STAGE_LATTICE_GEOMETRY_H
#define AE_STAGE_LATTICE_GEOMETRY_H

#include <aefilter/image.h>

typedef struct {
  int margin, stride, step;             /* input pixels; margin and step are multiples of stride */
  int column;                           /* width of a column's core, a multiple of stride */
  int left, columns;                    /* x of the first column's core, a multiple of stride; how many there are */
  int strip;                            /* column + 2 * margin */
  int x, y, width, height;              /* the region, in the full picture */
  int core_x, core_y, core_x1, core_y1; /* what is computed of it, ends excluded; the rest is context */
  int top;                              /* y of the first block: at most core_y - margin, a multiple of step */
} AeLatticeGeometry;

/* context: a region's pixels within margin of a side that is not the picture's border are there to be looked at, and
 * are not computed. threads: as many columns are of use. */
AeLatticeGeometry ae_lattice_geometry(const AeImageInfo *info, int margin, int stride, int step, gboolean context,
                                      int threads);

/* i mirrored into 0..n-1: -1 -> 1, n -> n - 2, any distance; 0 where n is 1. */
int ae_mirror(int i, int n);

#endif
