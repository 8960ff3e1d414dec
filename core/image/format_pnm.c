/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* PBM, PGM and PPM, plain (P1 P2 P3) and raw (P4 P5 P6): https://netpbm.sourceforge.net/doc/
 *
 * This is the exemplar of an image format. It needs five things: what it can hold (the row at the end), how to know a
 * picture by its first bytes (sniff), a header (next), a row (read_row), and a picture written (write). The frame calls
 * them in this order; see format_row.h. Everything that may be wrong in a file is answered by ae_reader_fail and never
 * by an assertion.
 *
 * Cannot: metadata of any kind. Plain pictures are written raw. */
#include "image/formats.h"
#include "image/netpbm.h"

#include "base/checked.h"

/* Zeroed before the first picture. This format keeps only which of its kinds the picture is; others keep a decoder
 * here. */
typedef struct {
  int kind; /* 1..6 */
} Pnm;

static gboolean is_bitmap(int kind) { return kind == 1 || kind == 4; }

static gboolean pnm_sniff(const guint8 *head, gsize n) {
  return n >= 3 && head[0] == 'P' && head[1] >= '1' && head[1] <= '6' && (g_ascii_isspace(head[2]) || head[2] == '#');
}

/* Reads up to the pixels. By the time it returns TRUE, the picture has been admitted: its size is within the user's
 * limits. */
static gboolean pnm_next(AeReader *reader, AeImageInfo *info, gboolean *more, GError **error) {
  Pnm *pnm = reader->state;
  guint8 magic[2];
  guint32 maxval = 1;
  if (!ae_source_read_all(reader->source, magic, sizeof magic, error))
    return FALSE;
  pnm->kind = magic[1] - '0';
  if (!ae_netpbm_number(reader, "width", &info->width, error) ||
      !ae_netpbm_number(reader, "height", &info->height, error))
    return FALSE;
  if (!is_bitmap(pnm->kind) && !ae_netpbm_number(reader, "maxval", &maxval, error))
    return FALSE;
  info->channels = pnm->kind % 3 == 0 ? 3 : 1;
  return ae_netpbm_set_maxval(reader, info, maxval, error) && ae_reader_admit(reader, info, 0, error);
}

/* 1 is black in a bitmap, and white in the picture we hand out. */
static gboolean read_bitmap_row(AeReader *reader, guint8 *out, GError **error) {
  gsize width = reader->info.width, bytes = (width + 7) / 8;
  guint8 *packed = out + width - bytes; /* at the end of out, ahead of the pixels that are unpacked from it */
  if (!ae_source_read_all(reader->source, packed, bytes, error))
    return FALSE;
  for (gsize x = 0, i = 0; i < bytes; i++) {
    guint8 byte = packed[i];
    for (int bit = 7; bit >= 0 && x < width; bit--)
      out[x++] = !(byte >> bit & 1);
  }
  return TRUE;
}

/* Plain bitmaps need no blanks between the digits. */
static gboolean read_plain_bit(AeReader *reader, guint8 *bit, GError **error) {
  int c;
  do
    c = ae_source_byte(reader->source, error);
  while (c >= 0 && g_ascii_isspace(c));
  if (c == AE_SOURCE_FAILED)
    return FALSE;
  if (c != '0' && c != '1')
    return ae_reader_fail(reader, error, "byte %" G_GUINT64_FORMAT ": neither 0 nor 1", ae_source_tell(reader->source));
  *bit = c == '0';
  return TRUE;
}

static gboolean read_plain_row(AeReader *reader, void *out, gboolean bitmap, GError **error) {
  const AeImageInfo *info = &reader->info;
  gsize n = (gsize)info->width * info->channels;
  for (gsize i = 0; i < n; i++) {
    guint32 value;
    if (bitmap) {
      if (!read_plain_bit(reader, (guint8 *)out + i, error))
        return FALSE;
      continue;
    }
    if (!ae_netpbm_number(reader, "sample", &value, error))
      return FALSE;
    if (value > info->maxval)
      return ae_reader_fail(reader, error, "a sample of %u over the maxval %u", value, info->maxval);
    if (info->sample == AE_SAMPLE_U8)
      ((guint8 *)out)[i] = (guint8)value;
    else
      ((guint16 *)out)[i] = (guint16)value;
  }
  return TRUE;
}

static gboolean pnm_read_row(AeReader *reader, void *out, GError **error) {
  const Pnm *pnm = reader->state;
  if (pnm->kind <= 3)
    return read_plain_row(reader, out, is_bitmap(pnm->kind), error);
  if (is_bitmap(pnm->kind))
    return read_bitmap_row(reader, out, error);
  return ae_netpbm_read_row(reader, out, error);
}

static gboolean write_bitmap(AeWriter *writer, AeRows *rows, GError **error) {
  gsize width = rows->info.width, bytes = (width + 7) / 8;
  guint8 *row = ae_alloc(1, width, ae_sink_name(writer->sink), error);
  guint8 *packed = ae_alloc(1, bytes, ae_sink_name(writer->sink), error);
  gboolean good = row && packed;
  while (good && rows->next < rows->info.height) {
    good = ae_rows_read(rows, row, 1, error);
    for (gsize i = 0; i < bytes; i++)
      packed[i] = 0;
    for (gsize x = 0; x < width; x++)
      packed[x / 8] |= (guint8)(!row[x] << (7 - x % 8));
    good = good && ae_sink_write(writer->sink, packed, bytes, error);
  }
  ae_free(packed);
  ae_free(row);
  return good;
}

/* Called once a picture; writes it to the end. The frame has seen to it that the samples are of a kind that the row
 * below claims. */
static gboolean pnm_write(AeWriter *writer, AeRows *rows, GError **error) {
  const AeImageInfo *info = &rows->info;
  if (info->channels == 1 && info->maxval == 1 && info->sample == AE_SAMPLE_U8)
    return ae_sink_printf(writer->sink, error, "P4\n%u %u\n", info->width, info->height) &&
           write_bitmap(writer, rows, error);
  return ae_sink_printf(writer->sink, error, "P%c\n%u %u\n%u\n", info->channels == 3 ? '6' : '5', info->width,
                        info->height, info->maxval) &&
         ae_netpbm_write_rows(writer, rows, error);
}

const AeFormat ae_format_pnm = {
    .name = "pnm",
    .help = "PBM, PGM, PPM: grey and RGB, 1 to 16 bits, no metadata, several pictures in a row",
    .extensions = (const char *const[]){"ppm", "pgm", "pbm", "pnm", NULL},
    .samples = 1 << AE_SAMPLE_U8 | 1 << AE_SAMPLE_U16,
    .channels = 1 << 1 | 1 << 3,
    .flags = AE_FORMAT_CONCATENATED | AE_FORMAT_MAXVAL,
    .sniff = pnm_sniff,
    .reader_size = sizeof(Pnm),
    .next = pnm_next,
    .read_row = pnm_read_row,
    .write = pnm_write,
};
