/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A frame of YUV4MPEG2: its planes, one behind another as in the file, and its rows as RGB or grey of 8 bits.
 *
 *     AeY4mFrame frame = {0};
 *     ae_y4m_frame_make(&frame, &header, "video.y4m", &error)
 *     ... fill frame.planes, ae_y4m_frame_bytes(&header) of them ...
 *     ae_y4m_frame_row(&frame, y, rgb);                       rows in any order
 *     ae_y4m_frame_clear(&frame);
 *
 * The way to RGB and back is not exact. So a picture carries the planes it was read from (AeMeta.planes), and one whose
 * pixels are still what these give is written with them: to the bit as it was. */
#ifndef AE_IMAGE_Y4M_FRAME_H
#define AE_IMAGE_Y4M_FRAME_H

#include <aefilter/error.h>

#include "image/y4m_header.h"

G_BEGIN_DECLS

typedef struct {
  const AeY4mHeader *header;
  GBytes *bytes;  /* planes, and behind them a byte that says of what kind they are */
  guint8 *planes; /* bytes' own */
  guint8 *luma, *chroma[2];
  float *narrow[2], *wide[2]; /* rows with the margins that y4m_chroma.h wants */
  float *tall[2];             /* what is written: narrowed rows, at full height and one more; made when first wanted */
} AeY4mFrame;

gsize ae_y4m_frame_bytes(const AeY4mHeader *header); /* of all planes; fits, as header's sizes are below 2^31 */

/* With planes of its own; again for the next frame, which leaves those to whoever keeps bytes. header must outlive it;
 * name says whose memory lacks. */
gboolean ae_y4m_frame_make(AeY4mFrame *frame, const AeY4mHeader *header, const char *name, GError **error);
/* With the planes of another frame; FALSE without an error where they are of another kind or size. */
gboolean ae_y4m_frame_take(AeY4mFrame *frame, const AeY4mHeader *header, GBytes *bytes, const char *name,
                           GError **error);
void ae_y4m_frame_clear(AeY4mFrame *frame);

void ae_y4m_frame_row(AeY4mFrame *frame, guint32 y, guint8 *pixels);

/* The planes from pixels: all rows in their order, then finish. */
gboolean ae_y4m_frame_begin(AeY4mFrame *frame, const char *name, GError **error);
void ae_y4m_frame_set_row(AeY4mFrame *frame, guint32 y, const guint8 *pixels);
void ae_y4m_frame_finish(AeY4mFrame *frame);

G_END_DECLS
#endif
