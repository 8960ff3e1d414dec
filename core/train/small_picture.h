/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Picture files brought to one small size, as networks of a fixed size need them. */
#ifndef AE_TRAIN_SMALL_PICTURE_H
#define AE_TRAIN_SMALL_PICTURE_H

#include "train/data.h"

G_BEGIN_DECLS

typedef struct {
  gboolean stretch; /* the whole picture; else as large a middle part as has the shape's proportions */
  int keep;         /* share of that part's sides that is kept, from its middle, 1..100 % */
} AePictureFit;

/* The first picture of the file in the shape (1 or 3 channels), resized as by ae_image_resize: shape's numbers, in
 * bytes. Grey is BT.601's of RGB; alpha is left out. */
gboolean ae_small_picture_read(const char *path, const AePictureFit *fit, AeDataShape shape, guint8 *out,
                               GError **error);

/* n pixels of 1 or more channels (grey, or RGB first) to bytes of 1 or 3. */
void ae_small_picture_bytes(const float *in, guint in_channels, guint8 *out, int out_channels, gsize n);

G_END_DECLS
#endif
