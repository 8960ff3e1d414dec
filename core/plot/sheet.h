/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A sheet of pictures in rows and columns, with words over the columns, beside the rows and under each picture:
 * filters, feature maps, reconstructions, grids of digits. The page is as large as they need. */
#ifndef AE_PLOT_SHEET_H
#define AE_PLOT_SHEET_H

#include <aefilter/image.h>

G_BEGIN_DECLS

typedef struct {
  AeImage *picture; /* float, 1 or 3 channels; owned by the sheet; NULL: an empty place */
  char *caption;    /* owned; NULL: none */
} AeTile;

typedef struct {
  const char *title, *note; /* note: a line below, how to read it; both may be NULL */
  guint columns;
  const char *const *heads; /* a word a column, or NULL */
  const char *const *sides; /* a word a row, or NULL */
  GArray *tiles;            /* AeTile, row after row; ae_sheet_init makes it */
  int enlarge;              /* page units a pixel; 0: so that the sheet is at most about 900 units wide and 1200 high */
  int gap;                  /* units between pictures */
  gboolean outlined;        /* a thin line around each picture, for those that may be all white */
  int zoom;                 /* page.h */
} AeSheet;

void ae_sheet_init(AeSheet *sheet);
void ae_sheet_clear(AeSheet *sheet);                                /* frees the tiles */
void ae_sheet_add(AeSheet *sheet, AeImage *picture, char *caption); /* takes both */
gboolean ae_sheet_write(const AeSheet *sheet, const char *path, GError **error);

/* How many columns make n tiles of that size about 3 : 2, without a rest in the last row where that can be. */
guint ae_sheet_columns(guint n, guint width, guint height);

G_END_DECLS
#endif
