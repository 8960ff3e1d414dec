/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The markers of a JPEG beside its pixels. */
#ifndef AE_IMAGE_JPEG_META_H
#define AE_IMAGE_JPEG_META_H

#include "image/format_row.h"
#include "image/jpeg_guard.h"
#include "image/xmp_extended.h"

G_BEGIN_DECLS

/* Asks libjpeg to keep the markers; before jpeg_read_header. May jump. */
void ae_jpeg_keep_markers(j_decompress_ptr cinfo);

/* EXIF, XMP with its extension, ICC profile, density. May jump; info's meta holds what was found until then. */
void ae_jpeg_get_meta(j_decompress_ptr cinfo, AeImageInfo *info);

/* TRUE if more JPEGs behind this one are its previews (an MPF index), not pictures of a stream. */
gboolean ae_jpeg_has_previews(j_decompress_ptr cinfo);

/* An XMP packet that one marker does not hold, in two (image/xmp_extended.h); else NULL both. Made where nothing jumps;
 * meta may be NULL. */
typedef struct {
  char *standard, *extension, guid[AE_XMP_GUID + 1];
} AeJpegXmp;
void ae_jpeg_xmp_init(AeJpegXmp *xmp, const AeMeta *meta);
void ae_jpeg_xmp_clear(AeJpegXmp *xmp);

/* Density, before jpeg_start_compress; the markers right after it. meta may be NULL, xmp is of it. May jump. */
void ae_jpeg_set_density(j_compress_ptr cinfo, const AeMeta *meta);
void ae_jpeg_write_meta(j_compress_ptr cinfo, const AeMeta *meta, const AeJpegXmp *xmp);

G_END_DECLS
#endif
