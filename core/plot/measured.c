/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/measured.h"

#include <string.h>

#include "base/checked.h"
#include "plot/scatter.h"

AeMeasureContext *ae_measured_open(AeModel *model, const char *data, int n, const char *corrupt, const char *kind,
                                   GError **error) {
  static const AeSettings settings;
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
  g_auto(GStrv) keys = g_strsplit(kind ? kind : "", " ", -1);
  if (n != AE_AUTO)
    g_ptr_array_add(words, g_strdup_printf("n=%d", n));
  if (corrupt)
    g_ptr_array_add(words, g_strconcat("corrupt=", corrupt, NULL));
  if (keys[0])
    g_ptr_array_add(words, g_strconcat("kind=", keys[0], NULL));
  for (char **key = keys[0] ? keys + 1 : keys; *key; key++)
    if (**key)
      g_ptr_array_add(words, g_strdup(*key));
  g_ptr_array_add(words, NULL);
  return ae_measure_context_new(model, data, (const char *const *)words->pdata, &settings, error);
}

static void take_labels(AeMeasureContext *c, AeVectors *v) {
  const int *labels = ae_measure_labels(c);
  v->classes = g_new(int, MAX(v->codes.n, 1));
  v->names = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < ae_measure_classes(c); i++)
    g_ptr_array_add(v->names, g_strdup_printf("%u", i));
  for (gsize i = 0; i < v->codes.n; i++)
    v->classes[i] = labels[i];
}

gboolean ae_measured_vectors(AeModel *model, const char *data, int n, const char *kind, AeVectors *v, GError **error) {
  *v = (AeVectors){.classes = NULL};
  g_autoptr(AeMeasureContext) c = ae_measured_open(model, data, n, NULL, kind, error);
  const AeCodes *codes = c ? ae_measure_set(c, AE_SET_CODE, error) : NULL;
  gsize count = codes ? codes->n * (gsize)codes->d : 0;
  float *copy = codes ? ae_alloc(count, sizeof *copy, "codes", error) : NULL;
  if (!copy)
    return FALSE;
  memcpy(copy, codes->data, count * sizeof *copy);
  v->codes = (AeCodes){codes->n, codes->d, copy};
  v->what = g_strdup_printf("Codes of %s", ae_model_name(model));
  v->name = g_strdup(ae_model_name(model));
  if (ae_measure_classes(c) && ae_measure_classes(c) <= AE_SCATTER_MAX_CLASSES)
    take_labels(c, v);
  return TRUE;
}
