/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/riff.h"

#include <string.h>

enum { CHUNK_HEADER = 8 };

static guint32 little_endian(const guint8 *bytes) {
  return bytes[0] | (guint32)bytes[1] << 8 | (guint32)bytes[2] << 16 | (guint32)bytes[3] << 24;
}

static void put_little_endian(guint8 *bytes, guint32 value) {
  for (int i = 0; i < 4; i++)
    bytes[i] = (guint8)(value >> (8 * i));
}

guint64 ae_riff_size(const guint8 *header) { return (guint64)little_endian(header + 4) + CHUNK_HEADER; }

gboolean ae_riff_next(const guint8 *file, gsize n, gsize *at, AeRiffChunk *chunk) {
  if (*at > n || n - *at < CHUNK_HEADER)
    return FALSE;
  chunk->name = file + *at;
  chunk->size = little_endian(file + *at + 4);
  chunk->data = file + *at + CHUNK_HEADER;
  if (chunk->size > n - *at - CHUNK_HEADER)
    return FALSE;
  *at += CHUNK_HEADER + chunk->size + chunk->size % 2;
  return TRUE;
}

gboolean ae_riff_is(const AeRiffChunk *chunk, const char *name) { return !memcmp(chunk->name, name, 4); }

GByteArray *ae_riff_new(void) {
  GByteArray *file = g_byte_array_new();
  g_byte_array_append(file, (const guint8 *)"RIFF\0\0\0\0WEBP", AE_RIFF_HEADER);
  return file;
}

void ae_riff_add(GByteArray *file, const char *name, const void *data, gsize size) {
  guint8 length[4];
  put_little_endian(length, (guint32)size);
  g_byte_array_append(file, (const guint8 *)name, 4);
  g_byte_array_append(file, length, sizeof length);
  g_byte_array_append(file, data, (guint)size);
  if (size % 2)
    g_byte_array_append(file, (const guint8 *)"", 1);
}

void ae_riff_finish(GByteArray *file) { put_little_endian(file->data + 4, file->len - CHUNK_HEADER); }
