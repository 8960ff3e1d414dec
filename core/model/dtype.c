/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "model/dtype.h"

#include <string.h>

#include "base/half.h"

static void float_from_f32(const void *in, float *out, gsize n) {
  const guint32 *bits = in;
  for (gsize i = 0; i < n; i++)
    out[i] = ae_float_of_bits(GUINT32_FROM_LE(bits[i]));
}

static void float_from_f16(const void *in, float *out, gsize n) {
  const guint16 *halfs = in;
  for (gsize i = 0; i < n; i++)
    out[i] = ae_half_to_float(GUINT16_FROM_LE(halfs[i]));
}

static void float_from_bf16(const void *in, float *out, gsize n) {
  const guint16 *upper = in;
  for (gsize i = 0; i < n; i++)
    out[i] = ae_float_of_bits((guint32)GUINT16_FROM_LE(upper[i]) << 16);
}

static const AeDtype table[] = {
    {"F32", 4, float_from_f32}, {"F16", 2, float_from_f16}, {"BF16", 2, float_from_bf16}, {"I64", 8}, {"U8", 1}, {NULL},
};

const AeDtype *ae_dtypes(void) { return table; }

const AeDtype *ae_dtype_by_name(const char *name) {
  for (const AeDtype *row = table; row->name; row++)
    if (!strcmp(row->name, name))
      return row;
  return NULL;
}

gsize ae_dtype_half_from_float(const float *in, void *out, gsize n) {
  guint8 *to = out;
  for (gsize i = 0; i < n; i++) {
    guint16 half = ae_half_from_float(in[i]), stored = GUINT16_TO_LE(half);
    if ((half & 0x7fffu) >= 0x7c00u)
      return i;
    memcpy(to + 2 * i, &stored, sizeof stored);
  }
  return n;
}

static guint32 not_finite(float x) { return (ae_float_bits(x) & 0x7f800000u) == 0x7f800000u; }

/* The first loop has no way out, so that it vectorises. */
gsize ae_dtype_not_finite(const float *x, gsize n) {
  guint32 bad = 0;
  for (gsize i = 0; i < n; i++)
    bad |= not_finite(x[i]);
  gsize first = bad ? 0 : n;
  while (first < n && !not_finite(x[first]))
    first++;
  return first;
}
