/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A white sheet to draw on with cairo, which becomes a PNG or an SVG file by its name's extension.
 *
 *     AePage *page = ae_page_new("loss.svg", 900, 600, 1, &error);
 *     ... page->cr ...
 *     gboolean ok = ae_page_write(page, &error);   // temporary name, then renamed
 *     ae_page_free(page);
 *
 * The same drawing gives the same bytes: there is no date in the file, and SVG's ids do not depend on what was drawn
 * before. */
#ifndef AE_PLOT_PAGE_H
#define AE_PLOT_PAGE_H

#include <aefilter/error.h>
#include <cairo.h>

G_BEGIN_DECLS

/* Pixels a side, zoom included, and in all. */
enum { AE_PAGE_MAX_SIDE = 16384, AE_PAGE_MAX_PIXELS = 1 << 27 };

typedef struct {
  cairo_t *cr;          /* x to the right, y down; a unit is a pixel at zoom 1 */
  double width, height; /* units */
  char *path;
  cairo_surface_t *surface;
  GString *svg; /* what the surface wrote; NULL for PNG */
} AePage;

/* Whether path ends in .png or .svg; else AE_ERROR_USAGE. For asking before the work is done. */
gboolean ae_page_check_path(const char *path, GError **error);

/* zoom: pixels a unit in a PNG; an SVG is as large as at 1. AE_ERROR_LIMIT where the sheet would be too large. */
AePage *ae_page_new(const char *path, double width, double height, int zoom, GError **error);
gboolean ae_page_write(AePage *page, GError **error); /* once; nothing can be drawn after it */
void ae_page_free(AePage *page);                      /* accepts NULL */

G_END_DECLS
#endif
