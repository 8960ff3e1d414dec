/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Number types of model files, little endian. A new one is a row of the table in dtype.c. */
#ifndef AE_MODEL_DTYPE_H
#define AE_MODEL_DTYPE_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  const char *name; /* as safetensors writes it: "F32" */
  gsize size;       /* bytes of one number, at most 8 */
  /* n numbers; in is aligned for the type. NULL: counters and bytes, which are no weights. */
  void (*to_float)(const void *in, float *out, gsize n);
} AeDtype;

const AeDtype *ae_dtypes(void);                    /* the last row has a NULL name */
const AeDtype *ae_dtype_by_name(const char *name); /* or NULL */

/* n floats as F16, rounded to nearest even. Returns the index of the first one that is not finite as F16 (65520 and
 * more overflow), or n if all are; what lies behind it is not written. out may be unaligned. */
gsize ae_dtype_half_from_float(const float *in, void *out, gsize n);

/* Index of the first number that is infinite or NaN, or n. */
gsize ae_dtype_not_finite(const float *x, gsize n);

G_END_DECLS
#endif
