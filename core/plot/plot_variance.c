/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Principal components of codes, of pictures or of a table: how much of the variance each of them explains, and all up
 * to it. */
#include "latent/pca.h"
#include "plot/chart.h"
#include "plot/label.h"
#include "plot/legend.h"
#include "plot/number.h"
#include "plot/palette.h"
#include "plot/plots.h"
#include "plot/vectors.h"

typedef struct {
  AePlotCommon common;
  char *columns, *code;
  int components, limit;
} Options;

static const AeOption options[] = {
    {"components", "the first that are drawn", AE_OPTION_INT, G_STRUCT_OFFSET(Options, components), "64", 1, 4096},
    {"code", "model: the line of the network that is the code, if not the one that the model names", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, code)},
    {"columns", "table: the columns, separated by commas; all that hold numbers if not given", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, columns)},
    {"limit", "vectors at most, the first", AE_OPTION_INT, G_STRUCT_OFFSET(Options, limit), "60000", 1, 1000000},
    AE_PLOT_SIZE_ROWS(Options, "900", "520"),
    AE_PLOT_COMMON_ROWS(Options),
    {NULL},
};

/* A model's codes of --data; without --data a table, or the pictures themselves. */
static gboolean read_vectors(const AePlotJob *job, const Options *o, AeVectors *v, GError **error) {
  const char *input = job->inputs[0];
  if (g_str_has_suffix(input, ".csv") || g_str_has_suffix(input, ".tsv"))
    return ae_vectors_from_table(input, o->columns, NULL, (guint)o->limit, v, error);
  AeExamples examples = {0};
  AeModel *model = job->data ? ae_model_load(input, NULL, error) : NULL;
  gboolean ok = (!job->data || model) &&
                ae_examples_read(model ? job->data : input, model, 1, (guint)o->limit, &examples, error) &&
                (model ? ae_vectors_from_model(model, o->code, &examples, v, error)
                       : ae_vectors_from_examples(&examples, v, error));
  ae_examples_clear(&examples);
  ae_model_unref(model);
  return ok;
}

/* Shares in percent. */
static void draw_chart(AePage *page, const char *title, const double *number, const double *each, const double *sum,
                       guint n) {
  const AeLegendEntry entries[] = {{"each component", AE_LEGEND_BAR, 0, 0}, {"all up to it", AE_LEGEND_LINE, 1, 0}};
  AeChart chart = {.axis = {[AE_AXIS_X] = {.label = "principal component", .tight = TRUE},
                            [AE_AXIS_LEFT] = {.label = "variance of each (%)"},
                            [AE_AXIS_RIGHT] = {.label = "of all up to it (%)"}}};
  ae_axis_cover(&chart.axis[AE_AXIS_X], 0.5);
  ae_axis_cover(&chart.axis[AE_AXIS_X], n + 0.5);
  ae_axis_cover(&chart.axis[AE_AXIS_LEFT], 0);
  ae_axis_cover(&chart.axis[AE_AXIS_LEFT], each[0]);
  ae_axis_cover(&chart.axis[AE_AXIS_RIGHT], 0);
  ae_axis_cover(&chart.axis[AE_AXIS_RIGHT], 100);
  double top = ae_legend(page, ae_heading(page, title), entries, 2) + 6;
  ae_charts_layout(&chart, 1, page->cr, (AeBox){0, top, page->width, page->height - top});
  ae_charts_frames(&chart, 1, page->cr);
  ae_chart_bars(&chart, page->cr, AE_AXIS_LEFT, number, each, n, 0.8, 0);
  ae_chart_line(&chart, page->cr, AE_AXIS_RIGHT, number, sum, n, &(AeStroke){1, 0, 2.5, 1});
  ae_set_colour(page->cr, 1, 1);
  for (guint i = 0; i < n && n <= 40; i++)
    ae_chart_marker(&chart, page->cr, AE_AXIS_RIGHT, number[i], sum[i], 1, 4);
}

static gboolean write_spectrum(const AePlotJob *job, const Options *o, const char *what, const AePca *pca,
                               GError **error) {
  guint n = (guint)pca->k;
  g_autofree double *number = g_new(double, n), *each = g_new(double, n), *sum = g_new(double, n);
  for (guint i = 0; i < n; i++) {
    number[i] = i + 1;
    each[i] = pca->total > 0 ? 100 * pca->variance[i] / pca->total : 0;
    sum[i] = 100 * ae_pca_explained(pca, (int)i + 1);
  }
  g_autofree char *share = ae_number(sum[n - 1], 0.01);
  g_autofree char *title =
      ae_plot_title(&o->common, "%s: %s %% of the variance in %u of %d components", what, share, n, pca->d);
  AePage *page = ae_plot_page(job, &o->common, error);
  if (page)
    draw_chart(page, title, number, each, sum, n);
  gboolean ok = page && ae_page_write(page, error);
  ae_page_free(page);
  return ok;
}

static gboolean draw(const AePlotJob *job, const void *values, GError **error) {
  const Options *o = values;
  AeVectors vectors = {.classes = NULL};
  gboolean ok = read_vectors(job, o, &vectors, error);
  g_autoptr(AePca) pca = ok ? ae_pca_new(&vectors.codes, MIN(o->components, vectors.codes.d), error) : NULL;
  ok = pca && write_spectrum(job, o, vectors.what, pca, error);
  ae_vectors_clear(&vectors);
  return ok;
}

const AePlot ae_plot_variance = {
    .name = "variance",
    .help = "how much of their variance the principal components of codes, pictures or a table explain",
    .usage = "MODEL|PICTURES|TABLE.csv [--data PICTURES]",
    .max_inputs = 1,
    .options = options,
    .options_size = sizeof(Options),
    .draw = draw,
};
