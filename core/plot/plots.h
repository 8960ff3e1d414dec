/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A row of the table of plots. To add one: write plot_NAME.c that ends in one `const AePlot ae_plot_NAME`, list it in
 * plots.c and in meson.build. plot_scatter.c is the exemplar. The tests loop over the table: help, options, bad values,
 * an output of an unknown kind, an output that cannot be written, the same bytes twice. */
#ifndef AE_PLOT_PLOTS_H
#define AE_PLOT_PLOTS_H

#include <aefilter/plot.h>

#include "plot/page.h"

G_BEGIN_DECLS

/* Every plot's options begin with these. */
typedef struct {
  char *title;
  int zoom;
  int width, height; /* charts only */
} AePlotCommon;

/* Their rows, for a struct whose member common is an AePlotCommon. */
/* clang-format off */
#define AE_PLOT_COMMON_ROWS(Type) \
  {"title", "heading instead of the usual one; empty: none", AE_OPTION_STRING, G_STRUCT_OFFSET(Type, common.title)}, \
  {"zoom", "pixels of a PNG for each unit, for print", AE_OPTION_INT, G_STRUCT_OFFSET(Type, common.zoom), "1", 1, 4}
#define AE_PLOT_SIZE_ROWS(Type, wide, high) \
  {"width", "width of the drawing", AE_OPTION_INT, G_STRUCT_OFFSET(Type, common.width), wide, 300, 4000, \
   .unit = "px"}, \
  {"height", "height of the drawing", AE_OPTION_INT, G_STRUCT_OFFSET(Type, common.height), high, 200, 4000, \
   .unit = "px"}
/* clang-format on */

struct AePlot {
  const char *name, *help;
  const char *usage; /* what it takes besides keys: "MODEL --data PICTURES" */
  guint max_inputs;  /* at least one is needed; 0: it takes none */
  gboolean data;     /* job->data is needed */
  const AeOption *options;
  gsize options_size; /* of a struct that begins with AePlotCommon */
  /* Draws and writes job->output. options: the struct, checked row by row. */
  gboolean (*draw)(const AePlotJob *job, const void *options, GError **error);
};

/* The page of a chart, for its common options. */
AePage *ae_plot_page(const AePlotJob *job, const AePlotCommon *common, GError **error);
/* The heading: that of the options, or what is given (g_free it). */
char *ae_plot_title(const AePlotCommon *common, const char *usual, ...) G_GNUC_PRINTF(2, 3);

G_END_DECLS
#endif
