/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Bourlard & Kamp 1988; Baldi & Hornik 1989: see latent/pca.h. */
#include <aefilter/pca.h>

#include "measure/keys.h"
#include "measure/pca_fit.h"
#include "model/model.h"

typedef struct {
  char *kind, *name;
  int codes, width, height, channels;
} Options;

static const AeOption rows[] = {
    {"codes", "numbers of a code", AE_OPTION_INT, G_STRUCT_OFFSET(Options, codes), "32", 1, AE_PCA_MAX},
    {"kind", "kind of data; if not given, found by what lies in the folder", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, kind)},
    {"name", "name of the model", AE_OPTION_STRING, G_STRUCT_OFFSET(Options, name), "pca"},
    {"width", "width of an example; auto: the data's", AE_OPTION_INT, G_STRUCT_OFFSET(Options, width), "auto", 1, 4096,
     TRUE, .unit = "px"},
    {"height", "height of an example; auto: the data's", AE_OPTION_INT, G_STRUCT_OFFSET(Options, height), "auto", 1,
     4096, TRUE, .unit = "px"},
    {"channels", "numbers of a pixel; auto: the data's", AE_OPTION_INT, G_STRUCT_OFFSET(Options, channels), "auto", 1,
     8192, TRUE},
    {NULL}};

const AeOption *ae_pca_options(void) { return rows; }

/* ---- the data ---- */

static gboolean take_shape(const Options *o, const AeDataKind *kind, const char *dir, const char *const *words,
                           AeDataShape *shape, GError **error) {
  AeDataShape found = {28, 28, 1};
  if (!ae_example_parts_shape(kind, dir, words, &found, error))
    return FALSE;
  shape->width = o->width == AE_AUTO ? found.width : o->width;
  shape->height = o->height == AE_AUTO ? found.height : o->height;
  shape->channels = o->channels == AE_AUTO ? found.channels : o->channels;
  return TRUE;
}

/* data: what the kind and its options are called; g_free. */
static AePca *fit_data(const AeDataKind *kind, const char *dir, const char *const *words, AeDataShape shape, int codes,
                       char **data, GError **error) {
  g_autoptr(AeExampleParts) parts = ae_example_parts_open(kind, dir, words, shape, error);
  *data = parts ? ae_example_parts_words(parts) : NULL;
  return parts ? ae_pca_of_parts(parts, shape, codes, error) : NULL;
}

/* ---- the model ---- */

static char *net_text(AeDataShape s, int codes) {
  return g_strdup_printf(
      "x input channels=%d height=%d width=%d\nf flatten\ncode dense out=%d\nd dense out=%" G_GSIZE_FORMAT
      "\ny reshape channels=%d height=%d width=%d\n",
      s.channels, s.height, s.width, codes, ae_data_count(s), s.channels, s.height, s.width);
}

static char *card_text(const AePca *pca, const char *name) {
  return g_strdup_printf("# %s\n\nThe principal components of %" G_GSIZE_FORMAT " examples of %d numbers, as a linear "
                         "autoencoder. No linear code of %d numbers has a smaller squared error on them; it holds %.2f "
                         "%% of their variance.\n",
                         name, pca->n, pca->d, pca->k, 100 * ae_pca_explained(pca, pca->k));
}

static gboolean save(const AePca *pca, const char *name, const char *data, const AeGraph *graph, const AeParams *params,
                     const char *path, GError **error) {
  g_autofree char *card = card_text(pca, name);
  g_autoptr(GHashTable) metadata = g_hash_table_new(g_str_hash, g_str_equal);
  const char *const pairs[][2] = {
      {"task", "reconstruct"}, {"name", name}, {"code", "code"}, {"card", card}, {"data", data}};
  for (guint i = 0; i < G_N_ELEMENTS(pairs); i++)
    g_hash_table_insert(metadata, (gpointer)pairs[i][0], (gpointer)pairs[i][1]);
  return ae_model_save(path, graph, params, metadata, FALSE, error);
}

static gboolean write_model(const AePca *pca, AeDataShape shape, const char *name, const char *data, const char *path,
                            GError **error) {
  g_autofree char *text = net_text(shape, pca->k);
  AeGraph *graph = ae_graph_parse(text, name, error);
  AeParams *params = graph ? ae_params_new(graph, error) : NULL;
  gboolean ok = params &&
                ae_pca_weights(pca, pca->k, ae_params_find(params, "code.weight")->data,
                               ae_params_find(params, "code.bias")->data, ae_params_find(params, "d.weight")->data,
                               ae_params_find(params, "d.bias")->data, error) &&
                save(pca, name, data, graph, params, path, error);
  ae_params_free(params);
  ae_graph_unref(graph);
  return ok;
}

/* ---- the run ---- */

static gboolean run(const AePcaJob *job, Options *o, GError **error) {
  const AeDataKind *kind =
      ae_keys_set(rows, o, "pca", job->words, error) ? ae_examples_kind(o->kind, job->data, error) : NULL;
  g_auto(GStrv) rest = kind ? ae_keys_rest(rows, kind, "pca", job->words, error) : NULL;
  const char *const *words = (const char *const *)rest;
  AeDataShape shape;
  if (!rest || !take_shape(o, kind, job->data, words, &shape, error))
    return FALSE;
  g_autofree char *data = NULL;
  g_autoptr(AePca) pca = fit_data(kind, job->data, words, shape, o->codes, &data, error);
  return pca && write_model(pca, shape, o->name, data, job->output, error);
}

gboolean ae_pca_run(const AePcaJob *job, GError **error) {
  Options options = {0};
  ae_options_init(rows, &options);
  gboolean ok = run(job, &options, error);
  ae_options_clear(rows, &options);
  return ok;
}
