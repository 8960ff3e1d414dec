/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Colour of YUV4MPEG2: BT.601 Y'CbCr of 8 bits with halved chroma planes, from and to RGB.
 *
 * Chroma is interpolated linearly at the places where its samples lie, and brought back by the filter that inverts this
 * exactly. So what does not change in a frame keeps its luma to the bit and its chroma within a code or two, however
 * often it passes; colours outside RGB are clipped once. In one dimension, with full-resolution samples p and
 * chroma samples c:
 *
 *   CENTRE, between two pixels   p[2i] = (c[i-1] + 3 c[i]) / 4, p[2i+1] = (3 c[i] + c[i+1]) / 4
 *                                c[i] = (-p[2i-1] + 3 p[2i] + 3 p[2i+1] - p[2i+2]) / 4
 *   COSITED, on the first        p[2i] = c[i], p[2i+1] = (c[i] + c[i+1]) / 2
 *                                c[i] = (-p[2i-2] + 2 p[2i-1] + 6 p[2i] + 2 p[2i+1] - p[2i+2]) / 8
 *                                (Le Gall, Tabatabai 1988)
 *
 * Beyond the border the outermost sample is repeated; see ae_chroma_beyond for the one exception. */
#ifndef AE_IMAGE_Y4M_CHROMA_H
#define AE_IMAGE_Y4M_CHROMA_H

#include <glib.h>

G_BEGIN_DECLS

typedef enum { AE_CHROMA_FULL, AE_CHROMA_CENTRE, AE_CHROMA_COSITED } AeChromaSite;

/* One output sample as a weighted sum of the inputs first, first + 1, ...; indexes may lie beyond the border. */
typedef struct {
  gint64 first;
  guint taps;
  float weights[5];
} AeChromaTaps;

AeChromaTaps ae_chroma_widen_taps(AeChromaSite site, guint32 i);  /* full-resolution sample i from chroma */
AeChromaTaps ae_chroma_narrow_taps(AeChromaSite site, guint32 i); /* chroma sample i from full resolution */

/* Chroma samples for n pixels: n, or (n + 1) / 2. */
gsize ae_chroma_count(AeChromaSite site, gsize n);

/* What stands behind an odd number of full-resolution samples for CENTRE, so that narrowing inverts widening there too:
 * from the last sample and the one before it. */
float ae_chroma_beyond(float last, float before);

/* A row: n full-resolution samples from its chroma samples, and back. Both write to a margin of AE_CHROMA_MARGIN floats
 * that in must have on each side. */
enum { AE_CHROMA_MARGIN = 4 };
void ae_chroma_widen(AeChromaSite site, float *in, float *out, gsize n);
void ae_chroma_narrow(AeChromaSite site, float *in, float *out, gsize n);

/* A row of n pixels. full: codes 0..255; else Y 16..235 and C 16..240. cb and cr are codes, not rounded. */
void ae_yuv_to_rgb(gboolean full, const guint8 *y, const float *cb, const float *cr, guint8 *rgb, gsize n);
void ae_rgb_to_yuv(gboolean full, const guint8 *rgb, guint8 *y, float *cb, float *cr, gsize n);

/* Luma codes from and to grey codes. */
void ae_luma_to_grey(gboolean full, const guint8 *y, guint8 *grey, gsize n);
void ae_grey_to_luma(gboolean full, const guint8 *grey, guint8 *y, gsize n);

/* A code from a number: rounded, clipped to 0..255. */
guint8 ae_yuv_code(float x);

G_END_DECLS
#endif
