/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <string.h>

#include "model/model.h"
#include "model/modelfile.h"

/* What follows from the network or names its format is never the caller's. */
static const char *const derived[] = {"format", "arch", "range", "margin", "sha256", NULL};

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

gboolean ae_model_save(const char *path, const AeGraph *graph, const AeParams *params, GHashTable *metadata,
                       gboolean half, GError **error) {
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
  gboolean ok = ae_modelwriter_write(w, path, error);
  ae_modelwriter_free(w);
  return ok;
}

gboolean ae_model_export(const AeModel *model, const char *path, gboolean half, GError **error) {
  return ae_model_save(path, ae_model_graph(model), ae_model_params(model), ae_model_metadata(model), half, error);
}

gboolean ae_model_verify(const AeModel *model, GError **error) {
  AeModelFile *file = ae_modelfile_open(ae_model_path(model), error);
  gboolean ok = file && ae_modelfile_verify(file, error);
  ae_modelfile_free(file);
  return ok;
}

/* Copies the tensors as they are in the file. Their dims fit into int: the model has been loaded. */
static gboolean rewrite(const AeModelFile *file, const char *path, const char *key, const char *value, GError **error) {
  AeModelWriter *w = ae_modelwriter_new();
  set_metadata(w, file->metadata);
  ae_modelwriter_set(w, key, value);
  for (guint i = 0; i < file->n; i++) {
    const AeBlob *blob = &file->blobs[i];
    int dims[G_N_ELEMENTS(blob->dims)];
    for (int d = 0; d < blob->rank; d++)
      dims[d] = (int)blob->dims[d];
    ae_modelwriter_add(w, blob->name, blob->dtype, blob->rank, dims, blob->data);
  }
  gboolean ok = ae_modelwriter_write(w, path, error);
  ae_modelwriter_free(w);
  return ok;
}

gboolean ae_model_set(const AeModel *model, const char *key, const char *value, GError **error) {
  gboolean needed = !strcmp(key, "task") || !strcmp(key, "name");
  if (g_strv_contains(derived, key) || (needed && (!value || !*value))) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: metadata \"%s\" cannot be changed so", ae_model_path(model), key);
    return FALSE;
  }
  AeModelFile *file = ae_modelfile_open(ae_model_path(model), error);
  gboolean ok = file && ae_modelfile_verify(file, error) && rewrite(file, ae_model_path(model), key, value, error);
  ae_modelfile_free(file);
  return ok;
}
