/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Codes between two codes. t may lie outside of 0..1: beyond an end. a, b, out: d numbers; out may be a or b. t = 0
 * gives a and t = 1 gives b, to the last bit. */
#ifndef AE_LATENT_LERP_H
#define AE_LATENT_LERP_H

#include <glib.h>

G_BEGIN_DECLS

/* On the straight line: out = (1 - t) a + t b. */
void ae_lerp(int d, const float *a, const float *b, double t, float *out);

/* On the arc from a to b (Shoemake 1985, "Animating rotation with quaternion curves"), which keeps to the lengths that
 * N(0, I) has in many dimensions while the straight line cuts through its middle (White 2016, arXiv 1609.04468):
 *
 *     out = sin((1 - t) w) / sin w  a + sin(t w) / sin w  b,   w: the angle between a and b
 *
 * Where there is no one arc (an end is 0, or they point the same or opposite ways to 1e-6) it is the straight line. */
void ae_slerp(int d, const float *a, const float *b, double t, float *out);

G_END_DECLS
#endif
