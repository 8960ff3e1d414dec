/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "buffer.h"

#include <string.h>

/* Rows are fetched and stored in bands as high as a tile, so that each tile is looked up once; a very wide picture gets
 * lower ones. */
enum { BAND_BYTES = 16 << 20 };

/* "Y'", "Y'A", "R'G'B'" and "R'G'B'A" for 1..4 channels. */
static const Babl *format_of(guint channels, AeSample sample, const Babl *space) {
  static const char *const models[] = {"Y'", "Y'A", "R'G'B'", "R'G'B'A"};
  g_autofree char *name = g_strdup_printf("%s %s", models[channels - 1], ae_sample_name(sample));
  return babl_format_with_space(name, space);
}

static gboolean has_flag(const Babl *format, BablModelFlag flag) {
  return (babl_get_model_flags(babl_format_get_model(format)) & flag) != 0;
}

const Babl *ae_buffer_format(const Babl *format) {
  if (!format)
    return format_of(4, AE_SAMPLE_FLOAT, NULL);
  guint colours = has_flag(format, BABL_MODEL_FLAG_GRAY) ? 1 : 3;
  return format_of(colours + (babl_format_has_alpha(format) ? 1 : 0), AE_SAMPLE_FLOAT,
                   has_flag(format, BABL_MODEL_FLAG_CMYK) ? NULL : babl_format_get_space(format));
}

gboolean ae_buffer_is_grey(GeglBuffer *buffer) {
  return has_flag(gegl_buffer_get_format(buffer), BABL_MODEL_FLAG_GRAY);
}

static guint32 band_height(GeglBuffer *buffer, gsize row_bytes) {
  gint tile = 0;
  g_object_get(buffer, "tile-height", &tile, NULL);
  return (guint32)CLAMP((gsize)MAX(tile, 1), 1, MAX(BAND_BYTES / row_bytes, 1));
}

static void *band_new(guint32 height, gsize row_bytes, GError **error) {
  void *band = g_try_malloc_n(height, row_bytes);
  if (!band)
    g_set_error(error, AE_ERROR, AE_ERROR_MEMORY, "no memory for %u rows of %zu bytes", height, row_bytes);
  return band;
}

/* Rows of a part of a buffer. */
typedef struct {
  AeRows rows;
  GeglBuffer *buffer;
  GeglRectangle region;
  const Babl *format;
  guint8 *band;              /* band_rows rows, allocated by the first read */
  guint32 band_rows, filled; /* filled: the row behind the last one in band */
  guint32 first;             /* the first row in band */
} BufferRows;

/* The band that holds row y: to the next multiple of its height in the buffer's coordinates, where tiles end. */
static void fetch_band(BufferRows *self, guint32 y) {
  gint64 absolute = (gint64)self->region.y + y, height = self->band_rows;
  gint64 into = ((absolute % height) + height) % height;
  guint32 n = (guint32)MIN(height - into, (gint64)(self->rows.info.height - y));
  GeglRectangle band = {self->region.x, (gint)absolute, self->region.width, (gint)n};
  gegl_buffer_get(self->buffer, &band, 1.0, self->format, self->band, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_CLAMP);
  self->first = y;
  self->filled = y + n;
}

static gboolean buffer_rows_read(AeRows *rows, void *out, guint32 n, GError **error) {
  BufferRows *self = (BufferRows *)rows;
  gsize bytes = ae_image_row_bytes(&rows->info);
  if (!self->band && !(self->band = band_new(self->band_rows, bytes, error)))
    return FALSE;
  guint8 *to = out;
  for (guint32 y = rows->next, end = y + n; y < end;) {
    if (y < self->first || y >= self->filled)
      fetch_band(self, y);
    guint32 count = MIN(end, self->filled) - y;
    memcpy(to, self->band + (gsize)(y - self->first) * bytes, count * bytes);
    to += count * bytes;
    y += count;
  }
  return TRUE;
}

static gboolean buffer_rows_rewind(AeRows *rows, GError **error) { return TRUE; }

static void buffer_rows_free(AeRows *rows) {
  BufferRows *self = (BufferRows *)rows;
  g_object_unref(self->buffer);
  g_free(self->band);
  g_free(self);
}

AeRows *ae_buffer_rows(GeglBuffer *buffer, const GeglRectangle *full, const GeglRectangle *region) {
  BufferRows *self = g_new0(BufferRows, 1);
  self->buffer = g_object_ref(buffer);
  self->region = *region;
  self->format = ae_buffer_format(gegl_buffer_get_format(buffer));
  AeImageInfo *info = &self->rows.info;
  info->width = (guint32)region->width;
  info->height = (guint32)region->height;
  info->channels = (guint)babl_format_get_n_components(self->format);
  info->sample = AE_SAMPLE_FLOAT;
  if (!gegl_rectangle_equal(region, full)) {
    info->x = (guint32)(region->x - full->x);
    info->y = (guint32)(region->y - full->y);
    info->full_width = (guint32)full->width;
    info->full_height = (guint32)full->height;
  }
  self->band_rows = band_height(buffer, ae_image_row_bytes(info));
  self->rows.read = buffer_rows_read;
  self->rows.rewind = buffer_rows_rewind;
  self->rows.free = buffer_rows_free;
  return &self->rows;
}

