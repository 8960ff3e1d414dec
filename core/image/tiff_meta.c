/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/tiff_meta.h"

static const float cm_an_inch = 2.54f;

static GBytes *get_block(TIFF *tiff, guint32 tag) {
  guint32 n = 0;
  void *data = NULL;
  return TIFFGetField(tiff, tag, &n, &data) && n > 0 && data ? g_bytes_new(data, n) : NULL;
}

static void get_resolution(TIFF *tiff, AeImageInfo *info) {
  float x = 0, y = 0;
  guint16 unit = RESUNIT_INCH;
  TIFFGetFieldDefaulted(tiff, TIFFTAG_RESOLUTIONUNIT, &unit);
  if (unit == RESUNIT_NONE || !TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &x) ||
      !TIFFGetField(tiff, TIFFTAG_YRESOLUTION, &y))
    return;
  float scale = unit == RESUNIT_CENTIMETER ? cm_an_inch : 1.0f;
  if (!(x > 0 && y > 0 && x < 1e9f && y < 1e9f))
    return;
  ae_info_meta(info)->x_dpi = (double)(x * scale);
  ae_info_meta(info)->y_dpi = (double)(y * scale);
}

void ae_tiff_get_meta(TIFF *tiff, AeImageInfo *info) {
  AeMeta *meta = ae_info_meta(info);
  meta->icc = get_block(tiff, TIFFTAG_ICCPROFILE);
  meta->xmp = get_block(tiff, TIFFTAG_XMLPACKET);
  get_resolution(tiff, info);
}

static void set_block(TIFF *tiff, guint32 tag, GBytes *block) {
  gsize n;
  const void *data = block ? g_bytes_get_data(block, &n) : NULL;
  if (data && n <= G_MAXUINT32)
    TIFFSetField(tiff, tag, (guint32)n, data);
}

void ae_tiff_set_meta(TIFF *tiff, const AeMeta *meta) {
  if (!meta)
    return;
  set_block(tiff, TIFFTAG_ICCPROFILE, meta->icc);
  set_block(tiff, TIFFTAG_XMLPACKET, meta->xmp);
  if (meta->x_dpi > 0 && meta->y_dpi > 0) {
    TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
    TIFFSetField(tiff, TIFFTAG_XRESOLUTION, meta->x_dpi);
    TIFFSetField(tiff, TIFFTAG_YRESOLUTION, meta->y_dpi);
  }
}
