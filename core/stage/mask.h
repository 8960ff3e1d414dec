/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What is to be repaired in a picture: a mask from a file, white where something is wrong, or the picture's own
 * transparency. */
#ifndef AE_STAGE_MASK_H
#define AE_STAGE_MASK_H

#include <aefilter/stage.h>

G_BEGIN_DECLS

/* A rectangle in a picture, ends excluded. */
typedef struct {
  guint32 x0, y0, x1, y1;
} AeBox;

static inline gboolean ae_box_is_empty(AeBox b) { return b.x0 >= b.x1 || b.y0 >= b.y1; }

typedef struct {
  char *path;
  guint32 width, height;
  guint8 *values; /* height * width: 0 stays, 255 is repaired, mixed between */
} AeMask;

/* Of the first picture in the file: its brightness, times its alpha where it has one; as dark as JPEG's rings beside
 * an edge (1/32) is black, and as bright is white. grow: pixels by which it is made wider in x and y. The limits are
 * those of settings, half of the memory. */
AeMask *ae_mask_read(const char *path, guint grow, const AeSettings *settings, GError **error);
void ae_mask_free(AeMask *mask); /* accepts NULL */

/* The file in folder that has the relative name of a picture, with its extension or another one's; g_free. */
char *ae_mask_find(const char *folder, const char *relative, GError **error);

/* How much of each pixel of a row is to be repaired: 0 nothing to 1 all; and below 0 where nothing is, but the pixel is
 * not one to repair others from: it is hidden under transparency, or not finite. mask: NULL: what is transparent is
 * repaired. info: the row's picture; y: the row, from the full picture's first; pixels: floats (image/bridge.h). */
void ae_mask_weigh(const AeMask *mask, const AeImageInfo *info, guint32 y, const float *pixels, float *weights);

G_END_DECLS
#endif
