/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/scatter.h"

#include <math.h>
#include <stdlib.h>

#include "plot/chart.h"
#include "plot/label.h"
#include "plot/legend.h"
#include "plot/palette.h"
#include "plot/picture.h"

enum { PRIOR_RINGS = 2, INK = 6 /* of the palette */ };

/* ---- points ---- */

/* Marker radius: a thousand points may touch, ten thousand must be dots; spreads must be seen beside them. */
static double radius_of(const AeScatter *s, const AeChart *chart) {
  double room = sqrt(chart->frame.width * chart->frame.height / MAX(s->n, 1));
  return s->radius > 0 ? s->radius : CLAMP((s->x_spread ? 0.08 : 0.165) * room, 1.5, 5.5);
}

static int class_of(const AeScatter *s, guint i) { return s->classes ? s->classes[i] : -1; }

static gboolean is_point(const AeScatter *s, guint i) { return isfinite(s->x[i]) && isfinite(s->y[i]); }

/* In the order of the points, so that no class covers another. */
static void draw_points(const AeScatter *s, const AeChart *chart, cairo_t *cr) {
  double r = radius_of(s, chart);
  ae_chart_clip(chart, cr);
  for (guint i = 0; i < s->n; i++) {
    int c = class_of(s, i);
    if (!is_point(s, i))
      continue;
    if (c < 0)
      cairo_set_source_rgba(cr, 0.35, 0.35, 0.35, 0.75);
    else
      ae_set_colour(cr, (guint)c, 0.75);
    ae_chart_marker(chart, cr, AE_AXIS_LEFT, s->x[i], s->y[i], (guint)MAX(c, 0), r);
  }
  ae_chart_unclip(cr);
}

/* ---- names ---- */

static int compare_doubles(const void *a, const void *b) {
  double d = *(const double *)a - *(const double *)b;
  return d < 0 ? -1 : d > 0;
}

/* The median of the class's values; there is one. */
static double median_of(const AeScatter *s, const double *values, int c) {
  GArray *own = g_array_new(FALSE, FALSE, sizeof(double));
  for (guint i = 0; i < s->n; i++)
    if (class_of(s, i) == c && is_point(s, i))
      g_array_append_val(own, values[i]);
  qsort(own->data, own->len, sizeof(double), compare_doubles);
  double median = own->len ? g_array_index(own, double, own->len / 2) : NAN;
  g_array_unref(own);
  return median;
}

enum { APART = 30 }; /* page units */

/* Page coordinates of the classes' medians. FALSE where all fall on one place, which names would only hide. */
static gboolean find_centres(const AeScatter *s, const AeChart *chart, double *x, double *y) {
  double left = G_MAXDOUBLE, right = -G_MAXDOUBLE, top = G_MAXDOUBLE, bottom = -G_MAXDOUBLE;
  for (guint c = 0; c < s->n_classes; c++) {
    x[c] = ae_chart_x(chart, median_of(s, s->x, (int)c));
    y[c] = ae_chart_y(chart, AE_AXIS_LEFT, median_of(s, s->y, (int)c));
    if (!isfinite(x[c]) || !isfinite(y[c]))
      continue;
    left = MIN(left, x[c]), right = MAX(right, x[c]);
    top = MIN(top, y[c]), bottom = MAX(bottom, y[c]);
  }
  return s->n_classes == 1 || right - left > APART || bottom - top > APART;
}

static gboolean is_free(const double *x, const double *y, guint n, double at_x, double at_y) {
  for (guint c = 0; c < n; c++)
    if (fabs(x[c] - at_x) < 0.8 * AE_TITLE_SIZE && fabs(y[c] - at_y) < 0.9 * AE_TITLE_SIZE)
      return FALSE;
  return TRUE;
}

/* Moves name c to the nearest place beside those before it; it stays where there is none near. */
static void make_room(double *x, double *y, guint c) {
  for (int r = 0; r <= APART; r += 3)
    for (int k = 0; k < 16; k++) {
      double at_x = x[c] + r * cos(k * G_PI / 8), at_y = y[c] + r * sin(k * G_PI / 8);
      if (is_free(x, y, c, at_x, at_y)) {
        x[c] = at_x, y[c] = at_y;
        return;
      }
    }
}

static void draw_centres(const AeScatter *s, const AeChart *chart, cairo_t *cr) {
  static const AeLabelStyle style = {.size = AE_TITLE_SIZE, .bold = TRUE, .align = AE_ALIGN_CENTRE, .halo = TRUE};
  double x[AE_SCATTER_MAX_CLASSES], y[AE_SCATTER_MAX_CLASSES];
  if (!find_centres(s, chart, x, y))
    return;
  ae_set_grey(cr, 0);
  for (guint c = 0; c < s->n_classes; c++) {
    if (!isfinite(x[c]) || !isfinite(y[c]))
      continue;
    make_room(x, y, c);
    ae_label(cr, x[c], y[c], s->names[c], &style);
  }
}

