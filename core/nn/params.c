/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "nn/net.h"

#include "base/checked.h"
#include "nn/bicubic.h"
#include "nn/op.h"

#include <math.h>
#include <string.h>

typedef struct {
  AeParamSpec spec;
  int node, index;
} Entry;

/* The specs of all weights in node order, for the graph's nominal input. */
static GArray *collect(const AeGraph *graph, GError **error) {
  AeGraphInfo info;
  if (!ae_graph_info(graph, &info, error))
    return NULL;
  g_autofree AeShape *shapes = ae_graph_shapes(graph, 1, info.in.h, info.in.w, error);
  if (!shapes)
    return NULL;
  GArray *entries = g_array_new(FALSE, FALSE, sizeof(Entry));
  for (int i = 0; i < graph->n_nodes; i++) {
    AeParamSpec specs[AE_MAX_PARAMS];
    int n = ae_node_params(&graph->nodes[i], shapes, specs);
    for (int k = 0; k < n; k++) {
      Entry entry = {specs[k], i, k};
      g_array_append_val(entries, entry);
    }
  }
  return entries;
}

static gboolean set_item(AeParam *item, const AeGraph *graph, const Entry *entry, GError **error) {
  const AeNode *node = &graph->nodes[entry->node];
  item->name = g_strdup_printf("%s.%s", node->name, entry->spec.suffix);
  item->node = entry->node;
  item->index = entry->index;
  item->rank = entry->spec.rank;
  item->trainable = entry->spec.trainable;
  item->count = 1;
  for (int d = 0; d < item->rank; d++) {
    item->dims[d] = entry->spec.dims[d];
    if (ae_mul(item->count, item->dims[d], &item->count))
      continue;
    g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "%s: line %d: %s is too large", graph->owner, node->line, item->name);
    return FALSE;
  }
  return TRUE;
}

static gboolean allocate(AeParams *params, const char *owner, GError **error) {
  for (guint i = 0; i < params->n; i++)
    if (!ae_add(params->total, params->items[i].count, &params->total)) {
      g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "%s: too many weights", owner);
      return FALSE;
    }
  ae_real *data = params->data = ae_alloc(params->total, sizeof(ae_real), "weights", error);
  if (!data)
    return FALSE;
  for (guint i = 0; i < params->n; i++) {
    params->items[i].data = data;
    data += params->items[i].count;
  }
  return TRUE;
}

static void fill(AeParam *item, const AeParamSpec *spec, guint64 seed) {
  AeRng rng;
  if (spec->init == AE_INIT_BICUBIC) {
    ae_bicubic_fill(item->data, item->dims[0], item->dims[1], item->dims[2]);
    return;
  }
  /* A sequence of its own for every name: a layer put in before leaves the others' weights as they were. */
  ae_rng_init(&rng, seed, g_str_hash(item->name));
  double sd = spec->gain * sqrt(2.0 / MAX(spec->fan_in, 1));
  for (gsize i = 0; i < item->count; i++)
    switch (spec->init) {
    case AE_INIT_ZERO:
      item->data[i] = 0;
      break;
    case AE_INIT_ONE:
      item->data[i] = 1;
      break;
    case AE_INIT_CONST:
      item->data[i] = (ae_real)spec->gain;
      break;
    case AE_INIT_HE:
      item->data[i] = (ae_real)(sd * ae_rng_normal(&rng));
      break;
    case AE_INIT_BICUBIC: /* not by numbers of its own */
      break;
    }
}

AeParams *ae_params_new(const AeGraph *graph, GError **error) {
  g_autoptr(GArray) entries = collect(graph, error);
  if (!entries)
    return NULL;
  AeParams *params = g_new0(AeParams, 1);
  params->n = entries->len;
  params->items = g_new0(AeParam, MAX(params->n, 1));
  gboolean ok = TRUE;
  for (guint i = 0; ok && i < params->n; i++)
    ok = set_item(&params->items[i], graph, &g_array_index(entries, Entry, i), error);
  if (!ok || !allocate(params, graph->owner, error)) {
    ae_params_free(params);
    return NULL;
  }
  for (guint i = 0; i < params->n; i++)
    if (!params->items[i].trainable)
      fill(&params->items[i], &g_array_index(entries, Entry, i).spec, 0);
  return params;
}

void ae_params_init(AeParams *params, const AeGraph *graph, guint64 seed) {
  g_autoptr(GArray) entries = collect(graph, NULL);
  for (guint i = 0; entries && i < MIN(params->n, entries->len); i++)
    fill(&params->items[i], &g_array_index(entries, Entry, i).spec, seed);
}

AeParams *ae_params_copy(const AeParams *params, GError **error) {
  AeParams *copy = g_new0(AeParams, 1);
  copy->n = params->n;
  copy->items = g_memdup2(params->items, MAX(params->n, 1) * sizeof *params->items);
  for (guint i = 0; i < copy->n; i++)
    copy->items[i].name = g_strdup(params->items[i].name);
  if (!allocate(copy, "weights", error)) {
    ae_params_free(copy);
    return NULL;
  }
  memcpy(copy->data, params->data, params->total * sizeof *params->data);
  return copy;
}

void ae_params_free(AeParams *params) {
  if (!params)
    return;
  for (guint i = 0; i < params->n; i++)
    g_free(params->items[i].name);
  g_free(params->items);
  ae_free(params->data);
  g_free(params);
}

AeParam *ae_params_find(const AeParams *params, const char *name) {
  for (guint i = 0; i < params->n; i++)
    if (!strcmp(params->items[i].name, name))
      return &params->items[i];
  return NULL;
}
