/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* How a model's weights are distributed: a histogram of one line's, or of all that were trained. */
#include <math.h>

#include "plot/chart.h"
#include "plot/label.h"
#include "plot/number.h"
#include "plot/plots.h"
#include "plot/probe.h"

enum { MAX_BINS = 400 };

typedef struct {
  AePlotCommon common;
  char *node;
  int bins;
} Options;

static const AeOption options[] = {
    {"node", "line of the network; all if not given", AE_OPTION_STRING, G_STRUCT_OFFSET(Options, node)},
    {"bins", "bars", AE_OPTION_INT, G_STRUCT_OFFSET(Options, bins), "60", 5, MAX_BINS},
    AE_PLOT_SIZE_ROWS(Options, "900", "500"),
    AE_PLOT_COMMON_ROWS(Options),
    {NULL}};

typedef struct {
  guint64 n;
  double sum, squares, lo, hi;
} Moments;

static void add_moments(Moments *m, const AeParam *param) {
  for (gsize i = 0; i < param->count; i++) {
    double w = (double)param->data[i];
    m->lo = m->n ? MIN(m->lo, w) : w;
    m->hi = m->n++ ? MAX(m->hi, w) : w;
    m->sum += w;
    m->squares += w * w;
  }
}

/* With all of one value the bars need a width too. */
static double width_of_bin(const Moments *m, guint bins) {
  double span = m->hi - m->lo;
  return (span > 0 ? span : MAX(fabs(m->hi), 1) * 1e-3) / bins;
}

static void count(const AeParam *param, double lo, double width, double *counts, guint bins) {
  for (gsize i = 0; i < param->count; i++)
    counts[MIN((guint)(((double)param->data[i] - lo) / width), bins - 1)]++;
}

/* only: NULL for all trained ones. */
static gboolean is_wanted(const AeParam *param, const AeParam *only) { return only ? param == only : param->trainable; }

static void draw_chart(AePage *page, const char *title, const Moments *m, const double *centres, const double *counts,
                       guint bins, double width) {
  static const AeLabelStyle style = {.size = AE_TICK_SIZE};
  AeChart chart = {.axis = {[AE_AXIS_X] = {.label = "weight", .tight = TRUE}, [AE_AXIS_LEFT] = {.label = "how many"}}};
  ae_axis_cover(&chart.axis[AE_AXIS_X], m->lo);
  ae_axis_cover(&chart.axis[AE_AXIS_X], m->lo + width * bins);
  ae_axis_cover(&chart.axis[AE_AXIS_LEFT], 0);
  for (guint i = 0; i < bins; i++)
    ae_axis_cover(&chart.axis[AE_AXIS_LEFT], counts[i]);
  double top = ae_heading(page, title), mean = m->sum / m->n;
  double deviation = sqrt(MAX(m->squares / m->n - mean * mean, 0));
  g_autofree char *n = ae_number((double)m->n, 1), *lo = ae_number_short(m->lo, 3), *hi = ae_number_short(m->hi, 3);
  g_autofree char *middle = ae_number_short(mean, 3), *spread = ae_number_short(deviation, 3);
  g_autofree char *note =
      g_strdup_printf("%s weights from %s to %s, mean %s, standard deviation %s", n, lo, hi, middle, spread);
  ae_label(page->cr, 20, top + 8, note, &style);
  ae_charts_layout(&chart, 1, page->cr, (AeBox){0, top + 28, page->width, page->height - top - 28});
  ae_charts_frames(&chart, 1, page->cr);
  ae_chart_bars(&chart, page->cr, AE_AXIS_LEFT, centres, counts, bins, width * 0.9, 0);
}

static gboolean draw_histogram(const AePlotJob *job, const Options *o, AeModel *model, const AeParam *only,
                               GError **error) {
  const AeParams *params = ae_model_params(model);
  double centres[MAX_BINS], counts[MAX_BINS] = {0};
  guint bins = (guint)o->bins;
  Moments moments = {0};
  for (guint i = 0; i < params->n; i++)
    if (is_wanted(&params->items[i], only))
      add_moments(&moments, &params->items[i]);
  if (!moments.n) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: the network has no weights", ae_model_path(model));
    return FALSE;
  }
  double width = width_of_bin(&moments, bins);
  for (guint i = 0; i < params->n; i++)
    if (is_wanted(&params->items[i], only))
      count(&params->items[i], moments.lo, width, counts, bins);
  for (guint i = 0; i < bins; i++)
    centres[i] = moments.lo + (i + 0.5) * width;
  g_autofree char *title =
      ae_plot_title(&o->common, "Weights of %s%s%s", ae_model_name(model), only ? ", " : "", only ? only->name : "");
  AePage *page = ae_plot_page(job, &o->common, error);
  if (page)
    draw_chart(page, title, &moments, centres, counts, bins, width);
  gboolean ok = page && ae_page_write(page, error);
  ae_page_free(page);
  return ok;
}

static gboolean draw(const AePlotJob *job, const void *values, GError **error) {
  const Options *o = values;
  AeModel *model = ae_model_load(job->inputs[0], NULL, error);
  const AeNode *node = model && o->node ? ae_probe_node(model, o->node, error) : NULL;
  const AeParam *only = node ? ae_probe_weight(model, node) : NULL;
  gboolean ok = model && (!o->node || only);
  if (node && !only)
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: line \"%s\" has no weights", ae_model_path(model), o->node);
  ok = ok && draw_histogram(job, o, model, only, error);
  ae_model_unref(model);
  return ok;
}

const AePlot ae_plot_weights = {
    .name = "weights",
    .help = "how the weights of a model, or of one line of its network, are distributed",
    .usage = "MODEL",
    .max_inputs = 1,
    .options = options,
    .options_size = sizeof(Options),
    .draw = draw,
};