static double draw_legend(const AeScatter *s, AePage *page, double y) {
  AeLegendEntry entries[AE_SCATTER_MAX_CLASSES + PRIOR_RINGS];
  guint n = 0;
  for (; n < s->n_classes; n++)
    entries[n] = (AeLegendEntry){s->names[n], AE_LEGEND_MARKER, n, n};
  for (guint i = 0; s->prior && i < PRIOR_RINGS; i++)
    entries[n++] = (AeLegendEntry){i ? "2 σ of N(0, I)" : "1 σ", AE_LEGEND_LINE, INK, i};
  return ae_legend(page, y, entries, n);
}

/* ---- pictures ---- */

/* Which places are taken: boxes in cells as large as the largest picture, so that only neighbours can overlap. */
typedef struct {
  const AeScatter *scatter;
  const AeChart *chart;
  double cell;
  int columns, rows;
  int *taken; /* point number + 1 */
} Places;

static AeBox box_of(const Places *p, guint i) {
  const AeImageInfo *info = &p->scatter->pictures[i]->info;
  return (AeBox){floor(ae_chart_x(p->chart, p->scatter->x[i]) - info->width / 2.0),
                 floor(ae_chart_y(p->chart, AE_AXIS_LEFT, p->scatter->y[i]) - info->height / 2.0), info->width,
                 info->height};
}

static gboolean overlap(AeBox a, AeBox b) {
  return a.x < b.x + b.width + 3 && b.x < a.x + a.width + 3 && a.y < b.y + b.height + 3 && b.y < a.y + a.height + 3;
}

/* Whether picture i is inside the frame and free; then its place is taken. */
static gboolean take_place(Places *p, guint i) {
  AeBox box = box_of(p, i), f = p->chart->frame;
  if (box.x < f.x || box.y < f.y || box.x + box.width > f.x + f.width || box.y + box.height > f.y + f.height)
    return FALSE;
  int column = (int)((box.x - f.x) / p->cell), row = (int)((box.y - f.y) / p->cell);
  if (p->taken[row * p->columns + column])
    return FALSE;
  for (int y = MAX(row - 1, 0); y <= MIN(row + 1, p->rows - 1); y++)
    for (int x = MAX(column - 1, 0); x <= MIN(column + 1, p->columns - 1); x++) {
      int other = p->taken[y * p->columns + x];
      if (other && overlap(box, box_of(p, (guint)other - 1)))
        return FALSE;
    }
  p->taken[row * p->columns + column] = (int)i + 1;
  return TRUE;
}

static gboolean draw_picture(const Places *p, cairo_t *cr, guint i, GError **error) {
  AeBox box = box_of(p, i);
  int c = class_of(p->scatter, i);
  if (!ae_picture_draw(cr, p->scatter->pictures[i], box.x, box.y, 1, error))
    return FALSE;
  cairo_rectangle(cr, box.x - 0.5, box.y - 0.5, box.width + 1, box.height + 1);
  if (c < 0)
    ae_set_grey(cr, 0.35);
  else
    ae_set_colour(cr, (guint)c, 1);
  cairo_set_line_width(cr, 2);
  cairo_stroke(cr);
  return TRUE;
}

static gboolean draw_pictures(const AeScatter *s, const AeChart *chart, cairo_t *cr, GError **error) {
  Places p = {s, chart, 8};
  gboolean ok = TRUE;
  for (guint i = 0; i < s->n; i++)
    if (s->pictures[i])
      p.cell = MAX(p.cell, MAX(s->pictures[i]->info.width, s->pictures[i]->info.height) + 3);
  p.columns = (int)(chart->frame.width / p.cell) + 1;
  p.rows = (int)(chart->frame.height / p.cell) + 1;
  p.taken = g_new0(int, (gsize)p.columns *(gsize)p.rows);
  for (guint i = 0; ok && i < s->n; i++)
    if (s->pictures[i] && is_point(s, i) && take_place(&p, i))
      ok = draw_picture(&p, cr, i, error);
  g_free(p.taken);
  return ok;
}

/* ---- one of them ---- */

static void draw_spreads(const AeScatter *s, const AeChart *chart, cairo_t *cr) {
  ae_chart_clip(chart, cr);
  cairo_set_line_width(cr, 1);
  for (guint i = 0; i < s->n; i++) {
    if (!is_point(s, i))
      continue;
    double x = ae_chart_x(chart, s->x[i]), y = ae_chart_y(chart, AE_AXIS_LEFT, s->y[i]);
    double w = ae_chart_x(chart, s->x[i] + s->x_spread[i]) - x;
    double h = y - ae_chart_y(chart, AE_AXIS_LEFT, s->y[i] + s->y_spread[i]);
    if (!(w > 0.1 && h > 0.1 && w < 1e4 && h < 1e4))
      continue;
    cairo_save(cr);
    cairo_translate(cr, x, y);
    cairo_scale(cr, w, h);
    cairo_arc(cr, 0, 0, 1, 0, 2 * G_PI);
    cairo_restore(cr);
    ae_set_colour(cr, (guint)MAX(class_of(s, i), 0), 0.6);
    cairo_stroke(cr);
  }
  ae_chart_unclip(cr);
}

