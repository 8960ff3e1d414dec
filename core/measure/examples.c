/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "measure/examples.h"

#include <string.h>

/* How kinds of data are known by what lies in the folder, and what is to be set where one of theirs is a test set. */
static const struct {
  const char *kind, *file;
  const char *test[5]; /* keys, the first of them one that a user sets for another test set */
} signs[] = {
    {"idx",
     "t10k-images-idx3-ubyte",
     {"images=t10k-images-idx3-ubyte", "labels=t10k-labels-idx1-ubyte", "held_out=0", "examples=auto"}},
    {"idx", "train-images-idx3-ubyte"},
    {"cifar", "test_batch.bin", {"files=test_batch.bin", "held_out=0"}},
    {"cifar", "data_batch_1.bin"},
    {"csv", "data.csv"},
    {"pairs", "targets"},
};

/* One opened data set. */
typedef struct {
  void *options;
  gpointer data;
} Source;

struct AeExampleParts {
  const AeDataKind *kind;
  Source train, test; /* test.data NULL: it is the held-out part of train */
};

static gboolean has_file(const char *dir, const char *name) {
  g_autofree char *plain = g_build_filename(dir, name, NULL), *packed = g_strconcat(plain, ".gz", NULL);
  return g_file_test(plain, G_FILE_TEST_EXISTS) || g_file_test(packed, G_FILE_TEST_EXISTS);
}

static const char *guess_kind(const char *dir) {
  for (guint i = 0; i < G_N_ELEMENTS(signs); i++)
    if (has_file(dir, signs[i].file))
      return signs[i].kind;
  return g_str_has_suffix(dir, ".csv") ? "csv" : "folder";
}

const AeDataKind *ae_examples_kind(const char *kind, const char *dir, GError **error) {
  if (!kind)
    kind = dir ? guess_kind(dir) : "folder";
  const AeDataKind *found = ae_data_kind_by_name(kind, error);
  if (!found || dir || found->made)
    return found;
  g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, "--data DIR is missing");
  return NULL;
}

static gboolean set_words(const AeDataKind *kind, void *options, const char *const *words, GError **error) {
  g_autofree char *owner = g_strdup_printf("data of kind %s", kind->name);
  for (; words && *words; words++) {
    g_auto(GStrv) pair = g_strsplit(*words, "=", 2);
    if (!ae_option_set(kind->options, options, owner, pair[0], pair[1] ? pair[1] : "", error))
      return FALSE;
  }
  return TRUE;
}

gboolean ae_example_parts_shape(const AeDataKind *kind, const char *dir, const char *const *words, AeDataShape *shape,
                                GError **error) {
  if (!kind->shape)
    return TRUE;
  void *options = g_malloc0(MAX(kind->options_size, 1));
  ae_options_init(kind->options, options);
  gboolean ok = set_words(kind, options, words, error) && kind->shape(options, dir, shape, error);
  ae_options_clear(kind->options, options);
  g_free(options);
  return ok;
}

/* more: words that are set behind words, or NULL. */
static gboolean open_source(Source *source, const AeDataKind *kind, const char *dir, const char *const *words,
                            const char *const *more, AeDataShape shape, GError **error) {
  source->options = g_malloc0(MAX(kind->options_size, 1));
  ae_options_init(kind->options, source->options);
  if (set_words(kind, source->options, words, error) && set_words(kind, source->options, more, error))
    source->data = kind->open(source->options, dir, shape, error);
  return source->data != NULL;
}

static void close_source(const AeDataKind *kind, Source *source) {
  if (source->data)
    kind->close(source->data);
  if (source->options)
    ae_options_clear(kind->options, source->options);
  g_free(source->options);
}

