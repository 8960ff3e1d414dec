/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Neutral pixels, those whose red, green and blue are equal. What is neutral all around stays neutral: a network gives
 * a grey photograph that is stored as RGB a tint at its edges, up to 27 8-bit levels (upscale4). */
#ifndef AE_STAGE_LATTICE_NEUTRAL_H
#define AE_STAGE_LATTICE_NEUTRAL_H

#include <glib.h>

enum { AE_NEUTRAL_REACH = 2 }; /* a pixel's surroundings: so many pixels to each side, as far as the picture goes */

/* n pixels of `channels` >= 3 samples -> for each, whether those of its surroundings in this row are neutral. */
void ae_neutral_mark(const float *pixels, guint channels, gsize n, guint8 *marks);

/* pixels: `scale` to each of n marks, which become neutral where all n_rows rows of marks say so. */
void ae_neutral_keep(const guint8 *const *marks, int n_rows, int scale, guint channels, gsize n, float *pixels);

#endif
