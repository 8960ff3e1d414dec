/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What JPEG does to a picture: encoded and decoded in memory by libjpeg, with its own tables and triangle-filtered
 * chroma. */
#ifndef AE_TRAIN_RECOMPRESS_H
#define AE_TRAIN_RECOMPRESS_H

#include <aefilter/image.h>

G_BEGIN_DECLS

typedef struct {
  int quality;     /* 1..100, as cjpeg's -quality */
  gboolean halved; /* chroma at half the width and height (4:2:0), else full (4:4:4) */
} AeJpegLoss;

/* Overwrites pixels (height * width * 3, interleaved, width and height <= 65500) with what a reader of the file would
 * see. */
gboolean ae_recompress(const AeJpegLoss *loss, guint8 *pixels, int width, int height, GError **error);

/* The same of a picture of floats, grey (as three equal channels, which JPEG keeps so) or RGB, clipped and rounded to 8
 * bits before. */
gboolean ae_recompress_image(const AeJpegLoss *loss, AeImage *picture, GError **error);

G_END_DECLS
#endif
