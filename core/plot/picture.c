/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/picture.h"

#include <string.h>

#include "image/bridge.h"

AeImage *ae_picture_new(guint width, guint height, guint channels, GError **error) {
  AeImageInfo info = {.width = width, .height = height, .channels = channels, .sample = AE_SAMPLE_FLOAT};
  return ae_image_new(&info, error);
}

/* One row of the picture as cairo's pixels, each enlarge times. */
static void fill_row(const float *from, guint channels, guint width, int enlarge, guint32 *to) {
  static const AeImageInfo info = {.channels = 1, .sample = AE_SAMPLE_U8, .maxval = 255};
  for (guint x = 0; x < width; x++, from += channels) {
    guint8 rgb[3];
    for (guint c = 0; c < 3; c++)
      ae_bridge_from_float(&info, &from[channels == 3 ? c : 0], &rgb[c], 1);
    for (int i = 0; i < enlarge; i++)
      *to++ = (guint32)rgb[0] << 16 | (guint32)rgb[1] << 8 | rgb[2];
  }
}

cairo_surface_t *ae_picture_surface(const AeImage *picture, int enlarge, GError **error) {
  const AeImageInfo *info = &picture->info;
  cairo_surface_t *surface = NULL;
  if (info->width <= 16384u / (guint)enlarge && info->height <= 16384u / (guint)enlarge)
    surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)info->width * enlarge, (int)info->height * enlarge);
  if (!surface || cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS) {
    g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "a picture of %u x %u, enlarged %d times, is too large to draw",
                info->width, info->height, enlarge);
    cairo_surface_destroy(surface);
    return NULL;
  }
  guint8 *data = cairo_image_surface_get_data(surface);
  gsize stride = (gsize)cairo_image_surface_get_stride(surface);
  for (guint y = 0; y < info->height; y++) {
    const float *from = (const float *)picture->data + (gsize)y * info->width * info->channels;
    guint8 *row = data + (gsize)y * (gsize)enlarge * stride;
    fill_row(from, info->channels, info->width, enlarge, (guint32 *)(gpointer)row);
    for (int i = 1; i < enlarge; i++)
      memcpy(row + (gsize)i * stride, row, stride);
  }
  cairo_surface_mark_dirty(surface);
  return surface;
}

gboolean ae_picture_draw(cairo_t *cr, const AeImage *picture, double x, double y, int enlarge, GError **error) {
  cairo_surface_t *surface = ae_picture_surface(picture, enlarge, error);
  if (!surface)
    return FALSE;
  cairo_set_source_surface(cr, surface, x, y);
  cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_NEAREST);
  cairo_paint(cr);
  cairo_surface_destroy(surface);
  return TRUE;
}
