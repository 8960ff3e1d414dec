/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* z + a v: attributes added to codes (Larsen et al. 2016, see latent/shift.h). */
#include <aefilter/stage.h>

#include "base/checked.h"
#include "latent/attributes.h"
#include "stage/attribute_sum.h"
#include "stage/code_rows.h"
#include "stage/coder.h"

typedef struct {
  char *model, *attributes;
} Options;

static const AeOption rows[] = {
    {"model", "name or file of the autoencoder that made the codes", AE_OPTION_STRING, G_STRUCT_OFFSET(Options, model)},
    {"attributes", "such as smile:0.8,glasses:-1; smile=0.8 glasses=-1 mean the same", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, attributes)},
    {NULL}};

typedef struct {
  gsize d;
  double *sum; /* d: of all attributes, so many times each */
} State;

/* ---- opening ---- */

static void add_close(gpointer state) {
  ae_free(((State *)state)->sum);
  g_free(state);
}

static gboolean refuse_nothing(const AeModel *model, GError **error) {
  g_auto(GStrv) names = ae_attributes_names(ae_model_path(model));
  g_autofree char *list = g_strjoinv(", ", names);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "stage add: what is to be added? model %s has %s %s",
              ae_model_name(model), *names ? "the attributes" : "no attributes", list);
  return FALSE;
}

static gboolean prepare(State *s, const AeModel *model, const Options *options, GError **error) {
  if (!options->attributes)
    return refuse_nothing(model, error);
  s->d = ae_coder_model_code(model);
  s->sum = ae_attribute_sum(model, "add", options->attributes, s->d, error);
  return s->sum != NULL;
}

static gboolean add_open(const void *values, const AeSettings *settings, gpointer *state, GError **error) {
  const Options *options = values;
  if (!options->model) {
    g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, "which autoencoder? give model=NAME (aefilter --list models)");
    return FALSE;
  }
  AeModel *model = ae_model_load(options->model, NULL, error);
  State *s = g_new0(State, 1);
  gboolean good = model && prepare(s, model, options, error);
  ae_model_unref(model);
  if (good)
    *state = s;
  else
    add_close(s);
  return good;
}

/* ---- use ---- */

static AeRows *add_apply(gpointer state, AeRows *in, GError **error) {
  const State *s = state;
  AeImage *code = ae_code_image(in, s->d, error);
  for (gsize i = 0; code && i < s->d; i++)
    ae_code_numbers(code)[i] = (float)(ae_code_numbers(code)[i] + s->sum[i]);
  return code ? ae_image_rows(code, TRUE) : NULL;
}

const AeStage ae_stage_add = {
    .name = "add",
    .help = "add attributes, such as a smile, to codes",
    .description = "Moves codes along the directions that a model's file holds for attributes: add smile=1 glasses=-1 "
                   "model=faces puts a smile on and takes the glasses off. The keys are the model's attributes; "
                   "aemodel attribute makes them of pictures with and pictures without. It stands between encode and "
                   "decode.",
    .in = AE_KIND_CODE,
    .out = AE_KIND_CODE,
    .options = rows,
    .options_size = sizeof(Options),
    .others = "attributes",
    .open = add_open,
    .apply = add_apply,
    .close = add_close,
};
