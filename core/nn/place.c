/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "nn/place.h"

#include "nn/arena.h"

typedef struct {
  const AeGraph *graph;
  const AeFold *folds;
  const gboolean *live;
  int *owner;        /* node whose buffer holds the node's value */
  AeBuffer *buffers; /* of the nodes that own one */
} Plan;

/* A value is written, and read, when the op runs that the node belongs to. */
static void set_lifetimes(Plan *p, const AeShape *shapes) {
  int n = p->graph->n_nodes;
  for (int i = 0; i < n; i++) {
    AeShape s = shapes[i];
    p->owner[i] = i;
    p->buffers[i].first = p->buffers[i].last = p->folds[i].host;
    if (p->live[i] && !p->folds[i].inside)
      p->buffers[i].size = (gsize)s.n * s.c * s.h * s.w;
  }
  for (int i = 0; i < n; i++)
    for (int k = 0; p->live[i] && k < p->graph->nodes[i].n_inputs; k++) {
      AeBuffer *in = &p->buffers[p->graph->nodes[i].inputs[k]];
      in->last = MAX(in->last, p->folds[i].host);
    }
  for (int i = 0; i < p->graph->n_inputs; i++)
    p->buffers[p->graph->inputs[i]].first = 0, p->buffers[p->graph->inputs[i]].last = n;
  p->buffers[n - 1].last = n;
}

/* The node whose value the op of node i may overwrite with its own, or -1. A convolution reads its input around each
 * pixel that it writes, but the term it adds only at the pixel. */
static int overwritable(const Plan *p, int i) {
  const AeNode *node = &p->graph->nodes[i];
  if (p->folds[i].add >= 0 && p->owner[p->folds[i].add] != p->owner[node->inputs[0]])
    return p->folds[i].add;
  return node->type->in_place && node->n_inputs > 0 ? node->inputs[0] : -1;
}

static void share(Plan *p, int i) {
  int from = overwritable(p, i), to = p->folds[i].output;
  if (from < 0)
    return;
  AeBuffer *old = &p->buffers[p->owner[from]], *own = &p->buffers[to];
  if (old->last != i || old->size != own->size)
    return;
  old->last = own->last;
  own->size = 0;
  p->owner[to] = p->owner[from];
}

gsize *ae_graph_place(const AeGraph *graph, const AeFold *folds, const gboolean *live, const AeShape *shapes,
                      gsize *count) {
  int n = graph->n_nodes;
  g_autofree int *owner = g_new(int, n);
  g_autofree AeBuffer *buffers = g_new0(AeBuffer, n);
  Plan p = {graph, folds, live, owner, buffers};
  set_lifetimes(&p, shapes);
  for (int i = 0; i < n; i++)
    if (live[i] && !folds[i].swallowed)
      share(&p, i);
  *count = ae_arena_place(buffers, n, AE_PLACE_ALIGN);
  gsize *offsets = g_new(gsize, n);
  for (int i = 0; i < n; i++)
    offsets[i] = buffers[owner[i]].offset;
  return offsets;
}
