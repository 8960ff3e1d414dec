/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/feed_rows.h"

#include "image/bridge.h"

guint ae_feed_colours(const AeRows *rows) { return rows->info.channels >= 3 ? 3 : 1; }

/* The colours of n pixels, in place. */
static void drop_alpha(float *row, guint channels, guint colours, gsize n) {
  for (gsize i = 0; i < n && colours < channels; i++)
    for (guint c = 0; c < colours; c++)
      row[i * colours + c] = row[i * channels + c];
}

gboolean ae_rows_feed(AeRows *rows, AeFeed feed, gpointer meter, GError **error) {
  const AeImageInfo *info = &rows->info;
  gsize width = info->width;
  g_autofree guint8 *raw = g_try_malloc(ae_image_row_bytes(info));
  g_autofree float *row = g_try_malloc_n(width, info->channels * sizeof(float));
  if (!raw || !row) {
    g_set_error(error, AE_ERROR, AE_ERROR_MEMORY, "no memory for a row of %zu pixels", width);
    return FALSE;
  }
  for (guint32 y = rows->next; y < info->height; y++) {
    if (!ae_rows_read(rows, raw, 1, error))
      return FALSE;
    ae_bridge_to_float(info, raw, row, width);
    drop_alpha(row, info->channels, ae_feed_colours(rows), width);
    if (!feed(meter, row, error))
      return FALSE;
  }
  return TRUE;
}
