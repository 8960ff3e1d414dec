/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A face cut out of a photo: a part of the photo in memory, and its square sampled on a network's grid.
 *
 *     AeFaceBox box = ae_face_place_box(&place, 0.25, width, height);
 *     g_autoptr(AeFacePart) part = ae_face_part_read(rows, box, 1, &error);
 *     ae_face_cut(part, &place, 128, 3, numbers);  */
#ifndef AE_FACE_CUT_H
#define AE_FACE_CUT_H

#include "face/place.h"

G_BEGIN_DECLS

/* A rectangle of the photo in RGB floats as the bridge gives them (grey three times; alpha is left out; what is not
 * finite is 0), shrunk by averaging blocks of step x step. */
typedef struct {
  AeFaceBox box; /* in the photo */
  guint32 step, width, height;
  float *pixels; /* height x width x 3 */
} AeFacePart;

/* Reads rows of a whole picture (rewindable; they stay the caller's). box must lie within it and not be empty. */
AeFacePart *ae_face_part_read(AeRows *rows, AeFaceBox box, guint32 step, GError **error);
/* The same box with a step so many times as large. */
AeFacePart *ae_face_part_shrink(const AeFacePart *part, guint32 times, GError **error);
void ae_face_part_free(AeFacePart *part); /* accepts NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AeFacePart, ae_face_part_free)

/* The largest step that costs a cut to size x size pixels no detail. */
guint32 ae_face_part_step(const AeFacePlace *place, guint size);

/* The square as size x size pixels of 3 channels, or 1 (grey, BT.601): bicubic, and antialiased where it gets smaller.
 * Beyond the part its edge is repeated. Values are clipped to 0..1. out: size * size * channels. */
void ae_face_cut(const AeFacePart *part, const AeFacePlace *place, guint size, guint channels, float *out);

G_END_DECLS
#endif
