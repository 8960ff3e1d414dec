/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/srgb.h"

#include <math.h>

static double decode(double v) { return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4); }
static double encode(double l) { return l <= 0.0031308 ? l * 12.92 : 1.055 * pow(l, 1 / 2.4) - 0.055; }

static AeCurve *tabulate(double (*formula)(double)) {
  AeCurve *curve = g_new(AeCurve, 1);
  for (int i = 0; i < AE_SRGB_STEPS + 2; i++)
    curve->value[i] = (float)formula((double)i / AE_SRGB_STEPS);
  return curve;
}

static const AeCurve *once(AeCurve **curve, double (*formula)(double)) {
  if (g_once_init_enter(curve))
    g_once_init_leave(curve, tabulate(formula));
  return *curve;
}

const AeCurve *ae_srgb_decode(void) {
  static AeCurve *curve;
  return once(&curve, decode);
}

const AeCurve *ae_srgb_encode(void) {
  static AeCurve *curve;
  return once(&curve, encode);
}