/* Over the points, which are many; white beside each makes it seen among them. */
static void draw_prior(const AeChart *chart, cairo_t *cr) {
  double x = ae_chart_x(chart, 0), y = ae_chart_y(chart, AE_AXIS_LEFT, 0);
  ae_chart_clip(chart, cr);
  for (int pass = 0; pass < 2; pass++)
    for (guint i = 0; i < PRIOR_RINGS; i++) {
      double w = ae_chart_x(chart, i + 1) - x, h = y - ae_chart_y(chart, AE_AXIS_LEFT, i + 1);
      cairo_save(cr);
      cairo_translate(cr, x, y);
      cairo_scale(cr, w, h);
      cairo_arc(cr, 0, 0, 1, 0, 2 * G_PI);
      cairo_restore(cr);
      cairo_set_line_width(cr, pass ? 2 : 5);
      ae_set_dash(cr, pass ? i : 0, 2);
      if (pass)
        ae_set_colour(cr, INK, 1);
      else
        cairo_set_source_rgba(cr, 1, 1, 1, 0.6);
      cairo_stroke(cr);
    }
  cairo_set_dash(cr, NULL, 0, 0);
  ae_chart_unclip(cr);
}

static void cover_points(const AeScatter *s, AeChart *chart) {
  for (guint i = 0; i < s->n; i++) {
    double x = s->x_spread ? s->x_spread[i] : 0, y = s->y_spread ? s->y_spread[i] : 0;
    if (!is_point(s, i))
      continue;
    ae_axis_cover(&chart->axis[AE_AXIS_X], s->x[i] - x);
    ae_axis_cover(&chart->axis[AE_AXIS_X], s->x[i] + x);
    ae_axis_cover(&chart->axis[AE_AXIS_LEFT], s->y[i] - y);
    ae_axis_cover(&chart->axis[AE_AXIS_LEFT], s->y[i] + y);
  }
  for (int i = -1; s->prior && i <= 1; i++) {
    ae_axis_cover(&chart->axis[AE_AXIS_X], i * PRIOR_RINGS);
    ae_axis_cover(&chart->axis[AE_AXIS_LEFT], i * PRIOR_RINGS);
  }
}

/* covered, n: the scatters whose points the axes hold. */
static gboolean draw_panel(const AeScatter *s, const AeScatter *covered, guint n, cairo_t *cr, AeBox box,
                           GError **error) {
  AeChart chart = {.square = s->square};
  chart.axis[AE_AXIS_X].label = s->x_label;
  chart.axis[AE_AXIS_LEFT].label = s->y_label;
  for (guint i = 0; i < n; i++)
    cover_points(&covered[i], &chart);
  ae_charts_layout(&chart, 1, cr, box);
  ae_charts_frames(&chart, 1, cr);
  if (s->x_spread)
    draw_spreads(s, &chart, cr);
  draw_points(s, &chart, cr);
  if (s->pictures && !draw_pictures(s, &chart, cr, error))
    return FALSE;
  if (s->prior)
    draw_prior(&chart, cr);
  if (s->centres && !s->pictures)
    draw_centres(s, &chart, cr);
  return TRUE;
}

gboolean ae_scatters_draw(const AeScatter *scatters, guint n, gboolean same_scale, const char *heading, AePage *page,
                          GError **error) {
  static const AeLabelStyle style = {.size = AE_LABEL_SIZE, .bold = TRUE, .align = AE_ALIGN_CENTRE};
  double top = draw_legend(scatters, page, ae_heading(page, heading)), wide = page->width / n;
  gboolean ok = TRUE;
  for (guint i = 0; ok && i < n; i++) {
    double title = n > 1 && scatters[i].title ? AE_LABEL_SIZE + 10 : 0;
    if (title > 0) {
      g_autofree char *shown = ae_label_fit(page->cr, scatters[i].title, &style, wide - 20);
      ae_set_grey(page->cr, AE_INK);
      ae_label(page->cr, (i + 0.5) * wide, top + title / 2 - 2, shown, &style);
    }
    ok = draw_panel(&scatters[i], same_scale ? scatters : &scatters[i], same_scale ? n : 1, page->cr,
                    (AeBox){i * wide, top + title, wide, page->height - top - title}, error);
  }
  return ok;
}
