/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Where the square that a network of faces sees lies in a photo: moved, turned and scaled, but not bent. Trained
 * networks want the eyes always at the same place of their picture; the model file says where (metadata
 * "eyes = x1,y1,x2,y2", as shares of its picture's width and height: the eye on the picture's left, the one on its
 * right).
 *
 * Coordinates of the photo are continuous: pixel (i, j) covers i .. i+1, j .. j+1. */
#ifndef AE_FACE_PLACE_H
#define AE_FACE_PLACE_H

#include "face/find.h"

G_BEGIN_DECLS

typedef struct {
  double x, y;  /* the centre of the square */
  double side;  /* in pixels of the photo */
  double angle; /* by which the square is turned clockwise, in radians; 0: its top is parallel to the photo's */
} AeFacePlace;

/* A rectangle of pixels; x1, y1 are the first beyond it. Empty where x0 >= x1 or y0 >= y1. */
typedef struct {
  gint64 x0, y0, x1, y1;
} AeFaceBox;

/* "x1,y1,x2,y2", each within 0..1, x1 < x2; else FALSE. */
gboolean ae_face_eyes_parse(const char *text, AePoint eyes[2]);

/* The only place that brings the eyes of a photo to those of a model. */
AeFacePlace ae_face_place_of_eyes(const AePoint model[2], const AePoint photo[2]);
/* By the eyes where they were found, else by where they usually lie in the finder's square. */
AeFacePlace ae_face_place_of(const AePoint model[2], const AeFace *face);

/* (u, v), shares 0..1 of the square's width and height, in the photo; and back. */
AePoint ae_face_to_photo(const AeFacePlace *place, double u, double v);
AePoint ae_face_from_photo(const AeFacePlace *place, double x, double y);

/* The pixels that the square, made larger by margin (a share of its side) on each side, touches, within width x height.
 */
AeFaceBox ae_face_place_box(const AeFacePlace *place, double margin, guint32 width, guint32 height);

G_END_DECLS
#endif
