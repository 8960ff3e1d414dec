/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The pictures of an IDX file (image/idx.h), one after the other: n x height x width grey, or n x height x width x 3
 * RGB. For reading only. */
#include "image/formats.h"
#include "image/idx.h"

typedef struct {
  AeIdx head; /* without data */
  guint32 left;
} IdxReader;

static gboolean idx_open(AeReader *reader, GError **error) {
  IdxReader *self = reader->state;
  gsize count;
  if (!ae_idx_read_header(reader->source, &self->head, &count, error))
    return FALSE;
  if (self->head.rank < 3)
    return ae_reader_fail(reader, error, "idx: labels or other numbers, and no pictures (%d dimensions)",
                          self->head.rank);
  if (self->head.dims[3] != 1 && self->head.dims[3] != 3)
    return ae_reader_fail(reader, error, "idx: pictures of %u channels", self->head.dims[3]);
  self->left = self->head.dims[0];
  return TRUE;
}

/* Behind the last picture nothing may follow, and the packed data's checksum must be right. */
static gboolean check_end(AeReader *reader, GError **error) {
  int byte = ae_source_byte(reader->source, error);
  if (byte < 0)
    return byte == AE_SOURCE_END;
  return ae_reader_fail(reader, error, "idx: more bytes than its %u pictures have", reader->pictures);
}

static gboolean idx_next(AeReader *reader, AeImageInfo *info, gboolean *more, GError **error) {
  IdxReader *self = reader->state;
  *more = self->left > 0;
  if (!*more)
    return check_end(reader, error);
  self->left--;
  info->height = self->head.dims[1];
  info->width = self->head.dims[2];
  info->channels = self->head.dims[3];
  info->sample = AE_SAMPLE_U8;
  return ae_reader_admit(reader, info, 0, error);
}

static gboolean idx_read_row(AeReader *reader, void *out, GError **error) {
  return ae_source_read_all(reader->source, out, (gsize)reader->info.width * reader->info.channels, error);
}

const AeFormat ae_format_idx = {
    .name = "idx",
    .help = "IDX: many grey or RGB pictures, as MNIST comes in",
    .extensions = (const char *const[]){"idx", "idx3-ubyte", NULL},
    .sniff = ae_idx_sniff,
    .reader_size = sizeof(IdxReader),
    .open = idx_open,
    .next = idx_next,
    .read_row = idx_read_row,
};
