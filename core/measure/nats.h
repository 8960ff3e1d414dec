/* SPDX-License-Identifier: LGPL-3.0-or-later */
#ifndef AE_MEASURE_NATS_H
#define AE_MEASURE_NATS_H

#include <glib.h>

G_BEGIN_DECLS

/* Binary cross entropy in nats, summed over n numbers: sum of -(x log y + (1 - x) log(1 - y)), y held inside
 * [1e-7, 1 - 1e-7] as Keras does, so that figures can be compared. It is no less than the entropy of the grey levels
 * themselves, nats(x, x). NAN where an x is not in 0..1. */
double ae_nats(const float *x, const float *y, gsize n);

G_END_DECLS
#endif
