/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A picture corrupted as in training. */
#ifndef AE_PLOT_SPOIL_H
#define AE_PLOT_SPOIL_H

#include <aefilter/image.h>

#include "train/corrupt.h"

G_BEGIN_DECLS

/* Of a float picture whose sides are multiples of the chain's factor; ae_image_free. level: the noise that it then has,
 * 8-bit units. */
AeImage *ae_spoil(const AeCorruptChain *chain, const AeImage *clean, AeRng *rng, double *level, GError **error);

G_END_DECLS
#endif
