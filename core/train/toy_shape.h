/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Grey pictures of a disc, a bar or a cross: something to learn where there are no files. */
#ifndef AE_TRAIN_TOY_SHAPE_H
#define AE_TRAIN_TOY_SHAPE_H

#include "base/rng.h"

G_BEGIN_DECLS

enum { AE_TOY_SHAPES = 3 };

/* Bright (0.5..1) on black with a soft edge a pixel wide, its place, size and, of a bar and a cross, angle drawn. Both
 * sides > 7; out: width * height. */
void ae_toy_shape_draw(int which, AeRng *rng, int width, int height, float *out);

G_END_DECLS
#endif
