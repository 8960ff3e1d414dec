/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "model/model.h"

enum { AT_ONCE = 1024 };

/* As in the file: little-endian. */
static void add_numbers(GChecksum *sum, const ae_real *numbers, gsize n) {
  for (gsize i = 0; i < n; i += AT_ONCE) {
    guint8 bytes[AT_ONCE * 4];
    gsize some = MIN(n - i, AT_ONCE);
    for (gsize k = 0; k < some; k++) {
      union {
        float number;
        guint32 bits;
      } it = {(float)numbers[i + k]};
      for (int b = 0; b < 4; b++)
        bytes[4 * k + (gsize)b] = (guint8)(it.bits >> 8 * b);
    }
    g_checksum_update(sum, bytes, (gssize)(4 * some));
  }
}

char *ae_model_identity(const AeModel *model) {
  const char *whole = ae_model_get(model, AE_MODEL_WHOLE);
  if (whole)
    return g_strdup(whole);
  const AeParams *params = ae_model_params(model);
  g_autofree char *arch = ae_graph_text(ae_model_graph(model));
  g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
  g_checksum_update(sum, (const guchar *)arch, -1);
  for (guint i = 0; i < params->n; i++)
    add_numbers(sum, params->items[i].data, params->items[i].count);
  return g_strdup(g_checksum_get_string(sum));
}
