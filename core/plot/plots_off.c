/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* In place of plots.c where there is no cairo. */
#include <aefilter/plot.h>

static const AePlot *const table[] = {NULL};

const AePlot *const *ae_plots(void) { return table; }
const char *ae_plot_name(const AePlot *plot) { return NULL; }
const char *ae_plot_help(const AePlot *plot) { return NULL; }
const char *ae_plot_usage(const AePlot *plot) { return NULL; }
const AeOption *ae_plot_options(const AePlot *plot) { return NULL; }

gboolean ae_plot_run(const AePlotJob *job, GError **error) {
  g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, "this aefilter draws no plots: it was built without cairo");
  return FALSE;
}
