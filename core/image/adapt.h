/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Rows that differ from others in how a sample is coded. Each takes rows and gives rows of the same size, channels and
 * sample type. */
#ifndef AE_IMAGE_ADAPT_H
#define AE_IMAGE_ADAPT_H

#include <aefilter/image.h>

G_BEGIN_DECLS

/* Colour no longer multiplied by alpha; where alpha is 0 it is black. */
AeRows *ae_rows_unpremultiply(AeRows *rows);

/* Integer codes 0..maxval stretched to 0..255 or 0..65535, rounded to nearest; rows itself where that is so already. */
AeRows *ae_rows_full_range(AeRows *rows);

G_END_DECLS
#endif
