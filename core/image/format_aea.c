/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Archives of aefilter, as pack makes them: pictures that are kept as the codes of a model. One after another,
 *
 *   4 bytes  "AEA1"
 *   u32      length n of what follows, little-endian, 1 .. 2^28
 *   n bytes  one packed picture (stage/archive.h)
 *
 * Each is handed out as a picture of one row of grey bytes. */
#include <string.h>

#include "image/formats.h"

enum { HEAD = 8, MAX_LENGTH = 1 << 28 };

static const char magic[] = "AEA1";

static gboolean aea_sniff(const guint8 *head, gsize n) { return n >= 4 && !memcmp(head, magic, 4); }

static gboolean aea_next(AeReader *reader, AeImageInfo *info, gboolean *more, GError **error) {
  guint8 head[HEAD];
  if (!ae_source_read_all(reader->source, head, sizeof head, error))
    return FALSE;
  guint32 n = head[4] | (guint32)head[5] << 8 | (guint32)head[6] << 16 | (guint32)head[7] << 24;
  if (n < 1 || n > MAX_LENGTH)
    return ae_reader_fail(reader, error, "aea: a picture of %u bytes", n);
  info->width = n;
  info->height = 1;
  info->channels = 1;
  info->sample = AE_SAMPLE_U8;
  return ae_reader_admit(reader, info, 0, error);
}

static gboolean aea_read_row(AeReader *reader, void *out, GError **error) {
  return ae_source_read_all(reader->source, out, reader->info.width, error);
}

static gboolean aea_write(AeWriter *writer, AeRows *rows, GError **error) {
  guint32 n = rows->info.width;
  const guint8 length[] = {(guint8)n, (guint8)(n >> 8), (guint8)(n >> 16), (guint8)(n >> 24)};
  if (n > MAX_LENGTH)
    return ae_writer_fail(writer, error, "aea: a picture of %u bytes", n);
  g_autofree guint8 *row = g_malloc(n);
  return ae_rows_read(rows, row, 1, error) && ae_sink_write(writer->sink, magic, 4, error) &&
         ae_sink_write(writer->sink, length, sizeof length, error) && ae_sink_write(writer->sink, row, n, error);
}

const AeFormat ae_format_aea = {
    .name = "aea",
    .help = "AEA: pictures packed by a model (stages pack and unpack)",
    .extensions = (const char *const[]){"aea", NULL},
    .samples = 1 << AE_SAMPLE_U8,
    .channels = 1 << 1,
    .flags = AE_FORMAT_VECTORS | AE_FORMAT_CONCATENATED,
    .sniff = aea_sniff,
    .next = aea_next,
    .read_row = aea_read_row,
    .write = aea_write,
};
