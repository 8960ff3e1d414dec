/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Fills holes of any size smoothly from what surrounds them: the push-pull algorithm (Gortler et al., "The Lumigraph",
 * SIGGRAPH 1996, section 3.4). Push: the mean of what is known in each 2x2 pixels makes a picture of half the size, and
 * so on until nothing is missing. Pull: from the smallest up, what is missing is interpolated from the next smaller
 * picture, and then drawn towards the mean of its neighbours (Gauss and Seidel), which brings it close to the
 * solution of Laplace's equation at a cost that grows with the pixels alone. */
#ifndef AE_IMAGE_PUSH_PULL_H
#define AE_IMAGE_PUSH_PULL_H

#include <glib.h>

G_BEGIN_DECLS

/* pixels: height * width * channels, interleaved; what holes hold does not matter. hole: a number a pixel, above 0
 * where one is. Where everything is a hole, the pixels stay as they are. FALSE: no memory, or sizes below 1. */
gboolean ae_push_pull(float *pixels, const float *hole, int width, int height, int channels, GError **error);

G_END_DECLS
#endif
