/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "model/model.h"

#include <string.h>

#include "model/modelfile.h"
#include "model/modelsearch.h"

struct AeModel {
  gatomicrefcount refs;
  char *path;
  GHashTable *metadata; /* char * -> char * */
  AeGraph *graph;
  AeParams *params;
  AeGraphInfo info;
  AeModelFile *side; /* the file, where it holds tensors beside the network's, else NULL */
};

/* ---- checks, in the order in which a wrong file is best explained ---- */

static gboolean check_metadata(const AeModelFile *file, GError **error) {
  static const char *const required[] = {"task", "name", "arch", "range", "margin"};
  const char *format = ae_modelfile_get(file, "format"), *range = ae_modelfile_get(file, "range");
  if (g_strcmp0(format, AE_MODEL_FORMAT)) {
    g_set_error(error, AE_ERROR, AE_ERROR_MODEL,
                "%s: not an aefilter model: its format is %s%s%s, not " AE_MODEL_FORMAT, file->path, format ? "\"" : "",
                format ? format : "not given", format ? "\"" : "");
    return FALSE;
  }
  for (guint i = 0; i < G_N_ELEMENTS(required); i++)
    if (!ae_modelfile_get(file, required[i])) {
      g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: the metadata has no \"%s\"", file->path, required[i]);
      return FALSE;
    }
  if (strcmp(range, AE_MODEL_RANGE)) {
    g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: values in the range %s; only " AE_MODEL_RANGE " is known",
                file->path, range);
    return FALSE;
  }
  return TRUE;
}

static gboolean check_task(const AeModelFile *file, const char *task, GError **error) {
  const char *own = ae_modelfile_get(file, "task");
  if (!task || !strcmp(own, task))
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: model \"%s\" is for %s; a model for %s is needed", file->path,
              ae_modelfile_get(file, "name"), own, task);
  return FALSE;
}

/* What is a user's mistake in a text of his own is damage in a model file. */
static gboolean blame_file(GError *cause, GError **error) {
  if (g_error_matches(cause, AE_ERROR, AE_ERROR_USAGE) || g_error_matches(cause, AE_ERROR, AE_ERROR_LIMIT))
    cause->code = AE_ERROR_MODEL;
  g_propagate_error(error, cause);
  return FALSE;
}

static gboolean build_graph(AeModel *model, const AeModelFile *file, GError **error) {
  GError *cause = NULL;
  g_autofree char *owner = g_strdup_printf("%s: arch", file->path);
  model->graph = ae_graph_parse(ae_modelfile_get(file, "arch"), owner, &cause);
  if (!model->graph || !ae_graph_info(model->graph, &model->info, &cause))
    return blame_file(cause, error);
  g_autofree char *margin = g_strdup_printf("%d", model->info.margin);
  if (!strcmp(margin, ae_modelfile_get(file, "margin")))
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: the metadata says margin %s, but the network needs %s", file->path,
              ae_modelfile_get(file, "margin"), margin);
  return FALSE;
}

/* ---- weights ---- */

static char *shape_text(int rank, const gint64 *dims) {
  GString *text = g_string_new("[");
  for (int i = 0; i < rank; i++)
    g_string_append_printf(text, "%s%" G_GINT64_FORMAT, i ? "," : "", dims[i]);
  return g_string_free(g_string_append_c(text, ']'), FALSE);
}

static gboolean check_shape(const AeModelFile *file, const AeParam *param, const AeBlob *blob, GError **error) {
  gint64 wanted[4];
  gboolean same = blob && blob->rank == param->rank;
  for (int i = 0; i < param->rank; i++) {
    wanted[i] = param->dims[i];
    same = same && blob->dims[i] == wanted[i];
  }
  if (same)
    return TRUE;
  g_autofree char *need = shape_text(param->rank, wanted);
  g_autofree char *have = blob ? shape_text(blob->rank, blob->dims) : g_strdup("none");
  g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: tensor \"%s\": the network needs shape %s, the file has %s",
              file->path, param->name, need, have);
  return FALSE;
}

