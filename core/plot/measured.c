/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/measured.h"

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