gboolean ae_buffer_settle(AeChain *chain, GeglBuffer *buffer, const GeglRectangle *full, GError **error) {
  if (!ae_chain_measures(chain))
    return TRUE;
  AeRows *whole = ae_buffer_rows(buffer, full, full);
  gboolean ok = ae_chain_settle(chain, whole, error);
  ae_rows_free(whole);
  return ok;
}

/* Pulls rows and stores of each, from column `skip` on, what fits into `to`. */
static gboolean store_rows(AeRows *rows, guint32 skip, const Babl *format, GeglBuffer *out, const GeglRectangle *to,
                           GError **error) {
  gsize bytes = ae_image_row_bytes(&rows->info);
  guint32 height = band_height(out, bytes);
  g_autofree guint8 *band = band_new(height, bytes, error);
  gsize offset = skip * (gsize)babl_format_get_bytes_per_pixel(format);
  for (gint y = to->y, end = to->y + to->height; band && y < end;) {
    gint into = ((y % (gint)height) + (gint)height) % (gint)height;
    gint n = MIN((gint)height - into, end - y);
    if (!ae_rows_read(rows, band, (guint32)n, error))
      return FALSE;
    GeglRectangle part = {to->x, y, to->width, n};
    gegl_buffer_set(out, &part, 0, format, band + offset, (gint)bytes);
    y += n;
  }
  return band != NULL;
}

/* Pulls n rows that nobody wants. */
static gboolean skip_rows(AeRows *rows, guint32 n, GError **error) {
  gsize bytes = ae_image_row_bytes(&rows->info);
  g_autofree guint8 *row = band_new(1, bytes, error);
  while (row && n > 0 && ae_rows_read(rows, row, 1, error))
    n--;
  return row && n == 0;
}

/* The region with the chain's margin around it, inside the picture. */
static GeglRectangle grown(const GeglRectangle *region, gint margin, const GeglRectangle *full) {
  GeglRectangle wide = {region->x - margin, region->y - margin, region->width + 2 * margin,
                        region->height + 2 * margin};
  gegl_rectangle_intersect(&wide, &wide, full);
  return wide;
}

gboolean ae_buffer_apply(AeChain *chain, GeglBuffer *buffer, const GeglRectangle *full, const GeglRectangle *region,
                         GeglBuffer *out, GError **error) {
  GeglRectangle wide = grown(region, (gint)ae_chain_margin(chain), full);
  AeRows *rows = ae_chain_apply(chain, ae_buffer_rows(buffer, full, &wide), error);
  if (!rows)
    return FALSE;
  gboolean ok = FALSE;
  if (rows->info.width != (guint32)wide.width || rows->info.height != (guint32)wide.height)
    g_set_error(error, AE_ERROR, AE_ERROR_INTERNAL, "a chain on regions changed %dx%d pixels to %ux%u", wide.width,
                wide.height, rows->info.width, rows->info.height);
  else {
    const Babl *space = babl_format_get_space(ae_buffer_format(gegl_buffer_get_format(buffer)));
    const Babl *format = format_of(rows->info.channels, rows->info.sample, space);
    ok = skip_rows(rows, (guint32)(region->y - wide.y), error) &&
         store_rows(rows, (guint32)(region->x - wide.x), format, out, region, error);
  }
  ae_rows_free(rows);
  return ok;
}

GeglBuffer *ae_buffer_of_rows(AeRows *rows, const Babl *space, GError **error) {
  const Babl *format = format_of(rows->info.channels, rows->info.sample, space);
  GeglRectangle size = {0, 0, (gint)rows->info.width, (gint)rows->info.height};
  GeglBuffer *out = gegl_buffer_new(&size, format);
  if (!store_rows(rows, 0, format, out, &size, error))
    g_clear_object(&out);
  return out;
}

GeglBuffer *ae_buffer_apply_whole(AeChain *chain, GeglBuffer *buffer, const GeglRectangle *full, GError **error) {
  AeRows *rows = ae_chain_apply(chain, ae_buffer_rows(buffer, full, full), error);
  const Babl *space = babl_format_get_space(ae_buffer_format(gegl_buffer_get_format(buffer)));
  GeglBuffer *out = rows ? ae_buffer_of_rows(rows, space, error) : NULL;
  ae_rows_free(rows);
  return out;
}
