/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/idx.h"

#include <gio/gio.h>

#include "base/checked.h"

static GInputStream *open_stream(const char *path, GError **error) {
  g_autoptr(GFile) file = g_file_new_for_path(path);
  GError *cause = NULL;
  g_autoptr(GInputStream) bytes = G_INPUT_STREAM(g_file_read(file, NULL, &cause));
  guint8 magic[2] = {0};
  if (bytes && g_input_stream_read_all(bytes, magic, sizeof magic, NULL, NULL, &cause) &&
      g_seekable_seek(G_SEEKABLE(bytes), 0, G_SEEK_SET, NULL, &cause)) {
    if (magic[0] != 0x1f || magic[1] != 0x8b)
      return g_steal_pointer(&bytes);
    g_autoptr(GConverter) gunzip = G_CONVERTER(g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP));
    return g_converter_input_stream_new(bytes, gunzip);
  }
  g_set_error(error, AE_ERROR, AE_ERROR_IO, "%s: %s", path, cause->message);
  g_error_free(cause);
  return NULL;
}

/* n bytes at offset `at` of the unpacked file. */
static gboolean read_bytes(GInputStream *in, const char *path, gsize at, void *out, gsize n, GError **error) {
  g_autoptr(GError) cause = NULL;
  gsize got = 0;
  if (g_input_stream_read_all(in, out, n, &got, NULL, &cause) && got == n)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: %s at byte %zu", path,
              cause ? cause->message : "the file ends too early", at + got);
  return FALSE;
}

static gboolean read_header(GInputStream *in, const char *path, AeIdx *idx, gsize *count, GError **error) {
  guint8 head[4];
  if (!read_bytes(in, path, 0, head, sizeof head, error))
    return FALSE;
  if (head[0] || head[1] || head[2] != 0x08 || head[3] < 1 || head[3] > AE_IDX_MAX_RANK) {
    g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: no IDX file of bytes with 1 to %d dimensions", path,
                AE_IDX_MAX_RANK);
    return FALSE;
  }
  idx->rank = head[3];
  *count = 1;
  for (int d = 0; d < AE_IDX_MAX_RANK; d++) {
    guint32 size = GUINT32_TO_BE(1);
    if (d < idx->rank && !read_bytes(in, path, sizeof head + 4 * (gsize)d, &size, 4, error))
      return FALSE;
    idx->dims[d] = GUINT32_FROM_BE(size);
    if (!ae_mul(*count, idx->dims[d], count) || !*count || *count > G_MAXINT) {
      g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: a size of %u at byte %d is out of range", path, idx->dims[d],
                  4 + 4 * d);
      return FALSE;
    }
  }
  return TRUE;
}

gboolean ae_idx_read(const char *path, AeIdx *idx, GError **error) {
  gsize count;
  *idx = (AeIdx){0};
  g_autoptr(GInputStream) in = open_stream(path, error);
  if (!in || !read_header(in, path, idx, &count, error))
    return FALSE;
  idx->data = ae_alloc(count, 1, path, error);
  if (idx->data && read_bytes(in, path, 4 + 4 * (gsize)idx->rank, idx->data, count, error))
    return TRUE;
  ae_idx_clear(idx);
  return FALSE;
}

void ae_idx_clear(AeIdx *idx) {
  ae_free(idx->data);
  idx->data = NULL;
}
