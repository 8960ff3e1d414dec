/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Vectors, what models make of them, and where all that a model can say lies: the curve that its decoder draws as a
 * code of one number runs through the codes of the vectors, or the net that one of two numbers draws. */
#include <math.h>

#include "base/checked.h"
#include "plot/chart.h"
#include "plot/label.h"
#include "plot/legend.h"
#include "plot/measured.h"
#include "plot/names.h"
#include "plot/palette.h"
#include "plot/part.h"
#include "plot/plots.h"
#include "plot/vectors.h"
#include "plot/view.h"

enum { MAX_MODELS = 6, STEPS = 240, NET = 9, INK = 6 /* of the palette */ };

typedef struct {
  AePlotCommon common;
  char *corrupt, *kind, *names;
  int n;
  double round, above;
  gboolean points, square;
} Options;

static const AeOption options[] = {
    AE_MEASURED_ROWS(Options),
    {"points", "draw what the models make of each vector, and a line to it", AE_OPTION_BOOL,
     G_STRUCT_OFFSET(Options, points), "yes"},
    {"square", "the same scale on both axes", AE_OPTION_BOOL, G_STRUCT_OFFSET(Options, square), "no"},
    {"round", "three numbers: seen from so far round the third axis", AE_OPTION_DOUBLE, G_STRUCT_OFFSET(Options, round),
     "-70", -180, 180, .unit = "degrees"},
    {"above", "three numbers: seen from so far above", AE_OPTION_DOUBLE, G_STRUCT_OFFSET(Options, above), "15", -90, 90,
     .unit = "degrees"},
    {"names", "what several models are called, separated by commas; their own names if not given", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, names)},
    AE_PLOT_SIZE_ROWS(Options, "720", "520"),
    AE_PLOT_COMMON_ROWS(Options),
    {NULL}};

/* Points on the page's plane. */
typedef struct {
  gsize n;
  double *x, *y;
} Track;

typedef struct {
  Track made; /* of each vector */
  Track *lines;
  guint n_lines;
} Model;

typedef struct {
  const Options *options;
  AeView view;
  Track data;
  guint n;
  AeModel *loaded[MAX_MODELS];
  Model models[MAX_MODELS];
} Curve;

static void clear_track(Track *t) {
  g_free(t->x);
  g_free(t->y);
}

static void clear_curve(Curve *c) {
  for (guint i = 0; i < MAX_MODELS; i++) {
    for (guint k = 0; k < c->models[i].n_lines; k++)
      clear_track(&c->models[i].lines[k]);
    g_free(c->models[i].lines);
    clear_track(&c->models[i].made);
    ae_model_unref(c->loaded[i]);
  }
  clear_track(&c->data);
  ae_view_clear(&c->view);
}

static Track track_of(const Curve *c, const float *rows, gsize n) {
  Track t = {n, g_new(double, MAX(n, 1)), g_new(double, MAX(n, 1))};
  ae_view_apply(&c->view, rows, n, t.x, t.y);
  return t;
}

/* ---- what a decoder can say ---- */

/* The range of number k of codes, and a little more. */
static void range_of(const AeCodes *codes, int k, double *lo, double *hi) {
  *lo = G_MAXDOUBLE, *hi = -G_MAXDOUBLE;
  for (gsize i = 0; i < codes->n; i++) {
    double z = (double)ae_codes_row(codes, i)[k];
    *lo = MIN(*lo, z), *hi = MAX(*hi, z);
  }
  double more = 0.05 * (*hi - *lo);
  *lo -= more, *hi += more;
}

/* along: the number of the code that runs; the other one, if there is one, is fixed. */
static void add_line(Curve *c, Model *m, AePart *decoder, const AeCodes *codes, int along, double fixed) {
  int d = codes->d;
  double lo, hi;
  g_autofree float *z = g_new(float, STEPS *d), *out = g_new(float, STEPS * c->view.d);
  range_of(codes, along, &lo, &hi);
  for (int i = 0; i < STEPS; i++)
    for (int k = 0; k < d; k++)
      z[i * d + k] = (float)(k == along ? lo + (hi - lo) * i / (STEPS - 1) : fixed);
  ae_part_run(decoder, z, NULL, STEPS, out);
  m->lines[m->n_lines++] = track_of(c, out, STEPS);
}

static gboolean add_lines(Curve *c, Model *m, const AeModel *model, const AeCodes *codes, GError **error) {
  const char *code = codes->d <= 2 ? ae_vectors_code(model, NULL, error) : NULL;
  AePart *decoder = code ? ae_part_new(model, code, NULL, 1, 1, error) : NULL;
  if (codes->d > 2 || !decoder)
    return codes->d > 2;
  m->lines = g_new0(Track, 2 * NET);
  for (int along = 0; along < codes->d; along++) {
    double lo = 0, hi = 0;
    if (codes->d == 2)
      range_of(codes, 1 - along, &lo, &hi);
    for (int i = 0; i < (codes->d == 2 ? NET : 1); i++)
      add_line(c, m, decoder, codes, along, lo + (hi - lo) * i / (NET - 1));
  }
  ae_part_free(decoder);
  return TRUE;
}

/* ---- numbers ---- */

static gboolean add_sets(Curve *c, Model *m, AeMeasureContext *context, const AeModel *model, GError **error) {
  const AeCodes *clean = ae_measure_set(context, AE_SET_CLEAN, error);
  const AeCodes *made = clean ? ae_measure_set(context, AE_SET_OUTPUT, error) : NULL;
  const AeCodes *codes = made ? ae_measure_set(context, AE_SET_CODE, error) : NULL;
  if (!codes || (!c->view.axes && !ae_view_make(&c->view, clean, c->options->round, c->options->above, error)))
    return FALSE;
  if (clean->d != c->view.d) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: vectors of %d numbers beside those of %d", ae_model_path(model),
                clean->d, c->view.d);
    return FALSE;
  }
  if (!c->data.n)
    c->data = track_of(c, clean->data, clean->n);
  m->made = track_of(c, made->data, made->n);
  return add_lines(c, m, model, codes, error);
}

