/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Pictures and codes of the frame as the plain numbers of a coder, and back. */
#include <string.h>

#include "base/checked.h"
#include "image/bridge.h"
#include "stage/coder.h"

/* ---- in ---- */

void ae_coder_convert(guint channels, const float *from, guint wanted, float *to, gsize n) {
  gboolean colour = channels >= 3;
  for (gsize i = 0; i < n; i++, from += channels, to += wanted) {
    float r = from[0], g = from[colour ? 1 : 0], b = from[colour ? 2 : 0];
    if (wanted == 1)
      to[0] = colour ? 0.299f * r + 0.587f * g + 0.114f * b : r;
    else
      to[0] = r, to[1] = g, to[2] = b;
  }
}

static gboolean load_picture(const AeCoder *c, AeRows *in, float *to, GError **error) {
  const AeImageInfo *info = &in->info;
  AeShape s = ae_coder_picture(c);
  if (info->width != (guint)s.w || info->height != (guint)s.h) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "model %s takes pictures of %dx%d pixels, not %ux%u",
                ae_model_name(ae_coder_model(c)), s.w, s.h, info->width, info->height);
    return FALSE;
  }
  g_autofree void *raw = g_malloc(ae_image_row_bytes(info));
  g_autofree float *row = g_new(float, (gsize)info->width * info->channels);
  for (guint32 y = 0; y < info->height; y++, to += (gsize)s.w * s.c) {
    if (!ae_rows_read(in, raw, 1, error))
      return FALSE;
    ae_bridge_to_float(info, raw, row, info->width);
    ae_coder_convert(info->channels, row, (guint)s.c, to, info->width);
  }
  return TRUE;
}

/* A code, or a vector that stands for a picture. */
static gboolean load_vector(const AeCoder *c, AeRows *in, float *to, GError **error) {
  const AeImageInfo *info = &in->info;
  gsize length = ae_coder_in(c);
  if (info->height == 1 && info->channels == 1 && info->sample == AE_SAMPLE_FLOAT && info->width == length)
    return ae_rows_read(in, to, 1, error);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "model %s takes %s of %zu numbers, not %u rows of %u",
              ae_model_name(ae_coder_model(c)), ae_coder_half(c) == AE_CODER_DECODER ? "codes" : "vectors", length,
              info->height, info->width);
  return FALSE;
}

gboolean ae_coder_load(const AeCoder *c, AeRows *in, float *to, GError **error) {
  gboolean vector = ae_coder_half(c) == AE_CODER_DECODER || ae_coder_vectors(c);
  return (vector ? load_vector : load_picture)(c, in, to, error);
}

/* ---- out ---- */

AeRows *ae_coder_result(const AeCoder *c, const float *numbers, AeSample origin, AeMeta *meta, GError **error) {
  AeImageInfo info = {.meta = meta};
  if (ae_coder_half(c) == AE_CODER_DECODER && !ae_coder_vectors(c)) {
    AeShape s = ae_coder_picture(c);
    info.width = (guint32)s.w;
    info.height = (guint32)s.h;
    info.channels = (guint)s.c;
    info.sample = origin;
    info.maxval = origin == AE_SAMPLE_U8 ? 255 : origin == AE_SAMPLE_U16 ? 65535 : 0;
  } else {
    info.width = (guint32)ae_coder_out(c);
    info.height = 1;
    info.channels = 1;
    info.sample = AE_SAMPLE_FLOAT;
    info.origin = origin;
  }
  AeImage *image = ae_image_new(&info, error);
  if (!image)
    return NULL;
  ae_bridge_from_float(&info, numbers, image->data, (gsize)info.width * info.height);
  return ae_image_rows(image, TRUE);
}

static gboolean tell_progress(const AeSettings *settings, GError **error) {
  if (!settings->progress || settings->progress(1, settings->progress_data))
    return TRUE;
  g_set_error_literal(error, AE_ERROR, AE_ERROR_CANCELLED, "cancelled");
  return FALSE;
}

AeRows *ae_coder_apply(AeCoder *c, AeRows *in, int label, const AeSettings *settings, GError **error) {
  gboolean code = ae_coder_half(c) == AE_CODER_DECODER;
  AeSample origin = code ? in->info.origin : in->info.sample;
  g_autofree float *from = g_new(float, ae_coder_in(c)), *to = g_new(float, ae_coder_out(c));
  AeRows *out = NULL;
  if (ae_coder_load(c, in, from, error) && ae_coder_run(c, from, ae_coder_classes(c) ? &label : NULL, 1, to, error) &&
      tell_progress(settings, error))
    out = ae_coder_result(c, to, origin, in->info.meta, error);
  ae_rows_free(in);
  return out;
}
