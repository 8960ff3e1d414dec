/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Points of classes in the plane: codes of pictures. A class has a colour and a marker of its own, its name stands
 * where its points are, and pictures may lie at their codes. */
#ifndef AE_PLOT_SCATTER_H
#define AE_PLOT_SCATTER_H

#include <aefilter/image.h>

#include "plot/page.h"

G_BEGIN_DECLS

enum { AE_SCATTER_MAX_CLASSES = 64 };

typedef struct {
  guint n;
  const double *x, *y;
  const int *classes; /* of each point, 0 .. n_classes - 1, or -1: none; NULL: all none */
  guint n_classes;    /* <= AE_SCATTER_MAX_CLASSES */
  const char *const *names;
  const double *x_spread, *y_spread; /* of each point: the half axes of an ellipse around it; NULL: none */
  AeImage *const *pictures;          /* n, float; each may be NULL; NULL: none. Drawn as large as they are */
  const char *title, *x_label, *y_label;
  gboolean square;  /* the same scale on both axes */
  gboolean prior;   /* circles around 0 of one and two standard deviations of N(0, I) */
  gboolean centres; /* write each class's name near the median of its points; not among pictures */
  double radius;    /* of a marker, units; 0: by the number of points */
} AeScatter;

/* Draws n of them side by side on the whole page, under one heading and the legend of the first; each has its own
 * title where there are several. same_scale: all have the axes that hold the points of all. Pictures that would lie on
 * one drawn before are left out, in the order of the points.
 */
gboolean ae_scatters_draw(const AeScatter *scatters, guint n, gboolean same_scale, const char *heading, AePage *page,
                          GError **error);

G_END_DECLS
#endif
