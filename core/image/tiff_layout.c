/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/tiff_layout.h"

#include <string.h>

static const char *photometric_name(guint photometric) {
  switch (photometric) {
  case PHOTOMETRIC_MASK:
    return "transparency mask";
  case PHOTOMETRIC_SEPARATED:
    return "CMYK";
  case PHOTOMETRIC_YCBCR:
    return "YCbCr without JPEG compression";
  case PHOTOMETRIC_CIELAB:
  case PHOTOMETRIC_ICCLAB:
  case PHOTOMETRIC_ITULAB:
    return "Lab";
  case PHOTOMETRIC_CFA:
    return "camera raw";
  case PHOTOMETRIC_LOGL:
  case PHOTOMETRIC_LOGLUV:
    return "LogLuv";
  default:
    return "an unknown kind of";
  }
}

static gboolean check_photometric(AeReader *reader, TIFF *tiff, AeTiffLayout *layout, GError **error) {
  switch (layout->photometric) {
  case PHOTOMETRIC_MINISWHITE:
  case PHOTOMETRIC_MINISBLACK:
  case PHOTOMETRIC_PALETTE:
    layout->colours = 1;
    layout->inverted = layout->photometric == PHOTOMETRIC_MINISWHITE;
    return TRUE;
  case PHOTOMETRIC_YCBCR:
    if (layout->compression != COMPRESSION_JPEG)
      break;
    TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    layout->colours = 3;
    return TRUE;
  case PHOTOMETRIC_RGB:
    layout->colours = 3;
    return TRUE;
  default:
    break;
  }
  return ae_reader_fail(reader, error, "%s TIFF is not supported (photometric %u); convert it to RGB first",
                        photometric_name(layout->photometric), layout->photometric);
}

static gboolean check_samples(AeReader *reader, const AeTiffLayout *layout, GError **error) {
  static const char *const formats[] = {"unknown", "unsigned",       "signed", "floating-point",
                                        "untyped", "complex signed", "complex"};
  gboolean floating = layout->format == SAMPLEFORMAT_IEEEFP;
  gboolean whole = layout->format == SAMPLEFORMAT_UINT || layout->format == SAMPLEFORMAT_VOID;
  gboolean packed = layout->bits == 1 || layout->bits == 2 || layout->bits == 4;
  gboolean palette = layout->photometric == PHOTOMETRIC_PALETTE;
  gboolean good =
      floating ? (layout->bits == 16 || layout->bits == 32) && !layout->inverted && !palette
               : whole && (layout->bits == 8 || (layout->bits == 16 && !palette) || (packed && layout->samples == 1));
  if (palette && layout->samples != 1)
    good = FALSE;
  if (good)
    return TRUE;
  return ae_reader_fail(reader, error, "TIFF of %u-bit %s samples, %u a pixel%s%s, is not supported", layout->bits,
                        formats[layout->format < G_N_ELEMENTS(formats) ? layout->format : 0], layout->samples,
                        palette ? ", with a palette" : "", layout->inverted ? ", 0 for white" : "");
}

static gboolean check_alpha(AeReader *reader, TIFF *tiff, const AeTiffLayout *layout, AeImageInfo *info,
                            GError **error) {
  guint16 n = 0, *kinds = NULL;
  if (layout->samples == layout->colours)
    return TRUE;
  if (layout->samples != layout->colours + 1)
    return ae_reader_fail(reader, error, "TIFF of %u samples a pixel is not supported: at most one beside the colour",
                          layout->samples);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_EXTRASAMPLES, &n, &kinds);
  info->premultiplied = n > 0 && kinds[0] == EXTRASAMPLE_ASSOCALPHA;
  return TRUE;
}

/* Palettes hold 16 bits, but some programs write 8: then no entry is over 255. */
static gboolean read_palette(AeReader *reader, TIFF *tiff, AeTiffLayout *layout, GError **error) {
  guint16 *tables[3];
  guint n = 1u << layout->bits, largest = 0;
  if (!TIFFGetField(tiff, TIFFTAG_COLORMAP, &tables[0], &tables[1], &tables[2]))
    return ae_reader_fail(reader, error, "TIFF: the palette is missing");
  for (guint c = 0; c < 3; c++)
    for (guint i = 0; i < n; i++)
      largest = MAX(largest, tables[c][i]);
  for (guint c = 0; c < 3; c++)
    for (guint i = 0; i < n; i++)
      layout->palette[c][i] = (guint8)(largest > G_MAXUINT8 ? tables[c][i] >> 8 : tables[c][i]);
  return TRUE;
}

