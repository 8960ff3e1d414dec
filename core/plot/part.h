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
 * width: of what goes in, where the network does not fix it. The net of a conditional model has a second input, one
 * number a class: a part that depends on it has it too. AE_ERROR_USAGE or AE_ERROR_MODEL where there is no such part.
 */
AePart *ae_part_new(const AeModel *model, const char *from, const char *to, int height, int width, GError **error);
void ae_part_free(AePart *part); /* accepts NULL */

/* Weights as before a training with that seed, instead of the model's. */
void ae_part_untrain(AePart *part, guint64 seed);

/* Shapes of one of them (n = 1). */
AeShape ae_part_in(const AePart *part);
AeShape ae_part_out(const AePart *part);

/* Classes that the part is told besides; 0: it is not told any. */
int ae_part_classes(const AePart *part);

/* in: n times c * h * w numbers, interleaved; out as many of the other shape. labels: the class of each, of which the
 * second input is 1 where the others are 0; -1, or one that there is not: all are 0; NULL: -1 for each. */
void ae_part_run(AePart *part, const float *in, const int *labels, gsize n, float *out);

/* What the part gives for one of them, as a picture of 1 or 3 channels (ae_part_is_picture); ae_image_free. */
gboolean ae_part_is_picture(const AePart *part);
AeImage *ae_part_picture(AePart *part, const float *in, int label, GError **error);

G_END_DECLS
#endif
