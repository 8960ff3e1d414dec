/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <aefilter/model.h>

#include "say.h"
#include "verb.h"

extern const Verb verb_export;

static char *output;
static gboolean half, encoder, decoder;
static const GOptionEntry entries[] = {
    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "where to write it; its name must end in .safetensors", "FILE"},
    {"half", 0, 0, G_OPTION_ARG_NONE, &half, "store the weights as F16, half the size; else F32", NULL},
    {"encoder", 0, 0, G_OPTION_ARG_NONE, &encoder, "only what makes codes of pictures", NULL},
    {"decoder", 0, 0, G_OPTION_ARG_NONE, &decoder, "only what makes pictures of codes; enough to decode and unpack",
     NULL},
    {NULL}};

static gboolean check(GError **error) {
  const char *wrong = !output                                     ? "-o FILE is missing"
                      : !g_str_has_suffix(output, ".safetensors") ? "-o: its name must end in .safetensors"
                      : encoder && decoder ? "--encoder and --decoder together are the whole model"
                                           : NULL;
  if (wrong)
    g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, wrong);
  return !wrong;
}

static int export_run(char **words) {
  GError *error = NULL;
  AeModel *model = NULL;
  if (verb_parse(&verb_export, entries, words, 1, 1, &error) && check(&error))
    model = ae_model_load(words[1], NULL, &error);
  gboolean ok = model && (encoder   ? ae_model_export_encoder
                          : decoder ? ae_model_export_decoder
                                    : ae_model_export)(model, output, half, &error);
  ae_model_unref(model);
  return ok ? 0 : say_error(error);
}

const Verb verb_export = {"export", "MODEL -o FILE.safetensors [--encoder|--decoder] [--half]",
                          "writes network and weights, or one half of an autoencoder, as a file of its own",
                          export_run};
