/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/chart.h"

#include <math.h>

#include "plot/label.h"
#include "plot/palette.h"

enum { TICK = 5, GAP = 6, EDGE = 20, BETWEEN = 22 }; /* page units */

static const AeLabelStyle label_style = {.size = AE_LABEL_SIZE, .align = AE_ALIGN_CENTRE};
static const AeLabelStyle upward_style = {.size = AE_LABEL_SIZE, .align = AE_ALIGN_CENTRE, .upward = TRUE};
static const AeLabelStyle tick_style = {.size = AE_TICK_SIZE};

/* ---- values and places ---- */

static gboolean usable(const AeAxis *axis, double value) {
  return isfinite(value) && (!axis->logarithmic || value > 0);
}

void ae_axis_cover(AeAxis *axis, double value) {
  if (!usable(axis, value))
    return;
  axis->lo = axis->used ? MIN(axis->lo, value) : value;
  axis->hi = axis->used ? MAX(axis->hi, value) : value;
  axis->used = TRUE;
}

/* Where value lies between the ends: 0..1. */
static double share(const AeAxis *axis, double value) {
  if (axis->logarithmic)
    return log(value / axis->lo) / log(axis->hi / axis->lo);
  return (value - axis->lo) / (axis->hi - axis->lo);
}

double ae_chart_x(const AeChart *chart, double value) {
  return chart->frame.x + chart->frame.width * share(&chart->axis[AE_AXIS_X], value);
}

double ae_chart_y(const AeChart *chart, AeSide side, double value) {
  return chart->frame.y + chart->frame.height * (1 - share(&chart->axis[side], value));
}

/* ---- layout ---- */

/* An axis needs two ends; values that begin or end at 0 do so on the axis too. */
static void settle_ends(AeAxis *axis) {
  if (!axis->used)
    axis->lo = axis->logarithmic ? 0.1 : 0, axis->hi = 1;
  axis->used = TRUE;
  if (axis->logarithmic) {
    double room = axis->hi > axis->lo ? axis->tight ? 1 : pow(axis->hi / axis->lo, 0.05) : 2;
    axis->lo /= room, axis->hi *= room;
    return;
  }
  double span = axis->hi - axis->lo, about = MAX(fabs(axis->hi), fabs(axis->lo));
  if (!(span > about * 1e-9))
    axis->lo -= about > 0 ? about * 0.1 : 0.5, axis->hi += about > 0 ? about * 0.1 : 0.5;
  else if (!axis->tight) {
    axis->lo -= axis->lo == 0 ? 0 : span * 0.05;
    axis->hi += axis->hi == 0 ? 0 : span * 0.05;
  }
}

static void share_x(AeChart *charts, guint n) {
  AeAxis all = charts[0].axis[AE_AXIS_X];
  for (guint i = 1; i < n; i++)
    if (charts[i].axis[AE_AXIS_X].used) {
      ae_axis_cover(&all, charts[i].axis[AE_AXIS_X].lo);
      ae_axis_cover(&all, charts[i].axis[AE_AXIS_X].hi);
    }
  settle_ends(&all);
  for (guint i = 0; i < n; i++)
    charts[i].axis[AE_AXIS_X] = all;
}

/* Room beside the frame that an axis takes. */
static double side_margin(const AeChart *chart, AeSide side, cairo_t *cr) {
  const AeAxis *axis = &chart->axis[side];
  double widest = 0;
  if (!axis->label)
    return 0;
  for (guint i = 0; i < axis->ticks.n; i++)
    widest = MAX(widest, ae_label_width(cr, axis->ticks.text[i], &tick_style));
  return TICK + GAP + widest + GAP + AE_LABEL_SIZE;
}

static void layout_heights(AeChart *charts, guint n, AeBox box) {
  double weights = 0, y = box.y, bottom = TICK + GAP + AE_TICK_SIZE + GAP + AE_LABEL_SIZE + EDGE / 2;
  for (guint i = 0; i < n; i++)
    weights += charts[i].weight > 0 ? charts[i].weight : 1;
  for (guint i = 0; i < n; i++) {
    double weight = charts[i].weight > 0 ? charts[i].weight : 1;
    charts[i].frame.y = y;
    charts[i].frame.height = (box.height - bottom - (n - 1) * BETWEEN) * weight / weights;
    y += charts[i].frame.height + BETWEEN;
    for (AeSide side = AE_AXIS_LEFT; side < AE_AXES; side++) {
      AeAxis *axis = &charts[i].axis[side];
      if (!axis->label)
        continue;
      settle_ends(axis);
      ae_ticks_make(&axis->ticks, axis->lo, axis->hi, axis->logarithmic,
                    (guint)CLAMP(charts[i].frame.height / 50, 2, 10));
    }
  }
}

static void widen(AeAxis *axis, double factor) {
  double middle = (axis->lo + axis->hi) / 2, half = (axis->hi - axis->lo) / 2 * factor;
  axis->lo = middle - half, axis->hi = middle + half;
}

static void make_square(AeChart *chart) {
  AeAxis *x = &chart->axis[AE_AXIS_X], *y = &chart->axis[AE_AXIS_LEFT];
  double across = (x->hi - x->lo) / chart->frame.width, up = (y->hi - y->lo) / chart->frame.height;
  if (across < up)
    widen(x, up / across);
  else
    widen(y, across / up);
  ae_ticks_make(&y->ticks, y->lo, y->hi, FALSE, (guint)CLAMP(chart->frame.height / 50, 2, 10));
}

