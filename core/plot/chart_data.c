/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What stands in a chart's frame. */
#include "plot/chart.h"

#include <math.h>

#include "plot/palette.h"

#define FAR 1e5 /* page units: cairo counts in 24 bits */

void ae_chart_clip(const AeChart *chart, cairo_t *cr) {
  cairo_save(cr);
  cairo_rectangle(cr, chart->frame.x, chart->frame.y, chart->frame.width, chart->frame.height);
  cairo_clip(cr);
}

void ae_chart_unclip(cairo_t *cr) { cairo_restore(cr); }

static gboolean place(const AeChart *chart, AeSide side, double x, double y, double *page_x, double *page_y) {
  *page_x = ae_chart_x(chart, x);
  *page_y = ae_chart_y(chart, side, y);
  return fabs(*page_x) < FAR && fabs(*page_y) < FAR;
}

/* Points that fall on the one before are left out: a log may have a million rows. */
static void trace(const AeChart *chart, cairo_t *cr, AeSide side, const double *x, const double *y, guint n) {
  double page_x, page_y, last_x = 0, last_y = 0;
  gboolean down = FALSE;
  for (guint i = 0; i < n; i++) {
    gboolean shown = place(chart, side, x[i], y[i], &page_x, &page_y);
    if (!shown || (down && i + 1 < n && fabs(page_x - last_x) < 0.3 && fabs(page_y - last_y) < 0.3)) {
      down = down && shown;
      continue;
    }
    if (down)
      cairo_line_to(cr, page_x, page_y);
    else
      cairo_move_to(cr, page_x, page_y);
    down = TRUE;
    last_x = page_x, last_y = page_y;
  }
}

void ae_chart_line(const AeChart *chart, cairo_t *cr, AeSide side, const double *x, const double *y, guint n,
                   const AeStroke *stroke) {
  ae_chart_clip(chart, cr);
  trace(chart, cr, side, x, y, n);
  cairo_set_line_width(cr, stroke->width);
  cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
  ae_set_dash(cr, stroke->dash, stroke->width);
  ae_set_colour(cr, stroke->colour, stroke->alpha);
  cairo_stroke(cr);
  ae_chart_unclip(cr);
}

void ae_chart_bars(const AeChart *chart, cairo_t *cr, AeSide side, const double *x, const double *y, guint n,
                   double wide, guint colour) {
  double base = CLAMP(ae_chart_y(chart, side, 0), chart->frame.y, chart->frame.y + chart->frame.height);
  ae_chart_clip(chart, cr);
  for (guint i = 0; i < n; i++) {
    double page_x, page_y, left = ae_chart_x(chart, x[i] - wide / 2), right = ae_chart_x(chart, x[i] + wide / 2);
    if (place(chart, side, x[i], y[i], &page_x, &page_y))
      cairo_rectangle(cr, left, MIN(base, page_y), right - left, fabs(base - page_y));
  }
  ae_set_colour(cr, colour, 1);
  cairo_fill(cr);
  ae_chart_unclip(cr);
}

void ae_chart_marker(const AeChart *chart, cairo_t *cr, AeSide side, double x, double y, guint marker, double r) {
  double page_x, page_y;
  if (place(chart, side, x, y, &page_x, &page_y))
    ae_draw_marker(cr, marker, page_x, page_y, r);
}
