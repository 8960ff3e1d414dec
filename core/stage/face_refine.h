/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The square of a face laid by the model itself: of squares near by, the one whose picture the autoencoder gives back
 * best, for it knows faces only as they lay in training. What the finder says weighs as well. */
#ifndef AE_STAGE_FACE_REFINE_H
#define AE_STAGE_FACE_REFINE_H

#include "face/cut.h"
#include "stage/coder.h"

G_BEGIN_DECLS

typedef struct {
  AeCoder *encoder, *decoder; /* of square pictures of 1 or 3 channels */
  gboolean rough;             /* the square was drawn by hand, and may be off by a tenth of its side */
} AeFaceRefine;

/* How far a square may be moved, as a share of its side on each side: what the part must hold around it. */
#define AE_FACE_REFINE_REACH 0.3

/* Weights of size x size pixels: the face counts, and what is around it does not. ae_free. */
float *ae_face_window(guint size, GError **error);

/* Moves the square. 28 pictures are encoded and decoded. */
gboolean ae_face_refine(const AeFaceRefine *refine, const AeFacePart *part, AeFacePlace *place, GError **error);

G_END_DECLS
#endif
