/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* How a page of a TIFF file lays out its samples, and its rows as the library's. */
#ifndef AE_IMAGE_TIFF_LAYOUT_H
#define AE_IMAGE_TIFF_LAYOUT_H

#include "image/format_row.h"

#include <tiffio.h>

G_BEGIN_DECLS

typedef struct {
  guint16 bits, samples, photometric, planar, format, compression;
  guint colours;     /* 1 or 3, as stored: 1 for a palette */
  gboolean inverted; /* 0 is white */
  guint8 palette[3][256];
  gboolean tiled;
  guint32 piece_width, piece_height; /* of a tile, or of a strip */
  gsize row_bytes;                   /* of a row as stored, samples interleaved */
} AeTiffLayout;

/* Of the page that tiff stands on; fills info's size, channels, sample type, premultiplied. What is not supported
 * is refused by name. */
gboolean ae_tiff_layout_read(AeReader *reader, TIFF *tiff, AeTiffLayout *layout, AeImageInfo *info, GError **error);

/* A stored row (row_bytes, host byte order) as a row of the picture. */
void ae_tiff_unpack_row(const AeTiffLayout *layout, const guint8 *stored, void *out, guint32 width);

G_END_DECLS
#endif
