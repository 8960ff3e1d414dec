/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Filters that work on the two axes of a patch one after the other: smaller, larger, blurred. */
#ifndef AE_TRAIN_RESAMPLE_H
#define AE_TRAIN_RESAMPLE_H

#include "image/resize.h"
#include "train/corrupt.h"

G_BEGIN_DECLS

/* Fills an axis for so many pixels in and out, both >= 1; FALSE: no memory. `parameter` is the filter's own. */
typedef gboolean (*AeResampleFilter)(AeResizeAxis *axis, int from, int to, double parameter);

gboolean ae_resample_bicubic(AeResizeAxis *axis, int from, int to, double unused); /* as image/resize.h */
/* Smaller: the mean of the from / to (rounded down) pixels that lie under one. */
gboolean ae_resample_box(AeResizeAxis *axis, int from, int to, double unused);
/* Larger: the pixel that lies under it. */
gboolean ae_resample_nearest(AeResizeAxis *axis, int from, int to, double unused);
/* Of the same size: a Gaussian of standard deviation sigma in pixels, mirrored at the borders with the edge repeated.
 */
gboolean ae_resample_gauss(AeResizeAxis *axis, int from, int to, double sigma);

/* The patch in another size, which must fit into its memory. Without memory it stays as it is, but for its size, where
 * it is then black. */
void ae_patch_resample(AePatch *patch, int width, int height, AeResampleFilter filter, double parameter);

G_END_DECLS
#endif
