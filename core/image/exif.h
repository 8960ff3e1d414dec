/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* EXIF blocks, which are small TIFF files: a directory about the picture, one about the photograph, one about the
 * place. JPEG, PNG and WebP carry the block as it is and need none of this. */
#ifndef AE_IMAGE_EXIF_H
#define AE_IMAGE_EXIF_H

#include "image/exif_ifd.h"

G_BEGIN_DECLS

enum {
  AE_EXIF_DESCRIPTION = 270,
  AE_EXIF_MAKE = 271,
  AE_EXIF_MODEL = 272,
  AE_EXIF_ORIENTATION = 274,
  AE_EXIF_SOFTWARE = 305,
  AE_EXIF_DATE = 306,
  AE_EXIF_ARTIST = 315,
  AE_EXIF_HOST = 316,
  AE_EXIF_COPYRIGHT = 33432,
  AE_EXIF_PHOTO = 34665, /* the places of the other two directories */
  AE_EXIF_GPS = 34853,
};

/* Each an array of AeExifEntry, never NULL, perhaps empty. */
typedef struct {
  GPtrArray *picture; /* without the places of the other two */
  GPtrArray *photo;
  GPtrArray *gps;
} AeExif;

/* From the directory at offset. Of the first directory only what describes (the names above, no sizes and places of
 * pixels); maker notes are left out, since the places in them would not be true any more; the thumbnail too. */
AeExif *ae_exif_read(const AeExifPlace *place, guint64 offset);
AeExif *ae_exif_parse(GBytes *block); /* NULL if it does not begin as an EXIF block */
void ae_exif_free(AeExif *exif);      /* accepts NULL */

/* As a block, or NULL if nothing is in it but that the picture is upright. */
GBytes *ae_exif_block(AeExif *exif);

G_END_DECLS
#endif
