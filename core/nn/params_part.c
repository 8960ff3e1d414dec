/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The weights of a part of a network. */
#include "nn/net.h"

#include <string.h>

/* to (n x m) is from (m x n) transposed. */
static void transpose(const AeParam *from, AeParam *to) {
  int rows = from->dims[0], columns = from->dims[1];
  for (int i = 0; i < rows; i++)
    for (int k = 0; k < columns; k++)
      to->data[(gsize)k * rows + i] = from->data[(gsize)i * columns + k];
}

/* Where a line borrowed its weight, the part has a line with one of its own. */
static const AeParam *lent(const AeGraph *graph, const AeParams *whole, const AeGraph *part, const AeParam *item) {
  int i = ae_graph_find(graph, part->nodes[item->node].name);
  if (i < 0 || !graph->nodes[i].type->borrows)
    return NULL;
  g_autofree char *name = g_strconcat(graph->nodes[graph->nodes[i].inputs[1]].name, ".weight", NULL);
  const AeParam *from = ae_params_find(whole, name);
  gboolean fits =
      from && from->rank == 2 && item->rank == 2 && from->dims[0] == item->dims[1] && from->dims[1] == item->dims[0];
  return fits ? from : NULL;
}

static gboolean fill_item(const AeGraph *graph, const AeParams *whole, const AeGraph *part, AeParam *item,
                          GError **error) {
  const AeParam *from = ae_params_find(whole, item->name);
  const AeParam *lender = from ? NULL : lent(graph, whole, part, item);
  if (from && from->count == item->count)
    memcpy(item->data, from->data, item->count * sizeof *item->data);
  else if (lender)
    transpose(lender, item);
  else
    g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: no weights for %s", part->owner, item->name);
  return lender || (from && from->count == item->count);
}

AeParams *ae_params_part(const AeGraph *graph, const AeParams *whole, const AeGraph *part, GError **error) {
  AeParams *params = ae_params_new(part, error);
  for (guint i = 0; params && i < params->n; i++)
    if (!fill_item(graph, whole, part, &params->items[i], error))
      g_clear_pointer(&params, ae_params_free);
  return params;
}
