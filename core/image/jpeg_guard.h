/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* libjpeg reports errors through callbacks that must not return. As with png_guard.h, every function that calls it sets
 * the jump's target itself:
 *
 *     if (setjmp(guard->jump))
 *       return FALSE;
 */
#ifndef AE_IMAGE_JPEG_GUARD_H
#define AE_IMAGE_JPEG_GUARD_H

#include "image/sink.h"
#include "image/source.h"

#include <stdio.h>

#include <jpeglib.h>
#include <setjmp.h>

G_BEGIN_DECLS

typedef struct {
  struct jpeg_error_mgr manager; /* first: libjpeg's pointer to it is ours too */
  jmp_buf jump;
  const char *name; /* of the file */
  GError *error;    /* set when a jump was made */
} AeJpegGuard;

/* Makes cinfo->err of the guard. Warnings that mean damaged or missing data are errors. */
struct jpeg_error_mgr *ae_jpeg_guard_init(AeJpegGuard *guard, const char *name);

/* Byte transport, freed with cinfo's memory pool. */
void ae_jpeg_set_source(j_decompress_ptr cinfo, AeSource *source);
void ae_jpeg_set_sink(j_compress_ptr cinfo, AeSink *sink);

/* Lets the source stand right behind what libjpeg has used. */
gboolean ae_jpeg_settle_source(j_decompress_ptr cinfo, GError **error);

G_END_DECLS
#endif
