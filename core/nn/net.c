/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "nn/net.h"

#include "base/checked.h"
#include "nn/op.h"
#include "nn/place.h"

#include <string.h>

struct AeNet {
  AeGraph *graph;
  AeParams *params;
  AeNetOptions options;
  AeFold *folds;
  gboolean *live;    /* nodes to be computed */
  gboolean *wanted;  /* nodes whose gradient is wanted: a weight, or an input that is, lies before them */
  gboolean *seeded;  /* ae_net_node_gradient was called since the last backward */
  gboolean *written; /* during backward: the gradient holds something to be added to */
  AeTensor *values, *gradients;
  AeOp *ops; /* node NULL where there is nothing to run */
  AeRng rng;
  ae_real *arena, *scratch;
  gsize arena_count;
  void (*passed)(gpointer data, int node);
  gpointer passed_data;
};

static const AeNode *node_at(const AeNet *net, int i) { return &net->graph->nodes[i]; }
static int last_node(const AeNet *net) { return net->graph->n_nodes - 1; }

/* Inference leaves out what the output does not depend on. */
static void mark_live(AeNet *net) {
  net->live[last_node(net)] = TRUE;
  for (int i = last_node(net); i >= 0; i--) {
    net->live[i] |= net->options.training;
    for (int k = 0; net->live[i] && k < node_at(net, i)->n_inputs; k++)
      net->live[node_at(net, i)->inputs[k]] = TRUE;
  }
}

static void mark_wanted(AeNet *net) {
  for (guint i = 0; i < net->params->n; i++)
    net->wanted[net->params->items[i].node] |= net->params->items[i].trainable;
  for (int i = 0; i <= last_node(net); i++) {
    const AeNode *node = node_at(net, i);
    net->wanted[i] |= node->n_inputs == 0 && net->options.input_gradient;
    for (int k = 0; k < node->n_inputs; k++)
      net->wanted[i] |= net->wanted[node->inputs[k]];
  }
}

/* ---- weights ---- */

static gboolean item_fits(const AeParam *item, int node, int index, const AeParamSpec *spec) {
  return item->node == node && item->index == index && item->rank == spec->rank &&
         !memcmp(item->dims, spec->dims, spec->rank * sizeof *spec->dims);
}

/* A dense layer behind a picture has weights for one size of picture only. */
static gboolean check_params(const AeGraph *graph, const AeParams *params, const AeShape *shapes, GError **error) {
  guint at = 0;
  for (int i = 0; i < graph->n_nodes; i++) {
    const AeNode *node = &graph->nodes[i];
    AeParamSpec specs[AE_MAX_PARAMS];
    int n = ae_node_params(node, shapes, specs);
    for (int k = 0; k < n; k++, at++)
      if (at >= params->n || !item_fits(&params->items[at], i, k, &specs[k])) {
        g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
                    "%s: line %d: the weights do not fit %s.%s at this size of picture", graph->owner, node->line,
                    node->name, specs[k].suffix);
        return FALSE;
      }
  }
  return TRUE;
}

/* The first weight of the line that a node borrows from, NULL where it borrows none. */
static const AeParam *borrowed_item(const AeGraph *graph, const AeParams *params, int i) {
  const AeNode *node = &graph->nodes[i];
  for (guint k = 0; node->type->borrows && k < params->n; k++)
    if (params->items[k].node == node->inputs[1] && params->items[k].index == 0)
      return &params->items[k];
  return NULL;
}

static gboolean check_borrowed(const AeGraph *graph, const AeParams *params, const AeShape *shapes, GError **error) {
  for (int i = 0; i < graph->n_nodes; i++) {
    const AeNode *node = &graph->nodes[i];
    const AeParam *item = borrowed_item(graph, params, i);
    if (!node->type->borrows || (item && item->rank == 2 && item->dims[1] == shapes[i].c))
      continue;
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: line %d: %s has no weights of %d columns for %s", graph->owner,
                node->line, graph->nodes[node->inputs[1]].name, shapes[i].c, node->name);
    return FALSE;
  }
  return TRUE;
}

/* ---- memory ---- */

static gboolean allocate(AeNet *net, gsize count, GError **error) {
  net->arena_count = count;
  net->arena = ae_alloc(count, sizeof(ae_real), "the network's memory", error);
  return net->arena != NULL;
}

static gsize shape_count(AeShape s) { return (gsize)s.n * s.c * s.h * s.w; }

/* Room for one more tensor at the end of the arena. */
static gboolean reserve(AeShape shape, gsize *end, gsize *offset, GError **error) {
  gsize count;
  if (!ae_shape_count(shape, AE_REAL, &count, error))
    return FALSE;
  *offset = *end;
  if (ae_add(*end, (count + AE_PLACE_ALIGN - 1) / AE_PLACE_ALIGN * AE_PLACE_ALIGN, end))
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "the network's memory cannot be addressed");
  return FALSE;
}

