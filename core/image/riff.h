/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The container of WebP: "RIFF", a 32-bit little-endian size, "WEBP", then chunks of a four-letter name, a size, the
 * data and a zero where the size is odd. https://developers.google.com/speed/webp/docs/riff_container */
#ifndef AE_IMAGE_RIFF_H
#define AE_IMAGE_RIFF_H

#include <glib.h>

G_BEGIN_DECLS

enum { AE_RIFF_HEADER = 12 };

typedef struct {
  const guint8 *name; /* four letters, not terminated */
  const guint8 *data;
  gsize size;
} AeRiffChunk;

/* Bytes of the whole file by its first AE_RIFF_HEADER bytes. */
guint64 ae_riff_size(const guint8 *header);

/* The chunk at *at, which moves behind it; begin with AE_RIFF_HEADER. FALSE at the end or where a chunk does not fit
 * in. */
gboolean ae_riff_next(const guint8 *file, gsize n, gsize *at, AeRiffChunk *chunk);

gboolean ae_riff_is(const AeRiffChunk *chunk, const char *name);

/* Begins a file, adds a chunk (the first four bytes of name), sets the size at the end. */
GByteArray *ae_riff_new(void);
void ae_riff_add(GByteArray *file, const char *name, const void *data, gsize size);
void ae_riff_finish(GByteArray *file);

G_END_DECLS
#endif
