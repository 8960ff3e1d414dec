/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/mosaic.h"

#include <string.h>

enum { BORDER = AE_MOSAIC_BORDER, TAPS = 13, COLOURS = 3 };

/* Where the wanted colour is, seen from a pixel of another one. */
typedef enum { SEEN, CROSS, ROW, COLUMN, DIAGONAL, PLACES } Place;

/* Weights in eighths over the diamond
 *           0
 *         1 2 3
 *       4 5 6 7 8
 *         9 a b
 *           c       */
typedef float Kernel[TAPS];

static const Kernel bilinear[PLACES] = {
    [SEEN] = {0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0},     [CROSS] = {0, 0, 2, 0, 0, 2, 0, 2, 0, 0, 2, 0, 0},
    [ROW] = {0, 0, 0, 0, 0, 4, 0, 4, 0, 0, 0, 0, 0},      [COLUMN] = {0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0},
    [DIAGONAL] = {0, 2, 0, 2, 0, 0, 0, 0, 0, 2, 0, 2, 0},
};

/* Figure 2 of Malvar, He, Cutler 2004. */
static const Kernel gradient[PLACES] = {
    [SEEN] = {0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0},
    [CROSS] = {-1, 0, 2, 0, -1, 2, 4, 2, -1, 0, 2, 0, -1},
    [ROW] = {0.5f, -1, 0, -1, -1, 4, 5, 4, -1, -1, 0, -1, 0.5f},
    [COLUMN] = {-1, -1, 4, -1, 0.5f, 0, 5, 0, 0.5f, -1, 4, -1, -1},
    [DIAGONAL] = {-1.5f, 2, 0, 2, -1.5f, 0, 6, 0, -1.5f, 2, 0, 2, -1.5f},
};

/* [row of blue?][column of blue?][colour] */
static const Place places[2][2][COLOURS] = {
    {{SEEN, CROSS, DIAGONAL}, {ROW, SEEN, COLUMN}},
    {{COLUMN, SEEN, ROW}, {DIAGONAL, CROSS, SEEN}},
};

static inline float weigh(const Kernel k, const float *p, gssize stride) {
  const float *up = p - stride, *down = p + stride;
  float sum = k[0] * p[-2 * stride] + k[12] * p[2 * stride];
  sum += k[1] * up[-1] + k[2] * up[0] + k[3] * up[1];
  sum += k[4] * p[-2] + k[5] * p[-1] + k[6] * p[0] + k[7] * p[1] + k[8] * p[2];
  sum += k[9] * down[-1] + k[10] * down[0] + k[11] * down[1];
  return sum * 0.125f;
}

void ae_demosaic(AeDemosaic method, const AeBayer *bayer, const float *mosaic, int width, int height, float *rgb) {
  const Kernel *kernels = method == AE_DEMOSAIC_GRADIENT ? gradient : bilinear;
  gssize stride = width + 2 * BORDER;
  for (int y = 0; y < height; y++) {
    const float *row = mosaic + (y + BORDER) * stride + BORDER;
    for (int x = 0; x < width; x++, rgb += COLOURS) {
      const Place *place = places[(y ^ bayer->red_y) & 1][(x ^ bayer->red_x) & 1];
      for (int c = 0; c < COLOURS; c++)
        rgb[c] = place[c] == SEEN ? row[x] : weigh(kernels[place[c]], row + x, stride);
    }
  }
}

void ae_mosaic_mirror(float *mosaic, int width, int height) {
  gssize stride = width + 2 * BORDER;
  for (int y = BORDER; y < height + BORDER; y++) {
    float *first = mosaic + y * stride + BORDER, *last = first + width - 1;
    for (int i = 1; i <= BORDER; i++) {
      first[-i] = first[i];
      last[i] = last[-i];
    }
  }
  float *top = mosaic + BORDER * stride, *bottom = top + (height - 1) * stride;
  for (int i = 1; i <= BORDER; i++) {
    memcpy(top - i * stride, top + i * stride, (gsize)stride * sizeof *mosaic);
    memcpy(bottom + i * stride, bottom - i * stride, (gsize)stride * sizeof *mosaic);
  }
}
