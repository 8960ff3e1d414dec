/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "face/place.h"

#include <math.h>

gboolean ae_face_eyes_parse(const char *text, AePoint eyes[2]) {
  g_auto(GStrv) words = g_strsplit(text, ",", -1);
  double numbers[4];
  if (g_strv_length(words) != 4)
    return FALSE;
  for (int i = 0; i < 4; i++) {
    char *end;
    numbers[i] = g_ascii_strtod(words[i], &end);
    if (end == words[i] || *g_strchug(end) || !(numbers[i] >= 0 && numbers[i] <= 1))
      return FALSE;
  }
  eyes[0] = (AePoint){numbers[0], numbers[1]};
  eyes[1] = (AePoint){numbers[2], numbers[3]};
  return eyes[0].x < eyes[1].x;
}

/* As complex numbers: the turn and scale that take one difference to the other. */
AeFacePlace ae_face_place_of_eyes(const AePoint model[2], const AePoint photo[2]) {
  double mx = model[1].x - model[0].x, my = model[1].y - model[0].y;
  double px = photo[1].x - photo[0].x, py = photo[1].y - photo[0].y, square = mx * mx + my * my;
  double re = (px * mx + py * my) / square, im = (py * mx - px * my) / square;
  double u = 0.5 - (model[0].x + model[1].x) / 2, v = 0.5 - (model[0].y + model[1].y) / 2;
  return (AeFacePlace){(photo[0].x + photo[1].x) / 2 + re * u - im * v, (photo[0].y + photo[1].y) / 2 + im * u + re * v,
                       hypot(re, im), atan2(im, re)};
}

/* Where the eyes lie in the finder's square: the mean over faces that look at the camera. */
static AeFacePlace place_of_square(const AePoint model[2], const AeFace *face) {
  static const AePoint usual[2] = {{0.302, 0.398}, {0.690, 0.391}};
  AeFacePlace square = {face->x, face->y, face->side, face->angle};
  AePoint eyes[2];
  for (int i = 0; i < 2; i++)
    eyes[i] = ae_face_to_photo(&square, usual[i].x, usual[i].y);
  return ae_face_place_of_eyes(model, eyes);
}

AeFacePlace ae_face_place_of(const AePoint model[2], const AeFace *face) {
  AeFacePlace square = place_of_square(model, face);
  if (!face->has_eyes)
    return square;
  AeFacePlace eyes = ae_face_place_of_eyes(model, face->eyes);
  return (AeFacePlace){(square.x + eyes.x) / 2, (square.y + eyes.y) / 2, sqrt(square.side * eyes.side), eyes.angle};
}

AePoint ae_face_to_photo(const AeFacePlace *place, double u, double v) {
  double c = cos(place->angle) * place->side, s = sin(place->angle) * place->side;
  return (AePoint){place->x + c * (u - 0.5) - s * (v - 0.5), place->y + s * (u - 0.5) + c * (v - 0.5)};
}

AePoint ae_face_from_photo(const AeFacePlace *place, double x, double y) {
  double c = cos(place->angle) / place->side, s = sin(place->angle) / place->side;
  x -= place->x;
  y -= place->y;
  return (AePoint){0.5 + c * x + s * y, 0.5 - s * x + c * y};
}

AeFaceBox ae_face_place_box(const AeFacePlace *place, double margin, guint32 width, guint32 height) {
  double reach = place->side * (0.5 + margin) * (fabs(cos(place->angle)) + fabs(sin(place->angle)));
  AeFaceBox box = {(gint64)floor(place->x - reach), (gint64)floor(place->y - reach), (gint64)ceil(place->x + reach),
                   (gint64)ceil(place->y + reach)};
  return (AeFaceBox){MAX(box.x0, 0), MAX(box.y0, 0), MIN(box.x1, width), MIN(box.y1, height)};
}
