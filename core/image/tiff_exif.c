/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/tiff_exif.h"

#include "image/exif.h"
#include "image/format_row.h"

enum { ASCII = 2 };

static gboolean fetch(gpointer data, guint64 offset, void *out, gsize n) {
  AeSource *source = data;
  gsize got;
  return ae_source_seek(source, offset, NULL) && ae_source_read(source, out, n, &got, NULL) && got == n;
}

static AeExifPlace place_of(AeTiffGuard *guard, TIFF *tiff) {
  return (AeExifPlace){.fetch = fetch,
                       .data = guard->source,
                       .big_endian = TIFFIsBigEndian(tiff) != 0,
                       .big_tiff = TIFFIsBigTIFF(tiff) != 0};
}

void ae_tiff_get_exif(AeTiffGuard *guard, TIFF *tiff, AeImageInfo *info) {
  AeExifPlace place = place_of(guard, tiff);
  AeExif *exif = ae_exif_read(&place, TIFFCurrentDirOffset(tiff));
  GBytes *block = ae_exif_block(exif);
  if (block)
    ae_info_meta(info)->exif = block;
  ae_exif_free(exif);
}

gboolean ae_tiff_check_end(AeTiffGuard *guard, TIFF *tiff, GError **error) {
  AeExifPlace place = place_of(guard, tiff);
  guint64 size, end = ae_exif_ifd_end(&place, TIFFCurrentDirOffset(tiff));
  if (!ae_source_size(guard->source, &size, error))
    return FALSE;
  if (end <= size)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: TIFF: the file ends too early, at byte %" G_GUINT64_FORMAT,
              guard->name, size);
  return FALSE;
}

/* Texts end with a zero that some programs forget. */
static void set_picture_tags(TIFF *tiff, GPtrArray *entries) {
  for (guint i = 0; i < entries->len; i++) {
    const AeExifEntry *entry = entries->pdata[i];
    gsize n;
    const char *values = g_bytes_get_data(entry->values, &n);
    if (entry->tag == AE_EXIF_ORIENTATION) {
      guint64 orientation = ae_exif_entry_number(entry);
      if (orientation >= ORIENTATION_TOPLEFT && orientation <= ORIENTATION_LEFTBOT)
        TIFFSetField(tiff, TIFFTAG_ORIENTATION, (int)orientation);
    } else if (entry->type == ASCII) {
      g_autofree char *text = g_strndup(values, n);
      TIFFSetField(tiff, entry->tag, text);
    }
  }
}

/* libtiff appends what it writes to the end of the file, wherever that is by then. */
static gboolean append_directory(AeTiffGuard *guard, TIFF *tiff, guint32 tag, GPtrArray *entries, GError **error) {
  if (entries->len == 0)
    return TRUE;
  g_autoptr(GByteArray) bytes = g_byte_array_new();
  guint64 end = ae_sink_size(guard->sink);
  guint64 place = ae_exif_ifd_append(entries, bytes, end, TIFFIsBigTIFF(tiff) != 0);
  if (!ae_sink_seek(guard->sink, end, error) || !ae_sink_write(guard->sink, bytes->data, bytes->len, error))
    return FALSE;
  TIFFSetField(tiff, tag, place);
  return TRUE;
}

gboolean ae_tiff_set_exif(AeTiffGuard *guard, TIFF *tiff, const AeMeta *meta, GError **error) {
  AeExif *exif = meta && meta->exif ? ae_exif_parse(meta->exif) : NULL;
  if (!exif)
    return TRUE;
  set_picture_tags(tiff, exif->picture);
  gboolean good = append_directory(guard, tiff, TIFFTAG_EXIFIFD, exif->photo, error) &&
                  append_directory(guard, tiff, TIFFTAG_GPSIFD, exif->gps, error);
  ae_exif_free(exif);
  return good;
}
