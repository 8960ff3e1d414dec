/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Seven colours that colour-blind people tell apart (Okabe & Ito 2008, without the yellow, which white paper hides),
 * each with a dash and a marker of its own, so that a drawing can be read in grey. */
#ifndef AE_PLOT_PALETTE_H
#define AE_PLOT_PALETTE_H

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* Colours, dashes and markers begin again after these many; the combinations after 28 and 70. */
enum { AE_COLOURS = 7, AE_DASHES = 4, AE_MARKERS = 10 };

#define AE_INK 0.13  /* grey of text and axes */
#define AE_GRID 0.88 /* grey of grid lines */

typedef struct {
  double r, g, b;
} AeColour;

AeColour ae_palette(guint i);
void ae_set_colour(cairo_t *cr, guint i, double alpha);
void ae_set_grey(cairo_t *cr, double grey);
void ae_set_dash(cairo_t *cr, guint i, double line_width);

/* Fills marker i of about radius r around x, y with the source of cr. */
void ae_draw_marker(cairo_t *cr, guint i, double x, double y, double r);

G_END_DECLS
#endif
