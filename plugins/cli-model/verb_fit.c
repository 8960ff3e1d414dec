/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <aefilter/fit.h>

#include "say.h"
#include "verb.h"

extern const Verb verb_fit;

static char *data;
static int threads;
static const GOptionEntry entries[] = {
    {"data", 0, 0, G_OPTION_ARG_FILENAME, &data, "folder of the data", "DIR"},
    {"threads", 'j', 0, G_OPTION_ARG_INT, &threads, "worker threads; default: as many as there are", "N"},
    {NULL}};

static char *fit_help(void) {
  GString *text = g_string_new("Keys, beside those of the kind of data:\n");
  verb_append_options(text, ae_fit_options());
  return g_string_free(text, FALSE);
}

static int fit_run(char **words) {
  GError *error = NULL;
  if (!verb_parse(&verb_fit, entries, words, 1, -1, &error))
    return say_error(error);
  AeFitJob job = {.model = words[1],
                  .data = data,
                  .words = (const char *const *)words + 2,
                  .threads = (guint)MAX(threads, 0),
                  .print = say_line};
  return ae_fit_run(&job, &error) ? say_text("") : say_error(error);
}

const Verb verb_fit = {"fit", "MODEL [--data DIR] [KEY=VALUE]...",
                       "stores in the model how its codes are distributed (sample) and their ranges (pack)", fit_run,
                       fit_help};