/* Training keeps all values and all wanted gradients, one after another. */
static gboolean place_all(AeNet *net, const AeShape *shapes, GError **error) {
  int n = net->graph->n_nodes;
  gsize end = 0, scratch;
  int largest = 0;
  g_autofree gsize *values = g_new0(gsize, n), *gradients = g_new0(gsize, n);
  for (int i = 0; i < n; i++) {
    gboolean gradient = net->wanted[i] || i == last_node(net);
    if (!reserve(shapes[i], &end, &values[i], error) || (gradient && !reserve(shapes[i], &end, &gradients[i], error)))
      return FALSE;
    if (shape_count(shapes[i]) > shape_count(shapes[largest]))
      largest = i;
  }
  if (!reserve(shapes[largest], &end, &scratch, error) || !allocate(net, end, error))
    return FALSE;
  for (int i = 0; i < n; i++) {
    net->values[i] = ae_tensor_wrap(net->arena + values[i], shapes[i], AE_REAL);
    net->gradients[i] = ae_tensor_wrap(net->arena + gradients[i], shapes[i], AE_REAL);
  }
  net->scratch = net->arena + scratch;
  return TRUE;
}

static gboolean place_shared(AeNet *net, const AeShape *shapes, GError **error) {
  gsize count;
  g_autofree gsize *offsets = ae_graph_place(net->graph, net->folds, net->live, shapes, &count);
  if (!allocate(net, count, error))
    return FALSE;
  for (int i = 0; i <= last_node(net); i++)
    net->values[i] = ae_tensor_wrap(net->arena + offsets[i], shapes[i], AE_REAL);
  return TRUE;
}

/* ---- ops ---- */

static void bind_op(AeNet *net, int i) {
  const AeNode *node = node_at(net, i);
  const AeFold *fold = &net->folds[i];
  AeOp *op = &net->ops[i];
  op->node = node;
  op->kernels = net->options.kernels;
  op->training = net->options.training;
  op->bf16 = net->options.bf16;
  op->weights_changed = TRUE;
  op->strip_before = op->strip_after = -1;
  op->rng = &net->rng;
  op->scratch = net->scratch;
  op->out = net->values[fold->output];
  op->dout = net->gradients[i];
  for (int k = 0; k < node->n_inputs; k++) {
    op->in[k] = net->values[node->inputs[k]];
    op->din[k] = net->gradients[node->inputs[k]];
    op->accumulate[k] = FALSE;
  }
  op->fused_act = fold->act;
  op->fused_slope = fold->slope;
  if (fold->add >= 0) {
    op->fused_add = node->n_inputs;
    op->in[op->fused_add] = net->values[fold->add];
  }
}

static gboolean plan_ops(AeNet *net, GError **error) {
  for (int i = 0; i <= last_node(net); i++)
    if (net->live[i] && !net->folds[i].swallowed)
      bind_op(net, i);
  for (guint i = 0; i < net->params->n; i++) {
    const AeParam *item = &net->params->items[i];
    net->ops[item->node].weight[item->index] = item->data;
  }
  for (int i = 0; i <= last_node(net); i++) {
    const AeParam *item = borrowed_item(net->graph, net->params, i);
    net->ops[i].borrowed = item ? item->data : NULL;
  }
  for (int i = 0; i <= last_node(net); i++)
    if (net->ops[i].node && !ae_op_plan(&net->ops[i], error)) {
      g_prefix_error(error, "%s: line %d (%s): ", net->graph->owner, node_at(net, i)->line, node_at(net, i)->name);
      return FALSE;
    }
  return TRUE;
}

/* ---- the public part ---- */

static AeNet *net_alloc(AeGraph *graph, AeParams *params, const AeNetOptions *options) {
  int n = graph->n_nodes;
  AeNet *net = g_new0(AeNet, 1);
  net->graph = ae_graph_ref(graph);
  net->params = params;
  net->options = *options;
  if (!net->options.kernels)
    net->options.kernels = ae_kernels_best();
  net->folds = options->training ? ae_graph_unfolded(graph) : ae_graph_fold(graph);
  net->live = g_new0(gboolean, n);
  net->wanted = g_new0(gboolean, n);
  net->seeded = g_new0(gboolean, n);
  net->written = g_new0(gboolean, n);
  net->values = g_new0(AeTensor, n);
  net->gradients = g_new0(AeTensor, n);
  net->ops = g_new0(AeOp, n);
  ae_rng_init(&net->rng, options->seed, 0);
  return net;
}

