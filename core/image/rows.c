/* SPDX-License-Identifier: LGPL-3.0-or-later */
#define _GNU_SOURCE
#include <aefilter/image.h>

#include "base/checked.h"
#include "image/tempfile.h"

#include <string.h>
#include <unistd.h>

gboolean ae_rows_read(AeRows *rows, void *out, guint32 n, GError **error) {
  if (n > rows->info.height - rows->next) {
    g_set_error(error, AE_ERROR, AE_ERROR_INTERNAL, "%u rows asked for where %u are left", n,
                rows->info.height - rows->next);
    return FALSE;
  }
  if (n > 0 && !rows->read(rows, out, n, error))
    return FALSE;
  rows->next += n;
  return TRUE;
}

gboolean ae_rows_rewind(AeRows *rows, GError **error) {
  if (!rows->rewind) {
    g_set_error(error, AE_ERROR, AE_ERROR_INTERNAL, "these rows can be read once only");
    return FALSE;
  }
  if (!rows->rewind(rows, error))
    return FALSE;
  rows->next = 0;
  return TRUE;
}

void ae_rows_free(AeRows *rows) {
  if (!rows)
    return;
  g_clear_pointer(&rows->info.meta, ae_meta_unref);
  rows->free(rows);
}

/* A picture in memory. */
typedef struct {
  AeRows rows;
  AeImage *image;
  gboolean owned;
} ImageRows;

static gboolean image_rows_read(AeRows *rows, void *out, guint32 n, GError **error) {
  gsize bytes = ae_image_row_bytes(&rows->info);
  memcpy(out, ((ImageRows *)rows)->image->data + rows->next * bytes, n * bytes);
  return TRUE;
}

static gboolean always_rewind(AeRows *rows, GError **error) { return TRUE; }

static void image_rows_free(AeRows *rows) {
  ImageRows *self = (ImageRows *)rows;
  if (self->owned)
    ae_image_free(self->image);
  g_free(self);
}

AeRows *ae_image_rows(AeImage *image, gboolean take) {
  ImageRows *self = g_new0(ImageRows, 1);
  ae_image_info_copy(&self->rows.info, &image->info);
  self->rows.read = image_rows_read;
  self->rows.rewind = always_rewind;
  self->rows.free = image_rows_free;
  self->image = image;
  self->owned = take;
  return &self->rows;
}

/* A picture in an unnamed temporary file. */
typedef struct {
  AeRows rows;
  int fd;
} SpoolRows;

static gboolean spool_rows_read(AeRows *rows, void *out, guint32 n, GError **error) {
  gsize bytes = ae_image_row_bytes(&rows->info);
  return ae_tempfile_read(((SpoolRows *)rows)->fd, out, n * bytes, (guint64)rows->next * bytes, "spooled picture",
                          error);
}

static void spool_rows_free(AeRows *rows) {
  close(((SpoolRows *)rows)->fd);
  g_free(rows);
}

static AeRows *spool_rows_new(const AeImageInfo *info, int fd) {
  SpoolRows *self = g_new0(SpoolRows, 1);
  ae_image_info_copy(&self->rows.info, info);
  self->rows.read = spool_rows_read;
  self->rows.rewind = always_rewind;
  self->rows.free = spool_rows_free;
  self->fd = fd;
  return &self->rows;
}

static gboolean spool_copy(AeRows *rows, int fd, GError **error) {
  enum { CHUNK = 1 << 20 };
  gsize bytes = ae_image_row_bytes(&rows->info);
  guint32 step = (guint32)MAX(1, CHUNK / bytes), first = rows->next;
  guint8 *chunk = ae_alloc(MIN(step, rows->info.height), bytes, "spooled rows", error);
  gboolean good = chunk != NULL;
  while (good && rows->next < rows->info.height) {
    guint64 offset = (guint64)(rows->next - first) * bytes;
    guint32 n = MIN(step, rows->info.height - rows->next);
    good = ae_rows_read(rows, chunk, n, error) &&
           ae_tempfile_write(fd, chunk, n * bytes, offset, "spooled picture", error);
  }
  ae_free(chunk);
  return good;
}

AeRows *ae_rows_spool(AeRows *rows, GError **error) {
  if (rows->rewind)
    return rows;
  AeImageInfo info = rows->info;
  info.height -= rows->next;
  AeRows *spool = NULL;
  int fd = ae_tempfile_open(error);
  if (fd >= 0 && spool_copy(rows, fd, error))
    spool = spool_rows_new(&info, fd);
  else if (fd >= 0)
    close(fd);
  ae_rows_free(rows);
  return spool;
}
