/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/y4m_chroma.h"

AeChromaTaps ae_chroma_widen_taps(AeChromaSite site, guint32 i) {
  gint64 half = i / 2;
  gboolean odd = i % 2;
  if (site == AE_CHROMA_CENTRE)
    return odd ? (AeChromaTaps){half, 2, {0.75f, 0.25f}} : (AeChromaTaps){half - 1, 2, {0.25f, 0.75f}};
  if (site == AE_CHROMA_COSITED)
    return odd ? (AeChromaTaps){half, 2, {0.5f, 0.5f}} : (AeChromaTaps){half, 1, {1.0f}};
  return (AeChromaTaps){i, 1, {1.0f}};
}

AeChromaTaps ae_chroma_narrow_taps(AeChromaSite site, guint32 i) {
  gint64 twice = (gint64)i * 2;
  if (site == AE_CHROMA_CENTRE)
    return (AeChromaTaps){twice - 1, 4, {-0.25f, 0.75f, 0.75f, -0.25f}};
  if (site == AE_CHROMA_COSITED)
    return (AeChromaTaps){twice - 2, 5, {-0.125f, 0.25f, 0.75f, 0.25f, -0.125f}};
  return (AeChromaTaps){i, 1, {1.0f}};
}

gsize ae_chroma_count(AeChromaSite site, gsize n) { return site == AE_CHROMA_FULL ? n : (n + 1) / 2; }

/* p[n-1] = (a + 3 b) / 4 and p[n-2] = (3 a + b) / 4 give the last chroma sample b. */
float ae_chroma_beyond(float last, float before) { return (3.0f * last - before) / 2.0f; }

static void repeat_ends(float *row, gsize n, float beyond) {
  for (int i = 1; i <= AE_CHROMA_MARGIN; i++) {
    row[-i] = row[0];
    row[n - 1 + (gsize)i] = beyond;
  }
}

static float weigh(const AeChromaTaps *taps, const float *in) {
  float sum = 0;
  for (guint t = 0; t < taps->taps; t++)
    sum += taps->weights[t] * in[t];
  return sum;
}

void ae_chroma_widen(AeChromaSite site, float *in, float *out, gsize n) {
  AeChromaTaps even = ae_chroma_widen_taps(site, 0), odd = ae_chroma_widen_taps(site, 1);
  gsize step = site == AE_CHROMA_FULL ? 2 : 1, count = ae_chroma_count(site, n);
  repeat_ends(in, count, in[count - 1]);
  for (gsize x = 0; x + 1 < n; x += 2, in += step) {
    out[x] = weigh(&even, in + even.first);
    out[x + 1] = weigh(&odd, in + odd.first);
  }
  if (n % 2)
    out[n - 1] = weigh(&even, in + even.first);
}

void ae_chroma_narrow(AeChromaSite site, float *in, float *out, gsize n) {
  AeChromaTaps taps = ae_chroma_narrow_taps(site, 0);
  gsize step = site == AE_CHROMA_FULL ? 1 : 2, count = ae_chroma_count(site, n);
  gboolean virtual_end = site == AE_CHROMA_CENTRE && n % 2 && n > 1;
  repeat_ends(in, n, virtual_end ? ae_chroma_beyond(in[n - 1], in[n - 2]) : in[n - 1]);
  for (gsize x = 0; x < count; x++)
    out[x] = weigh(&taps, in + taps.first + x * step);
}

guint8 ae_yuv_code(float x) {
  x = x > 0.0f ? x : 0.0f;
  x = x < 255.0f ? x : 255.0f;
  return (guint8)(gint32)(x + 0.5f);
}

/* ITU-R BT.601: Kr = 0.299, Kb = 0.114. Y' = luma_scale * (y - black), C = chroma_scale * (c - 128), on RGB codes
 * 0..255. */
typedef struct {
  float black, luma_scale, chroma_scale;
} Range;

static const Range ranges[] = {{16.0f, 255.0f / 219.0f, 255.0f / 224.0f}, {0.0f, 1.0f, 1.0f}};

static const float kr = 0.299f, kg = 0.587f, kb = 0.114f, middle = 128.0f;

void ae_yuv_to_rgb(gboolean full, const guint8 *y, const float *cb, const float *cr, guint8 *rgb, gsize n) {
  const Range range = ranges[full != 0];
  const float r_cr = 2.0f * (1.0f - kr), b_cb = 2.0f * (1.0f - kb);
  for (gsize i = 0; i < n; i++) {
    float luma = ((float)y[i] - range.black) * range.luma_scale;
    float u = (cb[i] - middle) * range.chroma_scale, v = (cr[i] - middle) * range.chroma_scale;
    rgb[3 * i] = ae_yuv_code(luma + r_cr * v);
    rgb[3 * i + 1] = ae_yuv_code(luma - kb * b_cb / kg * u - kr * r_cr / kg * v);
    rgb[3 * i + 2] = ae_yuv_code(luma + b_cb * u);
  }
}

void ae_rgb_to_yuv(gboolean full, const guint8 *rgb, guint8 *y, float *cb, float *cr, gsize n) {
  const Range range = ranges[full != 0];
  const float to_cb = 0.5f / (1.0f - kb) / range.chroma_scale, to_cr = 0.5f / (1.0f - kr) / range.chroma_scale;
  for (gsize i = 0; i < n; i++) {
    float r = rgb[3 * i], g = rgb[3 * i + 1], b = rgb[3 * i + 2];
    float luma = kr * r + kg * g + kb * b;
    y[i] = ae_yuv_code(range.black + luma / range.luma_scale);
    cb[i] = middle + (b - luma) * to_cb;
    cr[i] = middle + (r - luma) * to_cr;
  }
}

void ae_luma_to_grey(gboolean full, const guint8 *y, guint8 *grey, gsize n) {
  const Range range = ranges[full != 0];
  for (gsize i = 0; i < n; i++)
    grey[i] = ae_yuv_code(((float)y[i] - range.black) * range.luma_scale);
}

void ae_grey_to_luma(gboolean full, const guint8 *grey, guint8 *y, gsize n) {
  const Range range = ranges[full != 0];
  for (gsize i = 0; i < n; i++)
    y[i] = ae_yuv_code(range.black + (float)grey[i] / range.luma_scale);
}
