/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/tiff_write.h"

#include "base/checked.h"
#include "image/tiff_exif.h"
#include "image/tiff_meta.h"

enum { STRIP_BYTES = 1 << 18 };
enum { BIG_AUTO, BIG_NO, BIG_YES };

/* What a classic TIFF's offsets reach, less some room for the tags. */
static const guint64 classic_bytes = G_MAXUINT32 - (64u << 20);

static const guint16 compressions[] = {COMPRESSION_ADOBE_DEFLATE, COMPRESSION_LZW, COMPRESSION_NONE};

const AeOption ae_tiff_options[] = {
    {"compression", "lossless compression", AE_OPTION_CHOICE, G_STRUCT_OFFSET(AeTiffWriter, compression), "deflate",
     .choices = (const char *const[]){"deflate", "lzw", "none", NULL}},
    {"bigtiff", "64-bit offsets; auto: where the first page could need them", AE_OPTION_CHOICE,
     G_STRUCT_OFFSET(AeTiffWriter, bigtiff), "auto", .choices = (const char *const[]){"auto", "no", "yes", NULL}},
    {NULL},
};

gboolean ae_tiff_create(AeWriter *writer, const AeReader *like, GError **error) {
  AeTiffWriter *self = writer->state;
  self->guard.name = ae_sink_name(writer->sink);
  self->guard.sink = writer->sink;
  return ae_sink_make_seekable(writer->sink, error);
}

static gboolean open_file(AeTiffWriter *self, const AeImageInfo *info, GError **error) {
  if (self->tiff)
    return TRUE;
  gboolean large = (guint64)info->height * ae_image_row_bytes(info) > classic_bytes;
  gboolean big = self->bigtiff == BIG_YES || (self->bigtiff == BIG_AUTO && large);
  self->tiff = ae_tiff_open(&self->guard, big ? "w8m" : "wm", G_MAXUINT64);
  return self->tiff != NULL || ae_tiff_fail(&self->guard, "write the header", error);
}

static void set_layout(TIFF *tiff, const AeImageInfo *info, guint16 compression) {
  gboolean floating = info->sample == AE_SAMPLE_HALF || info->sample == AE_SAMPLE_FLOAT;
  gsize strip_rows = MAX(1, STRIP_BYTES / ae_image_row_bytes(info));
  guint16 alpha = info->premultiplied ? EXTRASAMPLE_ASSOCALPHA : EXTRASAMPLE_UNASSALPHA;
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, info->width);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, info->height);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, (int)(8 * ae_sample_size(info->sample)));
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, info->channels);
  TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, floating ? SAMPLEFORMAT_IEEEFP : SAMPLEFORMAT_UINT);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, info->channels < 3 ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_RGB);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(tiff, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
  TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, (guint32)MIN(strip_rows, info->height));
  if (ae_image_has_alpha(info))
    TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &alpha);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, compression);
  if (compression != COMPRESSION_NONE)
    TIFFSetField(tiff, TIFFTAG_PREDICTOR, floating ? PREDICTOR_FLOATINGPOINT : PREDICTOR_HORIZONTAL);
}

static gboolean write_rows(AeTiffWriter *self, AeRows *rows, GError **error) {
  guint8 *row = ae_alloc(1, ae_image_row_bytes(&rows->info), self->guard.name, error);
  gboolean good = row != NULL;
  while (good && rows->next < rows->info.height) {
    guint32 y = rows->next;
    good = ae_rows_read(rows, row, 1, error) &&
           (TIFFWriteScanline(self->tiff, row, y, 0) == 1 || ae_tiff_fail(&self->guard, "write the pixels", error));
  }
  ae_free(row);
  return good;
}

gboolean ae_tiff_write(AeWriter *writer, AeRows *rows, GError **error) {
  AeTiffWriter *self = writer->state;
  if (!open_file(self, &rows->info, error))
    return FALSE;
  set_layout(self->tiff, &rows->info, compressions[self->compression]);
  ae_tiff_set_meta(self->tiff, rows->info.meta);
  if (!ae_tiff_set_exif(&self->guard, self->tiff, rows->info.meta, error) || !write_rows(self, rows, error))
    return FALSE;
  return TIFFWriteDirectory(self->tiff) || ae_tiff_fail(&self->guard, "write the page's tags", error);
}

gboolean ae_tiff_finish(AeWriter *writer, GError **error) {
  AeTiffWriter *self = writer->state;
  g_clear_pointer(&self->tiff, TIFFClose);
  return !self->guard.error || ae_tiff_fail(&self->guard, "finish the file", error);
}

void ae_tiff_destroy(AeWriter *writer) {
  AeTiffWriter *self = writer->state;
  g_clear_pointer(&self->tiff, TIFFClose);
  g_clear_error(&self->guard.error);
}
