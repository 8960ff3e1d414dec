/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <aefilter/fit.h>

#include "say.h"
#include "verb.h"

extern const Verb verb_attribute;

static char *with, *without, *data, *labels, *columns, *name;
static int threads;
static const GOptionEntry entries[] = {
    {"with", 0, 0, G_OPTION_ARG_FILENAME, &with, "pictures that have it: a folder, or a list of files", "DIR|LIST"},
    {"without", 0, 0, G_OPTION_ARG_FILENAME, &without, "pictures that do not", "DIR|LIST"},
    {"data", 0, 0, G_OPTION_ARG_FILENAME, &data, "or the pictures that the model was trained with", "DIR"},
    {"labels", 0, 0, G_OPTION_ARG_FILENAME, &labels, "and a table that says how much each has of it", "FILE"},
    {"column", 0, 0, G_OPTION_ARG_STRING, &columns, "its column; several with commas between; -COLUMN: the opposite",
     "COLUMN[,...]"},
    {"name", 0, 0, G_OPTION_ARG_STRING, &name, "what aefilter add and edit call it", "NAME[,...]"},
    {"threads", 'j', 0, G_OPTION_ARG_INT, &threads, "worker threads; default: as many as there are", "N"},
    {NULL}};

static char *attribute_help(void) {
  GString *text = g_string_new("Keys:\n");
  verb_append_options(text, ae_attribute_options());
  return g_string_free(text, FALSE);
}

static const char *what_is_wrong(void) {
  if (columns)
    return with || without ? "--with and --without go with no --column" : !data ? "--data DIR is missing" : NULL;
  return data || labels ? "--column COLUMN is missing"
         : !with        ? "--with DIR|LIST is missing"
         : !without     ? "--without DIR|LIST is missing"
                        : NULL;
}

static gboolean check(GError **error) {
  const char *wrong = what_is_wrong();
  wrong = wrong ? wrong : !name ? "--name NAME is missing" : threads < 0 ? "--threads is not negative" : NULL;
  if (wrong)
    g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, wrong);
  return !wrong;
}

/* A table that lies here is meant before one of that name in the data. */
static void find_labels(void) {
  char *here = labels && g_file_test(labels, G_FILE_TEST_EXISTS) ? g_canonicalize_filename(labels, NULL) : NULL;
  if (here) {
    g_free(labels);
    labels = here;
  }
}

static int attribute_run(char **words) {
  GError *error = NULL;
  if (!verb_parse(&verb_attribute, entries, words, 1, -1, &error) || !check(&error))
    return say_error(error);
  find_labels();
  AeAttributeJob job = {.model = words[1],
                        .name = name,
                        .with = with,
                        .without = without,
                        .data = data,
                        .labels = labels,
                        .columns = columns,
                        .words = (const char *const *)words + 2,
                        .threads = (guint)threads,
                        .print = say_line};
  return ae_attribute_run(&job, &error) ? say_text("") : say_error(error);
}

const Verb verb_attribute = {
    "attribute",
    "MODEL (--with DIR|LIST --without DIR|LIST | --data DIR --labels FILE --column COLUMN) --name NAME [KEY=VALUE]...",
    "stores in the model what an attribute, such as a smile, adds to a code", attribute_run, attribute_help};
