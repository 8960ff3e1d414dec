/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The change that a network makes of a face, carried to the photo at the photo's own size. The network's pictures
 * before and after, D(z) and D(z + a v), are small and smooth; the photo keeps what they do not have:
 *
 *   1. What moved, moves in the photo: its pixels are taken from where the optical flow from D(z) to D(z + a v) says
 *      they were, so that an opened mouth leaves no old one behind.
 *   2. What the flow does not explain is added: D(z + a v) less the warped D(z).
 *   3. Where that is much (teeth, glasses), the photo's own detail belongs to what is gone: there the decoded face
 * takes its place, in the photo's light and skin tone.
 *   4. Towards the edge of the square all of it fades to nothing.
 *
 *     g_autoptr(AeFaceChange) change = ae_face_change_new(&place, &pictures, &error);
 *     box = ae_face_change_box(change, width, height);
 *     part = ae_face_part_read(rows, ae_face_change_reach(change, width, height), 1, &error);
 *     for (y = box.y0; y < box.y1; y++)
 *       ae_face_change_row(change, part, y, box.x0, box.x1, delta);
 *
 * Immutable once made: threads may share it. */
#ifndef AE_FACE_CHANGE_H
#define AE_FACE_CHANGE_H

#include "face/cut.h"

G_BEGIN_DECLS

typedef struct AeFaceChange AeFaceChange;

/* All size x size x 3, 0..1, borrowed. */
typedef struct {
  guint size;
  const float *photo;          /* the square as it was cut out of the photo */
  const float *before, *after; /* what the decoder made of its code, and of the changed code */
} AeFacePictures;

AeFaceChange *ae_face_change_new(const AeFacePlace *place, const AeFacePictures *pictures, GError **error);
void ae_face_change_free(AeFaceChange *change); /* accepts NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AeFaceChange, ae_face_change_free)

/* The pixels that may change; and those that must be known for it. */
AeFaceBox ae_face_change_box(const AeFaceChange *change, guint32 width, guint32 height);
AeFaceBox ae_face_change_reach(const AeFaceChange *change, guint32 width, guint32 height);

/* What is to be added to the pixels x0 .. x1 - 1 of row y: out holds 3 floats a pixel, all exactly 0 where nothing
 * changes. part: of step 1, the reach. */
void ae_face_change_row(const AeFaceChange *change, const AeFacePart *part, gint64 y, gint64 x0, gint64 x1, float *out);

G_END_DECLS
#endif