static gboolean add_model(Curve *c, const char *path, const char *data, GError **error) {
  const Options *o = c->options;
  AeModel *model = ae_model_load(path, NULL, error);
  if (!model)
    return FALSE;
  guint i = c->n++;
  c->loaded[i] = model;
  g_autoptr(AeMeasureContext) context = ae_measured_open(model, data, o->n, o->corrupt, o->kind, error);
  return context && add_sets(c, &c->models[i], context, model, error);
}

/* ---- the chart ---- */

static void cover(AeChart *chart, const Track *t) {
  for (gsize i = 0; i < t->n; i++) {
    ae_axis_cover(&chart->axis[AE_AXIS_X], t->x[i]);
    ae_axis_cover(&chart->axis[AE_AXIS_LEFT], t->y[i]);
  }
}

static double marker_size(gsize n) { return CLAMP(40 / sqrt((double)MAX(n, 1)), 1.2, 6); }

/* A thin line from each vector to what became of it. */
static void draw_made(const Curve *c, const AeChart *chart, cairo_t *cr, const Track *made, guint i) {
  double r = marker_size(made->n);
  for (gsize k = 0; k < made->n; k++) {
    double x[2] = {c->data.x[k], made->x[k]}, y[2] = {c->data.y[k], made->y[k]};
    ae_chart_line(chart, cr, AE_AXIS_LEFT, x, y, 2, &(AeStroke){i, 0, 1, 0.5});
  }
  ae_chart_clip(chart, cr);
  ae_set_colour(cr, i, 1);
  for (gsize k = 0; k < made->n; k++)
    ae_chart_marker(chart, cr, AE_AXIS_LEFT, made->x[k], made->y[k], i + 1, r);
  ae_chart_unclip(cr);
}

static void draw_model(const Curve *c, const AeChart *chart, cairo_t *cr, guint i) {
  const Model *m = &c->models[i];
  for (guint k = 0; k < m->n_lines; k++)
    ae_chart_line(chart, cr, AE_AXIS_LEFT, m->lines[k].x, m->lines[k].y, (guint)m->lines[k].n,
                  &(AeStroke){i, m->n_lines > 1 ? 0 : i, m->n_lines > 1 ? 1 : 2.5, 1});
  if (c->options->points)
    draw_made(c, chart, cr, &m->made, i);
}

static void draw_data(const Curve *c, const AeChart *chart, cairo_t *cr) {
  ae_chart_clip(chart, cr);
  ae_set_colour(cr, INK, 0.8);
  for (gsize i = 0; i < c->data.n; i++)
    ae_chart_marker(chart, cr, AE_AXIS_LEFT, c->data.x[i], c->data.y[i], 0, 0.7 * marker_size(c->data.n));
  ae_chart_unclip(cr);
}

static double draw_legend(const Curve *c, AePage *page, double y, char **names) {
  AeLegendEntry entries[MAX_MODELS + 1] = {{"data", AE_LEGEND_MARKER, INK, 0}};
  for (guint i = 0; i < c->n; i++)
    entries[i + 1] = (AeLegendEntry){names[i], AE_LEGEND_LINE, i, i};
  return ae_legend(page, y, entries, c->n + 1);
}

static void draw_chart(const Curve *c, AePage *page, const char *title, char **names) {
  AeChart chart = {.weight = 1, .square = c->options->square};
  chart.axis[AE_AXIS_X].label = c->view.labels[0];
  chart.axis[AE_AXIS_LEFT].label = c->view.labels[1];
  cover(&chart, &c->data);
  for (guint i = 0; i < c->n; i++)
    cover(&chart, &c->models[i].made);
  double top = draw_legend(c, page, ae_heading(page, title), names) + 6;
  ae_charts_layout(&chart, 1, page->cr, (AeBox){0, top, page->width, page->height - top});
  ae_charts_frames(&chart, 1, page->cr);
  for (guint i = 0; i < c->n; i++)
    draw_model(c, &chart, page->cr, i);
  draw_data(c, &chart, page->cr);
}

static gboolean write_chart(const AePlotJob *job, const Curve *c, GError **error) {
  const char *own[MAX_MODELS];
  for (guint i = 0; i < c->n; i++)
    own[i] = ae_model_name(c->loaded[i]);
  g_auto(GStrv) names = ae_plot_names(c->options->names, own, job->inputs, c->n, error);
  AePage *page = names ? ae_plot_page(job, &c->options->common, error) : NULL;
  if (page) {
    g_autofree char *title =
        ae_plot_title(&c->options->common, "Vectors, and what %s can say", c->n > 1 ? "models" : names[0]);
    draw_chart(c, page, title, names);
  }
  gboolean ok = page && ae_page_write(page, error);
  ae_page_free(page);
  return ok;
}

static gboolean draw(const AePlotJob *job, const void *values, GError **error) {
  Curve curve = {.options = values};
  gboolean ok = TRUE;
  for (const char *const *path = job->inputs; ok && *path; path++)
    ok = add_model(&curve, *path, job->data, error);
  ok = ok && write_chart(job, &curve, error);
  clear_curve(&curve);
  return ok;
}

const AePlot ae_plot_curve = {
    .name = "curve",
    .help = "vectors, what models make of them, and the curve on which all that a model can say lies",
    .usage = "MODEL... [--data DIR]",
    .max_inputs = MAX_MODELS,
    .options = options,
    .options_size = sizeof(Options),
    .draw = draw,
};
