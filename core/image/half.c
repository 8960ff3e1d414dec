/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* IEEE 754 binary16 <-> binary32 without branches on the value, so that loops over it vectorise. After F. Giesen's
 * half_to_float_fast and float_to_half_fast3_rtne (public domain, 2012). */
#include "image/bridge.h"

#include <string.h>

static inline float as_float(guint32 bits) {
  float f;
  memcpy(&f, &bits, sizeof f);
  return f;
}

static inline guint32 as_bits(float f) {
  guint32 bits;
  memcpy(&bits, &f, sizeof bits);
  return bits;
}

/* Exponent and mantissa moved into place are the value divided by 2^112; the product puts that right and normalises
 * subnormals. What was infinity or NaN is then 2^16 or more and gets the largest exponent. */
float ae_half_to_float(guint16 h) {
  const float magic = 0x1p112f;
  guint32 sign = (guint32)(h & 0x8000u) << 16;
  float value = as_float((guint32)(h & 0x7fffu) << 13) * magic;
  guint32 bits = as_bits(value);
  bits |= value >= 65536.0f ? 0x7f800000u : 0u;
  return as_float(bits | sign);
}

guint16 ae_float_to_half(float f) {
  guint32 bits = as_bits(f), sign = bits & 0x80000000u;
  bits ^= sign;
  /* Subnormal results: adding 0.5 makes the float adder shift and round the mantissa to units of 2^-24. */
  guint32 subnormal = as_bits(as_float(bits) + 0.5f) - 0x3f000000u;
  /* Normal results: new exponent bias, and rounding to nearest even of the 13 bits that go. */
  guint32 normal = (bits + 0xc8000fffu + (bits >> 13 & 1)) >> 13;
  guint32 special = bits > 0x7f800000u ? 0x7e00u : 0x7c00u;
  guint32 result = bits < 0x38800000u ? subnormal : normal;
  result = bits >= 0x47800000u ? special : result;
  return (guint16)(result | sign >> 16);
}
