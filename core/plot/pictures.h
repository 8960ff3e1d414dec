/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The pictures that --data names, one by one, as a model takes them. */
#ifndef AE_PLOT_PICTURES_H
#define AE_PLOT_PICTURES_H

#include "plot/probe.h"

G_BEGIN_DECLS

typedef struct {
  char *name; /* of the file, or its number in an IDX file: for headings and seeds */
  AeImage *image;
  int label; /* of its class, -1: not known */
} AeNamedPicture;

/* The first count of data: a picture, a folder of them, or IDX files. An array of
 * AeNamedPicture, at least one, that owns what is in it; g_array_unref. */
GArray *ae_pictures_read(const char *data, const AeModel *model, const AeFitting *fitting, guint count, GError **error);

G_END_DECLS
#endif
