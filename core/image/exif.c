/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/exif.h"

#include <string.h>

enum { MAKER_NOTE = 37500, INTEROPERABILITY = 40965, UPRIGHT = 1 };
enum { LONG = 4, LAST_TYPE = 13 }; /* types above that are BigTIFF's */
enum {
  HEADER = 8,
  COUNT = 2,
  ENTRY = 12,
  VALUE = 8
}; /* bytes of a block's header, a directory's count, an entry; its value's offset */

static gboolean describes(const AeExifEntry *entry) {
  static const guint16 tags[] = {AE_EXIF_DESCRIPTION, AE_EXIF_MAKE,     AE_EXIF_MODEL,
                                 AE_EXIF_ORIENTATION, AE_EXIF_SOFTWARE, AE_EXIF_DATE,
                                 AE_EXIF_ARTIST,      AE_EXIF_HOST,     AE_EXIF_COPYRIGHT};
  for (guint i = 0; i < G_N_ELEMENTS(tags); i++)
    if (tags[i] == entry->tag)
      return TRUE;
  return FALSE;
}

static gboolean moves(const AeExifEntry *entry) {
  return entry->tag != MAKER_NOTE && entry->tag != INTEROPERABILITY && entry->type <= LAST_TYPE;
}

static void keep_only(GPtrArray *entries, gboolean (*wanted)(const AeExifEntry *entry)) {
  for (guint i = entries->len; i-- > 0;)
    if (!wanted(entries->pdata[i]))
      g_ptr_array_remove_index(entries, i);
}

static GPtrArray *read_further(const AeExifPlace *place, GPtrArray *entries, guint16 tag) {
  guint64 offset = ae_exif_entry_number(ae_exif_ifd_find(entries, tag));
  return offset > 0 ? ae_exif_ifd_read(place, offset) : g_ptr_array_new();
}

AeExif *ae_exif_read(const AeExifPlace *place, guint64 offset) {
  AeExif *exif = g_new0(AeExif, 1);
  exif->picture = ae_exif_ifd_read(place, offset);
  exif->photo = read_further(place, exif->picture, AE_EXIF_PHOTO);
  exif->gps = read_further(place, exif->picture, AE_EXIF_GPS);
  keep_only(exif->picture, describes);
  keep_only(exif->photo, moves);
  keep_only(exif->gps, moves);
  return exif;
}

static gboolean fetch_block(gpointer data, guint64 offset, void *out, gsize n) {
  gsize size;
  const guint8 *bytes = g_bytes_get_data(data, &size);
  if (offset > size || n > size - offset)
    return FALSE;
  memcpy(out, bytes + offset, n);
  return TRUE;
}

AeExif *ae_exif_parse(GBytes *block) {
  AeExifPlace place = {.fetch = fetch_block, .data = block};
  guint8 header[HEADER];
  if (!fetch_block(block, 0, header, HEADER))
    return NULL;
  place.big_endian = !memcmp(header, "MM\0*", 4);
  if (!place.big_endian && memcmp(header, "II*\0", 4))
    return NULL;
  const guint8 *at = header + 4;
  guint32 offset = place.big_endian ? (guint32)at[0] << 24 | (guint32)at[1] << 16 | (guint32)at[2] << 8 | at[3]
                                    : (guint32)at[3] << 24 | (guint32)at[2] << 16 | (guint32)at[1] << 8 | at[0];
  return ae_exif_read(&place, offset);
}

void ae_exif_free(AeExif *exif) {
  if (!exif)
    return;
  g_ptr_array_unref(exif->picture);
  g_ptr_array_unref(exif->photo);
  g_ptr_array_unref(exif->gps);
  g_free(exif);
}

static gboolean says_nothing(const AeExif *exif) {
  GPtrArray *picture = exif->picture;
  gboolean upright =
      picture->len == 0 ||
      (picture->len == 1 && ae_exif_entry_number(ae_exif_ifd_find(picture, AE_EXIF_ORIENTATION)) == UPRIGHT);
  return upright && exif->photo->len == 0 && exif->gps->len == 0;
}

/* The first directory's size must be known before the places of the others, which it holds: they get theirs afterwards.
 */
static void add_further(GByteArray *out, GPtrArray *picture, guint16 tag, GPtrArray *entries) {
  if (entries->len == 0)
    return;
  guint32 place = (guint32)ae_exif_ifd_append(entries, out, 0, FALSE);
  guint8 *at = out->data + HEADER + COUNT;
  for (guint i = 0; i < picture->len; i++, at += ENTRY)
    if (((AeExifEntry *)picture->pdata[i])->tag == tag)
      memcpy(at + VALUE, &place, sizeof place);
}

static void add_place(GPtrArray *picture, guint16 tag, const GPtrArray *entries) {
  guint32 unknown = 0;
  if (entries->len > 0)
    g_ptr_array_add(picture, ae_exif_entry_new(tag, LONG, 1, &unknown));
}

GBytes *ae_exif_block(AeExif *exif) {
  static const guint8 header[2][HEADER] = {{'I', 'I', '*', 0, HEADER, 0, 0, 0}, {'M', 'M', 0, '*', 0, 0, 0, HEADER}};
  if (says_nothing(exif))
    return NULL;
  GByteArray *out = g_byte_array_new();
  g_byte_array_append(out, header[G_BYTE_ORDER == G_BIG_ENDIAN], HEADER);
  add_place(exif->picture, AE_EXIF_PHOTO, exif->photo);
  add_place(exif->picture, AE_EXIF_GPS, exif->gps);
  ae_exif_ifd_append(exif->picture, out, 0, FALSE);
  add_further(out, exif->picture, AE_EXIF_PHOTO, exif->photo);
  add_further(out, exif->picture, AE_EXIF_GPS, exif->gps);
  keep_only(exif->picture, describes);
  return g_byte_array_free_to_bytes(out);
}
