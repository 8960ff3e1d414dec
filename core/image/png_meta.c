/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/png_meta.h"

#include <math.h>
#include <string.h>

static const char xmp_key[] = "XML:com.adobe.xmp";
static const double metres_an_inch = 0.0254;
enum { MAX_BLOCK = 64 << 20 };

static void get_profile(png_structp png, png_infop chunks, AeImageInfo *info) {
  png_charp name;
  int method;
  png_bytep profile;
  png_uint_32 length;
  if (png_get_iCCP(png, chunks, &name, &method, &profile, &length) && length > 0)
    ae_info_meta(info)->icc = g_bytes_new(profile, length);
}

static void get_exif(png_structp png, png_infop chunks, AeImageInfo *info) {
  png_uint_32 length;
  png_bytep exif;
  if (png_get_eXIf_1(png, chunks, &length, &exif) && length > 0)
    ae_info_meta(info)->exif = g_bytes_new(exif, length);
}

static void get_xmp(png_structp png, png_infop chunks, AeImageInfo *info) {
  png_textp texts;
  int n = 0;
  png_get_text(png, chunks, &texts, &n);
  for (int i = 0; i < n; i++) {
    gsize length = texts[i].compression >= PNG_ITXT_COMPRESSION_NONE ? texts[i].itxt_length : texts[i].text_length;
    if (strcmp(texts[i].key, xmp_key) || length == 0)
      continue;
    ae_info_meta(info)->xmp = g_bytes_new(texts[i].text, length);
    return;
  }
}

static void get_resolution(png_structp png, png_infop chunks, AeImageInfo *info) {
  png_uint_32 x, y;
  int unit;
  if (!png_get_pHYs(png, chunks, &x, &y, &unit) || unit != PNG_RESOLUTION_METER || x == 0 || y == 0)
    return;
  ae_info_meta(info)->x_dpi = x * metres_an_inch;
  ae_info_meta(info)->y_dpi = y * metres_an_inch;
}

/* What AeMeta's png_colour holds; fields that are not known are 0, and -1 for the intent. */
typedef struct {
  png_fixed_point gamma;
  png_fixed_point chroma[8]; /* white, red, green, blue: x and y each */
  int intent;                /* of sRGB */
} PngColour;

static void get_colour(png_structp png, png_infop chunks, AeImageInfo *info) {
  PngColour colour = {.intent = -1};
  png_fixed_point *c = colour.chroma;
  gboolean any = png_get_gAMA_fixed(png, chunks, &colour.gamma) != 0;
  any |= png_get_cHRM_fixed(png, chunks, &c[0], &c[1], &c[2], &c[3], &c[4], &c[5], &c[6], &c[7]) != 0;
  any |= png_get_sRGB(png, chunks, &colour.intent) != 0;
  if (any && !png_get_valid(png, chunks, PNG_INFO_iCCP))
    ae_info_meta(info)->png_colour = g_bytes_new(&colour, sizeof colour);
}

static void set_colour(png_structp png, png_infop chunks, GBytes *block) {
  const PngColour *colour = g_bytes_get_data(block, NULL);
  const png_fixed_point *c = colour->chroma;
  if (colour->intent >= 0)
    png_set_sRGB(png, chunks, colour->intent);
  if (colour->gamma > 0)
    png_set_gAMA_fixed(png, chunks, colour->gamma);
  if (c[1] > 0)
    png_set_cHRM_fixed(png, chunks, c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]);
}

void ae_png_get_meta(png_structp png, png_infop chunks, AeImageInfo *info) {
  get_profile(png, chunks, info);
  get_exif(png, chunks, info);
  get_xmp(png, chunks, info);
  get_resolution(png, chunks, info);
  get_colour(png, chunks, info);
}

/* iTXt: key, 0, compressed?, method, language, 0, translated key, 0, text. */
static GBytes *xmp_of_text(const guint8 *data, gsize n) {
  gsize at = sizeof xmp_key;
  if (n < at + 2 || memcmp(data, xmp_key, sizeof xmp_key) || data[at] != 0)
    return NULL;
  at += 2;
  for (int i = 0; i < 2; i++) {
    const guint8 *end = memchr(data + at, 0, n - at);
    if (!end)
      return NULL;
    at = (gsize)(end - data) + 1;
  }
  return at < n ? g_bytes_new(data + at, n - at) : NULL;
}

