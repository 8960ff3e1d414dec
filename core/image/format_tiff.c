/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* TIFF and BigTIFF through libtiff: strips and tiles, contiguous or in planes; grey and RGB of 8 and 16 bits, half and
 * float, with or without alpha of either kind; bilevel, 2 and 4 bits and palettes are expanded; every compression that
 * libtiff was built with is read. Strips of one plane are read row by row; tiles and separate planes need memory for
 * one row of them. From a pipe: through an unnamed temporary file. Pages keep their order; reduced versions of a page
 * and masks are left out. Kept: ICC profile, XMP, resolution, orientation and EXIF (tiff_exif.h says how far). Cannot:
 * CMYK, Lab, YCbCr without JPEG, signed or 32-bit integers, double, more than one extra channel, camera raw: refused by
 * name. */
#include "image/formats.h"
#include "image/tiff_exif.h"
#include "image/tiff_guard.h"
#include "image/tiff_layout.h"
#include "image/tiff_meta.h"
#include "image/tiff_write.h"

#include "base/checked.h"

#include <string.h>

typedef struct {
  AeTiffGuard guard;
  TIFF *tiff;
  gboolean started; /* a page was handed out: the next directory must be looked for */
  AeTiffLayout layout;
  guint8 *band;  /* rows as stored, samples interleaved: a row, or a row of tiles or strips */
  guint8 *piece; /* a tile, or a strip of one plane */
  gsize piece_bytes;
  guint32 band_first, band_rows;
} TiffReader;

static gboolean tiff_sniff(const guint8 *head, gsize n) {
  return n >= 8 && (!memcmp(head, "II*\0", 4) || !memcmp(head, "MM\0*", 4) || !memcmp(head, "II+\0", 4) ||
                    !memcmp(head, "MM\0+", 4));
}

static gboolean tiff_open(AeReader *reader, GError **error) {
  TiffReader *self = reader->state;
  if (!ae_source_make_seekable(reader->source, error))
    return FALSE;
  self->guard.name = ae_source_name(reader->source);
  self->guard.source = reader->source;
  self->tiff = ae_tiff_open(&self->guard, "rm", reader->limits.max_memory);
  return self->tiff != NULL || ae_tiff_fail(&self->guard, "read the header", error);
}

static void drop_page(TiffReader *self) {
  g_clear_pointer(&self->band, ae_free);
  g_clear_pointer(&self->piece, ae_free);
  self->band_first = self->band_rows = 0;
}

static void tiff_close(AeReader *reader) {
  TiffReader *self = reader->state;
  drop_page(self);
  if (self->tiff)
    TIFFClose(self->tiff);
  g_clear_error(&self->guard.error);
}

/* Stands on the next directory that holds a page of its own. A file of nothing but reduced versions gives its last. */
static gboolean next_page(TiffReader *self, gboolean any, gboolean *more, GError **error) {
  for (;;) {
    guint32 kind = 0;
    if (self->started && TIFFLastDirectory(self->tiff)) {
      *more = FALSE;
      return TRUE;
    }
    if (self->started && !TIFFReadDirectory(self->tiff))
      return ae_tiff_fail(&self->guard, "read the next page", error);
    self->started = TRUE;
    TIFFGetField(self->tiff, TIFFTAG_SUBFILETYPE, &kind);
    if (!(kind & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK)) || (!any && TIFFLastDirectory(self->tiff)))
      return TRUE;
  }
}

/* Contiguous strips go row by row through libtiff's own buffer. */
static gboolean by_row(const AeTiffLayout *layout) {
  return !layout->tiled && (layout->planar == PLANARCONFIG_CONTIG || layout->samples == 1);
}

static guint64 piece_size(const AeTiffLayout *layout) {
  guint samples = layout->planar == PLANARCONFIG_CONTIG ? layout->samples : 1;
  return ((guint64)layout->piece_width * samples * layout->bits + 7) / 8 * layout->piece_height;
}

/* *largest: bytes of the largest strip or tile as stored, which libtiff holds as a whole. One that reaches beyond the
 * end of the file is refused at once: the file was cut, and libtiff 4.5 has trouble with absurd sizes. */
