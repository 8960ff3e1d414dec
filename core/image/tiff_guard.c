/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/tiff_guard.h"

#include <stdio.h>

static const guint64 least_memory = 16 << 20;

static int on_error(TIFF *tiff, void *user_data, const char *module, const char *format, va_list arguments) {
  AeTiffGuard *guard = user_data;
  if (!guard->error) {
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    g_set_error(&guard->error, AE_ERROR, AE_ERROR_FORMAT, "%s: TIFF: %s", guard->name, text);
  }
  return 1;
}

/* Warnings are about tags that libtiff does not know or mends. */
static int on_warning(TIFF *tiff, void *user_data, const char *module, const char *format, va_list arguments) {
  return 1;
}

static tmsize_t on_read(thandle_t handle, void *out, tmsize_t n) {
  AeTiffGuard *guard = (AeTiffGuard *)handle;
  GError **error = guard->error ? NULL : &guard->error;
  gsize got;
  gboolean good = guard->source ? ae_source_read(guard->source, out, (gsize)n, &got, error)
                                : ae_sink_read(guard->sink, out, (gsize)n, &got, error);
  return good ? (tmsize_t)got : -1;
}

static tmsize_t on_write(thandle_t handle, void *data, tmsize_t n) {
  AeTiffGuard *guard = (AeTiffGuard *)handle;
  GError **error = guard->error ? NULL : &guard->error;
  return guard->sink && ae_sink_write(guard->sink, data, (gsize)n, error) ? n : -1;
}

static toff_t on_size(thandle_t handle) {
  AeTiffGuard *guard = (AeTiffGuard *)handle;
  guint64 size = 0;
  if (guard->sink)
    return ae_sink_size(guard->sink);
  return ae_source_size(guard->source, &size, guard->error ? NULL : &guard->error) ? size : 0;
}

static guint64 tell(const AeTiffGuard *guard) {
  return guard->source ? ae_source_tell(guard->source) : ae_sink_tell(guard->sink);
}

static toff_t on_seek(thandle_t handle, toff_t offset, int whence) {
  AeTiffGuard *guard = (AeTiffGuard *)handle;
  GError **error = guard->error ? NULL : &guard->error;
  guint64 base = whence == SEEK_CUR ? tell(guard) : whence == SEEK_END ? on_size(handle) : 0;
  gboolean good = guard->source ? ae_source_seek(guard->source, base + offset, error)
                                : ae_sink_seek(guard->sink, base + offset, error);
  return good ? base + offset : (toff_t)-1;
}

/* Source and sink are the frame's to close. */
static int on_close(thandle_t handle) { return 0; }

TIFF *ae_tiff_open(AeTiffGuard *guard, const char *mode, guint64 max_memory) {
  TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
  if (!options)
    return NULL;
  TIFFOpenOptionsSetErrorHandlerExtR(options, on_error, guard);
  TIFFOpenOptionsSetWarningHandlerExtR(options, on_warning, guard);
  TIFFOpenOptionsSetMaxSingleMemAlloc(options, (tmsize_t)CLAMP(max_memory, least_memory, (guint64)G_MAXINT64));
  TIFF *tiff = TIFFClientOpenExt(guard->name, mode, (thandle_t)guard, on_read, on_write, on_seek, on_close, on_size,
                                 NULL, NULL, options);
  TIFFOpenOptionsFree(options);
  return tiff;
}

gboolean ae_tiff_fail(AeTiffGuard *guard, const char *what, GError **error) {
  if (guard->error)
    g_propagate_error(error, g_steal_pointer(&guard->error));
  else
    g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: TIFF: cannot %s", guard->name, what);
  return FALSE;
}
