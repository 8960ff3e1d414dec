/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <aefilter/pca.h>

#include "say.h"
#include "verb.h"

extern const Verb verb_pca;

static char *data, *output;
static const GOptionEntry entries[] = {
    {"data", 0, 0, G_OPTION_ARG_FILENAME, &data, "folder of the data", "DIR"},
    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "the model; its name must end in .safetensors", "MODEL"},
    {NULL}};

static char *pca_help(void) {
  GString *text = g_string_new("Keys, beside those of the kind of data:\n");
  verb_append_options(text, ae_pca_options());
  return g_string_free(text, FALSE);
}

static gboolean check(GError **error) {
  const char *wrong = !output                                     ? "-o MODEL is missing"
                      : !g_str_has_suffix(output, ".safetensors") ? "-o: its name must end in .safetensors"
                                                                  : NULL;
  if (wrong)
    g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, wrong);
  return !wrong;
}

static int pca_run(char **words) {
  GError *error = NULL;
  if (!verb_parse(&verb_pca, entries, words, 0, -1, &error) || !check(&error))
    return say_error(error);
  AePcaJob job = {.data = data, .words = (const char *const *)words + 1, .output = output};
  return ae_pca_run(&job, &error) ? 0 : say_error(error);
}

const Verb verb_pca = {"pca", "[--data DIR] [KEY=VALUE]... -o MODEL",
                       "makes the linear autoencoder with the least squared error: principal components", pca_run,
                       pca_help};