static gboolean read_pieces(AeReader *reader, TIFF *tiff, AeTiffLayout *layout, const AeImageInfo *info,
                            GError **error) {
  layout->tiled = TIFFIsTiled(tiff) != 0;
  layout->row_bytes = ((gsize)info->width * layout->samples * layout->bits + 7) / 8;
  if (layout->tiled) {
    if (!TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &layout->piece_width) ||
        !TIFFGetField(tiff, TIFFTAG_TILELENGTH, &layout->piece_height) || layout->piece_width == 0 ||
        layout->piece_height == 0 || (guint64)layout->piece_width * layout->bits % 8 != 0)
      return ae_reader_fail(reader, error, "TIFF: tiles of %u x %u pixels", layout->piece_width, layout->piece_height);
    return TRUE;
  }
  layout->piece_width = info->width;
  TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &layout->piece_height);
  layout->piece_height = CLAMP(layout->piece_height, 1, info->height);
  return TRUE;
}

static void fill_info(const AeTiffLayout *layout, AeImageInfo *info) {
  gboolean palette = layout->photometric == PHOTOMETRIC_PALETTE;
  info->channels = palette ? 3 : layout->samples;
  if (layout->format == SAMPLEFORMAT_IEEEFP)
    info->sample = layout->bits == 16 ? AE_SAMPLE_HALF : AE_SAMPLE_FLOAT;
  else
    info->sample = layout->bits == 16 ? AE_SAMPLE_U16 : AE_SAMPLE_U8;
}

gboolean ae_tiff_layout_read(AeReader *reader, TIFF *tiff, AeTiffLayout *layout, AeImageInfo *info, GError **error) {
  void *version = NULL;
  memset(layout, 0, sizeof *layout);
  if (TIFFGetField(tiff, TIFFTAG_DNGVERSION, &version))
    return ae_reader_fail(reader, error, "camera raw (DNG) is not supported; develop it to TIFF or JPEG first");
  TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &info->width);
  TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &info->height);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &layout->bits);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &layout->samples);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &layout->planar);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &layout->format);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &layout->compression);
  if (!TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &layout->photometric))
    layout->photometric = layout->samples >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK;
  if (info->width == 0 || info->height == 0)
    return ae_reader_fail(reader, error, "TIFF: a page of %u x %u pixels", info->width, info->height);
  if (!check_photometric(reader, tiff, layout, error) || !check_samples(reader, layout, error) ||
      !check_alpha(reader, tiff, layout, info, error))
    return FALSE;
  if (layout->photometric == PHOTOMETRIC_PALETTE && !read_palette(reader, tiff, layout, error))
    return FALSE;
  fill_info(layout, info);
  return read_pieces(reader, tiff, layout, info, error);
}

static guint code_at(const AeTiffLayout *layout, const guint8 *stored, guint32 x) {
  guint bits = layout->bits, bit = (guint)((gsize)x * bits % 8);
  if (bits == 8)
    return stored[x];
  return stored[(gsize)x * bits / 8] >> (8 - bits - bit) & ((1u << bits) - 1);
}

static void unpack_palette(const AeTiffLayout *layout, const guint8 *stored, guint8 *out, guint32 width) {
  for (guint32 x = 0; x < width; x++, out += 3) {
    guint code = code_at(layout, stored, x);
    for (guint c = 0; c < 3; c++)
      out[c] = layout->palette[c][code];
  }
}

static void unpack_packed(const AeTiffLayout *layout, const guint8 *stored, guint8 *out, guint32 width) {
  guint largest = (1u << layout->bits) - 1;
  for (guint32 x = 0; x < width; x++) {
    guint code = code_at(layout, stored, x);
    out[x] = (guint8)((layout->inverted ? largest - code : code) * (G_MAXUINT8 / largest));
  }
}

/* Alpha, if there is one, is not inverted. */
static void invert(const AeTiffLayout *layout, void *out, guint32 width) {
  for (gsize i = 0, n = (gsize)width * layout->samples; i < n; i += layout->samples)
    if (layout->bits == 8)
      ((guint8 *)out)[i] = (guint8) ~((guint8 *)out)[i];
    else
      ((guint16 *)out)[i] = (guint16) ~((guint16 *)out)[i];
}

void ae_tiff_unpack_row(const AeTiffLayout *layout, const guint8 *stored, void *out, guint32 width) {
  if (layout->photometric == PHOTOMETRIC_PALETTE) {
    unpack_palette(layout, stored, out, width);
  } else if (layout->bits < 8) {
    unpack_packed(layout, stored, out, width);
  } else {
    memcpy(out, stored, layout->row_bytes);
    if (layout->inverted)
      invert(layout, out, width);
  }
}
