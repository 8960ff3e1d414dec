/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What an autoencoder makes of a picture: encode and decode in one. */
#include "image/bridge.h"
#include "stage/coder_options.h"

typedef struct {
  AeCoderOptions coder;
} Options;

static const AeOption rows[] = {AE_CODER_ROWS(Options, coder), {NULL}};

typedef struct {
  AeCoder *encoder, *decoder;
  int label;
  const AeSettings *settings;
} State;

static void reconstruct_close(gpointer state) {
  State *s = state;
  ae_coder_free(s->encoder);
  ae_coder_free(s->decoder);
  g_free(s);
}

static gboolean reconstruct_open(const void *values, const AeSettings *settings, gpointer *state, GError **error) {
  const AeCoderOptions *options = &((const Options *)values)->coder;
  State *s = g_new0(State, 1);
  s->settings = settings;
  s->label = options->label;
  s->encoder = ae_coder_open(options, AE_CODER_ENCODER, settings, error);
  s->decoder = s->encoder ? ae_coder_open(options, AE_CODER_DECODER, settings, error) : NULL;
  if (!s->decoder) {
    reconstruct_close(s);
    return FALSE;
  }
  *state = s;
  return TRUE;
}

/* The colour of the result in the original's channels; its alpha stays. */
static void replace_colour(AeImage *original, const AeImage *result) {
  guint from = result->info.channels, to = original->info.channels, colours = to >= 3 ? 3 : 1;
  gsize n = (gsize)result->info.width * result->info.height;
  g_autofree float *in = g_new(float, n *from), *out = g_new(float, n *to), *pixel = g_new(float, n *colours);
  ae_bridge_to_float(&result->info, result->data, in, n);
  ae_bridge_to_float(&original->info, original->data, out, n);
  ae_coder_convert(from, in, colours, pixel, n);
  for (gsize i = 0; i < n; i++)
    for (guint c = 0; c < colours; c++)
      out[i * to + c] = pixel[i * colours + c];
  ae_bridge_from_float(&original->info, out, original->data, n);
}

/* Takes both. */
static AeRows *as_original(AeImage *original, AeRows *result, GError **error) {
  AeImage *image = result ? ae_image_from_rows(result, error) : NULL;
  ae_rows_free(result);
  if (image)
    replace_colour(original, image);
  else
    g_clear_pointer(&original, ae_image_free);
  ae_image_free(image);
  return original ? ae_image_rows(original, TRUE) : NULL;
}

static AeRows *reconstruct_apply(gpointer state, AeRows *in, GError **error) {
  const State *s = state;
  AeImage *original = ae_image_from_rows(in, error);
  ae_rows_free(in);
  if (!original)
    return NULL;
  AeSettings quiet = *s->settings;
  quiet.progress = NULL;
  AeRows *code = ae_coder_apply(s->encoder, ae_image_rows(original, FALSE), s->label, &quiet, error);
  return as_original(original, code ? ae_coder_apply(s->decoder, code, s->label, s->settings, error) : NULL, error);
}

static gboolean reconstruct_vectors(gpointer state) { return ae_coder_vectors(((State *)state)->encoder); }

/* A pixel depends on the whole picture: a region grows to all of it. */
static guint reconstruct_margin(gpointer state) {
  AeShape picture = ae_coder_picture(((const State *)state)->encoder);
  return (guint)MAX(picture.w, picture.h);
}

const AeStage ae_stage_reconstruct = {
    .name = "reconstruct",
    .help = "show what an autoencoder keeps of a picture",
    .description = "Sends a picture through the encoder and the decoder of a model, and so shows what its code keeps "
                   "and what is lost. The picture must have the model's size; alpha is left as it is.",
    .in = AE_KIND_IMAGE,
    .out = AE_KIND_IMAGE,
    .same_size = TRUE,
    .options = rows,
    .options_size = sizeof(Options),
    .open = reconstruct_open,
    .apply = reconstruct_apply,
    .close = reconstruct_close,
    .vectors = reconstruct_vectors,
    .margin = reconstruct_margin,
};