static gboolean check_pieces(AeReader *reader, TiffReader *self, guint64 *largest, GError **error) {
  guint32 n = self->layout.tiled ? TIFFNumberOfTiles(self->tiff) : TIFFNumberOfStrips(self->tiff);
  guint64 size;
  if (!ae_source_size(reader->source, &size, error))
    return FALSE;
  *largest = 0;
  if (n > size)
    return ae_reader_fail(reader, error, "TIFF: more strips than the file has bytes");
  for (guint32 i = 0; i < n; i++) {
    guint64 offset = TIFFGetStrileOffset(self->tiff, i), bytes = TIFFGetStrileByteCount(self->tiff, i);
    if (offset > size || bytes > size - offset)
      return ae_reader_fail(reader, error,
                            "TIFF: %s %u of %u lies behind the end of the file, at byte %" G_GUINT64_FORMAT,
                            self->layout.tiled ? "tile" : "strip", i + 1, n, size);
    *largest = MAX(*largest, bytes);
  }
  return TRUE;
}

static gboolean make_buffers(AeReader *reader, TiffReader *self, AeImageInfo *info, GError **error) {
  const AeTiffLayout *layout = &self->layout;
  guint64 band_rows = by_row(layout) ? 1 : layout->piece_height, piece = by_row(layout) ? 0 : piece_size(layout);
  band_rows = MIN(band_rows, info->height);
  guint64 memory = band_rows * layout->row_bytes + piece, stored;
  if (!ae_reader_admit(reader, info, memory, error) || !check_pieces(reader, self, &stored, error) ||
      !ae_reader_admit(reader, info, memory + stored, error))
    return FALSE;
  tmsize_t expected = layout->tiled    ? TIFFTileSize(self->tiff)
                      : by_row(layout) ? TIFFScanlineSize(self->tiff)
                                       : (tmsize_t)piece;
  if (expected <= 0 || (guint64)expected != (by_row(layout) ? layout->row_bytes : piece))
    return ae_tiff_fail(&self->guard, "make sense of the page's layout", error);
  self->piece_bytes = (gsize)piece;
  self->band = ae_alloc(band_rows, layout->row_bytes, self->guard.name, error);
  self->piece = self->band ? ae_alloc(1, MAX(piece, 1), self->guard.name, error) : NULL;
  return self->piece != NULL;
}

static gboolean tiff_next(AeReader *reader, AeImageInfo *info, gboolean *more, GError **error) {
  TiffReader *self = reader->state;
  drop_page(self);
  if (!next_page(self, reader->pictures > 0, more, error))
    return FALSE;
  if (!*more)
    return TRUE;
  g_clear_error(&self->guard.error);
  if (!ae_tiff_check_end(&self->guard, self->tiff, error))
    return FALSE;
  if (!ae_tiff_layout_read(reader, self->tiff, &self->layout, info, error) || !make_buffers(reader, self, info, error))
    return FALSE;
  ae_tiff_get_meta(self->tiff, info);
  ae_tiff_get_exif(&self->guard, self->tiff, info);
  return TRUE;
}

/* Samples of one plane into their places in the band. */
static void scatter(const TiffReader *self, guint32 x, guint plane, guint32 rows, guint32 width) {
  const AeTiffLayout *layout = &self->layout;
  gsize size = layout->bits / 8, pixel = size * layout->samples, from_row = layout->piece_width * size;
  for (guint32 y = 0; y < rows; y++) {
    const guint8 *from = self->piece + y * from_row;
    guint8 *to = self->band + y * layout->row_bytes + x * pixel + plane * size;
    for (guint32 i = 0; i < width; i++)
      memcpy(to + i * pixel, from + i * size, size);
  }
}

/* All samples of a tile. The tile's width is a whole number of bytes, the picture's may not be. */
static void place(const TiffReader *self, guint32 x, guint32 rows) {
  const AeTiffLayout *layout = &self->layout;
  gsize pixel_bits = (gsize)layout->bits * layout->samples;
  gsize from_row = layout->piece_width * pixel_bits / 8, at = x * pixel_bits / 8;
  for (guint32 y = 0; y < rows; y++)
    memcpy(self->band + y * layout->row_bytes + at, self->piece + y * from_row, MIN(from_row, layout->row_bytes - at));
}

