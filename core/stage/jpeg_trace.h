/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The quality of the JPEG that a picture once was, found in its pixels alone: in one pass over its rows, with bounded
 * memory.
 *
 *   AeJpegTrace *trace = ae_jpeg_trace_new(width, colours, &error);
 *   for each row:  ae_jpeg_trace_feed(trace, row, &error)
 *   quality = ae_jpeg_trace_quality(trace);
 *   ae_jpeg_trace_free(trace);
 *
 * A JPEG's luma has DCT coefficients near whole multiples of its quantisation steps, off by the rounding to 8 bits
 * alone. Of each quality 1..100 of the usual tables (ITU-T T.81, K.1, scaled as libjpeg does) the likelihood of the
 * picture's low-frequency coefficients is compared with that of coefficients that lie anywhere; the best one is the
 * quality, where it explains the picture well enough (after Fan and de Queiroz, "Identification of bitmap compression
 * history: JPEG detection and quantizer estimation", IEEE TIP 2003). Blocks with a pixel at black or white are left
 * out. Not found, as 0, is what was resized, turned or retouched all over, cut so that the blocks of 8x8 no longer
 * begin at the corner, compressed at a quality above about 92, or never compressed. */
#ifndef AE_STAGE_JPEG_TRACE_H
#define AE_STAGE_JPEG_TRACE_H

#include <aefilter/error.h>

G_BEGIN_DECLS

typedef struct AeJpegTrace AeJpegTrace;

/* colours: 1 or 3. Memory: 8 rows of floats and 300 KiB. */
AeJpegTrace *ae_jpeg_trace_new(guint32 width, guint colours, GError **error);
/* The next row, interleaved, 1.0 = white; as AeFeed (stage/feed_rows.h). */
gboolean ae_jpeg_trace_feed(gpointer trace, const float *row, GError **error);
guint ae_jpeg_trace_quality(const AeJpegTrace *trace); /* 1..100; 0: none found */
void ae_jpeg_trace_free(AeJpegTrace *trace);           /* accepts NULL */

G_END_DECLS
#endif
