/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <aefilter/image.h>

#include "base/checked.h"
#include "image/format_row.h"

#include <string.h>

gsize ae_sample_size(AeSample sample) {
  static const guint8 sizes[] = {1, 2, 2, 4};
  return sizes[sample];
}

const char *ae_sample_name(AeSample sample) {
  static const char *const names[] = {"u8", "u16", "half", "float"};
  return names[sample];
}

AeMeta *ae_meta_new(void) {
  AeMeta *meta = g_new0(AeMeta, 1);
  g_atomic_ref_count_init(&meta->refs);
  return meta;
}

AeMeta *ae_meta_ref(AeMeta *meta) {
  if (meta)
    g_atomic_ref_count_inc(&meta->refs);
  return meta;
}

void ae_meta_unref(AeMeta *meta) {
  if (!meta || !g_atomic_ref_count_dec(&meta->refs))
    return;
  g_clear_pointer(&meta->icc, g_bytes_unref);
  g_clear_pointer(&meta->exif, g_bytes_unref);
  g_clear_pointer(&meta->xmp, g_bytes_unref);
  g_clear_pointer(&meta->png_colour, g_bytes_unref);
  g_clear_pointer(&meta->planes, g_bytes_unref);
  g_free(meta->frame);
  g_free(meta->name);
  g_free(meta);
}

AeMeta *ae_info_meta(AeImageInfo *info) {
  if (!info->meta)
    info->meta = ae_meta_new();
  return info->meta;
}

void ae_image_info_copy(AeImageInfo *to, const AeImageInfo *from) {
  *to = *from;
  to->meta = ae_meta_ref(from->meta);
}

void ae_image_info_clear(AeImageInfo *info) {
  ae_meta_unref(info->meta);
  memset(info, 0, sizeof *info);
}

gsize ae_image_row_bytes(const AeImageInfo *info) {
  return (gsize)info->width * info->channels * ae_sample_size(info->sample);
}

gboolean ae_image_has_alpha(const AeImageInfo *info) { return info->channels == 2 || info->channels == 4; }

AeImage *ae_image_new(const AeImageInfo *info, GError **error) {
  AeImage *image = g_new0(AeImage, 1);
  image->data = ae_alloc(info->height, ae_image_row_bytes(info), "a picture", error);
  if (!image->data) {
    g_free(image);
    return NULL;
  }
  ae_image_info_copy(&image->info, info);
  return image;
}

void ae_image_free(AeImage *image) {
  if (!image)
    return;
  ae_image_info_clear(&image->info);
  ae_free(image->data);
  g_free(image);
}

AeImage *ae_image_from_rows(AeRows *rows, GError **error) {
  AeImageInfo info = rows->info;
  info.height -= rows->next;
  AeImage *image = ae_image_new(&info, error);
  if (image && !ae_rows_read(rows, image->data, info.height, error))
    g_clear_pointer(&image, ae_image_free);
  return image;
}
