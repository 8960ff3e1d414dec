/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <aefilter/model.h>

#include "say.h"
#include "verb.h"

extern const Verb verb_info;

static gboolean diagram;
static const GOptionEntry entries[] = {{"diagram", 'd', 0, G_OPTION_ARG_NONE, &diagram, "draw the network too", NULL},
                                       {NULL}};

/* The checksum is looked at last: what is said of a damaged file may help to find out what became of it. */
static int describe(const AeModel *model) {
  GError *error = NULL;
  g_autofree char *text = ae_model_describe(model, diagram, &error);
  if (!text)
    return say_error(error);
  int status = say_text(text);
  if (ae_model_get(model, "sha256") && !ae_model_verify(model, &error))
    return say_error(error);
  return status;
}

static int info_run(char **words) {
  GError *error = NULL;
  AeModel *model = NULL;
  if (verb_parse(&verb_info, entries, words, 1, 1, &error))
    model = ae_model_load(words[1], NULL, &error);
  int status = model ? describe(model) : say_error(error);
  ae_model_unref(model);
  return status;
}

const Verb verb_info = {"info", "MODEL [--diagram]", "layers, shapes, weights, multiply-adds a pixel, card", info_run};
