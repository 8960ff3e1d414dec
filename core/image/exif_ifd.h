/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* One directory of tags, as EXIF blocks and TIFF files have them (TIFF 6.0, section 2; BigTIFF's with 64-bit numbers):
 * a count, entries of tag, type, number of values, and the values themselves or their place, then the next directory's
 * place. */
#ifndef AE_IMAGE_EXIF_IFD_H
#define AE_IMAGE_EXIF_IFD_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint16 tag, type; /* types 1..13, and 16..18 of BigTIFF */
  guint32 count;
  GBytes *values; /* count values, in the machine's byte order */
} AeExifEntry;

/* Where a directory is read from. fetch copies n bytes at offset, or returns FALSE where there are not so many. */
typedef struct {
  gboolean (*fetch)(gpointer data, guint64 offset, void *out, gsize n);
  gpointer data;
  gboolean big_endian;
  gboolean big_tiff;
} AeExifPlace;

/* The entries at offset, in their order; what is damaged or over 64 kB is left out. Never NULL; frees its entries.
 * g_ptr_array_unref. */
GPtrArray *ae_exif_ifd_read(const AeExifPlace *place, guint64 offset);

/* The first byte behind the directory at offset and behind all values that it points to: a file that is shorter was
 * cut. */
guint64 ae_exif_ifd_end(const AeExifPlace *place, guint64 offset);

AeExifEntry *ae_exif_entry_new(guint16 tag, guint16 type, guint32 count, const void *values);
AeExifEntry *ae_exif_ifd_find(GPtrArray *entries, guint16 tag); /* or NULL */

/* The first value of an entry of type SHORT, LONG, IFD or their 64-bit likes, else 0. */
guint64 ae_exif_entry_number(const AeExifEntry *entry);

/* Appends the directory to out, whose first byte stands at base in the file: sorted by tag, machine's byte order, the
 * values that need room behind the entries, no next directory. Directories begin at even offsets: out is filled up.
 * Returns its offset. */
guint64 ae_exif_ifd_append(GPtrArray *entries, GByteArray *out, guint64 base, gboolean big_tiff);

G_END_DECLS
#endif
