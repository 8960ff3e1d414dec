/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/jpeg_meta.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { APP1 = JPEG_APP0 + 1, APP2 = JPEG_APP0 + 2, MAX_MARKER = 65533, DOTS_PER_INCH = 1, DOTS_PER_CM = 2 };

/* The zeros at the end count. */
static const char exif_tag[] = "Exif\0";
static const char xmp_tag[] = "http://ns.adobe.com/xap/1.0/";
static const char xmp_more_tag[] = "http://ns.adobe.com/xmp/extension/";
static const char mpf_tag[] = "MPF";
static const double cm_an_inch = 2.54;

void ae_jpeg_keep_markers(j_decompress_ptr cinfo) {
  jpeg_save_markers(cinfo, APP1, 0xffff);
  jpeg_save_markers(cinfo, APP2, 0xffff);
}

static gboolean begins(jpeg_saved_marker_ptr marker, int code, const char *tag, gsize length) {
  return marker->marker == code && marker->data_length > length && !memcmp(marker->data, tag, length);
}

static GBytes *find_block(j_decompress_ptr cinfo, const char *tag, gsize length) {
  for (jpeg_saved_marker_ptr marker = cinfo->marker_list; marker; marker = marker->next)
    if (begins(marker, APP1, tag, length))
      return g_bytes_new(marker->data + length, marker->data_length - length);
  return NULL;
}

/* ---- extended XMP: the tag, the sum of the whole, its length and where this piece lies in it, the piece ---- */

enum { MORE_HEAD = sizeof xmp_more_tag + AE_XMP_GUID + 8 };

typedef struct {
  guint32 at;
  const guint8 *data;
  gsize n;
} Piece;

static guint32 big_endian(const guint8 *p) {
  return (guint32)p[0] << 24 | (guint32)p[1] << 16 | (guint32)p[2] << 8 | p[3];
}

static gint by_place(gconstpointer a, gconstpointer b) {
  guint32 x = ((const Piece *)a)->at, y = ((const Piece *)b)->at;
  return (x > y) - (x < y);
}

/* The pieces of the extension of that name; they may lie in any order. */
static GArray *find_pieces(j_decompress_ptr cinfo, const char *guid, gsize *length) {
  GArray *pieces = g_array_new(FALSE, FALSE, sizeof(Piece));
  for (jpeg_saved_marker_ptr marker = cinfo->marker_list; marker; marker = marker->next) {
    const guint8 *name = marker->data + sizeof xmp_more_tag;
    if (!begins(marker, APP1, xmp_more_tag, sizeof xmp_more_tag) || marker->data_length <= MORE_HEAD ||
        g_ascii_strncasecmp((const char *)name, guid, AE_XMP_GUID) != 0)
      continue;
    gsize whole = big_endian(name + AE_XMP_GUID);
    if (pieces->len && whole != *length)
      continue;
    *length = whole;
    Piece piece = {big_endian(name + AE_XMP_GUID + 4), marker->data + MORE_HEAD, marker->data_length - MORE_HEAD};
    g_array_append_val(pieces, piece);
  }
  g_array_sort(pieces, by_place);
  return pieces;
}

/* NULL where there is none, or a piece is missing. */
static GByteArray *find_extension(j_decompress_ptr cinfo, const char *guid) {
  gsize length = 0;
  g_autoptr(GArray) pieces = find_pieces(cinfo, guid, &length);
  GByteArray *all = g_byte_array_new();
  for (guint i = 0; i < pieces->len; i++) {
    const Piece *piece = &g_array_index(pieces, Piece, i);
    if (piece->at == all->len) /* one that came twice is passed over */
      g_byte_array_append(all, piece->data, (guint)piece->n);
  }
  if (all->len && all->len == length)
    return all;
  g_byte_array_unref(all);
  return NULL;
}

/* The packet as it stands in the file, or with all of its extension. */
static GBytes *find_xmp(j_decompress_ptr cinfo) {
  GBytes *packet = find_block(cinfo, xmp_tag, sizeof xmp_tag);
  char guid[AE_XMP_GUID + 1];
  gsize n = 0;
  const char *text = packet ? g_bytes_get_data(packet, &n) : NULL;
  g_autoptr(GByteArray) more = text && ae_xmp_names_extension(text, n, guid) ? find_extension(cinfo, guid) : NULL;
  char *whole = more ? ae_xmp_join(text, n, (const char *)more->data, more->len) : NULL;
  if (!whole)
    return packet;
  g_bytes_unref(packet);
  return g_bytes_new_take(whole, strlen(whole));
}

/* ---- all ---- */

static void get_density(j_decompress_ptr cinfo, AeImageInfo *info) {
  double scale = cinfo->density_unit == DOTS_PER_INCH ? 1 : cinfo->density_unit == DOTS_PER_CM ? cm_an_inch : 0;
  if (!cinfo->saw_JFIF_marker || scale == 0 || cinfo->X_density == 0 || cinfo->Y_density == 0)
    return;
  ae_info_meta(info)->x_dpi = cinfo->X_density * scale;
  ae_info_meta(info)->y_dpi = cinfo->Y_density * scale;
}