static void keep_late_chunk(const guint8 *type, const guint8 *data, gsize n, AeImageInfo *info) {
  if (!memcmp(type, "eXIf", 4) && n > 0 && !(info->meta && info->meta->exif)) {
    ae_info_meta(info)->exif = g_bytes_new(data, n);
  } else if (!memcmp(type, "iTXt", 4) && !(info->meta && info->meta->xmp)) {
    GBytes *xmp = xmp_of_text(data, n);
    if (xmp)
      ae_info_meta(info)->xmp = xmp;
  }
}

static guint32 big_endian(const guint8 *bytes) {
  return (guint32)bytes[0] << 24 | (guint32)bytes[1] << 16 | (guint32)bytes[2] << 8 | bytes[3];
}

static gboolean walk_chunks(AeSource *source, guint64 at, AeImageInfo *info, GError **error) {
  gboolean behind_pixels = FALSE;
  for (;;) {
    guint8 head[8];
    gsize got;
    if (!ae_source_seek(source, at, error) || !ae_source_read(source, head, sizeof head, &got, error))
      return FALSE;
    guint32 length = big_endian(head);
    if (got < sizeof head || length > PNG_UINT_31_MAX || !memcmp(head + 4, "IEND", 4))
      return TRUE;
    behind_pixels |= !memcmp(head + 4, "IDAT", 4);
    gboolean wanted = !memcmp(head + 4, "eXIf", 4) || !memcmp(head + 4, "iTXt", 4);
    g_autofree guint8 *data = behind_pixels && wanted && length <= MAX_BLOCK ? g_try_malloc(length) : NULL;
    if (data) {
      if (!ae_source_read(source, data, length, &got, error))
        return FALSE;
      if (got == length)
        keep_late_chunk(head + 4, data, length, info);
    }
    at += (guint64)length + 12;
  }
}

gboolean ae_png_find_late_meta(AeReader *reader, guint64 start, AeImageInfo *info, GError **error) {
  enum { SIGNATURE = 8 };
  guint64 here = ae_source_tell(reader->source);
  return walk_chunks(reader->source, start + SIGNATURE, info, error) && ae_source_seek(reader->source, here, error);
}

char *ae_png_xmp_text(const AeMeta *meta) {
  gsize n;
  if (!meta || !meta->xmp)
    return NULL;
  const char *data = g_bytes_get_data(meta->xmp, &n);
  return g_strndup(data, n);
}

static void set_xmp(png_structp png, png_infop chunks, char *xmp) {
  char key[sizeof xmp_key], nothing[] = "";
  memcpy(key, xmp_key, sizeof key);
  png_text text = {
      .compression = PNG_ITXT_COMPRESSION_NONE, .key = key, .text = xmp, .lang = nothing, .lang_key = nothing};
  png_set_text(png, chunks, &text, 1);
}

void ae_png_set_meta(png_structp png, png_infop chunks, const AeMeta *meta, char *xmp) {
  if (!meta)
    return;
  /* A profile that libpng does not like, or that is for colour where the picture is grey, is left out. */
  png_set_benign_errors(png, 1);
  gsize n;
  if (meta->icc) {
    const void *profile = g_bytes_get_data(meta->icc, &n);
    png_set_iCCP(png, chunks, "ICC profile", PNG_COMPRESSION_TYPE_BASE, profile, (png_uint_32)n);
  } else if (meta->png_colour) {
    set_colour(png, chunks, meta->png_colour);
  }
  if (meta->exif) {
    const void *exif = g_bytes_get_data(meta->exif, &n);
    png_set_eXIf_1(png, chunks, (png_uint_32)n, (png_bytep)exif);
  }
  if (xmp)
    set_xmp(png, chunks, xmp);
  if (meta->x_dpi > 0 && meta->y_dpi > 0)
    png_set_pHYs(png, chunks, (png_uint_32)lrint(meta->x_dpi / metres_an_inch),
                 (png_uint_32)lrint(meta->y_dpi / metres_an_inch), PNG_RESOLUTION_METER);
}
