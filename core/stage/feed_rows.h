/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A picture's colour, row by row, to whatever measures it. */
#ifndef AE_STAGE_FEED_ROWS_H
#define AE_STAGE_FEED_ROWS_H

#include <aefilter/image.h>

G_BEGIN_DECLS

/* A row of width * ae_feed_colours() floats (image/bridge.h). */
typedef gboolean (*AeFeed)(gpointer meter, const float *row, GError **error);

/* 1 or 3: without alpha. */
guint ae_feed_colours(const AeRows *rows);

/* Reads all rows that are left; rows stays the caller's. */
gboolean ae_rows_feed(AeRows *rows, AeFeed feed, gpointer meter, GError **error);

G_END_DECLS
#endif
