/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* PFM, floats of grey (Pf) or RGB (PF), rows from bottom to top: https://netpbm.sourceforge.net/doc/pfm.html
 * A file is read from its end backwards; a pipe's raster goes through an unnamed temporary file, and so does what is
 * written. The sign of the scale line is the byte order; its size is not applied to the samples and is written as 1.
 * Cannot: alpha, metadata of any kind. */
#include "image/formats.h"
#include "image/netpbm.h"

#include "base/checked.h"
#include "image/tempfile.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

enum { BAND_BYTES = 1 << 20, MAX_LINE = 256 };

typedef struct {
  gboolean swapped;
  int spool;                     /* the raster of a pipe; 0 for none (it is never standard input) */
  guint64 raster;                /* its place in the file, if that is read directly */
  guint8 *band;                  /* rows that lie together in the file */
  guint32 band_first, band_rows; /* in picture order from the top; band_rows 0: none loaded */
} Pfm;

static gboolean pfm_sniff(const guint8 *head, gsize n) {
  return n >= 3 && head[0] == 'P' && (head[1] == 'F' || head[1] == 'f') && g_ascii_isspace(head[2]);
}

static void drop_picture(Pfm *pfm) {
  if (pfm->spool > 0)
    close(pfm->spool);
  ae_free(pfm->band);
  *pfm = (Pfm){0};
}

static gboolean read_scale(AeReader *reader, gboolean *little, GError **error) {
  g_autofree char *line = ae_source_line(reader->source, MAX_LINE, error);
  if (!line)
    return FALSE;
  char *end;
  double scale = g_ascii_strtod(g_strstrip(line), &end);
  if (*end || end == line || scale == 0.0 || !isfinite(scale))
    return ae_reader_fail(reader, error, "the scale line is no good number");
  *little = scale < 0.0;
  return TRUE;
}

