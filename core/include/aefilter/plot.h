/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Drawings of models, their training and their codes, as PNG or SVG. What can be drawn is a row of the table in
 * plots.c, one file plot_NAME.c each.
 *
 *     const char *inputs[] = {"denoise.safetensors", NULL}, *words[] = {"title=First run", NULL};
 *     AePlotJob job = {.what = "loss", .inputs = inputs, .words = words, .output = "loss.svg"};
 *     if (!ae_plot_run(&job, &error)) ...
 *
 * The same inputs give the same bytes. In a library that was built without cairo the table is empty and ae_plot_run
 * says so. */
#ifndef AEFILTER_PLOT_H
#define AEFILTER_PLOT_H

#include <aefilter/option.h>

G_BEGIN_DECLS

typedef struct AePlot AePlot;

AE_API const AePlot *const *ae_plots(void); /* NULL-ended */
AE_API const char *ae_plot_name(const AePlot *plot);
AE_API const char *ae_plot_help(const AePlot *plot);  /* one line */
AE_API const char *ae_plot_usage(const AePlot *plot); /* what it takes: "MODEL --data PICTURES" */
AE_API const AeOption *ae_plot_options(const AePlot *plot);

typedef struct {
  const char *what;          /* name of the plot */
  const char *const *inputs; /* models, logs or tables, as the plot's usage says; NULL-ended */
  const char *data;          /* a picture or a folder of them, or NULL */
  const char *const *words;  /* "KEY=VALUE" for the plot's options; NULL-ended, or NULL */
  const char *output;        /* FILE.png or FILE.svg; written under a temporary name, then renamed */
} AePlotJob;

/* AE_ERROR_USAGE for a plot, a key, a value or an output's extension that is not known, before anything is read. */
AE_API gboolean ae_plot_run(const AePlotJob *job, GError **error);

G_END_DECLS
#endif
