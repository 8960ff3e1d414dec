/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The power of a picture's frequencies. */
#ifndef AE_PLOT_SPECTRUM_H
#define AE_PLOT_SPECTRUM_H

#include <glib.h>

G_BEGIN_DECLS

enum { AE_SPECTRUM_MAX = 128 };

/* Adds the power |F(v, u)|^2 of pixels (height x width, both <= AE_SPECTRUM_MAX, less their mean) to power (as many),
 * with frequency 0 at (height / 2, width / 2). */
void ae_spectrum_add(const double *pixels, int height, int width, double *power);

G_END_DECLS
#endif
