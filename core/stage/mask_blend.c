/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/mask_blend.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "image/bridge.h"

typedef struct {
  AeRows rows;
  AeMaskFill *fill;
  AeRows *repaired;
  AeBox box; /* in coordinates of rows */
  gboolean opaque;
  float *patch, *pixels; /* a row of repaired; the box's part of a row */
  guint8 *codes;         /* the same in the picture's own samples */
} BlendRows;

/* One row of the box: patch is its pixels and weights, pixels become the mixture. */
static void mix(const BlendRows *b, const float *patch, float *pixels) {
  guint channels = b->rows.info.channels, colours = channels >= 3 ? 3 : 1;
  for (guint32 x = b->box.x0; x < b->box.x1; x++, patch += colours + 1, pixels += channels) {
    float weight = patch[colours];
    if (!(weight > 0))
      continue;
    for (guint c = 0; c < colours; c++)
      pixels[c] = weight < 1 && isfinite(pixels[c]) ? pixels[c] + weight * (patch[c] - pixels[c]) : patch[c];
    if (b->opaque)
      pixels[channels - 1] = 1;
  }
}

/* Codes of what has a weight; alpha is not touched where it is not made opaque. */
static void copy_codes(const BlendRows *b, const float *patch, guint8 *row) {
  const AeImageInfo *info = &b->rows.info;
  guint colours = info->channels >= 3 ? 3 : 1;
  gsize pixel = info->channels * ae_sample_size(info->sample);
  gsize changed = (b->opaque ? info->channels : colours) * ae_sample_size(info->sample);
  const guint8 *codes = b->codes;
  for (guint32 x = b->box.x0; x < b->box.x1; x++, patch += colours + 1, codes += pixel, row += pixel)
    if (patch[colours] > 0)
      memcpy(row, codes, changed);
}

static void blend_row(BlendRows *b, guint8 *row) {
  const AeImageInfo *info = &b->rows.info;
  guint colours = info->channels >= 3 ? 3 : 1;
  gsize width = b->box.x1 - b->box.x0, left = info->x + b->box.x0 - b->repaired->info.x;
  const float *patch = b->patch + left * (colours + 1);
  guint8 *part = row + b->box.x0 * info->channels * ae_sample_size(info->sample);
  ae_bridge_to_float(info, part, b->pixels, width);
  mix(b, patch, b->pixels);
  ae_bridge_from_float(info, b->pixels, b->codes, width);
  copy_codes(b, patch, part);
}

/* The repaired row goes first: it reads as far ahead as it must. */
static gboolean next_row(BlendRows *b, guint32 y, guint8 *row, GError **error) {
  guint32 full_y = b->rows.info.y + y, top = b->repaired->info.y;
  if (full_y >= top && full_y - top < b->repaired->info.height && !ae_rows_read(b->repaired, b->patch, 1, error))
    return FALSE;
  if (!ae_mask_fill_original(b->fill, row, error))
    return FALSE;
  if (y >= b->box.y0 && y < b->box.y1)
    blend_row(b, row);
  return TRUE;
}

static gboolean blend_read(AeRows *self, void *out, guint32 n, GError **error) {
  gsize bytes = ae_image_row_bytes(&self->info);
  for (guint32 i = 0; i < n; i++)
    if (!next_row((BlendRows *)self, self->next + i, (guint8 *)out + i * bytes, error))
      return FALSE;
  return TRUE;
}

static void blend_free(AeRows *self) {
  BlendRows *b = (BlendRows *)self;
  ae_image_info_clear(&self->info);
  ae_rows_free(b->repaired);
  ae_mask_fill_free(b->fill);
  ae_free(b->patch);
  ae_free(b->pixels);
  ae_free(b->codes);
  g_free(b);
}

AeRows *ae_rows_blend(AeMaskFill *fill, const AeImageInfo *info, AeRows *repaired, AeBox box, gboolean opaque,
                      GError **error) {
  gsize width = box.x1 - box.x0;
  BlendRows *b = g_new0(BlendRows, 1);
  ae_image_info_copy(&b->rows.info, info);
  b->rows.read = blend_read;
  b->rows.free = blend_free;
  b->fill = fill;
  b->repaired = repaired;
  b->box = (AeBox){box.x0 - info->x, box.y0 - info->y, box.x1 - info->x, box.y1 - info->y};
  b->opaque = opaque;
  b->patch = ae_alloc(ae_image_row_bytes(&repaired->info), 1, "a row", error);
  b->pixels = b->patch ? ae_alloc(width, info->channels * sizeof(float), "a row", error) : NULL;
  b->codes = b->pixels ? ae_alloc(width, info->channels * ae_sample_size(info->sample), "a row", error) : NULL;
  if (b->codes)
    return &b->rows;
  blend_free(&b->rows);
  return NULL;
}
