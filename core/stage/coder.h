/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The two halves of an autoencoder of pictures of one size: encoder, picture -> code, and decoder, code -> picture. The
 * model's metadata names the line of the network that is the code ("code"). A code travels as a picture of one row of d
 * grey floats, which remembers what it was made of (AeImageInfo.origin, meta), so that decoding gives the picture's own
 * kind back. Encoding and then decoding is to the bit the same for any number of threads and pictures: one picture goes
 * through at a time. */
#ifndef AE_STAGE_CODER_H
#define AE_STAGE_CODER_H

#include <aefilter/stage.h>

#include "model/model.h"

typedef struct AeCoder AeCoder;

/* The keys of the stages that use one. */
typedef struct {
  char *model;
} AeCoderOptions;

extern const AeOption ae_coder_rows[];

typedef enum { AE_CODER_ENCODER, AE_CODER_DECODER } AeCoderHalf;

/* which: as for ae_model_load. AE_ERROR_USAGE where NULL; AE_ERROR_MODEL where the model names no code, takes pictures
 * of any size, or takes more than the picture (a label). */
AeCoder *ae_coder_new(const char *which, AeCoderHalf half, GError **error);
void ae_coder_free(AeCoder *coder); /* accepts NULL */

int ae_coder_side(const AeCoder *coder); /* of an encoder: the longer side of its pictures, pixels */

/* n pixels: alpha is dropped, colour made grey (BT.601) or grey colour; to: 1 or 3 channels. */
void ae_coder_convert(guint from_channels, const float *from, guint to_channels, float *to, gsize n);

/* One picture or code; the other comes out. Takes in, also on failure. A picture must have the model's size; its colour
 * is made grey (BT.601) or its grey colour where the model wants it, and alpha is left out. */
AeRows *ae_coder_apply(AeCoder *coder, AeRows *in, const AeSettings *settings, GError **error);

#endif