void ae_charts_layout(AeChart *charts, guint n, cairo_t *cr, AeBox box) {
  double left = 0, right = 0;
  share_x(charts, n);
  layout_heights(charts, n, box);
  for (guint i = 0; i < n; i++) {
    left = MAX(left, side_margin(&charts[i], AE_AXIS_LEFT, cr));
    right = MAX(right, side_margin(&charts[i], AE_AXIS_RIGHT, cr));
  }
  for (guint i = 0; i < n; i++) {
    AeAxis *x = &charts[i].axis[AE_AXIS_X];
    charts[i].left = left, charts[i].right = right;
    charts[i].frame.x = box.x + EDGE + left;
    charts[i].frame.width = MAX(box.width - 2 * EDGE - left - right, 1);
    if (charts[i].square)
      make_square(&charts[i]);
    ae_ticks_make(&x->ticks, x->lo, x->hi, x->logarithmic, (guint)CLAMP(charts[i].frame.width / 80, 2, 12));
    if (x->marks)
      ae_ticks_set(&x->ticks, x->marks, x->n_marks);
  }
}

/* ---- frames ---- */

static double crisp(double at) { return floor(at) + 0.5; }

static void segment(cairo_t *cr, double x0, double y0, double x1, double y1) {
  cairo_move_to(cr, x0, y0);
  cairo_line_to(cr, x1, y1);
}

static void draw_grid(const AeChart *chart, cairo_t *cr) {
  AeBox f = chart->frame;
  const AeTicks *x = &chart->axis[AE_AXIS_X].ticks, *y = &chart->axis[AE_AXIS_LEFT].ticks;
  for (guint i = 0; i < x->n; i++)
    segment(cr, crisp(ae_chart_x(chart, x->at[i])), f.y, crisp(ae_chart_x(chart, x->at[i])), f.y + f.height);
  for (guint i = 0; i < y->n; i++)
    segment(cr, f.x, crisp(ae_chart_y(chart, AE_AXIS_LEFT, y->at[i])), f.x + f.width,
            crisp(ae_chart_y(chart, AE_AXIS_LEFT, y->at[i])));
  ae_set_grey(cr, AE_GRID);
  cairo_stroke(cr);
}

static void draw_side(const AeChart *chart, cairo_t *cr, AeSide side) {
  const AeAxis *axis = &chart->axis[side];
  AeBox f = chart->frame;
  int out = side == AE_AXIS_LEFT ? -1 : 1;
  double x = crisp(side == AE_AXIS_LEFT ? f.x : f.x + f.width);
  if (!axis->label)
    return;
  segment(cr, x, f.y, x, crisp(f.y + f.height));
  for (guint i = 0; i < axis->ticks.n; i++)
    segment(cr, x, crisp(ae_chart_y(chart, side, axis->ticks.at[i])), x + out * TICK,
            crisp(ae_chart_y(chart, side, axis->ticks.at[i])));
  ae_set_grey(cr, AE_INK);
  cairo_stroke(cr);
  AeLabelStyle style = {.size = AE_TICK_SIZE, .align = out < 0 ? AE_ALIGN_RIGHT : AE_ALIGN_LEFT};
  for (guint i = 0; i < axis->ticks.n; i++)
    ae_label(cr, x + out * (TICK + GAP), ae_chart_y(chart, side, axis->ticks.at[i]), axis->ticks.text[i], &style);
  double middle = x + out * ((out < 0 ? chart->left : chart->right) - AE_LABEL_SIZE / 2);
  ae_label(cr, middle, f.y + f.height / 2, axis->label, &upward_style);
}

/* words: the lowest chart says what the ticks of all mean. */
static void draw_bottom(const AeChart *chart, cairo_t *cr, gboolean words) {
  const AeAxis *axis = &chart->axis[AE_AXIS_X];
  AeBox f = chart->frame;
  double y = crisp(f.y + f.height);
  AeLabelStyle style = {.size = AE_TICK_SIZE, .align = AE_ALIGN_CENTRE};
  segment(cr, f.x, y, f.x + f.width, y);
  for (guint i = 0; i < axis->ticks.n; i++)
    segment(cr, crisp(ae_chart_x(chart, axis->ticks.at[i])), y, crisp(ae_chart_x(chart, axis->ticks.at[i])), y + TICK);
  ae_set_grey(cr, AE_INK);
  cairo_stroke(cr);
  if (!words)
    return;
  for (guint i = 0; i < axis->ticks.n; i++)
    ae_label(cr, ae_chart_x(chart, axis->ticks.at[i]), y + TICK + GAP + AE_TICK_SIZE / 2, axis->ticks.text[i], &style);
  if (axis->label)
    ae_label(cr, f.x + f.width / 2, y + TICK + GAP + AE_TICK_SIZE + GAP + AE_LABEL_SIZE / 2, axis->label, &label_style);
}

void ae_charts_frames(const AeChart *charts, guint n, cairo_t *cr) {
  cairo_save(cr);
  cairo_set_line_width(cr, 1);
  for (guint i = 0; i < n; i++) {
    draw_grid(&charts[i], cr);
    draw_side(&charts[i], cr, AE_AXIS_LEFT);
    draw_side(&charts[i], cr, AE_AXIS_RIGHT);
    draw_bottom(&charts[i], cr, i + 1 == n);
  }
  cairo_restore(cr);
}
