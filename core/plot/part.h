/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The part of a model's network between two lines, run on any number of pictures or codes: an encoder, a decoder, all
 * up to one line. */
#ifndef AE_PLOT_PART_H
#define AE_PLOT_PART_H

#include <aefilter/image.h>

#include "model/model.h"

G_BEGIN_DECLS

typedef struct AePart AePart;

/* From what line FROM gives (NULL: the picture that goes in) to what line TO gives (NULL: what comes out). height,
 * width: of what goes in, where the network does not fix it. AE_ERROR_USAGE or AE_ERROR_MODEL where there is no such
 * part. */
AePart *ae_part_new(const AeModel *model, const char *from, const char *to, int height, int width, GError **error);
void ae_part_free(AePart *part); /* accepts NULL */

/* Shapes of one of them (n = 1). */
AeShape ae_part_in(const AePart *part);
AeShape ae_part_out(const AePart *part);

/* in: n times c * h * w numbers, interleaved; out as many of the other shape. */
void ae_part_run(AePart *part, const float *in, gsize n, float *out);

/* What the part gives for one of them, as a picture of 1 or 3 channels (ae_part_is_picture); ae_image_free. */
gboolean ae_part_is_picture(const AePart *part);
AeImage *ae_part_picture(AePart *part, const float *in, GError **error);

G_END_DECLS
#endif
