/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Pictures as a model takes them. */
#include <math.h>
#include <string.h>

#include "image/resize.h"
#include "plot/picture.h"
#include "plot/probe.h"
#include "train/clean_pictures.h"

const char *const ae_fit_names[] = {"crop", "shrink", NULL};

/* Rec. 709 luma where RGB becomes grey. */
static AeImage *convert(const AeImage *from, guint channels, GError **error) {
  AeImage *to = ae_picture_new(from->info.width, from->info.height, channels, error);
  gsize n = (gsize)from->info.width * from->info.height;
  const float *in = (const float *)from->data;
  float *out = to ? (float *)to->data : NULL;
  for (gsize i = 0; to && i < n; i++, in += from->info.channels)
    for (guint c = 0; c < channels; c++)
      *out++ = from->info.channels == channels ? in[c]
               : channels == 3                 ? in[0]
                                               : 0.2126f * in[0] + 0.7152f * in[1] + 0.0722f * in[2];
  return to;
}

static AeImage *crop(const AeImage *from, guint width, guint height, GError **error) {
  guint channels = from->info.channels;
  gsize x = (from->info.width - width) / 2, y = (from->info.height - height) / 2;
  AeImage *to = ae_picture_new(width, height, channels, error);
  for (guint i = 0; to && i < height; i++)
    memcpy((float *)to->data + (gsize)i * width * channels,
           (const float *)from->data + ((y + i) * from->info.width + x) * channels,
           (gsize)width * channels * sizeof(float));
  return to;
}

/* Takes picture. */
static AeImage *scale(AeImage *picture, double factor, guint least_w, guint least_h, GError **error) {
  guint w = MAX((guint)(picture->info.width * factor + 0.5), least_w);
  guint h = MAX((guint)(picture->info.height * factor + 0.5), least_h);
  AeImage *scaled = ae_image_resize(picture, w, h, error);
  ae_image_free(picture);
  return scaled;
}

/* The largest multiple of stride that is no more than n. */
static guint whole(guint n, guint stride) { return n / stride * stride; }

/* Takes picture. */
static AeImage *fit_size(const AeGraphInfo *info, AeImage *picture, const AeFitting *f, GError **error) {
  guint factor = (guint)MAX(f->factor, 1), size = (guint)f->size;
  guint w = picture->info.width, h = picture->info.height, stride = (guint)MAX(info->stride, 1) * factor;
  if (info->fixed) {
    w = (guint)info->in.w * factor, h = (guint)info->in.h * factor;
    picture = scale(picture, MAX((double)w / picture->info.width, (double)h / picture->info.height), w, h, error);
  } else {
    if (f->fit == AE_FIT_SHRINK && MAX(w, h) > size)
      picture = scale(picture, (double)size / MAX(w, h), 1, 1, error);
    w = picture ? whole(MIN(picture->info.width, size), stride) : 0;
    h = picture ? whole(MIN(picture->info.height, size), stride) : 0;
  }
  if (picture && (!w || !h))
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "the picture or size is under the %u px that the network needs",
                stride);
  AeImage *fitted = picture && w && h ? crop(picture, w, h, error) : NULL;
  ae_image_free(picture);
  return fitted;
}

AeImage *ae_probe_picture(const AeModel *model, const char *path, const AeFitting *fitting, GError **error) {
  const AeGraphInfo *info = ae_model_info(model);
  if (info->in.c > 4) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: the network takes %d channels, not a picture",
                ae_model_path(model), info->in.c);
    return NULL;
  }
  AeImage *stored = ae_clean_picture_read(path, error);
  AeImage *picture = stored ? convert(stored, info->in.c >= 3 ? 3 : 1, error) : NULL;
  ae_image_free(stored);
  AeImage *fitted = picture ? fit_size(info, picture, fitting, error) : NULL;
  if (picture && !fitted)
    g_prefix_error(error, "%s: ", path);
  return fitted;
}
