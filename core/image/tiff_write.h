/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The writing half of format_tiff.c: strips of about 256 kB, samples interleaved, machine's byte order. */
#ifndef AE_IMAGE_TIFF_WRITE_H
#define AE_IMAGE_TIFF_WRITE_H

#include "image/tiff_guard.h"
#include "image/format_row.h"

G_BEGIN_DECLS

typedef struct {
  int compression;
  int bigtiff; /* auto, no, yes */
  AeTiffGuard guard;
  TIFF *tiff; /* opened with the first page, whose size decides on BigTIFF */
} AeTiffWriter;

extern const AeOption ae_tiff_options[];

gboolean ae_tiff_create(AeWriter *writer, const AeReader *like, GError **error);
gboolean ae_tiff_write(AeWriter *writer, AeRows *rows, GError **error);
gboolean ae_tiff_finish(AeWriter *writer, GError **error);
void ae_tiff_destroy(AeWriter *writer);

G_END_DECLS
#endif