/* PREFIX.which.what: a layer's tensors have one dot. */
gboolean ae_model_is_side(const AeBlob *blob) {
  static const char *const prefixes[] = {AE_MODEL_SIDE_PREFIXES};
  int dots = 0;
  for (const char *c = blob->name; *c; c++)
    dots += *c == '.';
  for (int i = 0; i < blob->rank; i++)
    if (blob->dims[i] < 1 || blob->dims[i] > G_MAXINT)
      return FALSE;
  for (guint i = 0; dots == 2 && i < G_N_ELEMENTS(prefixes); i++)
    if (g_str_has_prefix(blob->name, prefixes[i]))
      return TRUE;
  return FALSE;
}

/* *any: whether there are tensors beside the network's. */
static gboolean check_no_extras(const AeModelFile *file, const AeParams *params, gboolean *any, GError **error) {
  *any = FALSE;
  for (guint i = 0; i < file->n; i++) {
    if (ae_params_find(params, file->blobs[i].name))
      continue;
    if (!ae_model_is_side(&file->blobs[i])) {
      g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: tensor \"%s\" belongs to no layer of the network", file->path,
                  file->blobs[i].name);
      return FALSE;
    }
    *any = TRUE;
  }
  return TRUE;
}

/* A network's text may ask for any amount of memory; only as much as the file can fill is allocated. */
static gboolean check_amount(const AeModel *model, const AeModelFile *file, GError **error) {
  guint64 numbers = 0;
  for (guint i = 0; i < file->n; i++)
    numbers += file->blobs[i].count;
  if (model->info.parameters <= numbers)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_MODEL,
              "%s: the network needs %" G_GUINT64_FORMAT " weights, the file has %" G_GUINT64_FORMAT, file->path,
              model->info.parameters, numbers);
  return FALSE;
}

static gboolean load_weights(AeModel *model, const AeModelFile *file, gboolean *side, GError **error) {
  GError *cause = NULL;
  if (!check_amount(model, file, error))
    return FALSE;
  model->params = ae_params_new(model->graph, &cause);
  if (!model->params)
    return blame_file(cause, error);
  for (guint i = 0; i < model->params->n; i++) {
    AeParam *param = &model->params->items[i];
    const AeBlob *blob = ae_modelfile_find(file, param->name);
    if (!check_shape(file, param, blob, error) || !ae_blob_floats(file, blob, param->data, error))
      return FALSE;
  }
  return check_no_extras(file, model->params, side, error);
}

/* ---- the model ---- */

static AeModel *load_file(const char *path, const char *task, GError **error) {
  AeModelFile *file = ae_modelfile_open(path, error);
  if (!file)
    return NULL;
  gboolean side = FALSE;
  AeModel *model = g_new0(AeModel, 1);
  g_atomic_ref_count_init(&model->refs);
  model->path = g_strdup(path);
  model->metadata = g_hash_table_ref(file->metadata);
  gboolean ok = check_metadata(file, error) && check_task(file, task, error) && build_graph(model, file, error) &&
                load_weights(model, file, &side, error);
  if (ok && side)
    model->side = file;
  else
    ae_modelfile_free(file);
  if (!ok)
    g_clear_pointer(&model, ae_model_unref);
  return model;
}

AeModel *ae_model_load(const char *which, const char *task, GError **error) {
  g_autofree char *path = ae_modelsearch_find(which, error);
  return path ? load_file(path, task, error) : NULL;
}

AeModel *ae_model_ref(AeModel *model) {
  g_atomic_ref_count_inc(&model->refs);
  return model;
}

void ae_model_unref(AeModel *model) {
  if (!model || !g_atomic_ref_count_dec(&model->refs))
    return;
  ae_modelfile_free(model->side);
  ae_params_free(model->params);
  ae_graph_unref(model->graph);
  g_hash_table_unref(model->metadata);
  g_free(model->path);
  g_free(model);
}

const char *ae_model_get(const AeModel *model, const char *key) { return g_hash_table_lookup(model->metadata, key); }
const char *ae_model_name(const AeModel *model) { return ae_model_get(model, "name"); }
const char *ae_model_task(const AeModel *model) { return ae_model_get(model, "task"); }
const char *ae_model_path(const AeModel *model) { return model->path; }
AeGraph *ae_model_graph(const AeModel *model) { return model->graph; }
AeParams *ae_model_params(const AeModel *model) { return model->params; }
const AeGraphInfo *ae_model_info(const AeModel *model) { return &model->info; }
GHashTable *ae_model_metadata(const AeModel *model) { return model->metadata; }
const AeModelFile *ae_model_side(const AeModel *model) { return model->side; }
