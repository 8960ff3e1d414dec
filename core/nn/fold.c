/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "nn/fold.h"

/* The only reader of each node, -1 where there is none or more than one. */
static int *single_readers(const AeGraph *graph) {
  int *reader = g_new(int, graph->n_nodes), *count = g_new0(int, graph->n_nodes);
  for (int i = 0; i < graph->n_nodes; i++)
    for (int k = 0; k < graph->nodes[i].n_inputs; k++) {
      reader[graph->nodes[i].inputs[k]] = i;
      count[graph->nodes[i].inputs[k]]++;
    }
  for (int i = 0; i < graph->n_nodes; i++)
    if (count[i] != 1)
      reader[i] = -1;
  g_free(count);
  return reader;
}

static void follow(AeFold *folds, int i, int next) {
  folds[folds[i].output].inside = TRUE;
  folds[next].swallowed = TRUE;
  folds[next].host = i;
  folds[i].output = next;
}

static void fold_activation(const AeGraph *graph, AeFold *folds, int i, int next) {
  const AeLayerType *type = next < 0 ? NULL : graph->nodes[next].type;
  AeAct act = type && type->act ? type->act(&graph->nodes[next], &folds[i].slope) : AE_ACT_NONE;
  if (act == AE_ACT_NONE)
    return;
  folds[i].act = act;
  follow(folds, i, next);
}

static void fold_sum(const AeGraph *graph, AeFold *folds, int i, int next) {
  const AeNode *sum = next < 0 ? NULL : &graph->nodes[next];
  if (!sum || !sum->type->sums || sum->n_inputs != 2)
    return;
  int other = sum->inputs[sum->inputs[0] == folds[i].output];
  if (other > i)
    return;
  folds[i].add = other;
  follow(folds, i, next);
}

AeFold *ae_graph_unfolded(const AeGraph *graph) {
  AeFold *folds = g_new0(AeFold, graph->n_nodes);
  for (int i = 0; i < graph->n_nodes; i++) {
    folds[i].output = folds[i].host = i;
    folds[i].add = -1;
  }
  return folds;
}

AeFold *ae_graph_fold(const AeGraph *graph) {
  AeFold *folds = ae_graph_unfolded(graph);
  g_autofree int *reader = single_readers(graph);
  for (int i = 0; i < graph->n_nodes; i++)
    if (graph->nodes[i].type->folds) {
      fold_activation(graph, folds, i, reader[i]);
      fold_sum(graph, folds, i, reader[folds[i].output]);
    }
  return folds;
}
