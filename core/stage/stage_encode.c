/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* encode: a picture as the short list of numbers that an autoencoder makes of it. decode: the way back. */
#include "stage/coder_options.h"
#include "stage/coder_queue.h"
#include "stage/mark.h"

typedef struct {
  AeCoderOptions coder;
  gboolean dist; /* encode only */
} Options;

static const AeOption encode_rows[] = {
    AE_CODER_ROWS(Options, coder),
    {"dist", "give the means and then the logarithms of the variances of a variational model", AE_OPTION_BOOL,
     G_STRUCT_OFFSET(Options, dist), "no"},
    {NULL}};

static const AeOption decode_rows[] = {AE_CODER_ROWS(Options, coder), {NULL}};

typedef struct {
  AeCoder *coder;
  AeCoderQueue *queue;
  int label;
  const AeSettings *settings;
} State;

static void code_close(gpointer state) {
  State *s = state;
  ae_coder_queue_free(s->queue);
  ae_coder_free(s->coder);
  g_free(s);
}

static gboolean open_half(const Options *options, AeCoderHalf half, const AeSettings *settings, gpointer *state,
                          GError **error) {
  State *s = g_new0(State, 1);
  s->label = options->coder.label;
  s->settings = settings;
  s->coder = ae_coder_open(&options->coder, half, settings, error);
  s->queue = s->coder ? ae_coder_queue_new(s->coder, settings, error) : NULL;
  if (!s->queue) {
    code_close(s);
    return FALSE;
  }
  *state = s;
  return TRUE;
}

static gboolean encode_open(const void *values, const AeSettings *settings, gpointer *state, GError **error) {
  const Options *options = values;
  return open_half(options, options->dist ? AE_CODER_DISTRIBUTION : AE_CODER_ENCODER, settings, state, error);
}

static gboolean decode_open(const void *values, const AeSettings *settings, gpointer *state, GError **error) {
  return open_half(values, AE_CODER_DECODER, settings, state, error);
}

static AeRows *marked(const State *s, AeRows *out) {
  if (ae_coder_half(s->coder) == AE_CODER_DECODER)
    ae_mark_rows(s->settings, ae_coder_model(s->coder), out, AE_MARK_CREATED, "decode");
  return out;
}

static AeRows *code_apply(gpointer state, AeRows *in, GError **error) {
  State *s = state;
  return marked(s, ae_coder_apply(s->coder, in, s->label, s->settings, error));
}

static gboolean code_vectors(gpointer state) { return ae_coder_vectors(((State *)state)->coder); }

static void code_begin(gpointer state) { ae_coder_queue_begin(((State *)state)->queue); }

static gboolean code_take(gpointer state, AeRows *in, GError **error) {
  State *s = state;
  return ae_coder_queue_take(s->queue, in, s->label, error);
}

static AeRows *code_next(gpointer state, GError **error) {
  State *s = state;
  return marked(s, ae_coder_queue_next(s->queue, error));
}

const AeStage ae_stage_encode = {
    .name = "encode",
    .help = "turn a picture into the code of an autoencoder",
    .description = "Gives the numbers that the encoder of a model makes of a picture, which must have the model's "
                   "size: the means, where the model is variational, and with dist=1 behind them as many logarithms "
                   "of variances. decode makes a picture of them again. A conditional model is told the picture's "
                   "class by label. A stream's pictures are worked on many at a time.",
    .in = AE_KIND_IMAGE,
    .out = AE_KIND_CODE,
    .options = encode_rows,
    .options_size = sizeof(Options),
    .open = encode_open,
    .apply = code_apply,
    .begin = code_begin,
    .take = code_take,
    .next = code_next,
    .close = code_close,
    .vectors = code_vectors,
};

const AeStage ae_stage_decode = {
    .name = "decode",
    .help = "turn a code of an autoencoder into a picture",
    .description = "Gives the picture that the decoder of a model makes of a code, with the sample type of the picture "
                   "that the code was made of, if it was made in the same command, else 8 bits. A conditional model "
                   "is told by label which class the picture shall be of.",
    .in = AE_KIND_CODE,
    .out = AE_KIND_IMAGE,
    .options = decode_rows,
    .options_size = sizeof(Options),
    .open = decode_open,
    .apply = code_apply,
    .begin = code_begin,
    .take = code_take,
    .next = code_next,
    .close = code_close,
};
