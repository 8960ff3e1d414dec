/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/mask.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "image/bridge.h"
#include "image/format_row.h"

/* ---- reading ---- */

static float brightness(const float *p, guint channels) {
  float light = channels >= 3 ? 0.299f * p[0] + 0.587f * p[1] + 0.114f * p[2] : p[0];
  return channels == 2 || channels == 4 ? light * p[channels - 1] : light;
}

/* Where light is not a number, nothing is to be repaired. */
static guint8 to_byte(float light) {
  const float ring = 1.0f / 32;
  return light > 1 - ring ? 255 : light >= ring ? (guint8)(light * 255 + 0.5f) : 0;
}

static gboolean read_values(AeMask *mask, AeRows *rows, GError **error) {
  const AeImageInfo *info = &rows->info;
  gsize width = info->width;
  guint8 *raw = ae_alloc(ae_image_row_bytes(info), 1, "a mask", error);
  float *row = raw ? ae_alloc(width, info->channels * sizeof(float), "a mask", error) : NULL;
  gboolean good = row != NULL;
  for (guint32 y = 0; good && y < info->height; y++) {
    good = ae_rows_read(rows, raw, 1, error);
    if (good)
      ae_bridge_to_float(info, raw, row, width);
    for (gsize x = 0; good && x < width; x++)
      mask->values[y * width + x] = to_byte(brightness(row + x * info->channels, info->channels));
  }
  ae_free(row);
  ae_free(raw);
  return good;
}

static gboolean read_rows(AeMask *mask, AeRows *rows, guint64 max_memory, GError **error) {
  guint64 pixels = (guint64)rows->info.width * rows->info.height;
  if (max_memory && pixels > max_memory / 2) {
    g_set_error(error, AE_ERROR, AE_ERROR_LIMIT,
                "%s: a mask of %u x %u pixels needs %" G_GUINT64_FORMAT " MB; allow twice as much memory", mask->path,
                rows->info.width, rows->info.height, pixels / 1000000 + 1);
    return FALSE;
  }
  mask->width = rows->info.width;
  mask->height = rows->info.height;
  mask->values = ae_alloc(mask->height, mask->width, "a mask", error);
  return mask->values && read_values(mask, rows, error);
}

static gboolean read_file(AeMask *mask, const AeSettings *settings, GError **error) {
  AeLimits limits = {settings->max_pixels, settings->max_memory};
  AeReader *reader = ae_reader_open(mask->path, &limits, error);
  AeRows *rows = NULL;
  gboolean read = reader && ae_reader_next(reader, &rows, error) && read_rows(mask, rows, settings->max_memory, error);
  ae_rows_free(rows);
  ae_reader_free(reader);
  return read;
}

void ae_mask_free(AeMask *mask) {
  if (!mask)
    return;
  g_free(mask->path);
  ae_free(mask->values);
  g_free(mask);
}

/* ---- growing ---- */

static void maximum(const guint8 *restrict other, guint8 *restrict row, gsize n) {
  for (gsize i = 0; i < n; i++)
    row[i] = MAX(row[i], other[i]);
}

/* Every row becomes the greatest of itself and `reach` rows on either side, `step` numbers away each. */
static void grow_rows(const guint8 *from, guint8 *to, gsize n, gsize row, gsize reach) {
  memcpy(to, from, n);
  for (gsize k = 1; k <= reach && k * row < n; k++) {
    maximum(from, to + k * row, n - k * row);
    maximum(from + k * row, to, n - k * row);
  }
}

static gboolean grow_mask(AeMask *mask, guint reach, GError **error) {
  gsize width = mask->width, n = width * mask->height;
  guint8 *high = ae_alloc(n, 1, "a mask", error);
  if (!high)
    return FALSE;
  grow_rows(mask->values, high, n, width, reach);
  for (gsize y = 0; y < mask->height; y++)
    grow_rows(high + y * width, mask->values + y * width, width, 1, reach);
  ae_free(high);
  return TRUE;
}

AeMask *ae_mask_read(const char *path, guint grow, const AeSettings *settings, GError **error) {
  AeMask *mask = g_new0(AeMask, 1);
  mask->path = g_strdup(path);
  if (read_file(mask, settings, error) && (!grow || grow_mask(mask, grow, error)))
    return mask;
  ae_mask_free(mask);
  return NULL;
}

/* ---- a folder of masks ---- */

static char *with_extension(const char *path, const char *extension) {
  const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
  gsize stem = dot && (!slash || dot > slash + 1) ? (gsize)(dot - path) : strlen(path);
  return g_strdup_printf("%.*s.%s", (int)stem, path, extension);
}

static gboolean is_file(const char *path) { return g_file_test(path, G_FILE_TEST_IS_REGULAR); }

char *ae_mask_find(const char *folder, const char *relative, GError **error) {
  g_autofree char *same = g_build_filename(folder, relative, NULL);
  if (is_file(same))
    return g_steal_pointer(&same);
  for (const AeFormat *const *format = ae_formats(); *format; format++)
    for (const char *const *extension = (*format)->extensions; *extension; extension++) {
      g_autofree char *path = with_extension(same, *extension);
      if (is_file(path))
        return g_steal_pointer(&path);
    }
  g_autofree char *shown = g_filename_display_name(same);
  g_set_error(error, AE_ERROR, AE_ERROR_IO, "there is no mask %s, nor one with another extension", shown);
  return NULL;
}

/* ---- weights ---- */

static gboolean is_finite(const float *pixel, guint channels) {
  for (guint c = 0; c < channels; c++)
    if (!ae_bridge_is_usable(pixel[c]))
      return FALSE;
  return TRUE;
}

void ae_mask_weigh(const AeMask *mask, const AeImageInfo *info, guint32 y, const float *pixels, float *weights) {
  const guint8 *row = mask ? mask->values + (gsize)y * mask->width + info->x : NULL;
  guint channels = info->channels;
  gboolean transparent = ae_image_has_alpha(info);
  for (gsize x = 0; x < info->width; x++, pixels += channels) {
    float alpha = transparent ? pixels[channels - 1] : 1;
    weights[x] = row ? (float)row[x] / 255 : alpha >= 0 ? MAX(1 - alpha, 0) : 1;
    if (!(weights[x] > 0) && (!(alpha > 0) || !is_finite(pixels, channels)))
      weights[x] = -1;
  }
}
