/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Pixels for networks that take RGB and one plane that says how much is wrong (a noise level, a JPEG's quality), and
 * give RGB. */
#ifndef AE_STAGE_LEVEL_PIXELS_H
#define AE_STAGE_LEVEL_PIXELS_H

#include "stage/lattice.h"

typedef struct {
  float strength; /* share of the result, 0..1; the rest is the original */
  float level;    /* what the plane holds, everywhere */
  float scale;    /* the network sees RGB and level times this, and its result is divided by it */
} AeLevelPixels;

/* Grey goes in as three equal channels and comes out as their mean; alpha stays as it was. A sample that is not finite,
 * or so large that a sum over it may not be, is black to the network, so that it spoils none of its neighbours, and
 * comes out as it went in. pixels must outlive the call that takes the result. */
AeLatticePixels ae_level_pixels(const AeLevelPixels *pixels);

/* Whether a model takes and gives that; else AE_ERROR_MODEL, with `what` as "a denoiser takes RGB and the noise level".
 */
gboolean ae_level_check_model(const AeModel *model, const char *what, GError **error);

#endif
