/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What becomes of a picture as its code is shaken more and more: D(e + s n), n drawn once a picture from N(0, I). */
#include <math.h>
#include <string.h>

#include "base/rng.h"
#include "plot/number.h"
#include "plot/part.h"
#include "plot/plots.h"
#include "plot/sheet.h"
#include "plot/vectors.h"
#include "train/metrics.h"

enum { MAX_SIGMAS = 32 };

typedef struct {
  AePlotCommon common;
  char *sigmas, *code;
  int count, seed;
} Options;

static const AeOption options[] = {
    {"sigmas", "standard deviations of what is added to each number of the code, separated by commas", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, sigmas), "0,0.25,0.5,1,1.5,2,3"},
    {"count", "pictures, the first of them, a row each", AE_OPTION_INT, G_STRUCT_OFFSET(Options, count), "6", 1, 64},
    {"seed", "another seed, other noise", AE_OPTION_INT, G_STRUCT_OFFSET(Options, seed), "0", 0, G_MAXINT},
    {"code", "the line of the network that is the code, if not the one that the model names", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, code)},
    AE_PLOT_COMMON_ROWS(Options),
    {NULL}};

typedef struct {
  const Options *options;
  guint n;
  double sigmas[MAX_SIGMAS];
  char *heads[MAX_SIGMAS + 2];
  AePart *decoder;
  const AeExamples *examples;
  const AeCodes *codes;
} Jitter;

static gboolean read_sigmas(Jitter *j, GError **error) {
  g_auto(GStrv) words = g_strsplit(j->options->sigmas, ",", -1);
  for (char **word = words; *word || !j->n; word++) {
    char *end = NULL;
    double sigma = *word ? g_ascii_strtod(*word, &end) : -1;
    if (j->n == MAX_SIGMAS || !end || end == *word || *end || !(sigma >= 0 && sigma <= 1000)) {
      g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "plot jitter: sigmas=%s: up to %d numbers in 0..1000 are wanted",
                  j->options->sigmas, MAX_SIGMAS);
      return FALSE;
    }
    j->sigmas[j->n++] = sigma;
  }
  return TRUE;
}

/* The picture for the i-th code with sigma times noise added, which has as many numbers. */
static AeImage *decode(const Jitter *j, guint i, const float *noise, double sigma, GError **error) {
  int d = j->codes->d;
  g_autofree float *z = g_new(float, d);
  for (int k = 0; k < d; k++)
    z[k] = ae_codes_row(j->codes, i)[k] + (float)sigma * noise[k];
  return ae_part_picture(j->decoder, z, j->examples->labels ? j->examples->labels[i] : -1, error);
}

/* Root mean square of the change. */
static char *caption_of(const AeImage *still, const AeImage *shaken) {
  gsize n = (gsize)still->info.width * still->info.height * still->info.channels;
  return ae_number(sqrt(ae_mse((const float *)still->data, (const float *)shaken->data, n)), 0.01);
}

static gboolean add_row(const Jitter *j, AeSheet *sheet, guint i, GError **error) {
  int d = j->codes->d;
  g_autofree float *noise = g_new0(float, d);
  AeRng rng;
  ae_rng_init(&rng, (guint64)j->options->seed, i);
  AeImage *picture = ae_examples_image(j->examples, i, error), *still = decode(j, i, noise, 0, error);
  gboolean ok = picture && still;
  if (picture)
    ae_sheet_add(sheet, picture, NULL);
  ae_rng_normals(&rng, noise, (gsize)d);
  for (guint k = 0; ok && k < j->n; k++) {
    AeImage *shaken = decode(j, i, noise, j->sigmas[k], error);
    ok = shaken != NULL;
    if (ok)
      ae_sheet_add(sheet, shaken, caption_of(still, shaken));
  }
  ae_image_free(still);
  return ok;
}

static gboolean write_sheet(const AePlotJob *job, Jitter *j, const char *name, GError **error) {
  AeSheet sheet;
  g_autofree char *title = ae_plot_title(&j->options->common, "Codes of %s, shaken", name);
  ae_sheet_init(&sheet);
  j->heads[0] = g_strdup("in");
  for (guint k = 0; k < j->n; k++)
    j->heads[k + 1] = ae_number_short(j->sigmas[k], 4);
  sheet.title = title, sheet.zoom = j->options->common.zoom;
  sheet.note = "over the columns: σ of what each number of the code gets added; numbers: RMS change of the picture";
  sheet.heads = (const char *const *)j->heads;
  sheet.columns = j->n + 1;
  gboolean ok = TRUE;
  for (guint i = 0; ok && i < j->examples->n; i++)
    ok = add_row(j, &sheet, i, error);
  ok = ok && ae_sheet_write(&sheet, job->output, error);
  ae_sheet_clear(&sheet);
  for (guint k = 0; k <= j->n; k++)
    g_free(j->heads[k]);
  return ok;
}

static gboolean check(const AeModel *model, const Jitter *j, GError **error) {
  if (j->examples->n && ae_part_is_picture(j->decoder))
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: it needs a picture, and pictures that are decoded",
              ae_model_path(model));
  return FALSE;
}

static gboolean draw(const AePlotJob *job, const void *values, GError **error) {
  Jitter j = {.options = values};
  AeExamples examples = {0};
  AeVectors vectors = {.classes = NULL};
  AeModel *model = read_sigmas(&j, error) ? ae_model_load(job->inputs[0], NULL, error) : NULL;
  const char *code = model ? ae_vectors_code(model, j.options->code, error) : NULL;
  gboolean ok = code && ae_examples_read(job->data, model, 1, (guint)j.options->count, &examples, error) &&
                ae_vectors_from_model(model, code, &examples, &vectors, error);
  j.examples = &examples, j.codes = &vectors.codes;
  j.decoder = ok ? ae_part_new(model, code, NULL, 1, 1, error) : NULL;
  ok = j.decoder && check(model, &j, error) && write_sheet(job, &j, ae_model_name(model), error);
  ae_part_free(j.decoder);
  ae_vectors_clear(&vectors);
  ae_examples_clear(&examples);
  ae_model_unref(model);
  return ok;
}

const AePlot ae_plot_jitter = {
    .name = "jitter",
    .help = "what a model decodes as the codes of pictures are shaken more and more",
    .usage = "MODEL --data PICTURES",
    .max_inputs = 1,
    .data = TRUE,
    .options = options,
    .options_size = sizeof(Options),
    .draw = draw,
};