static gboolean load_tiles(TiffReader *self, const AeImageInfo *info, guint32 row) {
  const AeTiffLayout *layout = &self->layout;
  gboolean planes = layout->planar == PLANARCONFIG_SEPARATE && layout->samples > 1;
  for (guint plane = 0; plane < (planes ? layout->samples : 1u); plane++)
    for (guint64 x = 0; x < info->width; x += layout->piece_width) {
      guint32 tile = TIFFComputeTile(self->tiff, (guint32)x, row, 0, (guint16)plane);
      if (TIFFReadEncodedTile(self->tiff, tile, self->piece, (tmsize_t)self->piece_bytes) !=
          (tmsize_t)self->piece_bytes)
        return FALSE;
      if (planes)
        scatter(self, (guint32)x, plane, self->band_rows, (guint32)MIN(layout->piece_width, info->width - x));
      else
        place(self, (guint32)x, self->band_rows);
    }
  return TRUE;
}

static gboolean load_strips(TiffReader *self, const AeImageInfo *info, guint32 row) {
  const AeTiffLayout *layout = &self->layout;
  tmsize_t bytes = (tmsize_t)((gsize)info->width * (layout->bits / 8) * self->band_rows);
  for (guint plane = 0; plane < layout->samples; plane++) {
    guint32 strip = TIFFComputeStrip(self->tiff, row, (guint16)plane);
    if (TIFFReadEncodedStrip(self->tiff, strip, self->piece, bytes) != bytes)
      return FALSE;
    scatter(self, 0, plane, self->band_rows, info->width);
  }
  return TRUE;
}

static gboolean load_band(TiffReader *self, const AeImageInfo *info, guint32 row) {
  self->band_first = row;
  self->band_rows = by_row(&self->layout) ? 1 : MIN(self->layout.piece_height, info->height - row);
  if (by_row(&self->layout))
    return TIFFReadScanline(self->tiff, self->band, row, 0) == 1;
  return self->layout.tiled ? load_tiles(self, info, row) : load_strips(self, info, row);
}

/* libtiff goes on after some errors with what it has; any message is a damaged file here. */
static gboolean tiff_read_row(AeReader *reader, void *out, GError **error) {
  TiffReader *self = reader->state;
  const AeTiffLayout *layout = &self->layout;
  if (reader->row >= self->band_first + self->band_rows)
    if (!load_band(self, &reader->info, reader->row) || self->guard.error)
      return ae_tiff_fail(&self->guard, "decode the pixels", error);
  ae_tiff_unpack_row(layout, self->band + (reader->row - self->band_first) * layout->row_bytes, out,
                     reader->info.width);
  return TRUE;
}

const AeFormat ae_format_tiff = {
    .name = "tiff",
    .help = "TIFF: grey and RGB with or without alpha, 8 and 16 bits, half, float, several pages",
    .extensions = (const char *const[]){"tif", "tiff", "btf", NULL},
    .samples = 1 << AE_SAMPLE_U8 | 1 << AE_SAMPLE_U16 | 1 << AE_SAMPLE_HALF | 1 << AE_SAMPLE_FLOAT,
    .channels = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4,
    .flags = AE_FORMAT_PREMULTIPLIED | AE_FORMAT_ICC | AE_FORMAT_EXIF | AE_FORMAT_XMP | AE_FORMAT_RESOLUTION,
    .sniff = tiff_sniff,
    .reader_size = sizeof(TiffReader),
    .open = tiff_open,
    .next = tiff_next,
    .read_row = tiff_read_row,
    .close = tiff_close,
    .writer_size = sizeof(AeTiffWriter),
    .options = ae_tiff_options,
    .create = ae_tiff_create,
    .write = ae_tiff_write,
    .finish = ae_tiff_finish,
    .destroy = ae_tiff_destroy,
};
