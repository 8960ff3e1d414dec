/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/jpeg_meta.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { APP1 = JPEG_APP0 + 1, APP2 = JPEG_APP0 + 2, MAX_MARKER = 65533, DOTS_PER_INCH = 1, DOTS_PER_CM = 2 };

/* The zeros at the end count. */
static const char exif_tag[] = "Exif\0";
static const char xmp_tag[] = "http://ns.adobe.com/xap/1.0/";
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
  meta->xmp = find_block(cinfo, xmp_tag, sizeof xmp_tag);
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

static void write_block(j_compress_ptr cinfo, const char *tag, gsize length, GBytes *block) {
  gsize n;
  const guint8 *data = block ? g_bytes_get_data(block, &n) : NULL;
  if (!data || n + length > MAX_MARKER)
    return;
  jpeg_write_m_header(cinfo, APP1, (unsigned int)(n + length));
  for (gsize i = 0; i < length; i++)
    jpeg_write_m_byte(cinfo, tag[i]);
  for (gsize i = 0; i < n; i++)
    jpeg_write_m_byte(cinfo, data[i]);
}

void ae_jpeg_write_meta(j_compress_ptr cinfo, const AeMeta *meta) {
  gsize n;
  if (!meta)
    return;
  write_block(cinfo, exif_tag, sizeof exif_tag, meta->exif);
  write_block(cinfo, xmp_tag, sizeof xmp_tag, meta->xmp);
  const void *profile = meta->icc ? g_bytes_get_data(meta->icc, &n) : NULL;
  if (profile)
    jpeg_write_icc_profile(cinfo, profile, (unsigned int)n);
}
