/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/checkpoint.h"

#include <string.h>

#include "model/modelfile.h"

#define FORMAT "aefilter-checkpoint-1"

static const char *const slot_prefix[AE_OPTIM_SLOTS] = {"slot0.", "slot1."};

static AeParams *zeroed_copy(const AeParams *params, GError **error) {
  AeParams *copy = ae_params_copy(params, error);
  if (copy)
    memset(copy->data, 0, copy->total * sizeof *copy->data);
  return copy;
}

gboolean ae_train_state_init(AeTrainState *s, const AeGraph *graph, const AeOptim *optim, gboolean ema, guint64 seed,
                             GError **error) {
  *s = (AeTrainState){.optim = optim};
  s->params = ae_params_new(graph, error);
  if (!s->params)
    return FALSE;
  ae_params_init(s->params, graph, seed);
  if (ema && !(s->ema = ae_params_copy(s->params, error)))
    return FALSE;
  for (int i = 0; i < optim->slots; i++)
    if (!(s->slot[i] = zeroed_copy(s->params, error)))
      return FALSE;
  return TRUE;
}

void ae_train_state_clear(AeTrainState *s) {
  ae_params_free(s->params);
  ae_params_free(s->ema);
  for (int i = 0; i < AE_OPTIM_SLOTS; i++)
    ae_params_free(s->slot[i]);
  ae_early_stop_clear(&s->best);
  *s = (AeTrainState){NULL};
}

/* ---- writing ---- */

static void add_params(AeModelWriter *w, const char *prefix, const AeParams *params) {
  for (guint i = 0; params && i < params->n; i++) {
    const AeParam *item = &params->items[i];
    g_autofree char *name = g_strconcat(prefix, item->name, NULL);
    ae_modelwriter_add_floats(w, name, FALSE, item->rank, item->dims, item->data);
  }
}

static void set_count(AeModelWriter *w, const char *key, guint64 value) {
  g_autofree char *text = g_strdup_printf("%" G_GUINT64_FORMAT, value);
  ae_modelwriter_set(w, key, text);
}

/* Once there was a validation. */
static void add_best(AeModelWriter *w, const AeEarlyStop *best) {
  char value[G_ASCII_DTOSTR_BUF_SIZE];
  if (!best->params || !best->step)
    return;
  add_params(w, "best.", best->params);
  ae_modelwriter_set(w, "best_value", g_ascii_dtostr(value, sizeof value, best->value));
  set_count(w, "best_step", best->step);
  set_count(w, "waited", best->waited);
}

gboolean ae_checkpoint_save(const AeTrainState *s, const char *path, GError **error) {
  AeModelWriter *w = ae_modelwriter_new();
  add_params(w, "", s->params);
  add_params(w, "ema.", s->ema);
  for (int i = 0; i < s->optim->slots; i++)
    add_params(w, slot_prefix[i], s->slot[i]);
  add_best(w, &s->best);
  ae_modelwriter_set(w, "format", FORMAT);
  ae_modelwriter_set(w, "optim", s->optim->name);
  set_count(w, "step", s->step);
  set_count(w, "pixels", s->pixels);
  set_count(w, "seconds", (guint64)(s->seconds + 0.5));
  gboolean ok = ae_modelwriter_write(w, path, error);
  ae_modelwriter_free(w);
  return ok;
}

/* ---- reading ---- */

static gboolean shape_fits(const AeBlob *blob, const AeParam *item) {
  gboolean fits = blob->rank == item->rank;
  for (int d = 0; fits && d < item->rank; d++)
    fits = blob->dims[d] == item->dims[d];
  return fits;
}

/* Whether item belongs to one of the layers. */
static gboolean is_of(const AeParam *item, char **layers) {
  for (; layers && *layers; layers++)
    if (**layers && g_str_has_prefix(item->name, *layers) && item->name[strlen(*layers)] == '.')
      return TRUE;
  return FALSE;
}

