/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/mark.h"

#include <string.h>

#include "stage/note.h"

static GBytes *copy_bytes(GBytes *bytes) { return bytes ? g_bytes_ref(bytes) : NULL; }

static AeMeta *copy_meta(const AeMeta *from) {
  AeMeta *to = ae_meta_new();
  if (!from)
    return to;
  to->icc = copy_bytes(from->icc);
  to->exif = copy_bytes(from->exif);
  to->xmp = copy_bytes(from->xmp);
  to->png_colour = copy_bytes(from->png_colour);
  to->x_dpi = from->x_dpi;
  to->y_dpi = from->y_dpi;
  to->frame = g_strdup(from->frame);
  to->name = g_strdup(from->name);
  return to;
}

void ae_mark_rows(const AeSettings *settings, const AeModel *model, AeRows *rows, AeMarkKind kind, const char *words) {
  if (!rows || settings->no_mark || (model && g_strcmp0(ae_model_get(model, "mark"), "yes") != 0))
    return;
  AeMeta *meta = copy_meta(rows->info.meta);
  gsize n = 0;
  const char *packet = meta->xmp ? g_bytes_get_data(meta->xmp, &n) : NULL;
  gboolean replaced;
  char *text = ae_xmp_mark(packet, n, kind, words, &replaced);
  if (replaced)
    ae_stage_note(settings, 1, "its XMP metadata cannot be read; a new packet takes their place");
  g_clear_pointer(&meta->xmp, g_bytes_unref);
  meta->xmp = g_bytes_new_take(text, strlen(text));
  ae_meta_unref(rows->info.meta);
  rows->info.meta = meta;
}
