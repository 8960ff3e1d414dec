/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The colour filter array of Bayer (US 3971065, 1976) and two linear ways to fill in the colours that a pixel did not
 * see. */
#ifndef AE_TRAIN_MOSAIC_H
#define AE_TRAIN_MOSAIC_H

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  AE_DEMOSAIC_NONE,     /* three values a pixel: scaled down after the demosaicing, three-chip cameras, scanners */
  AE_DEMOSAIC_BILINEAR, /* the mean of the nearest samples of the colour */
  AE_DEMOSAIC_GRADIENT, /* the same corrected by the seen colour's Laplacian: Malvar, He, Cutler, ICASSP 2004 */
} AeDemosaic;

/* Where red stands in each 2x2 square: its column and row, 0 or 1 each. Blue is diagonally opposite. */
typedef struct {
  int red_x, red_y;
} AeBayer;

/* The colour (0 red, 1 green, 2 blue) that pixel (x, y) sees. */
static inline int ae_bayer_colour(const AeBayer *bayer, int x, int y) {
  return ((x ^ bayer->red_x) & 1) + ((y ^ bayer->red_y) & 1);
}

/* Fills rgb (height * width * 3, interleaved) from the samples in mosaic, which has a border of AE_MOSAIC_BORDER
 * samples on each side: (height + 2 border) rows of width + 2 border. method is not AE_DEMOSAIC_NONE. Linear:
 * demosaicing a sum is the sum of the demosaiced, so that noise may go through it alone. */
enum { AE_MOSAIC_BORDER = 2 };
void ae_demosaic(AeDemosaic method, const AeBayer *bayer, const float *mosaic, int width, int height, float *rgb);

/* Fills the border by mirroring about the outermost samples, which keeps the colours' places. width and height >= 3. */
void ae_mosaic_mirror(float *mosaic, int width, int height);

G_END_DECLS
#endif
