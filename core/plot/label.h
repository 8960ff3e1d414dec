/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Words on a page. */
#ifndef AE_PLOT_LABEL_H
#define AE_PLOT_LABEL_H

#include "plot/page.h"

G_BEGIN_DECLS

/* Sizes of letters, units: to be read on a slide that is 800 px wide. */
#define AE_TITLE_SIZE 20.0
#define AE_LABEL_SIZE 16.0
#define AE_TICK_SIZE 14.0

typedef enum { AE_ALIGN_LEFT, AE_ALIGN_CENTRE, AE_ALIGN_RIGHT } AeAlign;

typedef struct {
  double size;
  gboolean bold;
  AeAlign align;   /* where x lies in the text */
  gboolean upward; /* turned to be read from below; x and y change their parts */
  gboolean halo;   /* a white rim, for words on top of a drawing */
} AeLabelStyle;

/* text may be any bytes. Drawn in the source of cr; y is the middle of its capitals. */
void ae_label(cairo_t *cr, double x, double y, const char *text, const AeLabelStyle *style);
double ae_label_width(cairo_t *cr, const char *text, const AeLabelStyle *style);

/* The text, or as much of it as fits into width and an ellipsis; g_free. */
char *ae_label_fit(cairo_t *cr, const char *text, const AeLabelStyle *style, double width);

/* The heading of a page at its upper left; NULL or empty: none. Returns the y below it. */
double ae_heading(AePage *page, const char *title);

G_END_DECLS
#endif
