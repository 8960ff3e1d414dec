/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The one place where pixels become numbers and back. Stages work on float rows, interleaved, colour unpremultiplied:
 * u8 v -> v/255, u16 v -> v/65535 (or /maxval), half and float as they are. Back: round to nearest, clip for integer
 * types only. */
#ifndef AE_IMAGE_BRIDGE_H
#define AE_IMAGE_BRIDGE_H

#include <math.h>

#include <aefilter/image.h>

G_BEGIN_DECLS

/* n pixels of info->channels samples each. in and out must not overlap. Integer -> float -> integer gives the same
 * codes back. */
void ae_bridge_to_float(const AeImageInfo *info, const void *in, float *out, gsize n);
void ae_bridge_from_float(const AeImageInfo *info, const float *in, void *out, gsize n);

/* Whether a sum over many such samples is finite: the sample is, and not too large for that. */
static inline gboolean ae_bridge_is_usable(float sample) { return fabsf(sample) <= 1e18f; }

/* Clipped and rounded to 8 bits; 0 for what is not a number. */
static inline guint8 ae_bridge_byte(float sample) { return (guint8)(MIN(MAX(sample, 0), 1) * 255 + 0.5f); }

G_END_DECLS
#endif
