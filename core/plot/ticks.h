/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Where an axis has its ticks and what they say: multiples of 1, 2 or 5 times a power of ten (Heckbert, "Nice numbers
 * for graph labels", Graphics Gems, 1990). A logarithmic axis has powers of ten, between which lie 2 and 5 where there
 * is room; one that spans less than a factor of ten has the linear ones. */
#ifndef AE_PLOT_TICKS_H
#define AE_PLOT_TICKS_H

#include <glib.h>

G_BEGIN_DECLS

enum { AE_MAX_TICKS = 24 };

typedef struct {
  guint n;
  double at[AE_MAX_TICKS]; /* ascending, within the axis */
  char text[AE_MAX_TICKS][32];
} AeTicks;

/* lo < hi, both finite, and > 0 where logarithmic. wanted (2..12): about how many; half or twice as many may come, but
 * at least two. */
void ae_ticks_make(AeTicks *ticks, double lo, double hi, gboolean logarithmic, guint wanted);

/* Ticks at these, of which the first AE_MAX_TICKS are taken, with as many digits as they need. */
void ae_ticks_set(AeTicks *ticks, const double *at, guint n);

/* 1, 2, 5 or 10 times a power of ten, at or near x > 0. */
double ae_nice_number(double x);

G_END_DECLS
#endif
