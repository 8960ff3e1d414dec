/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <aefilter/eval.h>
#include <stdio.h>
#include <string.h>

#include "say.h"
#include "verb.h"

extern const Verb verb_eval;

static char *data, *precision;
static int threads;
static const GOptionEntry entries[] = {
    {"data", 0, 0, G_OPTION_ARG_FILENAME, &data, "folder of clean pictures, or of a data set", "DIR"},
    {"threads", 'j', 0, G_OPTION_ARG_INT, &threads, "worker threads (0: as many as there are)", "N"},
    {"precision", 0, 0, G_OPTION_ARG_STRING, &precision, "arithmetic, as of aefilter", "f32|bf16|auto"},
    {NULL}};

/* A line at a time: the reader of a pipe sees how far it has come. */
static void print_line(const char *line, gpointer user_data) {
  puts(line);
  fflush(stdout);
}

static gboolean make_settings(AeSettings *settings, GError **error) {
  static const char *const names[] = {"auto", "f32", "bf16"}; /* in the order of AePrecision */
  guint i = 0;
  while (precision && i < G_N_ELEMENTS(names) && strcmp(precision, names[i]))
    i++;
  if (i == G_N_ELEMENTS(names) || threads < 0) {
    g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE,
                        "--precision is f32, bf16 or auto, and --threads is not negative");
    return FALSE;
  }
  *settings = (AeSettings){.threads = (guint)threads, .precision = (AePrecision)i};
  return TRUE;
}

static char *eval_help(void) {
  GString *text = g_string_new("Keys for autoencoders and classifiers, beside those of the kind of data:\n");
  verb_append_options(text, ae_measure_options());
  g_string_append(text, "\nMeasures (*: usual):\n");
  for (const AeMeasure *const *row = ae_measures(); *row; row++)
    g_string_append_printf(text, "  %s%s  %s\n", ae_measure_name(*row), ae_measure_is_usual(*row) ? "*" : "",
                           ae_measure_help(*row));
  for (const AeEval *const *eval = ae_evals(); *eval; eval++) {
    g_string_append_printf(text, "\nKeys of a model for %s (%s):\n", ae_eval_task(*eval), ae_eval_help(*eval));
    verb_append_options(text, ae_eval_options(*eval));
  }
  return g_string_free(text, FALSE);
}

static int eval_run(char **words) {
  GError *error = NULL;
  AeSettings settings;
  if (!verb_parse(&verb_eval, entries, words, 1, -1, &error) || !make_settings(&settings, &error))
    return say_error(error);
  AeEvalJob job = {.model = words[1],
                   .data = data,
                   .words = (const char *const *)words + 2,
                   .settings = &settings,
                   .print = print_line};
  if (!ae_eval_run(&job, &error))
    return say_error(error);
  return ferror(stdout) ? say_text("") : 0;
}

const Verb verb_eval = {"eval", "MODEL [--data DIR] [KEY=VALUE]...",
                        "measures a model on clean pictures or a data set: a table of errors, and what codes tell",
                        eval_run, eval_help};
