/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/gunzip.h"

#include <gio/gio.h>
#include <string.h>

enum { ROOM = 1 << 16 };

struct AeGunzip {
  const char *name;
  AeGunzipMore more;
  gpointer user_data;
  GConverter *converter;
  guint64 behind;   /* packed bytes before packed[start] */
  gsize start, end; /* packed bytes that are still to be unpacked */
  gboolean over;    /* the packed bytes come to an end */
  gboolean between; /* a member has ended */
  guint8 packed[ROOM];
};

gboolean ae_gunzip_sniff(const guint8 *head, gsize n) { return n >= 2 && head[0] == 0x1f && head[1] == 0x8b; }

AeGunzip *ae_gunzip_new(const char *name, const guint8 *head, gsize n, AeGunzipMore more, gpointer user_data,
                        GError **error) {
  AeGunzip *g = g_try_malloc0(sizeof *g);
  if (!g) {
    g_set_error(error, AE_ERROR, AE_ERROR_MEMORY, "%s: not enough memory", name);
    return NULL;
  }
  g->name = name;
  g->more = more;
  g->user_data = user_data;
  g->converter = G_CONVERTER(g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  g->end = MIN(n, ROOM);
  memcpy(g->packed, head, g->end);
  return g;
}

void ae_gunzip_free(AeGunzip *g) {
  if (!g)
    return;
  g_object_unref(g->converter);
  g_free(g);
}

/* Adds to what is there; no more than one read, so that a slow pipe's bytes are used as they come. */
static gboolean refill(AeGunzip *g, GError **error) {
  gsize got;
  memmove(g->packed, g->packed + g->start, g->end - g->start);
  g->behind += g->start;
  g->end -= g->start;
  g->start = 0;
  if (!g->more(g->user_data, g->packed + g->end, ROOM - g->end, &got, error))
    return FALSE;
  g->end += got;
  g->over = got == 0;
  return TRUE;
}

/* At the end of a member: *end unless another one follows. */
static gboolean find_member(AeGunzip *g, gboolean *end, GError **error) {
  while (!g->over && g->end - g->start < 2)
    if (!refill(g, error))
      return FALSE;
  *end = !ae_gunzip_sniff(g->packed + g->start, g->end - g->start);
  if (!*end)
    g_converter_reset(g->converter);
  g->between = *end;
  return TRUE;
}

static gboolean fail(const AeGunzip *g, const char *what, GError **error) {
  g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: %s, at byte %" G_GUINT64_FORMAT " of what is packed", g->name,
              what, g->behind + g->start);
  return FALSE;
}

/* One step; *made may be 0 where more packed bytes are needed. */
static gboolean convert(AeGunzip *g, void *out, gsize n, gsize *made, GError **error) {
  g_autoptr(GError) cause = NULL;
  gsize used = 0;
  GConverterResult result =
      g_converter_convert(g->converter, g->packed + g->start, g->end - g->start, out, n,
                          g->over ? G_CONVERTER_INPUT_AT_END : G_CONVERTER_NO_FLAGS, &used, made, &cause);
  if (result != G_CONVERTER_ERROR) {
    g->start += used;
    g->between = result == G_CONVERTER_FINISHED;
    return TRUE;
  }
  *made = 0;
  if (!g_error_matches(cause, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
    return fail(g, "damaged gzip data", error);
  return g->over ? fail(g, "the gzip data end too early", error) : refill(g, error);
}

gboolean ae_gunzip_read(AeGunzip *g, void *out, gsize n, gsize *got, GError **error) {
  gboolean end = FALSE;
  *got = 0;
  while (!*got && n) {
    if (g->between && (!find_member(g, &end, error) || end))
      return end;
    if (g->start == g->end && !g->over && !refill(g, error))
      return FALSE;
    if (!convert(g, out, n, got, error))
      return FALSE;
  }
  return TRUE;
}
