/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The table of plots: a new one is a file plot_NAME.c and a row here. */
#include "plot/plots.h"

#include <string.h>

#include "base/row.h"

/* clang-format off */
#define PLOTS(ROW) \
  ROW(loss) ROW(network) ROW(filters) ROW(activations) ROW(weights) ROW(strip) ROW(scatter) ROW(manifold) \
  ROW(interpolation) ROW(jitter) ROW(variance) ROW(curve) ROW(curves) ROW(sweep) ROW(checker) ROW(convmatrix)
/* clang-format on */

#define DECLARE(name) extern const AePlot ae_plot_##name;
#define ADDRESS(name) &ae_plot_##name,

PLOTS(DECLARE)

static const AePlot *const table[] = {PLOTS(ADDRESS) NULL};

const AePlot *const *ae_plots(void) { return table; }
const char *ae_plot_name(const AePlot *plot) { return plot->name; }
const char *ae_plot_help(const AePlot *plot) { return plot->help; }
const char *ae_plot_usage(const AePlot *plot) { return plot->usage; }
const AeOption *ae_plot_options(const AePlot *plot) { return plot->options; }

static gboolean refuse(const AePlot *plot, GError **error, const char *form, ...) G_GNUC_PRINTF(3, 4);
static gboolean refuse(const AePlot *plot, GError **error, const char *form, ...) {
  va_list args;
  va_start(args, form);
  g_autofree char *what = g_strdup_vprintf(form, args);
  va_end(args);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "plot %s: %s", plot->name, what);
  return FALSE;
}

static gboolean set_options(const AePlot *plot, const AePlotJob *job, void *options, GError **error) {
  g_autofree char *owner = g_strdup_printf("plot %s", plot->name);
  for (const char *const *word = job->words; word && *word; word++) {
    const char *equals = strchr(*word, '=');
    if (!equals)
      return refuse(plot, error, "\"%s\" is not KEY=VALUE", *word);
    g_autofree char *key = g_strndup(*word, (gsize)(equals - *word));
    if (!ae_option_set(plot->options, options, owner, key, equals + 1, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean check_job(const AePlot *plot, const AePlotJob *job, GError **error) {
  guint n = job->inputs ? g_strv_length((char **)job->inputs) : 0;
  if (n < MIN(plot->max_inputs, 1) || (plot->data && !job->data))
    return refuse(plot, error, "something is missing; it takes %s", plot->usage);
  if (n > plot->max_inputs)
    return refuse(plot, error, "\"%s\" is one too many; it takes %s", job->inputs[plot->max_inputs], plot->usage);
  if (!job->output)
    return refuse(plot, error, "-o FILE is missing");
  return ae_page_check_path(job->output, error);
}

gboolean ae_plot_run(const AePlotJob *job, GError **error) {
  const AePlot *plot = ae_row_by_name((gconstpointer const *)table, "plot", "Plots", job->what, error);
  if (!plot || !check_job(plot, job, error))
    return FALSE;
  void *options = g_malloc0(plot->options_size);
  ae_options_init(plot->options, options);
  gboolean ok = set_options(plot, job, options, error) && plot->draw(job, options, error);
  ae_options_clear(plot->options, options);
  g_free(options);
  return ok;
}

AePage *ae_plot_page(const AePlotJob *job, const AePlotCommon *common, GError **error) {
  return ae_page_new(job->output, common->width, common->height, common->zoom, error);
}

char *ae_plot_title(const AePlotCommon *common, const char *usual, ...) {
  va_list args;
  if (common->title)
    return g_strdup(common->title);
  va_start(args, usual);
  char *title = g_strdup_vprintf(usual, args);
  va_end(args);
  return title;
}
