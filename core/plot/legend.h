/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What colours, dashes and markers mean: entries side by side above a chart, in as many lines as they need, so that
 * they never hide a point. */
#ifndef AE_PLOT_LEGEND_H
#define AE_PLOT_LEGEND_H

#include "plot/page.h"

G_BEGIN_DECLS

typedef enum {
  AE_LEGEND_LINE,
  AE_LEGEND_MARKER,
  AE_LEGEND_BAR,
  AE_LEGEND_CURVE
} AeLegendKind; /* CURVE: a line with markers */

typedef struct {
  const char *text;
  AeLegendKind kind;
  guint colour, form; /* form: the dash of a line, the marker of a point, both of a curve */
} AeLegendEntry;

/* Draws n entries below y and returns the y below them; y itself where n is 0. */
double ae_legend(AePage *page, double y, const AeLegendEntry *entries, guint n);

G_END_DECLS
#endif
