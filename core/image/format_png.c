/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* PNG through libpng. Palettes, transparent colours and depths of 1, 2 and 4 bits are expanded; interlaced pictures are
 * held in memory. Kept: iCCP, eXIf, XMP ("XML:com.adobe.xmp"), pHYs; gAMA, cHRM, sRGB to another PNG. Of a regular file
 * also eXIf and XMP that stand behind the pixels (ExifTool). Cannot: float samples, several pictures in a file (a
 * stream may concatenate them), animation (the default picture is read), text chunks. A damaged ancillary chunk is
 * ignored, damaged pixels are not. */
#include "image/formats.h"
#include "image/png_guard.h"
#include "image/png_meta.h"

#include "base/checked.h"

#include <string.h>

typedef struct {
  AePngGuard guard;
  png_structp png;
  png_infop info;
  guint8 *whole; /* an interlaced picture, decoded */
  gboolean interlaced;
} PngReader;

typedef struct {
  int compression;
  AePngGuard guard;
  png_structp png;
  png_infop info;
} PngWriter;

static gboolean png_sniff(const guint8 *head, gsize n) { return n >= 8 && !png_sig_cmp(head, 0, 8); }

/* What libpng or a callback found wrong becomes the caller's. */
static gboolean hand_over(AePngGuard *guard, GError **error) {
  g_propagate_error(error, g_steal_pointer(&guard->error));
  return FALSE;
}

static void on_read(png_structp png, png_bytep out, size_t n) {
  AePngGuard *guard = png_get_error_ptr(png);
  if (!ae_source_read_all(png_get_io_ptr(png), out, n, &guard->error))
    png_error(png, "cannot read");
}

static void drop_picture(PngReader *self) {
  if (self->png)
    png_destroy_read_struct(&self->png, &self->info, NULL);
  ae_free(self->whole);
  self->whole = NULL;
}

static void png_close(AeReader *reader) { drop_picture(reader->state); }

static gboolean begin(PngReader *self, AeReader *reader, GError **error) {
  self->guard.name = ae_source_name(reader->source);
  self->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &self->guard, ae_png_on_error, ae_png_on_warning);
  self->info = self->png ? png_create_info_struct(self->png) : NULL;
  if (!self->info) {
    g_set_error(error, AE_ERROR, AE_ERROR_MEMORY, "%s: not enough memory", self->guard.name);
    return FALSE;
  }
  png_set_read_fn(self->png, reader->source, on_read);
  /* Our limits, not libpng's million pixels a side. */
  png_set_user_limits(self->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  return TRUE;
}

static gboolean read_header(PngReader *self) {
  if (setjmp(png_jmpbuf(self->png)))
    return FALSE;
  png_read_info(self->png, self->info);
  return TRUE;
}

static void fill_info(const PngReader *self, AeImageInfo *info) {
  int colour = png_get_color_type(self->png, self->info), depth = png_get_bit_depth(self->png, self->info);
  gboolean clear = colour & PNG_COLOR_MASK_ALPHA || png_get_valid(self->png, self->info, PNG_INFO_tRNS);
  info->width = png_get_image_width(self->png, self->info);
  info->height = png_get_image_height(self->png, self->info);
  info->channels = (colour & PNG_COLOR_MASK_COLOR ? 3 : 1) + (clear ? 1 : 0);
  info->sample = depth == 16 ? AE_SAMPLE_U16 : AE_SAMPLE_U8;
}

static gboolean start_pixels(PngReader *self, const AeImageInfo *info) {
  if (setjmp(png_jmpbuf(self->png)))
    return FALSE;
  png_set_expand(self->png);
  if (info->sample == AE_SAMPLE_U16 && G_BYTE_ORDER == G_LITTLE_ENDIAN)
    png_set_swap(self->png);
  png_set_interlace_handling(self->png);
  png_read_update_info(self->png, self->info);
  return TRUE;
}

static gboolean png_next(AeReader *reader, AeImageInfo *info, gboolean *more, GError **error) {
  PngReader *self = reader->state;
  drop_picture(self);
  guint64 start = ae_source_tell(reader->source);
  if (!begin(self, reader, error))
    return FALSE;
  if (!read_header(self))
    return hand_over(&self->guard, error);
  fill_info(self, info);
  self->interlaced = png_get_interlace_type(self->png, self->info) != PNG_INTERLACE_NONE;
  guint64 whole = self->interlaced ? (guint64)info->height * ae_image_row_bytes(info) : 0;
  if (!ae_reader_admit(reader, info, whole, error))
    return FALSE;
  ae_png_get_meta(self->png, self->info, info);
  if (ae_source_is_seekable(reader->source) && !ae_png_find_late_meta(reader, start, info, error))
    return FALSE;
  return start_pixels(self, info) || hand_over(&self->guard, error);
}

/* Behind the last row come the rest of the data's checksum and the end chunk. */
static gboolean finish_picture(PngReader *self) {
  if (setjmp(png_jmpbuf(self->png)))
    return FALSE;
  png_read_end(self->png, NULL);
  return TRUE;
}

