/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/vectors.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "plot/part.h"
#include "plot/probe.h"

void ae_vectors_clear(AeVectors *v) {
  ae_free((float *)v->codes.data);
  ae_free(v->spread);
  g_free(v->classes);
  g_free(v->what);
  g_free(v->name);
  g_free(v->axes[0]);
  g_free(v->axes[1]);
  if (v->names)
    g_ptr_array_unref(v->names);
  *v = (AeVectors){.classes = NULL};
}

/* Labels are numbers from 0: their names. */
static void take_labels(const AeExamples *e, AeVectors *v) {
  if (!e->labels)
    return;
  v->classes = g_new(int, MAX(e->n, 1));
  v->names = g_ptr_array_new_with_free_func(g_free);
  for (int i = 0; i < e->n_labels; i++)
    g_ptr_array_add(v->names, g_strdup_printf("%d", i));
  for (guint i = 0; i < e->n; i++)
    v->classes[i] = e->labels[i];
}

const char *ae_vectors_code(const AeModel *model, const char *code, GError **error) {
  const char *name = code ? code : ae_model_get(model, "code");
  if (!name)
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: the model does not say which line is its code; say code=NAME",
                ae_model_path(model));
  return name && ae_probe_node(model, name, error) ? name : NULL;
}

gboolean ae_vectors_from_model(const AeModel *model, const char *code, const AeExamples *e, AeVectors *v,
                               GError **error) {
  *v = (AeVectors){.classes = NULL};
  const char *node = ae_vectors_code(model, code, error);
  AePart *encoder = node ? ae_part_new(model, NULL, node, e->height, e->width, error) : NULL;
  if (!encoder)
    return FALSE;
  AeShape out = ae_part_out(encoder);
  gsize d = (gsize)out.c * (gsize)out.h * (gsize)out.w, count;
  float *codes = ae_mul(d, MAX(e->n, 1), &count) ? ae_alloc(count, sizeof(float), "codes", error) : NULL;
  if (codes) {
    ae_part_run(encoder, e->pixels, e->labels, e->n, codes);
    v->codes = (AeCodes){e->n, (int)d, codes};
    v->what = g_strdup_printf("Codes of %s", ae_model_name(model));
    v->name = g_strdup(ae_model_name(model));
    take_labels(e, v);
  }
  ae_part_free(encoder);
  return codes && ae_codes_check(&v->codes, v->what, error);
}

/* The line before a sample line gives means and then logarithms of variances, channel by channel. */
gboolean ae_vectors_add_spread(const AeModel *model, const char *code, const AeExamples *e, AeVectors *v,
                               GError **error) {
  const char *name = ae_vectors_code(model, code, error);
  const AeNode *node = name ? ae_probe_node(model, name, error) : NULL;
  gsize d = (gsize)v->codes.d;
  if (node && strcmp(node->type->name, "sample"))
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: the code \"%s\" has no variance: it is no sample line",
                ae_model_path(model), name);
  if (!node || strcmp(node->type->name, "sample"))
    return FALSE;
  const char *before = ae_model_graph((AeModel *)model)->nodes[node->inputs[0]].name;
  AePart *part = ae_part_new(model, NULL, before, e->height, e->width, error);
  float *both = part ? ae_alloc(2 * d, sizeof(float), "variances", error) : NULL;
  v->spread = both ? ae_alloc(MAX(e->n, 1) * d, sizeof(float), "variances", error) : NULL;
  gsize half = part ? (gsize)ae_part_out(part).c / 2 : 1;
  for (gsize i = 0; v->spread && i < e->n; i++) {
    ae_part_run(part, e->pixels + i * ae_examples_size(e), e->labels ? &e->labels[i] : NULL, 1, both);
    for (gsize k = 0; k < d; k++)
      v->spread[i * d + k] = expf(both[k / half * 2 * half + half + k % half] / 2);
  }
  ae_free(both);
  ae_part_free(part);
  return v->spread != NULL;
}

gboolean ae_vectors_from_examples(const AeExamples *e, AeVectors *v, GError **error) {
  gsize count = ae_examples_size(e) * e->n;
  float *copy = ae_alloc(MAX(count, 1), sizeof(float), "vectors", error);
  *v = (AeVectors){.codes = {e->n, (int)ae_examples_size(e), copy}};
  if (!copy)
    return FALSE;
  memcpy(copy, e->pixels, count * sizeof(float));
  v->what = g_strdup("Pictures");
  v->name = g_strdup(v->what);
  take_labels(e, v);
  return TRUE;
}
