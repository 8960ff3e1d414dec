/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <aefilter/fit.h>

#include "say.h"
#include "verb.h"

extern const Verb verb_attribute;

static char *with, *without, *name;
static int threads;
static const GOptionEntry entries[] = {
    {"with", 0, 0, G_OPTION_ARG_FILENAME, &with, "pictures that have it: a folder, or a list of files", "DIR|LIST"},
    {"without", 0, 0, G_OPTION_ARG_FILENAME, &without, "pictures that do not", "DIR|LIST"},
    {"name", 0, 0, G_OPTION_ARG_STRING, &name, "what aefilter add calls it", "NAME"},
    {"threads", 'j', 0, G_OPTION_ARG_INT, &threads, "worker threads; default: as many as there are", "N"},
    {NULL}};

static char *attribute_help(void) {
  GString *text = g_string_new("Keys:\n");
  verb_append_options(text, ae_attribute_options());
  return g_string_free(text, FALSE);
}

static gboolean check(GError **error) {
  const char *wrong = !with         ? "--with DIR|LIST is missing"
                      : !without    ? "--without DIR|LIST is missing"
                      : !name       ? "--name NAME is missing"
                      : threads < 0 ? "--threads is not negative"
                                    : NULL;
  if (wrong)
    g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, wrong);
  return !wrong;
}

static int attribute_run(char **words) {
  GError *error = NULL;
  if (!verb_parse(&verb_attribute, entries, words, 1, -1, &error) || !check(&error))
    return say_error(error);
  AeAttributeJob job = {.model = words[1],
                        .name = name,
                        .with = with,
                        .without = without,
                        .words = (const char *const *)words + 2,
                        .threads = (guint)threads,
                        .print = say_line};
  return ae_attribute_run(&job, &error) ? say_text("") : say_error(error);
}

const Verb verb_attribute = {"attribute", "MODEL --with DIR|LIST --without DIR|LIST --name NAME [KEY=VALUE]...",
                             "stores in the model what an attribute, such as a smile, adds to a code", attribute_run,
                             attribute_help};
