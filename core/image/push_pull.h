/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Fills holes of any size smoothly from what surrounds them: the push-pull algorithm (Gortler et al., "The Lumigraph",
 * SIGGRAPH 1996, section 3.4). Push: the mean of what is known in each 2x2 pixels makes a picture of half the size, and
 * so on until nothing is missing. Pull: from the smallest up, what is missing is interpolated from the next smaller
 * picture, and then drawn towards the mean of its neighbours (Gauss and Seidel), which brings it close to the
 * solution of Laplace's equation at a cost that grows with the pixels alone.
 *
 * A picture that is too large for memory is seen twice: row by row, of which a picture of cells of 16 x 16 is kept, and
 * then window by window. What lies AE_PUSH_PULL_REACH inside a window is the whole picture's to the bit. */
#ifndef AE_IMAGE_PUSH_PULL_H
#define AE_IMAGE_PUSH_PULL_H

#include <glib.h>

G_BEGIN_DECLS

/* pixels: height * width * channels, interleaved; what holes hold does not matter. hole: a number a pixel, not 0 where
 * one is. Where everything is a hole, the pixels stay as they are. FALSE: no memory, or sizes below 1. */
gboolean ae_push_pull(float *pixels, const float *hole, int width, int height, int channels, GError **error);

enum { AE_PUSH_PULL_CELL = 16, AE_PUSH_PULL_REACH = 5 * AE_PUSH_PULL_CELL };

/* The same in parts:  new, feed all rows from the top, finish, fill windows in any order. */
typedef struct AePushPull AePushPull;

AePushPull *ae_push_pull_new(guint32 width, guint32 height, guint channels, GError **error);
void ae_push_pull_free(AePushPull *p); /* accepts NULL */
/* One row. Nothing is done with rows beyond the last one. */
void ae_push_pull_feed(AePushPull *p, const float *pixels, const float *hole);
/* FALSE: all of the picture is a hole. */
gboolean ae_push_pull_finish(AePushPull *p);

/* A window begins at multiples of AE_PUSH_PULL_CELL, and ends there or with the picture. */
typedef struct {
  float *pixels; /* of its first pixel */
  const float *hole;
  gsize stride; /* pixels from row to row, in both */
  guint32 x, y, width, height;
} AePushPullWindow;

/* After finish. FALSE: no memory. */
gboolean ae_push_pull_fill(const AePushPull *p, const AePushPullWindow *window, GError **error);

/* Bytes that a picture keeps, and that filling a window takes in passing. */
guint64 ae_push_pull_bytes(guint32 width, guint32 height, guint channels);

G_END_DECLS
#endif
