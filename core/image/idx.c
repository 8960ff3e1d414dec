/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/idx.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/checked.h"

enum { UNSIGNED_BYTES = 0x08 };

gboolean ae_idx_sniff(const guint8 *head, gsize n) {
  return n >= 8 && !head[0] && !head[1] && head[2] == UNSIGNED_BYTES && head[3] >= 1 && head[3] <= AE_IDX_MAX_RANK;
}

static gboolean fail_size(const AeSource *source, const AeIdx *idx, int d, GError **error) {
  g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: a size of %u at byte %d is out of range", ae_source_name(source),
              idx->dims[d], 4 + 4 * d);
  return FALSE;
}

gboolean ae_idx_read_header(AeSource *source, AeIdx *idx, gsize *count, GError **error) {
  guint8 head[4];
  if (!ae_source_read_all(source, head, sizeof head, error))
    return FALSE;
  if (head[0] || head[1] || head[2] != UNSIGNED_BYTES || head[3] < 1 || head[3] > AE_IDX_MAX_RANK) {
    g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: no IDX file of bytes with 1 to %d dimensions",
                ae_source_name(source), AE_IDX_MAX_RANK);
    return FALSE;
  }
  idx->rank = head[3];
  *count = 1;
  for (int d = 0; d < AE_IDX_MAX_RANK; d++) {
    guint32 size = GUINT32_TO_BE(1);
    if (d < idx->rank && !ae_source_read_all(source, &size, sizeof size, error))
      return FALSE;
    idx->dims[d] = GUINT32_FROM_BE(size);
    if (!ae_mul(*count, idx->dims[d], count) || !*count || *count > G_MAXINT)
      return fail_size(source, idx, d, error);
  }
  return TRUE;
}

static AeSource *open_source(const char *path, GError **error) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    g_set_error(error, AE_ERROR, AE_ERROR_IO, "%s: cannot open: %s", path, g_strerror(errno));
    return NULL;
  }
  AeSource *source = ae_source_new(fd, path, error);
  if (source && ae_source_unpack(source, error))
    return source;
  ae_source_free(source);
  return NULL;
}

gboolean ae_idx_read(const char *path, AeIdx *idx, GError **error) {
  gsize count;
  *idx = (AeIdx){0};
  AeSource *source = open_source(path, error);
  gboolean ok = source && ae_idx_read_header(source, idx, &count, error) &&
                (idx->data = ae_alloc(count, 1, path, error)) && ae_source_read_all(source, idx->data, count, error);
  ae_source_free(source);
  if (!ok)
    ae_idx_clear(idx);
  return ok;
}

gboolean ae_idx_read_sizes(const char *path, AeIdx *idx, GError **error) {
  gsize count;
  *idx = (AeIdx){0};
  AeSource *source = open_source(path, error);
  gboolean ok = source && ae_idx_read_header(source, idx, &count, error);
  ae_source_free(source);
  return ok;
}

void ae_idx_clear(AeIdx *idx) {
  ae_free(idx->data);
  idx->data = NULL;
}
