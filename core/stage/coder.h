/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The two halves of an autoencoder of pictures of one size: encoder, picture -> code, and decoder, code -> picture. The
 * model's metadata names the line of the network that is the code ("code"). A conditional model has a second input of
 * 1 x 1 x K numbers: the label 0..K-1, one-hot, which both halves are given (Sohn, Lee & Yan 2015).
 *
 * On plain numbers, any many at once:
 *
 *     AeCoder *encoder = ae_coder_new_of(model, AE_CODER_ENCODER, threads, &error);
 *     float *codes = ae_alloc(n * ae_coder_out(encoder), sizeof *codes, "codes", &error);
 *     ae_coder_run(encoder, pictures, labels, n, codes, &error);
 *
 * On pictures of the frame: ae_coder_apply. There a code travels as a picture of one row of d grey floats, which
 * remembers what it was made of (AeImageInfo.origin, meta), so that decoding gives the picture's own kind back.
 *
 * What comes out of one is to the bit the same whatever comes with it, in whatever order, and by however many threads:
 * the network always runs on a block of them, the last block filled up. */
#ifndef AE_STAGE_CODER_H
#define AE_STAGE_CODER_H

#include <aefilter/stage.h>

#include "model/model.h"

G_BEGIN_DECLS

enum { AE_CODER_BLOCK = 8 };

typedef struct AeCoder AeCoder;

typedef enum {
  AE_CODER_ENCODER,
  AE_CODER_DECODER,
  /* picture -> the d means, then the d logarithms of the variances (log sigma^2) of q(z|x) (Kingma & Welling 2013,
   * arXiv 1312.6114). Only of variational models: their code is a line of type "sample". */
  AE_CODER_DISTRIBUTION,
} AeCoderHalf;

/* model is referenced. threads: 0: as many as the process may use. AE_ERROR_MODEL where the model names no code, takes
 * pictures of any size, has another kind of second input, or lacks that half (it was exported without). */
AeCoder *ae_coder_new_of(AeModel *model, AeCoderHalf half, guint threads, GError **error);
/* which: as for ae_model_load; AE_ERROR_USAGE where NULL. */
AeCoder *ae_coder_new(const char *which, AeCoderHalf half, guint threads, GError **error);
void ae_coder_free(AeCoder *coder); /* accepts NULL */

/* 1..AE_CODER_BLOCK, which is what coders begin with. A smaller one is for few pictures by several threads; what comes
 * out then differs from other coders' in the last bits. Before the first run. */
void ae_coder_set_block(AeCoder *coder, guint block);

AeModel *ae_coder_model(const AeCoder *coder); /* borrowed */
AeCoderHalf ae_coder_half(const AeCoder *coder);
gsize ae_coder_model_code(const AeModel *model);    /* numbers of a code; 0: the model is no autoencoder */
guint ae_coder_model_classes(const AeModel *model); /* K of a conditional model, else 0 */
gsize ae_coder_in(const AeCoder *coder);            /* numbers of one that goes in */
gsize ae_coder_out(const AeCoder *coder);           /* numbers of one that comes out */
AeShape ae_coder_picture(const AeCoder *coder);     /* n = 1; of what goes into an encoder or comes out of a decoder */
gboolean ae_coder_vectors(const AeCoder *coder);    /* its pictures are vectors: 1 x 1 pixel of many numbers */
guint ae_coder_classes(const AeCoder *coder);       /* K where this half is given the label, else 0 */
gboolean
ae_coder_variational(const AeCoder *coder); /* ae_coder_new_of(..., AE_CODER_DISTRIBUTION, ...) has an answer */

/* n of them: in is n x ae_coder_in, out n x ae_coder_out. Pictures are rows of interleaved pixels, 0..1. labels: n of
 * 0..K-1 where there are classes (else AE_ERROR_USAGE), not looked at where there are none. One caller at a time. */
gboolean ae_coder_run(AeCoder *coder, const float *in, const int *labels, gsize n, float *out, GError **error);

/* n pixels: alpha is dropped, colour made grey (BT.601) or grey colour; to: 1 or 3 channels. */
void ae_coder_convert(guint from_channels, const float *from, guint to_channels, float *to, gsize n);

/* Reads what goes in to ae_coder_in floats. Vectors have the form of codes. A picture must have the model's size; its
 * colour is made grey (BT.601) or its grey colour where the model wants it, and alpha is left out. in stays the
 * caller's. */
gboolean ae_coder_load(const AeCoder *coder, AeRows *in, float *to, GError **error);
/* ae_coder_out numbers as a code or picture; origin: of a code the sample type of the picture that it was made of, of a
 * picture its own. meta may be NULL. */
AeRows *ae_coder_result(const AeCoder *coder, const float *numbers, AeSample origin, AeMeta *meta, GError **error);

/* One picture or code; the other comes out. label: -1 where there are no classes. Takes in, also on failure. */
AeRows *ae_coder_apply(AeCoder *coder, AeRows *in, int label, const AeSettings *settings, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(AeCoder, ae_coder_free)

G_END_DECLS
#endif
