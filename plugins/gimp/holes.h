/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A selection as the mask of a stage that repairs what is marked (AeStage's marks): what is selected becomes
 * transparent, and that is what such a stage repairs. */
#ifndef AE_GIMP_HOLES_H
#define AE_GIMP_HOLES_H

#include <gegl.h>

G_BEGIN_DECLS

/* A copy of in, with alpha: 0 where selection is more than 0 or in is wholly transparent, else 1. selection has in's
 * coordinates. The caller unrefs it. */
GeglBuffer *ae_holes_new(GeglBuffer *in, GeglBuffer *selection);

/* The region's colours of repaired with the alpha of in, into out. */
void ae_holes_close(GeglBuffer *repaired, GeglBuffer *in, const GeglRectangle *region, GeglBuffer *out);

G_END_DECLS
#endif
