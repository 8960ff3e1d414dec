/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "latent/attributes.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "latent/shift.h"
#include "model/modelsearch.h"

static const char format[] = "aefilter-attributes-1", model_suffix[] = ".safetensors";

char *ae_attributes_path(const char *model_path) {
  g_autofree char *base = g_path_get_basename(model_path), *folder = ae_modelsearch_user_folder();
  if (g_str_has_suffix(base, model_suffix))
    base[strlen(base) - strlen(model_suffix)] = '\0';
  g_autofree char *name = g_strconcat(base, ".attributes", NULL);
  return g_build_filename(folder, name, NULL);
}

/* ---- reading ---- */

/* The user's file; NULL where there is none, or with an error. */
static AeModelFile *open_own(const char *model_path, GError **error) {
  g_autofree char *path = ae_attributes_path(model_path);
  if (!g_file_test(path, G_FILE_TEST_EXISTS))
    return NULL;
  AeModelFile *file = ae_modelfile_open(path, error);
  if (!file || !g_strcmp0(ae_modelfile_get(file, "format"), format))
    return file;
  g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: no file of attributes", path);
  ae_modelfile_free(file);
  return NULL;
}

static void add_names(const AeModelFile *file, GPtrArray *all) {
  g_auto(GStrv) names = file ? ae_shift_names(file) : NULL;
  for (char **name = names; name && *name; name++)
    if (!g_ptr_array_find_with_equal_func(all, *name, g_str_equal, NULL))
      g_ptr_array_add(all, g_strdup(*name));
}

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static char **names_of(const AeModelFile *side, const AeModelFile *own) {
  g_autoptr(GPtrArray) all = g_ptr_array_new();
  add_names(side, all);
  add_names(own, all);
  g_ptr_array_sort(all, by_name);
  g_ptr_array_add(all, NULL);
  return (char **)g_ptr_array_steal(all, NULL);
}

char **ae_attributes_names(const char *model_path) {
  AeModelFile *side = ae_modelfile_open(model_path, NULL), *own = open_own(model_path, NULL);
  char **names = names_of(side, own);
  ae_modelfile_free(own);
  ae_modelfile_free(side);
  return names;
}

static gboolean holds(const AeModelFile *file, const char *name) {
  g_auto(GStrv) names = file ? ae_shift_names(file) : NULL;
  return names && g_strv_contains((const char *const *)names, name);
}

static gboolean is_of(const AeModelFile *own, const AeModel *model) {
  g_autofree char *identity = ae_model_identity(model);
  return !g_strcmp0(ae_modelfile_get(own, AE_MODEL_WHOLE), identity);
}

static float *read_own(const AeModelFile *own, const AeModel *model, const char *name, int d, GError **error) {
  if (is_of(own, model))
    return ae_shift_read(own, name, d, error);
  g_set_error(error, AE_ERROR, AE_ERROR_MODEL,
              "%s: attribute \"%s\" was made with another model than %s; make it anew with: aemodel attribute",
              own->path, name, ae_model_path(model));
  return NULL;
}

float *ae_attributes_read(const AeModel *model, const char *name, int d, GError **error) {
  GError *problem = NULL;
  const AeModelFile *side = ae_model_side(model);
  AeModelFile *own = open_own(ae_model_path(model), &problem);
  float *v = NULL;
  if (problem) {
    g_propagate_error(error, problem);
  } else if (holds(own, name)) {
    v = read_own(own, model, name, d, error);
  } else if (holds(side, name)) {
    v = ae_shift_read(side, name, d, error);
  } else {
    g_auto(GStrv) names = names_of(side, own);
    ae_shift_refuse(ae_model_path(model), (const char *const *)names, name, error);
  }
  ae_modelfile_free(own);
  return v;
}

/* ---- writing ---- */

typedef struct {
  const char *name;
  int d;
  const float *v;
} Shift;

static void add_shift(AeModelWriter *writer, gconstpointer data) {
  const Shift *shift = data;
  ae_shift_write(shift->name, shift->d, shift->v, writer);
}

static void copy_others(AeModelWriter *writer, const AeModelFile *own, const char *prefix) {
  for (guint i = 0; i < own->n; i++) {
    const AeBlob *blob = &own->blobs[i];
    int length = (int)blob->dims[0];
    if (ae_model_is_side(blob) && blob->rank == 1 && !g_str_has_prefix(blob->name, prefix))
      ae_modelwriter_add(writer, blob->name, blob->dtype, 1, &length, blob->data);
  }
}

static gboolean store_own(const AeModel *model, const char *prefix, const Shift *shift, GError **error) {
  g_autofree char *path = ae_attributes_path(ae_model_path(model)), *folder = g_path_get_dirname(path);
  g_autofree char *identity = ae_model_identity(model);
  if (g_mkdir_with_parents(folder, 0777)) {
    g_set_error(error, AE_ERROR, AE_ERROR_IO, "%s: the folder cannot be made", folder);
    return FALSE;
  }
  AeModelFile *own = open_own(ae_model_path(model), NULL);
  AeModelWriter *writer = ae_modelwriter_new();
  ae_modelwriter_set(writer, "format", format);
  ae_modelwriter_set(writer, "name", ae_model_name(model));
  ae_modelwriter_set(writer, AE_MODEL_WHOLE, identity);
  if (own && is_of(own, model))
    copy_others(writer, own, prefix);
  add_shift(writer, shift);
  gboolean ok = ae_modelwriter_write(writer, path, error);
  ae_modelwriter_free(writer);
  ae_modelfile_free(own);
  return ok;
}

gboolean ae_attributes_store(const AeModel *model, gboolean own, const char *name, int d, const float *v,
                             GError **error) {
  g_autofree char *prefix = g_strdup_printf("attribute.%s.", name);
  Shift shift = {name, d, v};
  return own ? store_own(model, prefix, &shift, error) : ae_model_set_side(model, prefix, add_shift, &shift, error);
}

gboolean ae_attributes_writable(const AeModel *model) {
  g_autofree char *folder = g_path_get_dirname(ae_model_path(model));
  return !g_access(ae_model_path(model), W_OK) && !g_access(folder, W_OK);
}
