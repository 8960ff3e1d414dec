/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Shapes of a graph, and what follows from the layers' reaches: stride, scale, margin. */
#include "nn/net.h"
#include "nn/op.h"

enum { MAX_SIDE = 1 << 24, MAX_STRIDE = 4096, NOMINAL_SIDE = 64 };

static gboolean refuse_node(const AeGraph *graph, const AeNode *node, GError **error) {
  g_prefix_error(error, "%s: line %d (%s %s): ", graph->owner, node->line, node->name, node->type->name);
  return FALSE;
}

/* Sides stay far from G_MAXINT, so that a layer may multiply them by a small factor unchecked. */
static gboolean check_shape(AeShape s, GError **error) {
  gsize count;
  if (!ae_shape_count(s, AE_REAL, &count, error))
    return FALSE;
  if (MAX(MAX(s.n, s.c), MAX(s.h, s.w)) <= MAX_SIDE)
    return TRUE;
  g_autofree char *text = ae_shape_text(s);
  g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "the shape %s is too large", text);
  return FALSE;
}

static gboolean node_shape(const AeGraph *graph, int i, AeShape wanted, AeShape *shapes, GError **error) {
  const AeNode *node = &graph->nodes[i];
  AeShape in[AE_MAX_INPUTS] = {wanted};
  ae_node_inputs(node, shapes, in);
  if (!node->type->shape(node, in, &shapes[i], error) || !check_shape(shapes[i], error))
    return refuse_node(graph, node, error);
  return TRUE;
}

/* Only the first input has to have the size asked for: others (a label) may be of a fixed size of their own. */
static gboolean check_input(const AeGraph *graph, int h, int w, const AeShape *shapes, GError **error) {
  AeShape s = shapes[graph->inputs[0]];
  if (s.h == h && s.w == w)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: the network takes pictures of %d x %d only, not %d x %d",
              graph->owner, s.w, s.h, w, h);
  return FALSE;
}

AeShape *ae_graph_shapes(const AeGraph *graph, int n, int h, int w, GError **error) {
  AeShape wanted = {n, 1, h, w};
  if (!check_shape(wanted, error)) {
    g_prefix_error(error, "%s: ", graph->owner);
    return NULL;
  }
  g_autofree AeShape *shapes = g_new0(AeShape, graph->n_nodes);
  for (int i = 0; i < graph->n_nodes; i++)
    if (!node_shape(graph, i, wanted, shapes, error))
      return NULL;
  return check_input(graph, h, w, shapes, error) ? g_steal_pointer(&shapes) : NULL;
}

/* ---- grids: a node has num rows for every den rows of the first input ---- */

typedef struct {
  gint64 num, den;
} Scale;

static gint64 gcd(gint64 a, gint64 b) { return b ? gcd(b, a % b) : a; }

/* A layer without a reach (group norm, dense) is taken to keep the grid. */
static AeReach reach_of(const AeNode *node) {
  AeReach same = {1, 1, 0, 0};
  return node->type->reach ? node->type->reach(node) : same;
}

static Scale node_scale(const AeGraph *graph, int i, const Scale *scales) {
  const AeNode *node = &graph->nodes[i];
  if (node->n_inputs == 0)
    return (Scale){1, 1};
  AeReach reach = reach_of(node);
  Scale in = scales[node->inputs[0]], out = {in.num * reach.den, in.den * reach.num};
  gint64 common = gcd(out.num, out.den);
  return (Scale){out.num / common, out.den / common};
}

/* stride: the least common multiple of all denominators, so that every grid has whole rows. */
static gboolean find_scales(const AeGraph *graph, Scale *scales, int *stride, GError **error) {
  gint64 multiple = 1;
  for (int i = 0; i < graph->n_nodes; i++) {
    scales[i] = node_scale(graph, i, scales);
    multiple *= scales[i].den / gcd(multiple, scales[i].den);
    if (multiple > MAX_STRIDE || scales[i].num > MAX_STRIDE) {
      g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "the grid is over %d times coarser or finer than the input's",
                  MAX_STRIDE);
      return refuse_node(graph, &graph->nodes[i], error);
    }
  }
  *stride = (int)multiple;
  return TRUE;
}

/* ---- margin: rows of the inputs that single output rows depend on ---- */

typedef struct {
  gint64 first, last; /* empty where first > last */
} Span;

