/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What the stages on codes share. */
#ifndef AE_STAGE_CODE_ROWS_H
#define AE_STAGE_CODE_ROWS_H

#include <aefilter/image.h>

G_BEGIN_DECLS

/* A code in memory, its width numbers at ae_code_numbers. length: that it must have, 0: any. AE_ERROR_USAGE where in is
 * none. Takes in, also on failure. */
AeImage *ae_code_image(AeRows *in, gsize length, GError **error);

static inline float *ae_code_numbers(const AeImage *code) { return (float *)(void *)code->data; }

G_END_DECLS
#endif
