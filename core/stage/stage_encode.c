/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* encode: a picture as the short list of numbers that an autoencoder makes of it. decode: the way back. */
#include "stage/coder_options.h"

typedef struct {
  AeCoder *coder;
  int label;
  const AeSettings *settings;
} State;

static gboolean open_half(const void *values, AeCoderHalf half, const AeSettings *settings, gpointer *state,
                          GError **error) {
  const AeCoderOptions *options = values;
  AeCoder *coder = ae_coder_open(options, half, settings, error);
  if (!coder)
    return FALSE;
  State *s = g_new(State, 1);
  *s = (State){coder, options->label, settings};
  *state = s;
  return TRUE;
}

static gboolean encode_open(const void *values, const AeSettings *settings, gpointer *state, GError **error) {
  return open_half(values, AE_CODER_ENCODER, settings, state, error);
}

static gboolean decode_open(const void *values, const AeSettings *settings, gpointer *state, GError **error) {
  return open_half(values, AE_CODER_DECODER, settings, state, error);
}

static AeRows *code_apply(gpointer state, AeRows *in, GError **error) {
  State *s = state;
  return ae_coder_apply(s->coder, in, s->label, s->settings, error);
}

static void code_close(gpointer state) {
  ae_coder_free(((State *)state)->coder);
  g_free(state);
}

const AeStage ae_stage_encode = {
    .name = "encode",
    .help = "turn a picture into the code of an autoencoder",
    .description = "Gives the numbers that the encoder of a model makes of a picture, which must have the model's "
                   "size: the means, where the model is variational. decode makes a picture of them again.",
    .in = AE_KIND_IMAGE,
    .out = AE_KIND_CODE,
    .options = ae_coder_rows,
    .options_size = sizeof(AeCoderOptions),
    .open = encode_open,
    .apply = code_apply,
    .close = code_close,
};

const AeStage ae_stage_decode = {
    .name = "decode",
    .help = "turn a code of an autoencoder into a picture",
    .description = "Gives the picture that the decoder of a model makes of a code, with the sample type of the picture "
                   "that the code was made of, if it was made in the same command, else 8 bits.",
    .in = AE_KIND_CODE,
    .out = AE_KIND_IMAGE,
    .options = ae_coder_rows,
    .options_size = sizeof(AeCoderOptions),
    .open = decode_open,
    .apply = code_apply,
    .close = code_close,
};
