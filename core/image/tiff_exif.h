/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* EXIF in TIFF: a TIFF has no block of it; its tags stand in the page's own directory and in two more that the page
 * points to. Reading makes a block of them, writing takes one apart. So what arrives are the tags and not the same
 * bytes: description, make, model, orientation, software, date, artist, host, copyright, and everything about the
 * photograph and the place (GPS), except maker notes and values over 64 kB. Thumbnails and vendors' tags in the first
 * directory are not kept. */
#ifndef AE_IMAGE_TIFF_EXIF_H
#define AE_IMAGE_TIFF_EXIF_H

#include <aefilter/image.h>

#include "image/tiff_guard.h"

G_BEGIN_DECLS

/* Sets info's meta->exif from the page that tiff stands on, if it has anything to say. */
void ae_tiff_get_exif(AeTiffGuard *guard, TIFF *tiff, AeImageInfo *info);

/* Fails where a value of the page that tiff stands on lies behind the end of the file: libtiff would leave it out. */
gboolean ae_tiff_check_end(AeTiffGuard *guard, TIFF *tiff, GError **error);

/* Sets the page's tags from meta->exif (meta may be NULL), the other two directories being written to the sink at once.
 * FALSE on an I/O error; a damaged block is left out. */
gboolean ae_tiff_set_exif(AeTiffGuard *guard, TIFF *tiff, const AeMeta *meta, GError **error);

G_END_DECLS
#endif
