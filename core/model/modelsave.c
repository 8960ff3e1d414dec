/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <string.h>

#include "base/half.h"
#include "model/model.h"
#include "model/modelfile.h"

/* What follows from the network or names its format is never the caller's. */
static const char *const derived[] = {"format", "arch", "range", "margin", "sha256", AE_MODEL_WHOLE, NULL};

static gboolean check_named(const char *path, GHashTable *metadata, GError **error) {
  static const char *const needed[] = {"task", "name"};
  for (guint i = 0; i < G_N_ELEMENTS(needed); i++) {
    const char *value = g_hash_table_lookup(metadata, needed[i]);
    if (!value || !*value) {
      g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: a model needs a %s", path, needed[i]);
      return FALSE;
    }
  }
  return TRUE;
}

static void set_metadata(AeModelWriter *w, GHashTable *metadata) {
  GHashTableIter iter;
  gpointer key, value;
  g_hash_table_iter_init(&iter, metadata);
  while (g_hash_table_iter_next(&iter, &key, &value))
    ae_modelwriter_set(w, key, value);
}

/* Tensors as they are in the file, only those beside the network's where side is set, without those of which the name
 * begins with but_prefix (or NULL).
 * Their dims fit into int: the model has been loaded. */
static void copy_tensors(AeModelWriter *w, const AeModelFile *file, gboolean side, const char *but_prefix) {
  for (guint i = 0; i < file->n; i++) {
    const AeBlob *blob = &file->blobs[i];
    int dims[G_N_ELEMENTS(blob->dims)];
    for (int d = 0; d < blob->rank; d++)
      dims[d] = (int)blob->dims[d];
    if ((!side || ae_model_is_side(blob)) && (!but_prefix || !g_str_has_prefix(blob->name, but_prefix)))
      ae_modelwriter_add(w, blob->name, blob->dtype, blob->rank, dims, blob->data);
  }
}

/* side: a file that holds tensors beside those of params, or NULL. */
static gboolean save(const char *path, const AeGraph *graph, const AeParams *params, GHashTable *metadata,
                     const AeModelFile *side, gboolean half, GError **error) {
  AeGraphInfo info;
  if (!check_named(path, metadata, error) || !ae_graph_info(graph, &info, error))
    return FALSE;
  g_autofree char *arch = ae_graph_text(graph);
  g_autofree char *margin = g_strdup_printf("%d", info.margin);
  AeModelWriter *w = ae_modelwriter_new();
  set_metadata(w, metadata);
  ae_modelwriter_set(w, "format", AE_MODEL_FORMAT);
  ae_modelwriter_set(w, "range", AE_MODEL_RANGE);
  ae_modelwriter_set(w, "arch", arch);
  ae_modelwriter_set(w, "margin", margin);
  for (guint i = 0; i < params->n; i++) {
    const AeParam *p = &params->items[i];
    ae_modelwriter_add_floats(w, p->name, half, p->rank, p->dims, p->data);
  }
  if (side)
    copy_tensors(w, side, TRUE, NULL);
  gboolean ok = ae_modelwriter_write(w, path, error);
  ae_modelwriter_free(w);
  return ok;
}

gboolean ae_model_save(const char *path, const AeGraph *graph, const AeParams *params, GHashTable *metadata,
                       gboolean half, GError **error) {
  return save(path, graph, params, metadata, NULL, half, error);
}

gboolean ae_model_export(const AeModel *model, const char *path, gboolean half, GError **error) {
  return save(path, ae_model_graph(model), ae_model_params(model), ae_model_metadata(model), ae_model_side(model), half,
              error);
}

static gboolean check_exact(const AeParams *params, GError **error) {
  for (guint i = 0; i < params->n; i++)
    for (gsize k = 0; k < params->items[i].count; k++) {
      float weight = (float)params->items[i].data[k];
      if (ae_half_to_float(ae_half_from_float(weight)) == weight)
        continue;
      g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
                  "%s[%" G_GSIZE_FORMAT "] = %.9g is no F16: a part must compute what the whole does",
                  params->items[i].name, k, (double)weight);
      return FALSE;
    }
  return TRUE;
}

