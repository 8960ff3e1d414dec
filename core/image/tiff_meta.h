/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The tags of a TIFF page beside its pixels: ICC profile, XMP, resolution. EXIF: tiff_exif.h. */
#ifndef AE_IMAGE_TIFF_META_H
#define AE_IMAGE_TIFF_META_H

#include "image/format_row.h"

#include <tiffio.h>

G_BEGIN_DECLS

void ae_tiff_get_meta(TIFF *tiff, AeImageInfo *info);
void ae_tiff_set_meta(TIFF *tiff, const AeMeta *meta); /* meta may be NULL */

G_END_DECLS
#endif
