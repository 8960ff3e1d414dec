/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Loops without branches over plain arrays, for the compiler to vectorise. */
#include "image/bridge.h"

#include "base/half.h"

#include <string.h>

static void u8_to_float(const guint8 *restrict in, float *restrict out, gsize n, float maxval) {
  for (gsize i = 0; i < n; i++)
    out[i] = (float)in[i] / maxval;
}

static void u16_to_float(const guint16 *restrict in, float *restrict out, gsize n, float maxval) {
  for (gsize i = 0; i < n; i++)
    out[i] = (float)in[i] / maxval;
}

static void half_to_float(const guint16 *restrict in, float *restrict out, gsize n) {
  for (gsize i = 0; i < n; i++)
    out[i] = ae_half_to_float(in[i]);
}

/* Written so that NaN becomes 0: both comparisons are false for it. */
static inline float clip(float x) {
  x = x > 0.0f ? x : 0.0f;
  return x < 1.0f ? x : 1.0f;
}

/* The casts go through int, for which there are vector conversions. */
static void float_to_u8(const float *restrict in, guint8 *restrict out, gsize n, float maxval) {
  for (gsize i = 0; i < n; i++)
    out[i] = (guint8)(gint32)(clip(in[i]) * maxval + 0.5f);
}

static void float_to_u16(const float *restrict in, guint16 *restrict out, gsize n, float maxval) {
  for (gsize i = 0; i < n; i++)
    out[i] = (guint16)(gint32)(clip(in[i]) * maxval + 0.5f);
}

static void float_to_half(const float *restrict in, guint16 *restrict out, gsize n) {
  for (gsize i = 0; i < n; i++)
    out[i] = ae_half_from_float(in[i]);
}

static float maxval_of(const AeImageInfo *info) {
  if (info->maxval > 0)
    return (float)info->maxval;
  return info->sample == AE_SAMPLE_U8 ? 255.0f : 65535.0f;
}

static void unpremultiply(float *pixels, gsize n, guint channels) {
  for (gsize i = 0; i < n; i++, pixels += channels) {
    float alpha = pixels[channels - 1];
    for (guint c = 0; c + 1 < channels; c++)
      pixels[c] = alpha != 0.0f ? pixels[c] / alpha : 0.0f;
  }
}

static void convert_to_float(const AeImageInfo *info, const void *in, float *out, gsize samples) {
  switch (info->sample) {
  case AE_SAMPLE_U8:
    u8_to_float(in, out, samples, maxval_of(info));
    break;
  case AE_SAMPLE_U16:
    u16_to_float(in, out, samples, maxval_of(info));
    break;
  case AE_SAMPLE_HALF:
    half_to_float(in, out, samples);
    break;
  case AE_SAMPLE_FLOAT:
    memcpy(out, in, samples * sizeof *out);
    break;
  }
}

static void convert_from_float(const AeImageInfo *info, const float *in, void *out, gsize samples) {
  switch (info->sample) {
  case AE_SAMPLE_U8:
    float_to_u8(in, out, samples, maxval_of(info));
    break;
  case AE_SAMPLE_U16:
    float_to_u16(in, out, samples, maxval_of(info));
    break;
  case AE_SAMPLE_HALF:
    float_to_half(in, out, samples);
    break;
  case AE_SAMPLE_FLOAT:
    memcpy(out, in, samples * sizeof *in);
    break;
  }
}

void ae_bridge_to_float(const AeImageInfo *info, const void *in, float *out, gsize n) {
  convert_to_float(info, in, out, n * info->channels);
  if (info->premultiplied && ae_image_has_alpha(info))
    unpremultiply(out, n, info->channels);
}

/* in is not ours to change: the products go through a piece on the stack. */
static void premultiply_from_float(const AeImageInfo *info, const float *in, guint8 *out, gsize n) {
  enum { PIECE = 256 };
  float products[PIECE * 4];
  guint channels = info->channels;
  gsize pixel_bytes = channels * ae_sample_size(info->sample);
  for (gsize i = 0; i < n; i += PIECE) {
    gsize count = MIN(PIECE, n - i);
    const float *from = in + i * channels;
    for (gsize p = 0; p < count * channels; p += channels) {
      float alpha = from[p + channels - 1];
      for (guint c = 0; c + 1 < channels; c++)
        products[p + c] = from[p + c] * alpha;
      products[p + channels - 1] = alpha;
    }
    convert_from_float(info, products, out + i * pixel_bytes, count * channels);
  }
}

void ae_bridge_from_float(const AeImageInfo *info, const float *in, void *out, gsize n) {
  if (info->premultiplied && ae_image_has_alpha(info))
    premultiply_from_float(info, in, out, n);
  else
    convert_from_float(info, in, out, n * info->channels);
}
