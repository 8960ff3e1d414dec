/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Pictures on a page. */
#ifndef AE_PLOT_PICTURE_H
#define AE_PLOT_PICTURE_H

#include <aefilter/image.h>
#include <cairo.h>

G_BEGIN_DECLS

/* The float picture (1 grey or 3 RGB channels, clipped to 0..1) as a surface in which each of its pixels is a square of
 * enlarge x enlarge: no viewer can blur it. cairo_surface_destroy. */
cairo_surface_t *ae_picture_surface(const AeImage *picture, int enlarge, GError **error);

/* Draws it with its upper left corner at x, y. */
gboolean ae_picture_draw(cairo_t *cr, const AeImage *picture, double x, double y, int enlarge, GError **error);

/* A float picture to be filled; ae_image_free. */
AeImage *ae_picture_new(guint width, guint height, guint channels, GError **error);

G_END_DECLS
#endif
