/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/bridge.h"
#include "train/small_picture.h"

#include <string.h>

#include "image/resize.h"
#include "train/clean_pictures.h"

typedef struct {
  guint32 x, y, width, height;
} Part;

static guint32 share_of(guint32 side, double share) { return (guint32)CLAMP(side * share + 0.5, 1, side); }

static Part choose_part(const AeImageInfo *info, const AePictureFit *fit, AeDataShape shape) {
  double wide = (double)shape.width / shape.height * info->height / info->width; /* over 1: the width is the limit */
  double keep = fit->keep / 100.0;
  Part part = {.width = share_of(info->width, keep * (fit->stretch ? 1 : MIN(wide, 1))),
               .height = share_of(info->height, keep * (fit->stretch ? 1 : MIN(1 / wide, 1)))};
  part.x = (info->width - part.width) / 2;
  part.y = (info->height - part.height) / 2;
  return part;
}

static AeImage *cut(const AeImage *from, const Part *part, GError **error) {
  AeImageInfo info = from->info;
  gsize pixel = info.channels * sizeof(float), row = info.width * pixel;
  info.width = part->width;
  info.height = part->height;
  AeImage *to = ae_image_new(&info, error);
  for (gsize y = 0; to && y < part->height; y++)
    memcpy(to->data + y * part->width * pixel, from->data + (part->y + y) * row + part->x * pixel, part->width * pixel);
  return to;
}

void ae_small_picture_bytes(const float *in, guint in_channels, guint8 *out, int out_channels, gsize n) {
  const guint green = in_channels < 3 ? 0 : 1, blue = in_channels < 3 ? 0 : 2;
  for (gsize i = 0; i < n; i++, in += in_channels, out += out_channels) {
    const float r = in[0], g = in[green], b = in[blue];
    const float value[3] = {out_channels == 1 ? 0.299f * r + 0.587f * g + 0.114f * b : r, g, b};
    for (int c = 0; c < out_channels; c++)
      out[c] = ae_bridge_byte(value[c]);
  }
}

gboolean ae_small_picture_read(const char *path, const AePictureFit *fit, AeDataShape shape, guint8 *out,
                               GError **error) {
  AeImage *whole = ae_clean_picture_read(path, error);
  if (!whole)
    return FALSE;
  Part part = choose_part(&whole->info, fit, shape);
  AeImage *middle = cut(whole, &part, error);
  ae_image_free(whole);
  AeImage *small = middle ? ae_image_resize(middle, (guint32)shape.width, (guint32)shape.height, error) : NULL;
  if (small)
    ae_small_picture_bytes((const float *)small->data, small->info.channels, out, shape.channels,
                           (gsize)shape.width * shape.height);
  ae_image_free(small);
  ae_image_free(middle);
  return small != NULL;
}
