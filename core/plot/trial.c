/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/trial.h"

#include <string.h>

#include "plot/difference.h"
#include "plot/spoil.h"

void ae_trial_clear(AeTrial *s) {
  for (guint i = 0; i < s->n; i++) {
    ae_image_free(s->items[i].clean);
    ae_image_free(s->items[i].spoiled);
    for (guint k = 0; k < s->n_models; k++) {
      ae_image_free(s->items[i].results[k]);
      ae_image_free(s->items[i].differences[k]);
    }
  }
  for (guint k = 0; k < s->n_models; k++)
    ae_model_unref(s->models[k]);
  if (s->eval)
    ae_options_clear(s->eval->options, s->eval_options);
  g_free(s->eval_options);
  ae_corrupt_free(s->corrupt);
}

/* ---- models ---- */

static gboolean load_models(AeTrial *s, const char *const *paths, GError **error) {
  for (; paths[s->n_models]; s->n_models++) {
    AeModel *model = ae_model_load(paths[s->n_models], NULL, error);
    if (!model)
      return FALSE;
    s->models[s->n_models] = model;
    const char *task = ae_model_task(s->models[0]);
    if (strcmp(ae_model_task(model), task)) {
      g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: a model for \"%s\" beside one for \"%s\"", ae_model_path(model),
                  ae_model_task(model), task);
      s->n_models++;
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean find_eval(AeTrial *s, double level, GError **error) {
  for (const AeEval *const *eval = ae_evals(); *eval; eval++)
    if (!strcmp((*eval)->task, ae_model_task(s->models[0])))
      s->eval = *eval;
  if (!s->eval)
    return TRUE;
  s->eval_options = g_malloc0(s->eval->options_size);
  ae_options_init(s->eval->options, s->eval_options);
  g_auto(GStrv) values = g_strsplit(((AeEvalOptions *)s->eval_options)->values, ",", -1);
  s->level = level == AE_AUTO ? g_ascii_strtod(values[g_strv_length(values) / 2], NULL) : level;
  if (s->level >= s->eval->min && s->level <= s->eval->max)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "plot strip: level=%g: %s is in %g..%g", s->level, s->eval->value,
              s->eval->min, s->eval->max);
  return FALSE;
}

gboolean ae_trial_open(AeTrial *s, const char *const *paths, const char *corrupt, double level, GError **error) {
  if (!load_models(s, paths, error))
    return FALSE;
  if (!corrupt)
    return find_eval(s, level, error);
  s->corrupt = ae_corrupt_parse(corrupt, "plot strip: corrupt", error);
  return s->corrupt != NULL;
}

/* ---- pictures ---- */

static AeImage *repair(const AeTrial *s, const AeModel *model, const AeImage *spoiled, GError **error) {
  static const AeSettings settings;
  g_auto(GStrv) words = s->eval->chain(ae_model_path(model), s->level, s->eval_options);
  g_autoptr(AeChain) chain = ae_chain_parse((const char *const *)words, error);
  gboolean open = chain && ae_chain_open(chain, &settings, error);
  AeRows *rows = open ? ae_chain_apply(chain, ae_image_rows((AeImage *)spoiled, FALSE), error) : NULL;
  AeImage *result = rows ? ae_image_from_rows(rows, error) : NULL;
  ae_rows_free(rows);
  return result;
}

static AeImage *run_network(const AeModel *model, const AeImage *picture, int label, double sigma, GError **error) {
  const AeGraph *graph = ae_model_graph(model);
  AeTensor out;
  if (!ae_probe_run(model, graph->nodes[graph->n_nodes - 1].name, picture, label, sigma, &out, error))
    return NULL;
  AeImage *image = ae_probe_image(&out, out.shape.c == 3 ? -1 : 0, error);
  ae_tensor_clear(&out);
  return image;
}

/* What hides pixels from an inpainter is alpha; here they show what they hold. */
static void drop_alpha(AeImage *image) {
  gsize n = (gsize)image->info.width * image->info.height, channels = image->info.channels, colours = channels - 1;
  float *data = (float *)image->data;
  if (!ae_image_has_alpha(&image->info))
    return;
  for (gsize i = 0; i < n; i++)
    for (gsize c = 0; c < colours; c++)
      data[i * colours + c] = data[i * channels + c];
  image->info.channels = (guint)colours;
}

static gboolean run_model(const AeTrial *s, guint k, AeTrialItem *item, int label, double sigma, GError **error) {
  const AeModel *model = s->models[k];
  const AeImage *in = item->spoiled ? item->spoiled : item->clean;
  item->results[k] = s->eval ? repair(s, model, in, error) : run_network(model, in, label, sigma, error);
  if (item->results[k])
    drop_alpha(item->results[k]);
  if (!item->results[k] || ae_same_form(item->clean, item->results[k]))
    return item->results[k] != NULL;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: what comes out is no picture like the one that goes in",
              ae_model_path(model));
  return FALSE;
}

static gboolean run_item(const AeTrial *s, AeTrialItem *item, const AeNamedPicture *picture, guint64 seed,
                         GError **error) {
  double sigma = 0;
  AeRng rng;
  ae_rng_init(&rng, seed, g_str_hash(picture->name));
  if (s->corrupt)
    item->spoiled = ae_spoil(s->corrupt, item->clean, &rng, &sigma, error);
  else if (s->eval)
    item->spoiled = s->eval->spoil(item->clean, s->level, s->eval_options, &rng, error);
  if ((s->corrupt || s->eval) && !item->spoiled)
    return FALSE;
  for (guint k = 0; k < s->n_models; k++)
    if (!run_model(s, k, item, picture->label, sigma, error))
      return FALSE;
  if (item->spoiled)
    drop_alpha(item->spoiled);
  return TRUE;
}

gboolean ae_trial_run(AeTrial *s, GArray *pictures, guint64 seed, GError **error) {
  for (guint i = 0; i < MIN(pictures->len, AE_TRIAL_PICTURES); i++) {
    AeNamedPicture *picture = &g_array_index(pictures, AeNamedPicture, i);
    AeTrialItem *item = &s->items[s->n++];
    item->clean = g_steal_pointer(&picture->image);
    if (!run_item(s, item, picture, seed, error))
      return FALSE;
  }
  return TRUE;
}

/* ---- differences ---- */

static gboolean find_gain(AeTrial *s, GError **error) {
  float usual = 0;
  for (guint i = 0; i < s->n; i++)
    for (guint k = 0; k < s->n_models; k++)
      if (!ae_difference_usual(s->items[i].clean, s->items[i].results[k], &usual, error))
        return FALSE;
  s->gain = ae_difference_gain(usual);
  return TRUE;
}

gboolean ae_trial_subtract(AeTrial *s, double gain, GError **error) {
  s->gain = gain;
  if (gain == AE_AUTO && !find_gain(s, error))
    return FALSE;
  for (guint i = 0; i < s->n; i++)
    for (guint k = 0; k < s->n_models; k++)
      if (!(s->items[i].differences[k] = ae_difference(s->items[i].clean, s->items[i].results[k], s->gain, error)))
        return FALSE;
  return TRUE;
}
