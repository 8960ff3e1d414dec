/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Dense optical flow between two small pictures, as of one face before and after: from coarse to fine, at each level
 * the first picture warped by what is known and the rest found by Horn & Schunck 1981 with robust weights (Black &
 * Anandan 1996; Brox et al. 2004, warping). It says where each pixel of `to` was in `from`:
 *
 *     to(x, y) ~ from(x + flow[0], y + flow[1])
 *
 * Units are pixels of these pictures; flows are row by row, two floats a pixel. */
#ifndef AE_FACE_FLOW_H
#define AE_FACE_FLOW_H

#include <aefilter/error.h>

G_BEGIN_DECLS

/* Pictures of size x size pixels of so many interleaved channels, about 0..1. flow: size * size * 2. FALSE: no memory.
 * May be called by several threads at once. */
gboolean ae_flow_find(const float *from, const float *to, guint size, guint channels, float *flow, GError **error);

/* out(x, y) = from(x + share * flow[0], y + share * flow[1]), bicubic, edges repeated. out is not from. */
void ae_flow_warp(const float *from, guint size, guint channels, const float *flow, float share, float *out);

G_END_DECLS
#endif