void ae_jpeg_get_meta(j_decompress_ptr cinfo, AeImageInfo *info) {
  AeMeta *meta = ae_info_meta(info);
  JOCTET *profile;
  unsigned int length;
  meta->exif = find_block(cinfo, exif_tag, sizeof exif_tag);
  meta->xmp = find_xmp(cinfo);
  get_density(cinfo, info);
  if (jpeg_read_icc_profile(cinfo, &profile, &length))
    meta->icc = g_bytes_new_with_free_func(profile, length, free, profile);
}

gboolean ae_jpeg_has_previews(j_decompress_ptr cinfo) {
  for (jpeg_saved_marker_ptr marker = cinfo->marker_list; marker; marker = marker->next)
    if (begins(marker, APP2, mpf_tag, sizeof mpf_tag))
      return TRUE;
  return FALSE;
}

static gboolean is_whole(double x) { return fabs(x - rint(x)) < 1e-6; }

/* What was read as dots per centimetre goes out as such, without rounding. */
void ae_jpeg_set_density(j_compress_ptr cinfo, const AeMeta *meta) {
  if (!meta || meta->x_dpi <= 0 || meta->y_dpi <= 0 || meta->x_dpi > G_MAXUINT16 || meta->y_dpi > G_MAXUINT16)
    return;
  double x = meta->x_dpi, y = meta->y_dpi;
  cinfo->density_unit = DOTS_PER_INCH;
  if (!(is_whole(x) && is_whole(y)) && is_whole(x / cm_an_inch) && is_whole(y / cm_an_inch)) {
    x /= cm_an_inch, y /= cm_an_inch;
    cinfo->density_unit = DOTS_PER_CM;
  }
  cinfo->X_density = (UINT16)MAX(1, lrint(x));
  cinfo->Y_density = (UINT16)MAX(1, lrint(y));
}

static void write_bytes(j_compress_ptr cinfo, const void *bytes, gsize n) {
  for (gsize i = 0; i < n; i++)
    jpeg_write_m_byte(cinfo, ((const guint8 *)bytes)[i]);
}

static void write_marker(j_compress_ptr cinfo, const char *tag, gsize length, const void *data, gsize n) {
  jpeg_write_m_header(cinfo, APP1, (unsigned int)(n + length));
  write_bytes(cinfo, tag, length);
  write_bytes(cinfo, data, n);
}

static void write_block(j_compress_ptr cinfo, const char *tag, gsize length, GBytes *block) {
  gsize n;
  const void *data = block ? g_bytes_get_data(block, &n) : NULL;
  if (data && n + length <= MAX_MARKER)
    write_marker(cinfo, tag, length, data, n);
}

static void write_extension(j_compress_ptr cinfo, const char *guid, const char *text) {
  gsize length = strlen(text);
  for (gsize at = 0, n; at < length; at += n) {
    n = MIN(length - at, (gsize)MAX_MARKER - MORE_HEAD);
    const guint32 place[2] = {GUINT32_TO_BE((guint32)length), GUINT32_TO_BE((guint32)at)};
    jpeg_write_m_header(cinfo, APP1, (unsigned int)(MORE_HEAD + n));
    write_bytes(cinfo, xmp_more_tag, sizeof xmp_more_tag);
    write_bytes(cinfo, guid, AE_XMP_GUID);
    write_bytes(cinfo, place, sizeof place);
    write_bytes(cinfo, text + at, n);
  }
}

void ae_jpeg_xmp_init(AeJpegXmp *xmp, const AeMeta *meta) {
  gsize n = 0, most = MAX_MARKER - sizeof xmp_tag;
  *xmp = (AeJpegXmp){NULL};
  const char *packet = meta && meta->xmp ? g_bytes_get_data(meta->xmp, &n) : NULL;
  if (packet && n > most)
    ae_xmp_part(packet, n, most, &xmp->standard, &xmp->extension, xmp->guid);
}

void ae_jpeg_xmp_clear(AeJpegXmp *xmp) {
  g_clear_pointer(&xmp->standard, g_free);
  g_clear_pointer(&xmp->extension, g_free);
}

void ae_jpeg_write_meta(j_compress_ptr cinfo, const AeMeta *meta, const AeJpegXmp *xmp) {
  gsize n;
  if (!meta)
    return;
  write_block(cinfo, exif_tag, sizeof exif_tag, meta->exif);
  if (xmp->standard) {
    write_marker(cinfo, xmp_tag, sizeof xmp_tag, xmp->standard, strlen(xmp->standard));
    write_extension(cinfo, xmp->guid, xmp->extension);
  } else {
    write_block(cinfo, xmp_tag, sizeof xmp_tag, meta->xmp);
  }
  const void *profile = meta->icc ? g_bytes_get_data(meta->icc, &n) : NULL;
  if (profile)
    jpeg_write_icc_profile(cinfo, profile, (unsigned int)n);
}
