/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <aefilter/model.h>

#include "say.h"
#include "verb.h"

extern const Verb verb_export;

static char *output;
static gboolean half;
static const GOptionEntry entries[] = {
    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "where to write it; its name must end in .safetensors", "FILE"},
    {"half", 0, 0, G_OPTION_ARG_NONE, &half, "store the weights as F16, half the size; else F32", NULL},
    {NULL}};

static gboolean check_output(GError **error) {
  if (output && g_str_has_suffix(output, ".safetensors"))
    return TRUE;
  g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE,
                      output ? "-o: its name must end in .safetensors" : "-o FILE is missing");
  return FALSE;
}

static int export_run(char **words) {
  GError *error = NULL;
  AeModel *model = NULL;
  if (verb_parse(&verb_export, entries, words, 1, 1, &error) && check_output(&error))
    model = ae_model_load(words[1], NULL, &error);
  gboolean ok = model && ae_model_export(model, output, half, &error);
  ae_model_unref(model);
  return ok ? 0 : say_error(error);
}

const Verb verb_export = {"export", "MODEL -o FILE.safetensors [--half]",
                          "writes network and weights as a file for other programs", export_run};
