/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The chunks of a PNG beside its pixels. */
#ifndef AE_IMAGE_PNG_META_H
#define AE_IMAGE_PNG_META_H

#include "image/format_row.h"

#include <png.h>

G_BEGIN_DECLS

/* iCCP, eXIf, XMP, pHYs, and gAMA, cHRM, sRGB from before the pixels. Does not jump. */
void ae_png_get_meta(png_structp png, png_infop chunks, AeImageInfo *info);

/* Looks for eXIf and XMP (uncompressed) behind the pixels of the PNG that begins at byte start, by its chunks' lengths,
 * and comes back to where the source was. What is damaged there is left for libpng to find. FALSE on an I/O error only.
 */
gboolean ae_png_find_late_meta(AeReader *reader, guint64 start, AeImageInfo *info, GError **error);

/* Sets the chunks; meta may be NULL. xmp: its packet as text from ae_png_xmp_text (g_free), made before since this may
 * jump. */
void ae_png_set_meta(png_structp png, png_infop chunks, const AeMeta *meta, char *xmp);
char *ae_png_xmp_text(const AeMeta *meta);

G_END_DECLS
#endif
