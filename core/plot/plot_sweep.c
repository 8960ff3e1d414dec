/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A measure of models over the length of their codes, and beside it what principal components of as many numbers
 * reach: the best that a linear autoencoder can (Bourlard & Kamp 1988; Baldi & Hornik 1989). Models whose names differ
 * only in a number at the end are one curve. */
#include <math.h>
#include <string.h>

#include "base/row.h"
#include "plot/chart.h"
#include "plot/label.h"
#include "plot/legend.h"
#include "plot/measured.h"
#include "plot/palette.h"
#include "plot/plots.h"
#include "plot/probe.h"
#include "plot/sweep_pca.h"
#include "plot/vectors.h"

enum { MAX_MODELS = 32 };

typedef struct {
  AePlotCommon common;
  char *measure, *corrupt, *kind, *code;
  int n, logarithmic_y;
  gboolean pca, logarithmic_x;
} Options;

typedef enum { LOGARITHMIC_AUTO, LOGARITHMIC_NO, LOGARITHMIC_YES } Logarithmic;
static const char *const logarithmic_names[] = {"auto", "no", "yes", NULL}; /* in the order of Logarithmic */

static const AeOption options[] = {
    {"measure", "what of: a measure of aemodel eval", AE_OPTION_STRING, G_STRUCT_OFFSET(Options, measure), "mse"},
    AE_MEASURED_ROWS(Options),
    {"pca", "draw principal components of as many numbers too, for mse, sse and psnr", AE_OPTION_BOOL,
     G_STRUCT_OFFSET(Options, pca), "yes"},
    {"logarithmic_x", "a logarithmic axis for the lengths", AE_OPTION_BOOL, G_STRUCT_OFFSET(Options, logarithmic_x),
     "yes"},
    {"logarithmic_y", "a logarithmic axis for the measure; auto: where it is no number of decibels", AE_OPTION_CHOICE,
     G_STRUCT_OFFSET(Options, logarithmic_y), "auto", .choices = logarithmic_names},
    {"code", "the line of the networks that is the code, if not the one that they name", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, code)},
    AE_PLOT_SIZE_ROWS(Options, "720", "480"),
    AE_PLOT_COMMON_ROWS(Options),
    {NULL}};

typedef struct {
  char *curve; /* of the models of one kind */
  double length, value;
} Point;

typedef struct {
  const Options *options;
  const AeMeasure *measure;
  guint n;
  Point points[MAX_MODELS];
  double lengths[MAX_MODELS], pca[MAX_MODELS]; /* each length once, ascending */
  guint n_lengths;
  gboolean with_pca;
} Sweep;

static void clear_sweep(Sweep *s) {
  for (guint i = 0; i < s->n; i++)
    g_free(s->points[i].curve);
}

/* ---- numbers ---- */

/* "ae16" and "ae-2" are of the curve "ae". */
static char *curve_of(const char *name) {
  char *curve = g_strdup(name);
  gsize n = strlen(curve);
  while (n > 0 && g_ascii_isdigit(curve[n - 1]))
    n--;
  while (n > 0 && strchr("-_ ", curve[n - 1]))
    n--;
  if (n > 0)
    curve[n] = 0;
  return curve;
}

static gboolean find_length(const AeModel *model, const char *code, double *length, GError **error) {
  const char *name = ae_vectors_code(model, code, error);
  g_autofree AeShape *shapes = name ? ae_probe_shapes(model, error) : NULL;
  if (!shapes)
    return FALSE;
  AeShape s = shapes[ae_graph_find(ae_model_graph(model), name)];
  *length = (double)s.c * s.h * s.w;
  return TRUE;
}

static gboolean measure_model(Sweep *s, AeMeasureContext *c, AeModel *model, GError **error) {
  Point *point = &s->points[s->n];
  const char *obstacle = ae_measure_obstacle(c, s->measure);
  if (obstacle) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: %s: %s", ae_model_path(model), s->measure->name, obstacle);
    return FALSE;
  }
  if (!find_length(model, s->options->code, &point->length, error) || !s->measure->measure(c, &point->value, error))
    return FALSE;
  point->curve = curve_of(ae_model_name(model));
  s->n++;
  return TRUE;
}

/* The components are those of the first model's data. */
static gboolean add_model(Sweep *s, const char *path, const char *data, AeMeasureContext **first, GError **error) {
  AeModel *model = ae_model_load(path, NULL, error);
  AeMeasureContext *c =
      model ? ae_measured_open(model, data, s->options->n, s->options->corrupt, s->options->kind, error) : NULL;
  gboolean ok = c && measure_model(s, c, model, error);
  if (!*first)
    *first = g_steal_pointer(&c);
  ae_measure_context_free(c);
  ae_model_unref(model);
  return ok;
}

static void sort_lengths(Sweep *s) {
  for (guint i = 0; i < s->n; i++) {
    guint at = 0;
    while (at < s->n_lengths && s->lengths[at] < s->points[i].length)
      at++;
    if (at < s->n_lengths && s->lengths[at] == s->points[i].length)
      continue;
    memmove(&s->lengths[at + 1], &s->lengths[at], (s->n_lengths++ - at) * sizeof *s->lengths);
    s->lengths[at] = s->points[i].length;
  }
}