static GHashTable *metadata_of_part(const AeModel *model) {
  GHashTable *metadata = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
  GHashTableIter iter;
  gpointer key, value;
  g_hash_table_iter_init(&iter, ae_model_metadata(model));
  while (g_hash_table_iter_next(&iter, &key, &value))
    g_hash_table_insert(metadata, key, g_strdup(value));
  g_hash_table_insert(metadata, AE_MODEL_WHOLE, ae_model_identity(model));
  return metadata;
}

static gboolean export_part(const AeModel *model, const char *from, const char *to, const char *path, gboolean half,
                            GError **error) {
  AeGraph *graph = ae_graph_part(ae_model_graph(model), from, to, error);
  AeParams *params = graph ? ae_params_part(ae_model_graph(model), ae_model_params(model), graph, error) : NULL;
  g_autoptr(GHashTable) metadata = metadata_of_part(model);
  gboolean ok = params && (!half || check_exact(params, error)) &&
                save(path, graph, params, metadata, ae_model_side(model), half, error);
  ae_params_free(params);
  ae_graph_unref(graph);
  return ok;
}

static const char *code_of(const AeModel *model, GError **error) {
  const char *code = ae_model_get(model, "code");
  if (!code)
    g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: the model has no code: it is no autoencoder",
                ae_model_path(model));
  return code;
}

gboolean ae_model_export_encoder(const AeModel *model, const char *path, gboolean half, GError **error) {
  const AeGraph *graph = ae_model_graph(model);
  const char *code = code_of(model, error);
  return code && export_part(model, graph->nodes[graph->inputs[0]].name, code, path, half, error);
}

gboolean ae_model_export_decoder(const AeModel *model, const char *path, gboolean half, GError **error) {
  const AeGraph *graph = ae_model_graph(model);
  const char *code = code_of(model, error);
  return code && export_part(model, code, graph->nodes[graph->n_nodes - 1].name, path, half, error);
}

gboolean ae_model_verify(const AeModel *model, GError **error) {
  AeModelFile *file = ae_modelfile_open(ae_model_path(model), error);
  gboolean ok = file && ae_modelfile_verify(file, error);
  ae_modelfile_free(file);
  return ok;
}

/* Of a model's file. */
typedef struct {
  const char *key, *value; /* a metadata text, or NULL */
  const char *prefix;      /* of tensors that are left out, or NULL */
  AeModelAdd add;          /* or NULL */
  gconstpointer data;
} Change;

static gboolean rewrite(const AeModel *model, const Change *change, GError **error) {
  AeModelFile *file = ae_modelfile_open(ae_model_path(model), error);
  if (!file || !ae_modelfile_verify(file, error)) {
    ae_modelfile_free(file);
    return FALSE;
  }
  AeModelWriter *w = ae_modelwriter_new();
  set_metadata(w, file->metadata);
  if (change->key)
    ae_modelwriter_set(w, change->key, change->value);
  copy_tensors(w, file, FALSE, change->prefix);
  if (change->add)
    change->add(w, change->data);
  gboolean ok = ae_modelwriter_write(w, ae_model_path(model), error);
  ae_modelwriter_free(w);
  ae_modelfile_free(file);
  return ok;
}

gboolean ae_model_set(const AeModel *model, const char *key, const char *value, GError **error) {
  gboolean needed = !strcmp(key, "task") || !strcmp(key, "name");
  if (g_strv_contains(derived, key) || (needed && (!value || !*value))) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: metadata \"%s\" cannot be changed so", ae_model_path(model), key);
    return FALSE;
  }
  return rewrite(model, &(Change){.key = key, .value = value}, error);
}

gboolean ae_model_set_side(const AeModel *model, const char *prefix, AeModelAdd add, gconstpointer data,
                           GError **error) {
  return rewrite(model, &(Change){.prefix = prefix, .add = add, .data = data}, error);
}
