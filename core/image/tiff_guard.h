/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* libtiff on a source or a sink, with its messages caught per file (TIFFOpenOptions: libtiff 4.5 or later) and never
 * printed. */
#ifndef AE_IMAGE_TIFF_GUARD_H
#define AE_IMAGE_TIFF_GUARD_H

#include "image/sink.h"
#include "image/source.h"

#include <tiffio.h>

G_BEGIN_DECLS

typedef struct {
  const char *name; /* of the file */
  AeSource *source; /* one of the two */
  AeSink *sink;
  GError *error; /* the first thing that went wrong */
} AeTiffGuard;

/* The source or sink must be seekable. mode as for TIFFOpen. max_memory: of one allocation, less than 16 MB counting as
 * that. NULL with guard->error set. */
TIFF *ae_tiff_open(AeTiffGuard *guard, const char *mode, guint64 max_memory);

/* Hands the guard's error over, or makes one that says only what failed. Returns FALSE. */
gboolean ae_tiff_fail(AeTiffGuard *guard, const char *what, GError **error);

G_END_DECLS
#endif
