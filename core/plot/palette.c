/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/palette.h"

#include <math.h>

AeColour ae_palette(guint i) {
  static const AeColour colours[AE_COLOURS] = {
      {0x00 / 255.0, 0x72 / 255.0, 0xB2 / 255.0}, /* blue */
      {0xD5 / 255.0, 0x5E / 255.0, 0x00 / 255.0}, /* vermilion */
      {0x00 / 255.0, 0x9E / 255.0, 0x73 / 255.0}, /* bluish green */
      {0xCC / 255.0, 0x79 / 255.0, 0xA7 / 255.0}, /* reddish purple */
      {0xE6 / 255.0, 0x9F / 255.0, 0x00 / 255.0}, /* orange */
      {0x56 / 255.0, 0xB4 / 255.0, 0xE9 / 255.0}, /* sky blue */
      {0.20, 0.20, 0.20},                         /* black, a little lighter than text */
  };
  return colours[i % AE_COLOURS];
}

void ae_set_colour(cairo_t *cr, guint i, double alpha) {
  AeColour c = ae_palette(i);
  cairo_set_source_rgba(cr, c.r, c.g, c.b, alpha);
}

void ae_set_grey(cairo_t *cr, double grey) { cairo_set_source_rgb(cr, grey, grey, grey); }

void ae_set_dash(cairo_t *cr, guint i, double line_width) {
  static const struct {
    int n;
    double lengths[4]; /* line widths */
  } dashes[AE_DASHES] = {{0}, {2, {5, 2.5}}, {2, {1.2, 1.8}}, {4, {7, 2, 1.2, 2}}};
  double scaled[4];
  for (int k = 0; k < 4; k++)
    scaled[k] = dashes[i % AE_DASHES].lengths[k] * line_width;
  cairo_set_dash(cr, scaled, dashes[i % AE_DASHES].n, 0);
}

/* A regular polygon, or a star where inner < 1: every second corner lies at inner * r. turn: of the first corner. */
static void polygon(cairo_t *cr, double x, double y, double r, int corners, double inner, double turn) {
  for (int k = 0; k < corners; k++) {
    double a = (turn + (double)k / corners) * 2 * G_PI, d = k % 2 ? r * inner : r;
    cairo_line_to(cr, x + d * sin(a), y - d * cos(a));
  }
  cairo_close_path(cr);
}

/* A plus; turned by an eighth it is a cross. */
static void plus(cairo_t *cr, double x, double y, double r, double turn) {
  double w = r * 0.36;
  cairo_save(cr);
  cairo_translate(cr, x, y);
  cairo_rotate(cr, turn * 2 * G_PI);
  cairo_rectangle(cr, -r, -w, 2 * r, 2 * w);
  cairo_rectangle(cr, -w, -r, 2 * w, 2 * r);
  cairo_restore(cr);
}

void ae_draw_marker(cairo_t *cr, guint i, double x, double y, double r) {
  /* radii that make them look equally large */
  static const struct {
    int corners;
    double size, inner, turn;
  } forms[AE_MARKERS] = {
      {0, 1, 1, 0},    {4, 1.25, 1, 0.125}, {3, 1.35, 1, 0},   {4, 1.3, 1, 0},     {3, 1.35, 1, 0.5},
      {-1, 1.2, 1, 0}, {-1, 1.2, 1, 0.125}, {10, 1.5, 0.4, 0}, {6, 1.15, 1, 0.25}, {8, 1.5, 0.35, 0},
  };
  cairo_new_path(cr);
  if (forms[i % AE_MARKERS].corners == 0)
    cairo_arc(cr, x, y, r, 0, 2 * G_PI);
  else if (forms[i % AE_MARKERS].corners < 0)
    plus(cr, x, y, r * forms[i % AE_MARKERS].size, forms[i % AE_MARKERS].turn);
  else
    polygon(cr, x, y, r * forms[i % AE_MARKERS].size, forms[i % AE_MARKERS].corners, forms[i % AE_MARKERS].inner,
            forms[i % AE_MARKERS].turn);
  cairo_fill(cr);
}
