/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Codes as small integers, for archives. Each number of a code has its own range, found from the codes of a training
 * set and kept in the model file, so that a packed picture holds nothing but its integers:
 *
 *     q = round((z - low) / step), clamped to 0 .. 2^bits - 1;   z^ = low + q step
 *
 * |z^ - z| <= step / 2 within the range. Quantising z^ gives q again, always: a step is never so small that float
 * cannot tell neighbouring z^ apart.
 *
 *     AeQuantiser *q = ae_quantiser_fit(&codes, 8, AE_RANGE_EXTREMES, &error);
 *     ae_quantise(q, z, integers);
 *     ae_bits_pack(integers, q->d, q->bits, bytes);       ae_bits_size(q->d, q->bits) bytes
 *
 * In a model file two F32 tensors: quantise.codeBITS.low and quantise.codeBITS.step, (d) each. */
#ifndef AE_LATENT_QUANTISE_H
#define AE_LATENT_QUANTISE_H

#include "latent/codes.h"
#include "model/modelfile.h"

G_BEGIN_DECLS

enum { AE_QUANTISE_MIN_BITS = 1, AE_QUANTISE_MAX_BITS = 16, AE_QUANTISE_MAX_SIZE = 1 << 20 };

typedef enum {
  AE_RANGE_EXTREMES, /* from the least to the largest that was seen: nothing of the training set is clamped */
  AE_RANGE_SIGMAS,   /* mean +- 4 standard deviations: a finer step, rare codes are clamped */
} AeRange;

typedef struct {
  int d, bits;
  float *low, *step; /* d; step > 0 */
} AeQuantiser;

/* AE_ERROR_USAGE for codes that are none, no codes, or bits out of 1..16; AE_ERROR_LIMIT where d is too large. */
AeQuantiser *ae_quantiser_fit(const AeCodes *codes, int bits, AeRange range, GError **error);
void ae_quantiser_free(AeQuantiser *quantiser); /* accepts NULL */

/* The same ranges in integers of so many bits (1..16). AE_ERROR_USAGE, AE_ERROR_LIMIT. */
AeQuantiser *ae_quantiser_with_bits(const AeQuantiser *quantiser, int bits, GError **error);

/* z, q: d numbers. What is not a number becomes 0. */
void ae_quantise(const AeQuantiser *quantiser, const float *z, guint16 *q);
void ae_dequantise(const AeQuantiser *quantiser, const guint16 *q, float *z);

/* n integers of bits each (< 2^bits) one behind the other, the highest bit first; the last byte is filled up with 0.
 * unpack: FALSE where what fills up is not 0, so that there is one packing only. */
gsize ae_bits_size(gsize n, int bits);
void ae_bits_pack(const guint16 *q, gsize n, int bits, guint8 *bytes);
gboolean ae_bits_unpack(const guint8 *bytes, gsize n, int bits, guint16 *q);

/* Adds the tensors; quantiser must live until the file is written. */
void ae_quantiser_write(const AeQuantiser *quantiser, AeModelWriter *writer);
/* The file's, of that many bits. AE_ERROR_MODEL where it holds none, or a damaged one. */
AeQuantiser *ae_quantiser_read(const AeModelFile *file, int bits, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(AeQuantiser, ae_quantiser_free)

G_END_DECLS
#endif
