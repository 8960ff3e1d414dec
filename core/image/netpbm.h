/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What PNM, PAM and PFM share: numbers in headers and rasters of bytes or big-endian pairs. */
#ifndef AE_IMAGE_NETPBM_H
#define AE_IMAGE_NETPBM_H

#include "image/format_row.h"

G_BEGIN_DECLS

/* A number of a PNM header: blanks and #-comments, digits, and the one byte behind them. what names it in messages. */
gboolean ae_netpbm_number(AeReader *reader, const char *what, guint32 *value, GError **error);

/* Sets sample and maxval; maxval 1..65535, anything else is refused. */
gboolean ae_netpbm_set_maxval(AeReader *reader, AeImageInfo *info, guint32 maxval, GError **error);

/* One row of bytes (maxval < 256) or big-endian pairs; codes over maxval are refused. */
gboolean ae_netpbm_read_row(AeReader *reader, void *out, GError **error);

/* A code over maxval in n samples of the picture being read is refused. */
gboolean ae_netpbm_check_row(AeReader *reader, const void *row, GError **error);

/* All rows as bytes or big-endian pairs, as rows->info.maxval demands. */
gboolean ae_netpbm_write_rows(AeWriter *writer, AeRows *rows, GError **error);

G_END_DECLS
#endif
