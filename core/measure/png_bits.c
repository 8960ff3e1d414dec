/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "measure/png_bits.h"

#include <string.h>

#include "image/png_guard.h"

enum { BEST = 9, SIGNATURE = 8, AROUND = 12 /* length, name and check of a chunk */ };

/* One way of writing a picture. */
typedef struct {
  const guint8 *levels;
  guint width, height, channels;
  int depth, filters; /* of PNG */
} Way;

static void on_write(png_structp png, png_bytep data, gsize n) {
  g_byte_array_append(png_get_io_ptr(png), data, (guint)n);
}
static void on_flush(png_structp png) {}

static gboolean write_all(png_structp png, png_infop info, const Way *way) {
  gsize row = (gsize)way->width * way->channels;
  if (setjmp(png_jmpbuf(png)))
    return FALSE;
  png_set_IHDR(png, info, way->width, way->height, way->depth,
               way->channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_compression_level(png, BEST);
  png_set_filter(png, PNG_FILTER_TYPE_BASE, way->filters);
  png_write_info(png, info);
  png_set_packing(png);
  for (guint y = 0; y < way->height; y++)
    png_write_row(png, way->levels + y * row);
  png_write_end(png, NULL);
  return TRUE;
}

/* Bytes in the chunks IDAT. */
static gsize data_of(const GByteArray *file) {
  gsize sum = 0;
  for (gsize at = SIGNATURE, n; at + AROUND <= file->len; at += n + AROUND) {
    guint32 big;
    memcpy(&big, file->data + at, sizeof big);
    n = GUINT32_FROM_BE(big);
    sum += memcmp(file->data + at + sizeof big, "IDAT", 4) ? 0 : n;
  }
  return sum;
}

static gboolean measure(const Way *way, gsize *size, GError **error) {
  g_autoptr(GByteArray) file = g_byte_array_new();
  AePngGuard guard = {.name = "a picture"};
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &guard, ae_png_on_error, ae_png_on_warning);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  gboolean good = FALSE;
  if (info) {
    png_set_write_fn(png, file, on_write, on_flush);
    good = write_all(png, info, way);
  } else {
    g_set_error_literal(&guard.error, AE_ERROR, AE_ERROR_MEMORY, "not enough memory for a PNG");
  }
  png_destroy_write_struct(&png, &info);
  if (guard.error)
    g_propagate_error(error, guard.error);
  *size = data_of(file);
  return good;
}

gboolean ae_png_bits(const guint8 *levels, guint width, guint height, guint channels, guint n_levels, double *bits,
                     GError **error) {
  int packed = channels > 1 ? 8 : n_levels <= 2 ? 1 : n_levels <= 4 ? 2 : n_levels <= 16 ? 4 : 8;
  const Way ways[] = {{levels, width, height, channels, 8, PNG_ALL_FILTERS},
                      {levels, width, height, channels, 8, PNG_FILTER_NONE},
                      {levels, width, height, channels, packed, PNG_FILTER_NONE}};
  gsize best = G_MAXSIZE, n;
  if (!width || !height || (channels != 1 && channels != 3) || width > AE_PNG_MAX_BYTES / channels / height) {
    g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "no PNG of %u x %u pixels of %u numbers", width, height, channels);
    return FALSE;
  }
  for (guint i = 0; i < G_N_ELEMENTS(ways); i++, best = MIN(best, n))
    if (!measure(&ways[i], &n, error))
      return FALSE;
  *bits = 8 * (double)best;
  return TRUE;
}
