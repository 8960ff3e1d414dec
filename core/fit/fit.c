/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <aefilter/fit.h>

#include "base/checked.h"
#include "fit/encode.h"
#include "latent/quantise.h"
#include "measure/examples.h"
#include "measure/keys.h"
#include "stage/model_prior.h"

enum { BITS = 8 };

typedef struct {
  char *kind;
  int prior, components, n, seed;
} Options;

static const AeOption rows[] = {
    {"prior", "what is fitted to the codes", AE_OPTION_CHOICE, G_STRUCT_OFFSET(Options, prior), "diag",
     .choices = ae_model_prior_names},
    {"components", "Gaussians of a mixture", AE_OPTION_INT, G_STRUCT_OFFSET(Options, components), "10", 1,
     AE_PRIOR_MAX_COMPONENTS},
    {"n", "examples that are encoded, at most", AE_OPTION_INT, G_STRUCT_OFFSET(Options, n), "10000", 1, 10000000},
    {"kind", "kind of data; if not given, found by what lies in the folder", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, kind)},
    {"seed", "of a mixture's start and of examples that are made at random", AE_OPTION_INT,
     G_STRUCT_OFFSET(Options, seed), "0", 0, G_MAXINT},
    {NULL}};

const AeOption *ae_fit_options(void) { return rows; }

/* ---- codes ---- */

typedef struct {
  AeExampleParts *parts;
  guint64 seed;
} Source;

static int picture(gpointer data, gsize i, float *out, GError **error) {
  const Source *source = data;
  return ae_example_train(source->parts, (guint)i, source->seed, out);
}

static gboolean check_labels(const AeExampleParts *parts, const AeCoder *encoder, GError **error) {
  if (ae_coder_classes(encoder) == 0 || ae_example_parts_classes(parts) > 0)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "model %s must be told labels, and the data has none",
              ae_model_name(ae_coder_model(encoder)));
  return FALSE;
}

static gboolean encode_data(const AeFitJob *job, const Options *o, AeCoder *encoder, AeCodes *codes, GError **error) {
  AeShape s = ae_coder_picture(encoder);
  const AeDataKind *kind = ae_examples_kind(o->kind, job->data, error);
  g_auto(GStrv) rest = kind ? ae_keys_rest(rows, kind, "fit", job->words, error) : NULL;
  g_autoptr(AeExampleParts) parts =
      rest ? ae_example_parts_open(kind, job->data, (const char *const *)rest, (AeDataShape){s.w, s.h, s.c}, error)
           : NULL;
  if (!parts || !check_labels(parts, encoder, error))
    return FALSE;
  Source source = {parts, (guint64)o->seed};
  gsize n = MIN((gsize)o->n, ae_example_parts_train(parts));
  return ae_fit_encode(encoder, picture, &source, n, codes, error);
}

/* ---- storing ---- */

static void add_prior(AeModelWriter *writer, gconstpointer prior) { ae_prior_write(prior, writer); }
static void add_quantiser(AeModelWriter *writer, gconstpointer quantiser) { ae_quantiser_write(quantiser, writer); }

static gboolean store_ranges(const AeModel *model, const AeCodes *codes, GError **error) {
  g_autoptr(AeQuantiser) quantiser = ae_quantiser_fit(codes, BITS, AE_RANGE_EXTREMES, error);
  return quantiser && ae_model_set_side(model, "quantise.", add_quantiser, quantiser, error);
}

static gboolean mean_density(const AePrior *prior, const AeCodes *codes, double *mean, GError **error) {
  double *densities = ae_alloc(codes->n, sizeof *densities, "densities", error);
  gboolean good = densities && ae_prior_log_density(prior, codes, densities, error);
  *mean = 0;
  for (gsize i = 0; good && i < codes->n; i++)
    *mean += densities[i] / (double)codes->n;
  ae_free(densities);
  return good;
}

static void print(const AeFitJob *job, const char *what, double value) {
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *line = g_strdup_printf("%s\t%s", what, g_ascii_formatd(number, sizeof number, "%.6g", value));
  job->print(line, job->user_data);
}

static gboolean report(const AeFitJob *job, const AePrior *prior, const AeCodes *codes, GError **error) {
  double fitted, standard;
  g_autoptr(AePrior) normal = ae_prior_standard(codes->d, error);
  if (!normal || !mean_density(prior, codes, &fitted, error) || !mean_density(normal, codes, &standard, error))
    return FALSE;
  job->print("what\tvalue", job->user_data);
  print(job, "codes", (double)codes->n);
  print(job, "numbers", codes->d);
  print(job, "components", prior->k);
  print(job, "log_density", fitted);
  print(job, "log_density_normal", standard);
  return TRUE;
}

static gboolean store_prior(const AeFitJob *job, const Options *o, const char *path, const AeCodes *codes,
                            GError **error) {
  const AePriorKind *kind = ae_model_prior_kind(o->prior);
  if (!kind->fitted)
    return TRUE;
  AeModel *model = ae_model_load(path, NULL, error);
  g_autofree char *prefix = g_strdup_printf("prior.%s.", kind->name);
  g_autoptr(AePrior) prior = model ? ae_prior_fit(kind, codes, o->components, (guint64)o->seed, error) : NULL;
  gboolean good =
      prior && ae_model_set_side(model, prefix, add_prior, prior, error) && report(job, prior, codes, error);
  ae_model_unref(model);
  return good;
}

static gboolean run(const AeFitJob *job, const Options *o, GError **error) {
  g_autoptr(AeCoder) encoder = ae_coder_new(job->model, AE_CODER_ENCODER, job->threads, error);
  AeCodes codes;
  if (!encoder || !encode_data(job, o, encoder, &codes, error))
    return FALSE;
  const AeModel *model = ae_coder_model(encoder);
  gboolean good = store_ranges(model, &codes, error) && store_prior(job, o, ae_model_path(model), &codes, error);
  ae_free((gpointer)codes.data);
  return good;
}

gboolean ae_fit_run(const AeFitJob *job, GError **error) {
  Options options = {0};
  ae_options_init(rows, &options);
  gboolean good = ae_keys_set(rows, &options, "fit", job->words, error) && run(job, &options, error);
  ae_options_clear(rows, &options);
  return good;
}