/* Copies the raster of a pipe away. */
static gboolean spool_raster(AeReader *reader, Pfm *pfm, const AeImageInfo *info, GError **error) {
  const char *name = ae_source_name(reader->source);
  gsize bytes = ae_image_row_bytes(info);
  pfm->spool = ae_tempfile_open(error);
  if (pfm->spool < 0)
    return FALSE;
  for (guint32 y = 0; y < info->height; y++) {
    g_autoptr(GError) cause = NULL;
    if (!ae_source_read_all(reader->source, pfm->band, bytes, &cause)) {
      g_set_error(error, cause->domain, cause->code, "%s (row %u of %u)", cause->message, info->height - y,
                  info->height);
      return FALSE;
    }
    if (!ae_tempfile_write(pfm->spool, pfm->band, bytes, (guint64)y * bytes, name, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean pfm_next(AeReader *reader, AeImageInfo *info, gboolean *more, GError **error) {
  Pfm *pfm = reader->state;
  guint8 magic[2];
  gboolean little = FALSE;
  drop_picture(pfm);
  if (!ae_source_read_all(reader->source, magic, sizeof magic, error))
    return FALSE;
  if (!ae_netpbm_number(reader, "width", &info->width, error) ||
      !ae_netpbm_number(reader, "height", &info->height, error) || !read_scale(reader, &little, error))
    return FALSE;
  info->channels = magic[1] == 'F' ? 3 : 1;
  info->sample = AE_SAMPLE_FLOAT;
  if (!ae_reader_admit(reader, info, 0, error))
    return FALSE;
  pfm->swapped = little != (G_BYTE_ORDER == G_LITTLE_ENDIAN);
  pfm->raster = ae_source_tell(reader->source);
  gsize bytes = ae_image_row_bytes(info);
  pfm->band = ae_alloc(MIN(info->height, MAX(1, BAND_BYTES / bytes)), bytes, ae_source_name(reader->source), error);
  return pfm->band && (ae_source_is_seekable(reader->source) || spool_raster(reader, pfm, info, error));
}

/* The band whose first row, seen from the top, is the next to be read: in the file that is the band's last. */
static gboolean load_band(AeReader *reader, Pfm *pfm, GError **error) {
  const AeImageInfo *info = &reader->info;
  gsize bytes = ae_image_row_bytes(info);
  pfm->band_first = reader->row;
  pfm->band_rows = (guint32)MIN(info->height - reader->row, MAX(1, BAND_BYTES / bytes));
  guint64 offset = (guint64)(info->height - reader->row - pfm->band_rows) * bytes;
  gsize size = pfm->band_rows * bytes;
  if (pfm->spool > 0)
    return ae_tempfile_read(pfm->spool, pfm->band, size, offset, ae_source_name(reader->source), error);
  return ae_source_seek(reader->source, pfm->raster + offset, error) &&
         ae_source_read_all(reader->source, pfm->band, size, error);
}

static gboolean pfm_read_row(AeReader *reader, void *out, GError **error) {
  Pfm *pfm = reader->state;
  const AeImageInfo *info = &reader->info;
  gsize bytes = ae_image_row_bytes(info), n = bytes / sizeof(guint32);
  if (reader->row >= pfm->band_first + pfm->band_rows && !load_band(reader, pfm, error))
    return FALSE;
  const guint8 *row = pfm->band + (pfm->band_first + pfm->band_rows - 1 - reader->row) * bytes;
  memcpy(out, row, bytes);
  if (pfm->swapped)
    for (gsize i = 0; i < n; i++)
      ((guint32 *)out)[i] = GUINT32_SWAP_LE_BE(((guint32 *)out)[i]);
  /* Behind the raster for the picture that may follow. */
  if (reader->row + 1 == info->height && pfm->spool <= 0)
    return ae_source_seek(reader->source, pfm->raster + (guint64)info->height * bytes, error);
  return TRUE;
}

static void pfm_close(AeReader *reader) { drop_picture(reader->state); }

static gboolean write_reversed(AeWriter *writer, AeRows *rows, int fd, GError **error) {
  const char *name = ae_sink_name(writer->sink);
  gsize bytes = ae_image_row_bytes(&rows->info);
  void *row = ae_alloc(1, bytes, name, error);
  gboolean good = row != NULL;
  for (guint32 y = 0; good && y < rows->info.height; y++)
    good = ae_rows_read(rows, row, 1, error) && ae_tempfile_write(fd, row, bytes, (guint64)y * bytes, name, error);
  for (guint32 y = rows->info.height; good && y-- > 0;)
    good = ae_tempfile_read(fd, row, bytes, (guint64)y * bytes, name, error) &&
           ae_sink_write(writer->sink, row, bytes, error);
  ae_free(row);
  return good;
}

static gboolean pfm_write(AeWriter *writer, AeRows *rows, GError **error) {
  const AeImageInfo *info = &rows->info;
  int fd = ae_tempfile_open(error);
  if (fd < 0)
    return FALSE;
  gboolean good = ae_sink_printf(writer->sink, error, "P%c\n%u %u\n%s\n", info->channels == 3 ? 'F' : 'f', info->width,
                                 info->height, G_BYTE_ORDER == G_LITTLE_ENDIAN ? "-1.0" : "1.0") &&
                  write_reversed(writer, rows, fd, error);
  close(fd);
  return good;
}

const AeFormat ae_format_pfm = {
    .name = "pfm",
    .help = "PFM: grey and RGB floats, no metadata, several pictures in a row",
    .extensions = (const char *const[]){"pfm", NULL},
    .samples = 1 << AE_SAMPLE_FLOAT,
    .channels = 1 << 1 | 1 << 3,
    .flags = AE_FORMAT_CONCATENATED,
    .sniff = pfm_sniff,
    .reader_size = sizeof(Pfm),
    .next = pfm_next,
    .read_row = pfm_read_row,
    .close = pfm_close,
    .write = pfm_write,
};