/* All but those of the layers left out, which may be NULL. */
static gboolean read_params(const AeModelFile *file, const char *prefix, char **left_out, AeParams *params,
                            GError **error) {
  for (guint i = 0; params && i < params->n; i++) {
    AeParam *item = &params->items[i];
    if (is_of(item, left_out))
      continue;
    g_autofree char *name = g_strconcat(prefix, item->name, NULL);
    const AeBlob *blob = ae_modelfile_find(file, name);
    if (!blob || !shape_fits(blob, item)) {
      g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: tensor \"%s\" %s", file->path, name,
                  blob ? "has another shape than the recipe's network" : "is missing");
      return FALSE;
    }
    if (!ae_blob_floats(file, blob, item->data, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean read_count(const AeModelFile *file, const char *key, guint64 *value, GError **error) {
  const char *text = ae_modelfile_get(file, key);
  if (text && g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT64, value, NULL))
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: metadata \"%s\" is missing or no number", file->path, key);
  return FALSE;
}

/* A checkpoint of before the recipe stopped early has none, and begins anew. */
static gboolean read_best(const AeModelFile *file, AeEarlyStop *best, GError **error) {
  const char *value = ae_modelfile_get(file, "best_value");
  if (!best->params || !value)
    return TRUE;
  best->value = g_ascii_strtod(value, NULL);
  return read_params(file, "best.", NULL, best->params, error) && read_count(file, "best_step", &best->step, error) &&
         read_count(file, "waited", &best->waited, error);
}

static gboolean check_kind(const AeModelFile *file, const AeTrainState *s, GError **error) {
  const char *optim = ae_modelfile_get(file, "optim");
  if (g_strcmp0(ae_modelfile_get(file, "format"), FORMAT))
    g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: is no training checkpoint", file->path);
  else if (g_strcmp0(optim, s->optim->name))
    g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: was trained with optim.type=%s, the recipe says %s", file->path,
                optim ? optim : "?", s->optim->name);
  else
    return TRUE;
  return FALSE;
}

gboolean ae_checkpoint_load(AeTrainState *s, const char *path, GError **error) {
  AeModelFile *file = ae_modelfile_open(path, error);
  if (!file)
    return FALSE;
  guint64 seconds = 0;
  gboolean ok = check_kind(file, s, error) && read_params(file, "", NULL, s->params, error) &&
                read_params(file, "ema.", NULL, s->ema, error);
  for (int i = 0; ok && i < s->optim->slots; i++)
    ok = read_params(file, slot_prefix[i], NULL, s->slot[i], error);
  ok = ok && read_count(file, "step", &s->step, error) && read_count(file, "pixels", &s->pixels, error) &&
       read_count(file, "seconds", &seconds, error) && read_best(file, &s->best, error);
  s->seconds = (double)seconds;
  ae_modelfile_free(file);
  return ok;
}

static gboolean check_layers(const AeParams *params, char **layers, GError **error) {
  for (; *layers; layers++) {
    gboolean found = !**layers;
    for (guint i = 0; !found && i < params->n; i++)
      found = is_of(&params->items[i], (char *[]){*layers, NULL});
    if (found)
      continue;
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "run.fresh: the network has no weights of a layer \"%s\"", *layers);
    return FALSE;
  }
  return TRUE;
}

gboolean ae_checkpoint_init(AeTrainState *s, const char *path, const char *fresh, GError **error) {
  g_auto(GStrv) layers = g_strsplit_set(fresh ? fresh : "", " \t", -1);
  if (!check_layers(s->params, layers, error))
    return FALSE;
  AeModelFile *file = ae_modelfile_open(path, error);
  if (!file)
    return FALSE;
  g_autofree char *averaged = g_strconcat("ema.", s->params->n ? s->params->items[0].name : "", NULL);
  gboolean ok = read_params(file, ae_modelfile_find(file, averaged) ? "ema." : "", layers, s->params, error);
  if (ok && s->ema)
    memcpy(s->ema->data, s->params->data, s->params->total * sizeof *s->params->data);
  ae_modelfile_free(file);
  return ok;
}