AeNet *ae_net_new(AeGraph *graph, AeParams *params, int n, int h, int w, const AeNetOptions *options, GError **error) {
  g_autofree AeShape *shapes = ae_graph_shapes(graph, n, h, w, error);
  if (!shapes || !check_params(graph, params, shapes, error) || !check_borrowed(graph, params, shapes, error))
    return NULL;
  AeNet *net = net_alloc(graph, params, options);
  mark_live(net);
  mark_wanted(net);
  if (!(options->training ? place_all : place_shared)(net, shapes, error) || !plan_ops(net, error)) {
    ae_net_free(net);
    return NULL;
  }
  return net;
}

void ae_net_free(AeNet *net) {
  if (!net)
    return;
  for (int i = 0; i <= last_node(net); i++)
    ae_op_finish(&net->ops[i]);
  g_free(net->folds);
  g_free(net->live);
  g_free(net->wanted);
  g_free(net->seeded);
  g_free(net->written);
  g_free(net->values);
  g_free(net->gradients);
  g_free(net->ops);
  ae_free(net->arena);
  ae_graph_unref(net->graph);
  g_free(net);
}

AeTensor *ae_net_input(AeNet *net, int i) { return &net->values[net->graph->inputs[i]]; }
const AeTensor *ae_net_output(const AeNet *net) { return &net->values[last_node(net)]; }
AeTensor *ae_net_output_gradient(AeNet *net) { return &net->gradients[last_node(net)]; }
AeRng *ae_net_rng(AeNet *net) { return &net->rng; }
gsize ae_net_arena_bytes(const AeNet *net) { return net->arena_count * sizeof(ae_real); }

const AeTensor *ae_net_node(const AeNet *net, const char *name) {
  int i = ae_graph_find(net->graph, name);
  return i >= 0 && (net->options.training || i == last_node(net)) ? &net->values[i] : NULL;
}

const AeTensor *ae_net_input_gradient(const AeNet *net, int i) {
  gboolean there = net->options.training && net->options.input_gradient;
  return there ? &net->gradients[net->graph->inputs[i]] : NULL;
}

static void zero(AeTensor *t) { memset(t->data, 0, t->shape.n * ae_image_count(t) * sizeof(ae_real)); }

AeTensor *ae_net_node_gradient(AeNet *net, const char *name) {
  int i = ae_graph_find(net->graph, name);
  if (i < 0 || !net->options.training || !net->wanted[i])
    return NULL;
  if (i != last_node(net) && !net->seeded[i]) {
    zero(&net->gradients[i]);
    net->seeded[i] = TRUE;
  }
  return &net->gradients[i];
}

void ae_net_weights_changed(AeNet *net) {
  for (int i = 0; i <= last_node(net); i++)
    net->ops[i].weights_changed = TRUE;
}

void ae_net_forward(AeNet *net) {
  for (int i = 0; i <= last_node(net); i++) {
    AeOp *op = &net->ops[i];
    if (!op->node)
      continue;
    op->node->type->forward(op);
    op->weights_changed = FALSE;
  }
}

/* ---- backward ---- */

static void point_gradients(AeNet *net, AeOp *op) {
  int read = op->node->type->borrows ? 1 : op->node->n_inputs;
  for (int k = 0; k < read; k++) {
    int from = op->node->inputs[k];
    op->din[k].data = net->wanted[from] ? net->gradients[from].data : NULL;
    op->accumulate[k] = net->written[from];
    net->written[from] = TRUE;
  }
}

static void point_weights(AeNet *net, ae_real *grads) {
  for (guint i = 0; i < net->params->n; i++) {
    const AeParam *item = &net->params->items[i];
    gboolean wanted = grads && item->trainable;
    net->ops[item->node].dweight[item->index] = wanted ? grads + (item->data - net->params->data) : NULL;
  }
  for (int i = 0; i <= last_node(net); i++)
    net->ops[i].dborrowed = grads && net->ops[i].borrowed ? grads + (net->ops[i].borrowed - net->params->data) : NULL;
}

void ae_net_watch(AeNet *net, void (*passed)(gpointer data, int node), gpointer data) {
  net->passed = passed;
  net->passed_data = data;
}

/* A node that nothing downstream gave a gradient (a dead end) gives none to its inputs either. */
void ae_net_backward(AeNet *net, ae_real *grads) {
  gsize bytes = net->graph->n_nodes * sizeof *net->written;
  memcpy(net->written, net->seeded, bytes);
  memset(net->seeded, 0, bytes);
  net->written[last_node(net)] = TRUE;
  point_weights(net, grads);
  for (int i = last_node(net); i >= 0; i--) {
    if (net->written[i] && net->wanted[i]) {
      point_gradients(net, &net->ops[i]);
      net->ops[i].node->type->backward(&net->ops[i]);
    }
    if (net->passed)
      net->passed(net->passed_data, i);
  }
  for (int i = 0; i < net->graph->n_inputs; i++)
    if (net->options.input_gradient && !net->written[net->graph->inputs[i]])
      zero(&net->gradients[net->graph->inputs[i]]);
}
