/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Bicubic resizing with antialiasing, as MATLAB's imresize: the cubic kernel with a = -1/2, stretched by the factor
 * where the picture gets smaller; weights normalised; beyond the borders the picture is mirrored with its edge
 * repeated. Edge lies on edge: pixel o of the result is centred at (o + 1/2) * from / to - 1/2. */
#ifndef AE_IMAGE_RESIZE_H
#define AE_IMAGE_RESIZE_H

#include <aefilter/image.h>

G_BEGIN_DECLS

/* What every output position of one axis is made of. */
typedef struct {
  int from, to; /* pixels */
  int taps;     /* of each output pixel */
  int *index;   /* to * taps: input pixels, all within 0 .. from - 1 */
  float *weight;
} AeResizeAxis;

/* i mirrored into 0..n-1 with the edge repeated: -1 -> 0, n -> n - 1. */
int ae_resize_mirror(int i, int n);

/* Both sides >= 1. FALSE: no memory. ae_resize_axis_clear frees it, also after failure. */
gboolean ae_resize_axis_init(AeResizeAxis *axis, int from, int to, GError **error);
void ae_resize_axis_clear(AeResizeAxis *axis);

/* One row, interleaved. */
void ae_resize_row(const AeResizeAxis *axis, const float *in, float *out, guint channels);

/* Float rows to float rows of another size; rows itself where the size is the same. Takes rows, also on failure.
 * Memory: the rows that one row of the result is made of. */
AeRows *ae_rows_resize(AeRows *rows, guint32 width, guint32 height, GError **error);

/* A float picture in another size. */
AeImage *ae_image_resize(AeImage *image, guint32 width, guint32 height, GError **error);

G_END_DECLS
#endif
