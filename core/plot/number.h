/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Numbers as one writes them on a drawing, in every locale the same: "−0.02", "25 000", "2×10⁻⁵". */
#ifndef AE_PLOT_NUMBER_H
#define AE_PLOT_NUMBER_H

#include <glib.h>

G_BEGIN_DECLS

/* As many decimals as the step (> 0) to the next number has, but "0" and "10⁹"; g_free. */
char *ae_number(double value, double step);

/* With so many significant digits, but no zeros at the end; g_free. */
char *ae_number_short(double value, int digits);

G_END_DECLS
#endif
