/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Draws what is missing from damaged pictures: scratches, strokes of a brush, rectangles, specks of dust. */
#ifndef AE_TRAIN_HOLES_H
#define AE_TRAIN_HOLES_H

#include "base/rng.h"

G_BEGIN_DECLS

typedef enum {
  AE_HOLES_ALL, /* any of the kinds below, one after the other */
  AE_HOLES_SCRATCHES,
  AE_HOLES_STROKES,
  AE_HOLES_RECTANGLES,
  AE_HOLES_SPECKS,
} AeHolesKind;

typedef struct {
  AeHolesKind kind;
  double width_min, width_max; /* of scratches, strokes and specks, pixels */
  double side_max;             /* of rectangles, pixels */
  gsize pixels;                /* that are to be lost; never more, and fewer only where shapes miss again and again */
} AeHoles;

/* plane: height * width numbers, which become 1 in holes and 0 elsewhere. Returns how many are 1. */
gsize ae_holes_draw(const AeHoles *holes, AeRng *rng, float *plane, int width, int height);

G_END_DECLS
#endif
