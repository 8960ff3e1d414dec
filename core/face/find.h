/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Faces in a picture, and their eyes: OpenCV's Haar cascades (Viola & Jones 2001; Lienhart & Maydt 2002) from Debian's
 * opencv-data, where the meson feature `opencv` is on. They find upright faces that look at the camera, from about 30
 * pixels on.
 *
 *     g_autoptr(AeGrey) grey = ae_grey_new(rows, AE_FIND_SIDE, &error);
 *     g_autoptr(GArray) faces = ae_faces_find(grey, &error);
 *     if (faces && faces->len) g_array_index(faces, AeFace, 0) ...
 *
 * Coordinates are of the full picture, continuous: pixel (i, j) covers i .. i+1, j .. j+1. */
#ifndef AE_FACE_FIND_H
#define AE_FACE_FIND_H

#include <aefilter/image.h>

G_BEGIN_DECLS

typedef struct {
  double x, y;
} AePoint;

typedef struct {
  double x, y;       /* the centre of the square that the finder reports */
  double side;       /* of it: from above the brows to the chin */
  double angle;      /* by which the head was turned clockwise when it was found, in radians: coarsely known */
  gboolean has_eyes; /* both were found */
  AePoint eyes[2];   /* the one on the picture's left, the one on its right */
} AeFace;

/* A picture as 8-bit grey, shrunk by averaging blocks of step x step pixels. */
typedef struct {
  guint32 width, height, step;
  guint8 *pixels; /* height rows of width */
} AeGrey;

enum { AE_FIND_SIDE = 1280 };

/* Reads rows from its first row (it must be rewindable) to its last; they stay the caller's. The step is the least that
 * leaves neither side longer than that. */
AeGrey *ae_grey_new(AeRows *rows, guint32 side, GError **error);
void ae_grey_free(AeGrey *grey); /* accepts NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AeGrey, ae_grey_free)

/* The faces, the largest first; an empty array: there is none. NULL: AE_ERROR_USAGE where this build cannot look for
 * faces, AE_ERROR_IO where its cascades are not installed. g_array_unref. */
GArray *ae_faces_find(const AeGrey *grey, GError **error);

G_END_DECLS
#endif
