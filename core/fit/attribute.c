/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* S = mean(e(with)) - mean(e(without)): Larsen et al. 2016, see latent/shift.h. */
#include <aefilter/fit.h>
#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "fit/encode.h"
#include "latent/shift.h"

typedef struct {
  char *orthogonal;
  int label;
} Options;

static const AeOption rows[] = {{"orthogonal",
                                 "attributes of the model, such as male,age, of which nothing shall be in it",
                                 AE_OPTION_STRING, G_STRUCT_OFFSET(Options, orthogonal)},
                                {"label", "the pictures' class, for models that must be told it", AE_OPTION_INT,
                                 G_STRUCT_OFFSET(Options, label), "auto", 0, 65535, TRUE},
                                {NULL}};

const AeOption *ae_attribute_options(void) { return rows; }

/* ---- codes ---- */

typedef struct {
  const AeCoder *encoder;
  char **files;
  int label;
} Source;

static int picture(gpointer data, gsize i, float *out, GError **error) {
  const Source *source = data;
  return ae_fit_load(source->encoder, source->files[i], out, error) ? source->label : G_MININT;
}

static gboolean encode_files(AeCoder *encoder, const char *path, int label, AeCodes *codes, GError **error) {
  g_auto(GStrv) files = ae_fit_files(path, error);
  Source source = {encoder, files, label};
  return files && ae_fit_encode(encoder, picture, &source, g_strv_length(files), codes, error);
}

/* ---- the direction ---- */

static const double least_share = 1e-5; /* of a length that is more than rounding */

static double length_of(const float *v, int d) {
  double square = 0;
  for (int j = 0; j < d; j++)
    square += (double)v[j] * v[j];
  return sqrt(square);
}

/* Nothing of the model's attributes of these names is left in v. */
static gboolean project_out(const AeModelFile *side, const char *names, int d, float *v, GError **error) {
  g_auto(GStrv) words = g_strsplit(names, ",", -1);
  int n = (int)g_strv_length(words);
  float *others = ae_alloc((gsize)MAX(n, 1) * (gsize)d, sizeof *others, "attributes", error);
  gboolean good = others != NULL;
  if (good && !side) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "orthogonal=%s: the model holds no attributes", names);
    good = FALSE;
  }
  for (int i = 0; good && i < n; i++) {
    float *other = ae_shift_read(side, words[i], d, error);
    good = other != NULL;
    if (good)
      memcpy(others + (gsize)i * (gsize)d, other, (gsize)d * sizeof *other);
    ae_free(other);
  }
  double before = length_of(v, d);
  good = good && ae_shift_project_out(d, others, n, v, error);
  ae_free(others);
  if (good && !(length_of(v, d) > least_share * before)) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "orthogonal=%s: nothing is left of the attribute", names);
    return FALSE;
  }
  return good;
}

static void print(const AeAttributeJob *job, const char *what, double value) {
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *line = g_strdup_printf("%s\t%s", what, g_ascii_formatd(number, sizeof number, "%.6g", value));
  job->print(line, job->user_data);
}

/* How much of the model's other attributes comes with it. */
static gboolean report(const AeAttributeJob *job, const AeModelFile *side, gsize with, gsize without, int d,
                       const float *v, GError **error) {
  g_auto(GStrv) names = side ? ae_shift_names(side) : g_new0(char *, 1);
  job->print("what\tvalue", job->user_data);
  print(job, "with", (double)with);
  print(job, "without", (double)without);
  print(job, "length", length_of(v, d));
  for (char **name = names; *name; name++) {
    if (!strcmp(*name, job->name))
      continue;
    float *other = ae_shift_read(side, *name, d, error);
    if (!other)
      return FALSE;
    g_autofree char *what = g_strconcat("cosine with ", *name, NULL);
    print(job, what, ae_shift_leak(d, v, other).cosine);
    ae_free(other);
  }
  return TRUE;
}

typedef struct {
  const char *name;
  int d;
  const float *v;
} Shift;

static void add_shift(AeModelWriter *writer, gconstpointer data) {
  const Shift *shift = data;
  ae_shift_write(shift->name, shift->d, shift->v, writer);
}

static gboolean store(const AeAttributeJob *job, const Options *o, const AeModel *model, const AeCodes *with,
                      const AeCodes *without, GError **error) {
  const AeModelFile *side = ae_model_side(model);
  float *v = ae_alloc((gsize)with->d, sizeof *v, "attribute", error);
  g_autofree char *prefix = g_strdup_printf("attribute.%s.", job->name);
  Shift shift = {job->name, with->d, v};
  gboolean good = v && ae_shift_between(with, without, v, error) &&
                  (!o->orthogonal || project_out(side, o->orthogonal, with->d, v, error)) &&
                  ae_model_set_side(model, prefix, add_shift, &shift, error) &&
                  report(job, side, with->n, without->n, with->d, v, error);
  ae_free(v);
  return good;
}

static gboolean run(const AeAttributeJob *job, const Options *o, GError **error) {
  g_autoptr(AeCoder) encoder = ae_coder_new(job->model, AE_CODER_ENCODER, job->threads, error);
  AeCodes with = {0}, without = {0};
  gboolean good = encoder && encode_files(encoder, job->with, o->label, &with, error) &&
                  encode_files(encoder, job->without, o->label, &without, error) &&
                  store(job, o, ae_coder_model(encoder), &with, &without, error);
  ae_free((gpointer)with.data);
  ae_free((gpointer)without.data);
  return good;
}

gboolean ae_attribute_run(const AeAttributeJob *job, GError **error) {
  Options options = {0};
  ae_options_init(rows, &options);
  gboolean good = ae_shift_name_check(job->name, error);
  for (const char *const *word = job->words; good && word && *word; word++) {
    g_auto(GStrv) pair = g_strsplit(*word, "=", 2);
    good = ae_option_set(rows, &options, "attribute", pair[0], pair[0] && pair[1] ? pair[1] : "", error);
  }
  good = good && run(job, &options, error);
  ae_options_clear(rows, &options);
  return good;
}
