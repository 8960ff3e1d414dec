/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* S = mean(e(with)) - mean(e(without)): Larsen et al. 2016, see latent/shift.h. */
#include "fit/attribute.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "fit/encode.h"
#include "fit/face_codes.h"
#include "latent/attributes.h"
#include "latent/shift.h"
#include "measure/keys.h"

#define FIELD(name) G_STRUCT_OFFSET(AeAttributeKeys, name)

const AeOption ae_attribute_rows[] = {
    {"orthogonal", "attributes of the model, such as male,age, of which nothing shall be in it", AE_OPTION_STRING,
     FIELD(orthogonal)},
    {"own", "keep it in the user's model folder, as is done where the model's file cannot be written", AE_OPTION_BOOL,
     FIELD(own), "no"},
    {"align", "of a model of faces: find the face in each photo; no: they lie as the model wants them", AE_OPTION_BOOL,
     FIELD(align), "yes"},
    {"label", "the pictures' class, for models that must be told it", AE_OPTION_INT, FIELD(label), "auto", 0, 65535,
     TRUE},
    {"low", "of a column: up to where a picture is without", AE_OPTION_DOUBLE, FIELD(low), "0.1", -1e9, 1e9},
    {"high", "of a column: from where on it is with", AE_OPTION_DOUBLE, FIELD(high), "0.9", -1e9, 1e9},
    {"least", "where fewer pictures reach high: take so many, but none nearer to low", AE_OPTION_INT, FIELD(least),
     "200", 1, 1000000},
    {"balance", "columns, such as Male,Young, that shall stay what they are where the attribute changes",
     AE_OPTION_STRING, FIELD(balance)},
    {"kind", "kind of data, if the model does not say", AE_OPTION_STRING, FIELD(kind)},
    {NULL}};

const AeOption *ae_attribute_options(void) { return ae_attribute_rows; }

/* ---- the direction ---- */

static const double least_share = 1e-5; /* of a length that is more than rounding */

double ae_attribute_length(const float *v, int d) {
  double square = 0;
  for (int j = 0; j < d; j++)
    square += (double)v[j] * v[j];
  return sqrt(square);
}

static gboolean read_others(const AeModel *model, char *const *words, int d, float *others, GError **error) {
  for (; *words; words++, others += d) {
    float *other = ae_attributes_read(model, *words, d, error);
    if (!other)
      return FALSE;
    memcpy(others, other, (gsize)d * sizeof *other);
    ae_free(other);
  }
  return TRUE;
}

gboolean ae_attribute_project(const AeModel *model, const char *names, int d, float *v, GError **error) {
  g_auto(GStrv) words = g_strsplit(names ? names : "", ",", -1);
  int n = (int)g_strv_length(words);
  double before = ae_attribute_length(v, d);
  float *others = ae_alloc((gsize)MAX(n, 1) * (gsize)d, sizeof *others, "attributes", error);
  gboolean good = others && read_others(model, words, d, others, error) && ae_shift_project_out(d, others, n, v, error);
  ae_free(others);
  if (good && n && !(ae_attribute_length(v, d) > least_share * before)) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "orthogonal=%s: nothing is left of the attribute", names);
    return FALSE;
  }
  return good;
}

gboolean ae_attribute_keep(const AeAttributeKeys *keys, const AeModel *model, const char *name, int d, const float *v,
                           GError **error) {
  return ae_attributes_store(model, keys->own || !ae_attributes_writable(model), name, d, v, error);
}

/* ---- pictures with and without ---- */

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

static gboolean encode_faces(AeFaceModel *faces, const char *path, AeCodes *codes, GError **error) {
  g_auto(GStrv) files = ae_fit_files(path, error);
  return files && ae_fit_face_codes(faces, files, codes, error);
}

static gboolean encode_sides(const AeAttributeJob *job, const AeAttributeKeys *keys, AeCoder *encoder, AeCodes *with,
                             AeCodes *without, GError **error) {
  if (!keys->align || !ae_fit_finds_faces(ae_coder_model(encoder)))
    return encode_files(encoder, job->with, keys->label, with, error) &&
           encode_files(encoder, job->without, keys->label, without, error);
  AeSettings settings = {.threads = job->threads};
  g_autoptr(AeFaceModel) faces = ae_face_model_new(job->model, &settings, error);
  return faces && encode_faces(faces, job->with, with, error) && encode_faces(faces, job->without, without, error);
}

static void print(const AeAttributeJob *job, const char *what, double value) {
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *line = g_strdup_printf("%s\t%s", what, g_ascii_formatd(number, sizeof number, "%.6g", value));
  job->print(line, job->user_data);
}

/* How much of the model's other attributes comes with it. */
static gboolean report(const AeAttributeJob *job, const AeModel *model, gsize with, gsize without, int d,
                       const float *v, GError **error) {
  g_auto(GStrv) names = ae_attributes_names(ae_model_path(model));
  job->print("what\tvalue", job->user_data);
  print(job, "with", (double)with);
  print(job, "without", (double)without);
  print(job, "length", ae_attribute_length(v, d));
  for (char **name = names; *name; name++) {
    if (!strcmp(*name, job->name))
      continue;
    float *other = ae_attributes_read(model, *name, d, error);
    if (!other)
      return FALSE;
    g_autofree char *what = g_strconcat("cosine with ", *name, NULL);
    print(job, what, ae_shift_leak(d, v, other).cosine);
    ae_free(other);
  }
  return TRUE;
}

static gboolean store(const AeAttributeJob *job, const AeAttributeKeys *keys, const AeModel *model, const AeCodes *with,
                      const AeCodes *without, GError **error) {
  int d = with->d;
  float *v = ae_alloc((gsize)d, sizeof *v, "attribute", error);
  gboolean good =
      v && ae_shift_between(with, without, v, error) && ae_attribute_project(model, keys->orthogonal, d, v, error) &&
      ae_attribute_keep(keys, model, job->name, d, v, error) && report(job, model, with->n, without->n, d, v, error);
  ae_free(v);
  return good;
}

static gboolean run_pictures(const AeAttributeJob *job, const AeAttributeKeys *keys, GError **error) {
  g_autoptr(AeCoder) encoder = ae_coder_new(job->model, AE_CODER_ENCODER, job->threads, error);
  AeCodes with = {0}, without = {0};
  gboolean good = encoder && encode_sides(job, keys, encoder, &with, &without, error) &&
                  store(job, keys, ae_coder_model(encoder), &with, &without, error);
  ae_free((gpointer)with.data);
  ae_free((gpointer)without.data);
  return good;
}

/* Words of pictures' attributes have no data to set. */
static gboolean check_words(const AeAttributeJob *job, GError **error) {
  for (const char *const *word = job->words; word && *word; word++) {
    g_auto(GStrv) pair = g_strsplit(*word, "=", 2);
    if (!ae_option_find(ae_attribute_rows, pair[0]))
      return ae_option_set(ae_attribute_rows, NULL, "attribute", pair[0], "", error);
  }
  return TRUE;
}

gboolean ae_attribute_run(const AeAttributeJob *job, GError **error) {
  AeAttributeKeys keys = {0};
  ae_options_init(ae_attribute_rows, &keys);
  gboolean good = ae_keys_set(ae_attribute_rows, &keys, "attribute", job->words, error);
  if (good && job->columns)
    good = ae_attribute_table(job, &keys, error);
  else if (good)
    good = ae_shift_name_check(job->name, error) && check_words(job, error) && run_pictures(job, &keys, error);
  ae_options_clear(ae_attribute_rows, &keys);
  return good;
}
