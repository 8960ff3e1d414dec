/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Where the lattice's columns and blocks lie. Plain arithmetic, so that it can be tested without a network. */
#ifndef AE_STAGE_LATTICE_GEOMETRY_H
#define AE_STAGE_LATTICE_GEOMETRY_H

#include <aefilter/image.h>

typedef struct {
  int margin, stride, step; /* input pixels; margin and step are multiples of stride */
  int column;               /* width of a column's core, a multiple of stride */
  int first, columns;       /* columns that meet the region */
  int strip;                /* column + 2 * margin */
  int x, y, width, height;  /* the region, in the full picture */
  int top;                  /* y of the first block: at most y - margin, a multiple of step */
} AeLatticeGeometry;

AeLatticeGeometry ae_lattice_geometry(const AeImageInfo *info, int margin, int stride, int step);

/* i mirrored into 0..n-1: -1 -> 1, n -> n - 2, any distance; 0 where n is 1. */
int ae_mirror(int i, int n);

#endif
