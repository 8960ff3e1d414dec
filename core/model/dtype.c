/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "model/dtype.h"

#include <string.h>

static inline guint32 float_bits(float f) {
  guint32 bits;
  memcpy(&bits, &f, sizeof bits);
  return bits;
}

static inline float float_from_bits(guint32 bits) {
  float f;
  memcpy(&f, &bits, sizeof f);
  return f;
}

static void float_from_f32(const void *in, float *out, gsize n) {
  const guint32 *bits = in;
  for (gsize i = 0; i < n; i++)
    out[i] = float_from_bits(GUINT32_FROM_LE(bits[i]));
}

/* A half is sign 1, exponent 5 (bias 15), mantissa 10. Subnormals are built with an exponent too many, which a
 * subtraction takes away: no branch, so the loop vectorises, and no subnormal float, which some threads flush to zero.
 */
static void float_from_f16(const void *in, float *out, gsize n) {
  const guint16 *halfs = in;
  for (gsize i = 0; i < n; i++) {
    guint32 half = GUINT16_FROM_LE(halfs[i]);
    guint32 magnitude = (half & 0x7fffu) << 13, exponent = magnitude & 0x0f800000u;
    guint32 normal = magnitude + (exponent == 0x0f800000u ? 224u << 23 : 112u << 23);
    guint32 subnormal = float_bits(float_from_bits(magnitude + (113u << 23)) - 0x1p-14f);
    out[i] = float_from_bits((half & 0x8000u) << 16 | (exponent ? normal : subnormal));
  }
}

static void float_from_bf16(const void *in, float *out, gsize n) {
  const guint16 *upper = in;
  for (gsize i = 0; i < n; i++)
    out[i] = float_from_bits((guint32)GUINT16_FROM_LE(upper[i]) << 16);
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

/* The float's magnitude as a half; 0x7c00 and more where it is too large. Below 2^-14 the addition of 1/2 lets the FPU
 * round to the half's last place, 2^-24. */
static guint32 half_magnitude(guint32 bits) {
  if (bits < 113u << 23)
    return float_bits(float_from_bits(bits) + 0.5f) - (126u << 23);
  return MIN((bits - (112u << 23) + 0xfffu + (bits >> 13 & 1u)) >> 13, 0x7c00u);
}

gsize ae_dtype_half_from_float(const float *in, void *out, gsize n) {
  guint8 *to = out;
  for (gsize i = 0; i < n; i++) {
    guint32 bits = float_bits(in[i]), magnitude = half_magnitude(bits & 0x7fffffffu);
    if (magnitude >= 0x7c00u)
      return i;
    guint16 half = GUINT16_TO_LE((guint16)((bits >> 16 & 0x8000u) | magnitude));
    memcpy(to + 2 * i, &half, sizeof half);
  }
  return n;
}

/* The first loop has no way out, so that it vectorises. */
gsize ae_dtype_not_finite(const float *x, gsize n) {
  guint32 bits, bad = 0;
  for (gsize i = 0; i < n; i++) {
    memcpy(&bits, x + i, sizeof bits);
    bad |= (bits & 0x7f800000u) == 0x7f800000u;
  }
  if (!bad)
    return n;
  for (gsize i = 0;; i++) {
    memcpy(&bits, x + i, sizeof bits);
    if ((bits & 0x7f800000u) == 0x7f800000u)
      return i;
  }
}