static gint64 floor_div(gint64 a, gint64 b) { return a / b - (a % b < 0); }

static void widen(Span *span, gint64 first, gint64 last) {
  span->first = MIN(span->first, first);
  span->last = MAX(span->last, last);
}

/* The rows of every node that row o of the output depends on; *inputs: all input lines' together. */
static Span depend(const AeGraph *graph, gint64 o, Span *spans) {
  Span inputs = {G_MAXINT, G_MININT};
  for (int i = 0; i < graph->n_nodes; i++)
    spans[i] = inputs;
  spans[graph->n_nodes - 1] = (Span){o, o};
  for (int i = graph->n_nodes - 1; i >= 0; i--) {
    const AeNode *node = &graph->nodes[i];
    if (spans[i].first > spans[i].last)
      continue;
    AeReach r = reach_of(node);
    for (int k = 0; k < node->n_inputs; k++)
      widen(&spans[node->inputs[k]], floor_div(spans[i].first * r.num, r.den) - r.before,
            floor_div(spans[i].last * r.num, r.den) + r.after);
    if (node->n_inputs == 0)
      widen(&inputs, spans[i].first, spans[i].last);
  }
  return inputs;
}

/* The pattern of dependence repeats with every stride input rows, so one period of output rows tells all. */
static int find_margin(const AeGraph *graph, Scale out, int stride) {
  g_autofree Span *spans = g_new(Span, graph->n_nodes);
  gint64 margin = 0;
  for (gint64 o = 0; o < stride * out.num / out.den; o++) {
    Span s = depend(graph, o, spans);
    gint64 at = o * out.den / out.num;
    margin = MAX(margin, MAX(at - s.first, s.last - at));
  }
  return (int)((margin + stride - 1) / stride * stride);
}

/* ---- totals ---- */

static gboolean is_local(const AeGraph *graph) {
  for (int i = 0; i < graph->n_nodes; i++) {
    const AeNode *node = &graph->nodes[i];
    if (node->n_inputs > 0 && (!node->type->reach || reach_of(node).shrinks))
      return FALSE;
  }
  return TRUE;
}

static void add_node(const AeNode *node, const AeShape *shapes, AeShape out, AeGraphInfo *info) {
  AeShape in[AE_MAX_INPUTS];
  AeParamSpec specs[AE_MAX_PARAMS];
  ae_node_inputs(node, shapes, in);
  if (node->type->macs)
    info->macs += node->type->macs(node, in, out);
  int n = ae_node_params(node, shapes, specs);
  for (int k = 0; k < n; k++) {
    guint64 count = specs[k].trainable;
    for (int d = 0; d < specs[k].rank; d++)
      count *= specs[k].dims[d];
    info->parameters += count;
  }
}

static gboolean nominal_size(const AeGraph *graph, int stride, AeGraphInfo *info, GError **error) {
  AeShape in = {1, 1, 0, 0};
  const AeNode *input = &graph->nodes[graph->inputs[0]];
  int side = (NOMINAL_SIDE + stride - 1) / stride * stride;
  if (!input->type->shape(input, &in, &info->in, error))
    return refuse_node(graph, input, error);
  info->fixed = info->in.h > 0;
  if (!info->fixed)
    info->in.h = info->in.w = side;
  return TRUE;
}

gboolean ae_graph_info(const AeGraph *graph, AeGraphInfo *info, GError **error) {
  g_autofree Scale *scales = g_new(Scale, graph->n_nodes);
  int last = graph->n_nodes - 1, stride;
  *info = (AeGraphInfo){.stride = 1};
  if (!find_scales(graph, scales, &stride, error) || !nominal_size(graph, stride, info, error))
    return FALSE;
  g_autofree AeShape *shapes = ae_graph_shapes(graph, 1, info->in.h, info->in.w, error);
  if (!shapes)
    return FALSE;
  for (int i = 0; i <= last; i++)
    add_node(&graph->nodes[i], shapes, shapes[i], info);
  info->out = shapes[last];
  info->macs_per_pixel = (double)info->macs / ((double)info->in.h * info->in.w);
  info->local = is_local(graph);
  info->stride = info->fixed ? 1 : stride;
  info->scale_num = (int)scales[last].num;
  info->scale_den = (int)scales[last].den;
  info->margin = info->local ? find_margin(graph, scales[last], stride) : 0;
  return TRUE;
}
