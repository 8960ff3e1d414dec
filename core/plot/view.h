/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Vectors of any length seen on the plane. */
#ifndef AE_PLOT_VIEW_H
#define AE_PLOT_VIEW_H

#include "latent/codes.h"

G_BEGIN_DECLS

typedef struct {
  int d;
  double *axes; /* 2 x d: to the right, upwards */
  char *labels[2];
} AeView;

/* Of two numbers: as they are. Of three: from so many degrees round the third axis and above the plane of the first
 * two, without perspective. Of more: on the first two principal components of codes. A view is all zero before.
 * AE_ERROR_USAGE for one number. */
gboolean ae_view_make(AeView *view, const AeCodes *codes, double round, double above, GError **error);
void ae_view_clear(AeView *view);

/* Where the n vectors lie: x and y of each. */
void ae_view_apply(const AeView *view, const float *rows, gsize n, double *x, double *y);

G_END_DECLS
#endif
