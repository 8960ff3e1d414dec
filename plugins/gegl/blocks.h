/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Which part of a picture is done. It is kept in units of 256 pixels anchored at absolute multiples, so that little is
 * lost where little changes; and what is missing is given out in blocks of 1024 pixels, so that a host that asks for
 * small pieces does not have the margin of each computed again and again. */
#ifndef AE_GEGL_BLOCKS_H
#define AE_GEGL_BLOCKS_H

#include <gegl.h>

G_BEGIN_DECLS

typedef struct AeBlocks AeBlocks;

AeBlocks *ae_blocks_new(void); /* nothing is done */
void ae_blocks_free(AeBlocks *blocks);

/* Rectangles (GeglRectangle) that cover what is not done of region, each in whole units, cut at the picture's border,
 * none overlapping another. NULL where region has too many units to be kept in memory. */
GArray *ae_blocks_missing(const AeBlocks *blocks, const GeglRectangle *full, const GeglRectangle *region);

void ae_blocks_add(AeBlocks *blocks, const GeglRectangle *done);      /* one of ae_blocks_missing */
void ae_blocks_remove(AeBlocks *blocks, const GeglRectangle *region); /* NULL: all of it */

G_END_DECLS
#endif
