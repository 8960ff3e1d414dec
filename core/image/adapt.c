/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/adapt.h"

#include "image/bridge.h"

#include <stdlib.h>

typedef struct {
  AeRows rows;
  AeRows *from;
} AdaptedRows;

static AeRows *from_of(AeRows *rows) { return ((AdaptedRows *)rows)->from; }

static gboolean adapted_rewind(AeRows *rows, GError **error) { return ae_rows_rewind(from_of(rows), error); }

static void adapted_free(AeRows *rows) {
  ae_rows_free(from_of(rows));
  g_free(rows);
}

static AeRows *adapted_new(AeRows *from, gboolean (*read)(AeRows *, void *, guint32, GError **)) {
  AdaptedRows *self = g_new0(AdaptedRows, 1);
  ae_image_info_copy(&self->rows.info, &from->info);
  self->rows.read = read;
  self->rows.rewind = from->rewind ? adapted_rewind : NULL;
  self->rows.free = adapted_free;
  self->from = from;
  return &self->rows;
}

/* In pieces of a fixed size, through float: exact enough, since u16 codes are floats without loss. */
static gboolean unpremultiply_read(AeRows *rows, void *out, guint32 n, GError **error) {
  enum { PIECE = 1024 };
  float numbers[PIECE * 4];
  const AeImageInfo *from = &from_of(rows)->info;
  gsize pixels = (gsize)n * rows->info.width, pixel_bytes = ae_sample_size(from->sample) * from->channels;
  if (!ae_rows_read(from_of(rows), out, n, error))
    return FALSE;
  for (gsize i = 0; i < pixels; i += PIECE) {
    guint8 *piece = (guint8 *)out + i * pixel_bytes;
    ae_bridge_to_float(from, piece, numbers, MIN(PIECE, pixels - i));
    ae_bridge_from_float(&rows->info, numbers, piece, MIN(PIECE, pixels - i));
  }
  return TRUE;
}

AeRows *ae_rows_unpremultiply(AeRows *rows) {
  AeRows *adapted = adapted_new(rows, unpremultiply_read);
  adapted->info.premultiplied = FALSE;
  return adapted;
}

static gboolean full_range_read(AeRows *rows, void *out, guint32 n, GError **error) {
  guint32 from_max = from_of(rows)->info.maxval, to_max = rows->info.maxval;
  gsize samples = (gsize)n * rows->info.width * rows->info.channels;
  if (!ae_rows_read(from_of(rows), out, n, error))
    return FALSE;
  guint8 *u8 = out;
  guint16 *u16 = out;
  if (rows->info.sample == AE_SAMPLE_U8)
    for (gsize i = 0; i < samples; i++)
      u8[i] = (guint8)((u8[i] * to_max + from_max / 2) / from_max);
  else
    for (gsize i = 0; i < samples; i++)
      u16[i] = (guint16)((u16[i] * to_max + from_max / 2) / from_max);
  return TRUE;
}

AeRows *ae_rows_full_range(AeRows *rows) {
  const AeImageInfo *info = &rows->info;
  if (info->sample != AE_SAMPLE_U8 && info->sample != AE_SAMPLE_U16)
    return rows;
  guint full = info->sample == AE_SAMPLE_U8 ? G_MAXUINT8 : G_MAXUINT16;
  if (info->maxval == 0 || info->maxval >= full)
    return rows;
  AeRows *adapted = adapted_new(rows, full_range_read);
  adapted->info.maxval = full;
  return adapted;
}
