/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* IEEE 754 binary16 <-> binary32. Inline and without branches on the value, so that loops over them vectorise; no
 * result depends on subnormal floats, which some threads flush to zero. After F. Giesen's float_to_half_fast3_rtne
 * (public domain, 2012). */
#ifndef AE_BASE_HALF_H
#define AE_BASE_HALF_H

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

static inline guint32 ae_float_bits(float f) {
  guint32 bits;
  memcpy(&bits, &f, sizeof bits);
  return bits;
}

static inline float ae_float_of_bits(guint32 bits) {
  float f;
  memcpy(&f, &bits, sizeof f);
  return f;
}

/* A half is sign 1, exponent 5 (bias 15), mantissa 10. Subnormals are built with an exponent too many, which a
 * subtraction takes away. */
static inline float ae_half_to_float(guint16 half) {
  guint32 magnitude = (half & 0x7fffu) << 13, exponent = magnitude & 0x0f800000u;
  guint32 normal = magnitude + (exponent == 0x0f800000u ? 224u << 23 : 112u << 23);
  guint32 subnormal = ae_float_bits(ae_float_of_bits(magnitude + (113u << 23)) - 0x1p-14f);
  return ae_float_of_bits((half & 0x8000u) << 16 | (exponent ? normal : subnormal));
}

/* Rounds to nearest even; 65520 and more become infinity, NaN stays one. Below 2^-14 the addition of 1/2 lets the FPU
 * round to the half's last place, 2^-24. */
static inline guint16 ae_half_from_float(float f) {
  guint32 bits = ae_float_bits(f), sign = bits >> 16 & 0x8000u;
  bits &= 0x7fffffffu;
  guint32 subnormal = ae_float_bits(ae_float_of_bits(bits) + 0.5f) - (126u << 23);
  guint32 normal = (bits - (112u << 23) + 0xfffu + (bits >> 13 & 1u)) >> 13;
  guint32 special = bits > 0x7f800000u ? 0x7e00u : 0x7c00u;
  guint32 magnitude = bits < 113u << 23 ? subnormal : normal;
  return (guint16)(sign | (bits >= 143u << 23 ? special : magnitude));
}

G_END_DECLS
#endif