/* The keys of a test set that lies in the folder and that the user has not named another one for; NULL: none. */
static const char *const *test_keys(const AeDataKind *kind, const char *dir, const char *const *words) {
  for (guint i = 0; i < G_N_ELEMENTS(signs); i++) {
    const char *first = signs[i].test[0];
    gboolean named = FALSE;
    for (const char *const *word = words; first && word && *word; word++)
      named |= !strncmp(*word, first, (gsize)(strchr(first, '=') + 1 - first));
    if (first && !named && dir && !strcmp(signs[i].kind, kind->name) && has_file(dir, signs[i].file))
      return signs[i].test;
  }
  return NULL;
}

AeExampleParts *ae_example_parts_open(const AeDataKind *kind, const char *dir, const char *const *words,
                                      AeDataShape shape, GError **error) {
  AeExampleParts *parts = g_new0(AeExampleParts, 1);
  const char *const *test = test_keys(kind, dir, words);
  parts->kind = kind;
  gboolean ok = (!test || open_source(&parts->test, kind, dir, words, test, shape, error)) &&
                open_source(&parts->train, kind, dir, words, NULL, shape, error);
  if (ok)
    return parts;
  ae_example_parts_free(parts);
  return NULL;
}

void ae_example_parts_free(AeExampleParts *parts) {
  if (!parts)
    return;
  close_source(parts->kind, &parts->train);
  close_source(parts->kind, &parts->test);
  g_free(parts);
}

char *ae_example_parts_words(const AeExampleParts *parts) { return ae_data_words(parts->kind, parts->train.options); }

static guint classes_of(const AeDataKind *kind, const Source *source) {
  return kind->classes ? kind->classes(source->data) : 0;
}

guint ae_example_parts_classes(const AeExampleParts *parts) {
  guint train = classes_of(parts->kind, &parts->train);
  guint test = parts->test.data ? classes_of(parts->kind, &parts->test) : train;
  return train && test ? MAX(train, test) : 0;
}

guint ae_example_parts_train(const AeExampleParts *parts) {
  return parts->kind->count ? parts->kind->count(parts->train.data) : G_MAXUINT;
}

static guint held_out(const AeExampleParts *parts) { return parts->kind->held_out(parts->train.data); }

guint ae_example_parts_held_out(const AeExampleParts *parts) {
  if (parts->test.data)
    return parts->kind->count(parts->test.data);
  return held_out(parts) || !parts->kind->count ? held_out(parts) : ae_example_parts_train(parts);
}

guint ae_example_parts_only_held_out(const AeExampleParts *parts) {
  return parts->test.data ? ae_example_parts_held_out(parts) : held_out(parts);
}

const float *ae_example_numbers(const AeExampleParts *parts, int row) {
  return parts->kind->numbers(parts->train.data, row);
}

int ae_example_held_out(const AeExampleParts *parts, guint i, float *out) {
  if (parts->test.data)
    return parts->kind->example(parts->test.data, i, out);
  return held_out(parts) ? parts->kind->validation(parts->train.data, i, out)
                         : parts->kind->example(parts->train.data, i, out);
}

int ae_example_train(const AeExampleParts *parts, guint i, guint64 seed, float *out) {
  if (parts->kind->example)
    return parts->kind->example(parts->train.data, i, out);
  AeRng rng;
  ae_rng_init(&rng, seed, i);
  return parts->kind->draw(parts->train.data, &rng, out);
}

gboolean ae_example_parts_text(const AeExampleParts *parts) { return parts->kind->line != NULL; }

char *ae_example_line(const AeExampleParts *parts, const float *numbers, gsize n, gboolean *whole) {
  return parts->kind->line(parts->train.options, numbers, n, whole);
}

gboolean ae_example_parts_paired(const AeExampleParts *parts) { return parts->kind->input != NULL; }

gboolean ae_example_parts_open_inputs(AeExampleParts *parts, AeDataShape shape, GError **error) {
  return !parts->kind->input || parts->kind->open_inputs(parts->train.data, shape, error);
}

void ae_example_input(const AeExampleParts *parts, guint i, gboolean train, float *out) {
  parts->kind->input(parts->train.data, i, !train && held_out(parts) > 0, out);
}
