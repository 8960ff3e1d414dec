/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The header line of a YUV4MPEG2 stream (mjpegtools, yuv4mpeg(5)): "YUV4MPEG2 W640 H480 F25:1 Ip A1:1 C420jpeg
 * XCOLORRANGE=LIMITED". */
#ifndef AE_IMAGE_Y4M_HEADER_H
#define AE_IMAGE_Y4M_HEADER_H

#include "image/y4m_chroma.h"

G_BEGIN_DECLS

typedef struct {
  const char *name; /* of the C parameter, without the C */
  gboolean mono;
  AeChromaSite across, down; /* where the chroma samples lie */
} AeY4mChroma;

typedef struct {
  guint32 width, height;
  const AeY4mChroma *chroma; /* a row of the table of those supported */
  gboolean full_range;       /* XCOLORRANGE=FULL */
  char **words;              /* all parameters in their order, for ae_y4m_header_text; g_strfreev */
} AeY4mHeader;

/* Reads what follows "YUV4MPEG2" on the line. What is wrong comes as text to be freed with g_free; NULL if nothing is.
 */
char *ae_y4m_header_parse(AeY4mHeader *header, const char *line);

/* The header line without its '\n': the words with the header's W, H and C in their places (C at the end where words
 * have none and it is not the default). g_free. */
char *ae_y4m_header_text(const AeY4mHeader *header);

/* One number for each colour format and range: frames of one kind and size have planes of one form. */
guint8 ae_y4m_header_kind(const AeY4mHeader *header);

/* By the name of the C parameter, or NULL. */
const AeY4mChroma *ae_y4m_chroma_by_name(const char *name);

/* Samples of one chroma plane. */
gsize ae_y4m_chroma_width(const AeY4mHeader *header);
gsize ae_y4m_chroma_height(const AeY4mHeader *header);

G_END_DECLS
#endif
