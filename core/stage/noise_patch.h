/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What the noise estimator keeps of a patch of 8x8 pixels: mean energies of its discrete cosine transform in three
 * bands of frequency, for each channel and for combinations of channels. White noise of variance v has the energy v at
 * every frequency. */
#ifndef AE_STAGE_NOISE_PATCH_H
#define AE_STAGE_NOISE_PATCH_H

#include <glib.h>

G_BEGIN_DECLS

enum { AE_NOISE_SIDE = 8 };

/* Of coefficient (u, v): */
typedef enum {
  AE_BAND_LOW,  /* u + v in 1..4: 14 coefficients */
  AE_BAND_MID,  /* 5..8: 28 */
  AE_BAND_HIGH, /* 9..14: 21 */
  AE_BANDS,
} AeBand;

typedef enum {
  AE_PLANE_R,
  AE_PLANE_G,
  AE_PLANE_B, /* grey pictures have the first alone */
  AE_PLANE_RG,
  AE_PLANE_GB,
  AE_PLANE_BR,  /* R - G, G - B, B - R: nearly free of texture in photographs */
  AE_PLANE_SUM, /* R + G + B; 3 (R^2 + G^2 + B^2) = RG^2 + GB^2 + BR^2 + SUM^2 */
  AE_PLANES,
} AePlane;

typedef struct {
  guint32 x, y;                      /* top left pixel */
  float mean[3];                     /* of the channels */
  float energy[AE_PLANES][AE_BANDS]; /* means over the band's coefficients */
} AeNoisePatch;

/* rows[c][i]: the first of the 8 samples of channel c in row i. channels is 1 or 3. x and y stay as they are. */
void ae_noise_patch_measure(AeNoisePatch *patch, const float *rows[3][AE_NOISE_SIDE], guint channels);

G_END_DECLS
#endif