static gboolean read_whole(PngReader *self, const AeImageInfo *info) {
  gsize bytes = ae_image_row_bytes(info);
  if (setjmp(png_jmpbuf(self->png)))
    return FALSE;
  for (int pass = 0; pass < PNG_INTERLACE_ADAM7_PASSES; pass++)
    for (guint32 y = 0; y < info->height; y++)
      png_read_row(self->png, self->whole + y * bytes, NULL);
  return TRUE;
}

static gboolean read_plain_row(PngReader *self, void *out) {
  if (setjmp(png_jmpbuf(self->png)))
    return FALSE;
  png_read_row(self->png, out, NULL);
  return TRUE;
}

static gboolean png_read_one_row(AeReader *reader, void *out, GError **error) {
  PngReader *self = reader->state;
  const AeImageInfo *info = &reader->info;
  gsize bytes = ae_image_row_bytes(info);
  if (self->interlaced && !self->whole) {
    self->whole = ae_alloc(info->height, bytes, self->guard.name, error);
    if (!self->whole)
      return FALSE;
    if (!read_whole(self, info))
      return hand_over(&self->guard, error);
  }
  if (self->interlaced)
    memcpy(out, self->whole + reader->row * bytes, bytes);
  else if (!read_plain_row(self, out))
    return hand_over(&self->guard, error);
  return reader->row + 1 < info->height || finish_picture(self) || hand_over(&self->guard, error);
}

static void on_write(png_structp png, png_bytep data, size_t n) {
  AePngGuard *guard = png_get_error_ptr(png);
  if (!ae_sink_write(png_get_io_ptr(png), data, n, &guard->error))
    png_error(png, "cannot write");
}

static void on_flush(png_structp png) {}

static gboolean write_header(PngWriter *self, const AeImageInfo *info, char *xmp) {
  static const int colours[] = {0, PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
                                PNG_COLOR_TYPE_RGB_ALPHA};
  if (setjmp(png_jmpbuf(self->png)))
    return FALSE;
  png_set_user_limits(self->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_IHDR(self->png, self->info, info->width, info->height, info->sample == AE_SAMPLE_U16 ? 16 : 8,
               colours[info->channels], PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_compression_level(self->png, self->compression);
  ae_png_set_meta(self->png, self->info, info->meta, xmp);
  png_write_info(self->png, self->info);
  if (info->sample == AE_SAMPLE_U16 && G_BYTE_ORDER == G_LITTLE_ENDIAN)
    png_set_swap(self->png);
  return TRUE;
}

static gboolean write_row(PngWriter *self, const guint8 *row) {
  if (setjmp(png_jmpbuf(self->png)))
    return FALSE;
  png_write_row(self->png, row);
  return TRUE;
}

static gboolean write_end(PngWriter *self) {
  if (setjmp(png_jmpbuf(self->png)))
    return FALSE;
  png_write_end(self->png, NULL);
  return TRUE;
}

static gboolean write_picture(PngWriter *self, AeRows *rows, GError **error) {
  g_autofree char *xmp = ae_png_xmp_text(rows->info.meta);
  guint8 *row = ae_alloc(1, ae_image_row_bytes(&rows->info), self->guard.name, error);
  gboolean good = row && (write_header(self, &rows->info, xmp) || hand_over(&self->guard, error));
  while (good && rows->next < rows->info.height)
    good = ae_rows_read(rows, row, 1, error) && (write_row(self, row) || hand_over(&self->guard, error));
  ae_free(row);
  return good && (write_end(self) || hand_over(&self->guard, error));
}

static gboolean png_write(AeWriter *writer, AeRows *rows, GError **error) {
  PngWriter *self = writer->state;
  self->guard.name = ae_sink_name(writer->sink);
  self->png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &self->guard, ae_png_on_error, ae_png_on_warning);
  self->info = self->png ? png_create_info_struct(self->png) : NULL;
  gboolean good = FALSE;
  if (self->info) {
    png_set_write_fn(self->png, writer->sink, on_write, on_flush);
    good = write_picture(self, rows, error);
  } else {
    g_set_error(error, AE_ERROR, AE_ERROR_MEMORY, "%s: not enough memory", self->guard.name);
  }
  png_destroy_write_struct(&self->png, &self->info);
  return good;
}

static const AeOption png_options[] = {
    {"compression", "effort of the compression, 0 none", AE_OPTION_INT, G_STRUCT_OFFSET(PngWriter, compression), "6", 0,
     9},
    {NULL},
};

const AeFormat ae_format_png = {
    .name = "png",
    .help = "PNG: grey and RGB with or without alpha, 8 and 16 bits",
    .extensions = (const char *const[]){"png", NULL},
    .samples = 1 << AE_SAMPLE_U8 | 1 << AE_SAMPLE_U16,
    .channels = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4,
    .flags = AE_FORMAT_CONCATENATED | AE_FORMAT_TRAILER | AE_FORMAT_ONE_A_FILE | AE_FORMAT_ICC | AE_FORMAT_EXIF |
             AE_FORMAT_XMP | AE_FORMAT_RESOLUTION,
    .sniff = png_sniff,
    .reader_size = sizeof(PngReader),
    .next = png_next,
    .read_row = png_read_one_row,
    .close = png_close,
    .writer_size = sizeof(PngWriter),
    .options = png_options,
    .write = png_write,
};
