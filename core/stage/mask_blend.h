/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Repaired pixels put into the picture they belong to. */
#ifndef AE_STAGE_MASK_BLEND_H
#define AE_STAGE_MASK_BLEND_H

#include "stage/mask_fill.h"

G_BEGIN_DECLS

/* fill: the picture. info: it. repaired: a part of the full picture as ae_mask_fill_rows gives it, repaired; its pixels
 * come in where their weights say so and they lie in box, and everything else stays to the bit. opaque: what comes in
 * lies under what is there, and the result is opaque; else alpha stays as well. Takes fill and repaired, also on
 * failure. */
AeRows *ae_rows_blend(AeMaskFill *fill, const AeImageInfo *info, AeRows *repaired, AeBox box, gboolean opaque,
                      GError **error);

G_END_DECLS
#endif