static gboolean fill_sweep(Sweep *s, const AePlotJob *job, GError **error) {
  g_autoptr(AeMeasureContext) first = NULL;
  for (const char *const *path = job->inputs; *path; path++)
    if (!add_model(s, *path, job->data, &first, error))
      return FALSE;
  sort_lengths(s);
  s->with_pca = s->options->pca && ae_sweep_pca_measures(s->measure->name);
  return !s->with_pca || ae_sweep_pca(first, s->measure->name, s->lengths, s->n_lengths, s->pca, error);
}

/* ---- the chart ---- */

/* Points of a curve in the order of their lengths; returns how many. */
static guint take_curve(const Sweep *s, const char *curve, double *x, double *y) {
  guint n = 0;
  for (guint k = 0; k < s->n_lengths; k++)
    for (guint i = 0; i < s->n; i++)
      if (s->points[i].length == s->lengths[k] && !strcmp(s->points[i].curve, curve))
        if (n < MAX_MODELS)
          x[n] = s->points[i].length, y[n++] = s->points[i].value;
  return n;
}

static void draw_curve(const AeChart *chart, cairo_t *cr, const double *x, const double *y, guint n, guint i) {
  ae_chart_line(chart, cr, AE_AXIS_LEFT, x, y, n, &(AeStroke){i, i, 2, 1});
  ae_set_colour(cr, i, 1);
  for (guint k = 0; k < n; k++)
    ae_chart_marker(chart, cr, AE_AXIS_LEFT, x[k], y[k], i, 5);
}

/* Each curve's name once, in the order of the models. */
static guint curve_names(const Sweep *s, const char **names) {
  guint n = 0;
  for (guint i = 0; i < s->n; i++) {
    guint k = 0;
    while (k < n && strcmp(names[k], s->points[i].curve))
      k++;
    if (k == n)
      names[n++] = s->points[i].curve;
  }
  return n;
}

static double draw_legend(const Sweep *s, AePage *page, double y, const char **names, guint n) {
  AeLegendEntry entries[MAX_MODELS + 1];
  for (guint i = 0; i < n; i++)
    entries[i] = (AeLegendEntry){names[i], AE_LEGEND_CURVE, i, i};
  if (s->with_pca)
    entries[n] = (AeLegendEntry){"PCA", AE_LEGEND_CURVE, n, n};
  return ae_legend(page, y, entries, n + s->with_pca);
}

static AeChart make_chart(const Sweep *s, char *label) {
  AeChart chart = {.weight = 1};
  const Options *o = s->options;
  gboolean decibels = s->measure->unit && !strcmp(s->measure->unit, "dB");
  chart.axis[AE_AXIS_X] = (AeAxis){
      .label = "numbers of the code", .logarithmic = o->logarithmic_x, .marks = s->lengths, .n_marks = s->n_lengths};
  chart.axis[AE_AXIS_LEFT].label = label;
  chart.axis[AE_AXIS_LEFT].logarithmic =
      o->logarithmic_y == LOGARITHMIC_YES || (o->logarithmic_y == LOGARITHMIC_AUTO && !decibels);
  for (guint i = 0; i < s->n; i++) {
    ae_axis_cover(&chart.axis[AE_AXIS_X], s->points[i].length);
    ae_axis_cover(&chart.axis[AE_AXIS_LEFT], s->points[i].value);
  }
  for (guint i = 0; s->with_pca && i < s->n_lengths; i++)
    ae_axis_cover(&chart.axis[AE_AXIS_LEFT], s->pca[i]);
  return chart;
}

static void draw_chart(const Sweep *s, AePage *page, const char *title) {
  const char *names[MAX_MODELS];
  double x[MAX_MODELS], y[MAX_MODELS];
  guint n = curve_names(s, names);
  g_autofree char *label =
      s->measure->unit ? g_strdup_printf("%s (%s)", s->measure->name, s->measure->unit) : g_strdup(s->measure->name);
  AeChart chart = make_chart(s, label);
  double top = draw_legend(s, page, ae_heading(page, title), names, n) + 6;
  ae_charts_layout(&chart, 1, page->cr, (AeBox){0, top, page->width, page->height - top});
  ae_charts_frames(&chart, 1, page->cr);
  if (s->with_pca)
    draw_curve(&chart, page->cr, s->lengths, s->pca, s->n_lengths, n);
  for (guint i = 0; i < n; i++)
    draw_curve(&chart, page->cr, x, y, take_curve(s, names[i], x, y), i);
}

static gboolean draw(const AePlotJob *job, const void *values, GError **error) {
  const Options *o = values;
  Sweep sweep = {.options = o};
  sweep.measure = ae_row_by_name((gconstpointer const *)ae_measures(), "measure", "Measures", o->measure, error);
  gboolean ok = sweep.measure && fill_sweep(&sweep, job, error);
  AePage *page = ok ? ae_plot_page(job, &o->common, error) : NULL;
  if (page) {
    g_autofree char *title =
        ae_plot_title(&o->common, "%s of held-out examples%s", sweep.measure->name, o->corrupt ? ", corrupted" : "");
    draw_chart(&sweep, page, title);
  }
  ok = page && ae_page_write(page, error);
  ae_page_free(page);
  clear_sweep(&sweep);
  return ok;
}

const AePlot ae_plot_sweep = {
    .name = "sweep",
    .help = "a measure of models over the length of their codes, and of principal components",
    .usage = "MODEL... --data DIR",
    .max_inputs = MAX_MODELS,
    .data = TRUE,
    .options = options,
    .options_size = sizeof(Options),
    .draw = draw,
};
