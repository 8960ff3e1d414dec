/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Charts: a frame with an x axis below, a y axis at the left and, if wanted, one more at the right; or several of them,
 * one above the other, that share the x axis.
 *
 *     AeChart chart = {.axis = {[AE_AXIS_X] = {.label = "step"}, [AE_AXIS_LEFT] = {.label = "loss", .logarithmic =
 * TRUE}}}; for (...) ae_axis_cover(&chart.axis[AE_AXIS_X], x[i]), ae_axis_cover(&chart.axis[AE_AXIS_LEFT], y[i]);
 *     ae_charts_layout(&chart, 1, page->cr, (AeBox){0, 50, 900, 550});
 *     ae_charts_frames(&chart, 1, page->cr);
 *     ae_chart_line(&chart, page->cr, AE_AXIS_LEFT, x, y, n, &(AeStroke){.colour = 1, .width = 2, .alpha = 1});
 *
 * What is not finite, or not above 0 on a logarithmic axis, is left out: a line has a gap there. */
#ifndef AE_PLOT_CHART_H
#define AE_PLOT_CHART_H

#include <cairo.h>

#include "plot/ticks.h"

G_BEGIN_DECLS

typedef struct {
  double x, y, width, height; /* page units */
} AeBox;

typedef struct {
  const char *label; /* with its unit: "PSNR (dB)"; NULL: there is no such axis (the right one) */
  gboolean logarithmic;
  gboolean tight;      /* the axis ends where the values end; else a little behind */
  double lo, hi;       /* what it covers */
  gboolean used;       /* it covers something */
  const double *marks; /* x: where its ticks are, instead of usual ones; NULL: those; at most AE_MAX_TICKS are taken */
  guint n_marks;
  AeTicks ticks; /* by ae_charts_layout */
} AeAxis;

typedef enum { AE_AXIS_X, AE_AXIS_LEFT, AE_AXIS_RIGHT, AE_AXES } AeSide;

typedef struct {
  AeAxis axis[AE_AXES];
  double weight;      /* share of the height among several charts; 0: 1 */
  gboolean square;    /* a unit is as long on the y axis as on the x axis */
  AeBox frame;        /* by ae_charts_layout */
  double left, right; /* room beside the frame, by ae_charts_layout: the same for all charts of a page */
} AeChart;

typedef struct {
  guint colour, dash; /* palette.h */
  double width, alpha;
} AeStroke;

void ae_axis_cover(AeAxis *axis, double value);

/* Finds room for frames, ticks and labels in box; the x axes become that of all charts together. */
void ae_charts_layout(AeChart *charts, guint n, cairo_t *cr, AeBox box);
void ae_charts_frames(const AeChart *charts, guint n, cairo_t *cr);

/* Page coordinates of a value. */
double ae_chart_x(const AeChart *chart, double value);
double ae_chart_y(const AeChart *chart, AeSide side, double value);

/* Drawing is clipped to the frame. */
void ae_chart_line(const AeChart *chart, cairo_t *cr, AeSide side, const double *x, const double *y, guint n,
                   const AeStroke *stroke);
/* Bars from 0 to y, centred at x, wide: in units of the x axis. */
void ae_chart_bars(const AeChart *chart, cairo_t *cr, AeSide side, const double *x, const double *y, guint n,
                   double wide, guint colour);
/* One marker of radius r page units. */
void ae_chart_marker(const AeChart *chart, cairo_t *cr, AeSide side, double x, double y, guint marker, double r);
/* Clips cr to the frame until ae_chart_unclip. */
void ae_chart_clip(const AeChart *chart, cairo_t *cr);
void ae_chart_unclip(cairo_t *cr);

G_END_DECLS
#endif
