/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What the keys of `add` and `edit` come to: the sum of a model's attributes (latent/attributes.h), each so many
 * times. */
#ifndef AE_STAGE_ATTRIBUTE_SUM_H
#define AE_STAGE_ATTRIBUTE_SUM_H

#include "model/model.h"

G_BEGIN_DECLS

enum { AE_ATTRIBUTE_MOST = 3 }; /* times an attribute is added or taken away: beyond, nothing is left of the face */

/* text: "smile:0.8,glasses:-1"; NULL: nothing, a sum of 0. d: numbers of the model's codes. The sum is of d numbers;
 * ae_free. stage begins the messages: AE_ERROR_USAGE for what is no attribute of the model (the nearest is suggested)
 * or no number from -AE_ATTRIBUTE_MOST to AE_ATTRIBUTE_MOST, AE_ERROR_MODEL where the model has no attributes at all
 * and some are asked for. */
double *ae_attribute_sum(const AeModel *model, const char *stage, const char *text, gsize d, GError **error);

G_END_DECLS
#endif
