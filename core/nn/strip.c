/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "nn/strip.h"

#include <string.h>

#include "base/checked.h"
#include "nn/fold.h"
#include "nn/op.h"

/* The rows of one node: `kept` rows of earlier strips, then the `h` rows of this one. Row r of the strip's own time,
 * counted in the node's rows from the strip's first input row, lies at buffer row r + delay + kept. */
typedef struct {
  AeShape shape; /* of one strip: 1 x c x h x w */
  int delay, kept;
  ae_real *data;
  gsize row;   /* numbers in a row */
  gsize saved; /* where the kept rows lie in a state */
} Rows;

struct AeStrip {
  AeGraph *graph;
  AeFold *folds;
  Rows *rows; /* one a node; no data where the node is folded into a convolution */
  AeOp *ops;  /* one a node; node NULL where there is nothing to run */
  AeTensor input, output;
  ae_real *block;
  gsize block_count, state_count;
};

struct AeStripState {
  ae_real *kept;
};

static int floor_div(int a, int b) { return a >= 0 ? a / b : -((b - 1 - a) / b); }

/* First and last input row that a strip of h output rows at this delay reads, in rows of the input from the strip's
 * first one. */
static int first_row(AeReach reach, int delay) { return floor_div(-delay * reach.num, reach.den) - reach.before; }
static int last_row(AeReach reach, int delay, int h) {
  return floor_div((h - delay - 1) * reach.num, reach.den) + reach.after;
}

/* The least delay with which a node can run whose input has h_in rows a strip and lags delay_in. */
static int least_delay(AeReach reach, int delay_in, int h_in, int h) {
  int delay = 0;
  while (delay * reach.num % reach.den || last_row(reach, delay, h) > h_in - delay_in - 1)
    delay++;
  return delay;
}

static AeReach reach_of(const AeNode *node) { return node->type->reach(node); }

/* Delays of all nodes, in order. A folded convolution lags as its last follower does, and its own input's reach counts.
 */
static void set_delays(AeStrip *s) {
  for (int i = 0; i < s->graph->n_nodes; i++) {
    const AeNode *node = &s->graph->nodes[i];
    Rows *r = &s->rows[i];
    for (int k = 0; k < node->n_inputs; k++) {
      const Rows *in = &s->rows[node->inputs[k]];
      r->delay = MAX(r->delay, least_delay(reach_of(node), in->delay, in->shape.h, r->shape.h));
    }
  }
}

static void keep(Rows *in, int first) { in->kept = MAX(in->kept, -(first + in->delay)); }

/* How many old rows each node's readers still need. A fold runs at the delay of its output node. */
static void set_kept(AeStrip *s) {
  for (int i = 0; i < s->graph->n_nodes; i++) {
    const AeNode *node = &s->graph->nodes[i];
    const AeFold *fold = &s->folds[i];
    if (fold->swallowed)
      continue;
    int delay = s->rows[fold->output].delay;
    for (int k = 0; k < node->n_inputs; k++)
      keep(&s->rows[node->inputs[k]], first_row(reach_of(node), delay));
    if (fold->add >= 0)
      keep(&s->rows[fold->add], -delay);
  }
}

/* Whether the node's result is written: it is not inside a fold. */
static gboolean has_rows(const AeStrip *s, int node) { return !s->folds[node].inside; }

static gboolean allocate(AeStrip *s, GError **error) {
  gsize at = 0;
  for (int i = 0; i < s->graph->n_nodes; i++) {
    Rows *r = &s->rows[i];
    r->row = (gsize)r->shape.w * r->shape.c;
    r->saved = s->state_count;
    if (!has_rows(s, i))
      continue;
    s->state_count += r->row * r->kept;
    at += (r->row * (r->kept + r->shape.h) + 15) / 16 * 16;
  }
  s->block_count = at;
  s->block = ae_alloc(at, sizeof(ae_real), "the rows of a strip", error);
  if (!s->block)
    return FALSE;
  at = 0;
  for (int i = 0; i < s->graph->n_nodes; i++) {
    Rows *r = &s->rows[i];
    if (!has_rows(s, i))
      continue;
    r->data = s->block + at;
    at += (r->row * (r->kept + r->shape.h) + 15) / 16 * 16;
  }
  return TRUE;
}

/* Rows first .. first + count - 1 of a node as a tensor. */
static AeTensor window(const Rows *r, int first, int count) {
  AeShape shape = {1, r->shape.c, count, r->shape.w};
  return ae_tensor_wrap(r->data + (first + r->delay + r->kept) * (gssize)r->row, shape, AE_REAL);
}

static AeTensor new_rows(const Rows *r) { return window(r, -r->delay, r->shape.h); }

static void set_weights(AeStrip *s, AeParams *params) {
  for (guint i = 0; i < params->n; i++)
    s->ops[params->items[i].node].weight[params->items[i].index] = params->items[i].data;
}

static gboolean plan_op(AeStrip *s, int i, const AeNetOptions *options, GError **error) {
  const AeNode *node = &s->graph->nodes[i];
  const AeFold *fold = &s->folds[i];
  const Rows *out = &s->rows[fold->output];
  AeReach reach = reach_of(node);
  AeOp *op = &s->ops[i];
  op->node = node;
  op->kernels = options->kernels ? options->kernels : ae_kernels_best();
  op->bf16 = options->bf16;
  op->weights_changed = TRUE;
  op->strip_before = reach.before;
  op->strip_after = reach.after;
  for (int k = 0; k < node->n_inputs; k++) {
    const Rows *in = &s->rows[node->inputs[k]];
    int first = first_row(reach, out->delay);
    op->in[k] = window(in, first, last_row(reach, out->delay, out->shape.h) - first + 1);
  }
  op->fused_act = fold->act;
  op->fused_slope = fold->slope;
  if (fold->add >= 0) {
    op->fused_add = node->n_inputs;
    op->in[op->fused_add] = window(&s->rows[fold->add], -out->delay, out->shape.h);
  }
  op->out = new_rows(out);
  return ae_op_plan(op, error);
}

static gboolean check_graph(const AeGraph *graph, int width, int step, GError **error) {
  AeGraphInfo info;
  if (!ae_graph_info(graph, &info, error))
    return FALSE;
  if (!info.local || graph->n_inputs != 1) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "the network needs whole pictures: it cannot run in strips");
    return FALSE;
  }
  if (width < 1 || step < 1 || width % info.stride || step % info.stride) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "a strip of %dx%d does not fit the network's stride %d", width, step,
                info.stride);
    return FALSE;
  }
  return TRUE;
}

static gboolean lay_out(AeStrip *s, int width, int step, GError **error) {
  g_autofree AeShape *shapes = ae_graph_shapes(s->graph, 1, step, width, error);
  if (!shapes)
    return FALSE;
  for (int i = 0; i < s->graph->n_nodes; i++)
    s->rows[i].shape = shapes[i];
  set_delays(s);
  set_kept(s);
  return allocate(s, error);
}

static gboolean plan(AeStrip *s, AeParams *params, const AeNetOptions *options, GError **error) {
  int n = s->graph->n_nodes;
  set_weights(s, params);
  for (int i = 0; i < n; i++)
    if (s->graph->nodes[i].n_inputs && !s->folds[i].swallowed && !plan_op(s, i, options, error))
      return FALSE;
  s->input = new_rows(&s->rows[s->graph->inputs[0]]);
  s->output = new_rows(&s->rows[n - 1]);
  return TRUE;
}

AeStrip *ae_strip_new(AeGraph *graph, AeParams *params, int width, int step, const AeNetOptions *options,
                      GError **error) {
  if (!check_graph(graph, width, step, error))
    return NULL;
  AeStrip *s = g_new0(AeStrip, 1);
  s->graph = ae_graph_ref(graph);
  s->folds = ae_graph_fold(graph);
  s->rows = g_new0(Rows, graph->n_nodes);
  s->ops = g_new0(AeOp, graph->n_nodes);
  if (!lay_out(s, width, step, error) || !plan(s, params, options, error)) {
    ae_strip_free(s);
    return NULL;
  }
  return s;
}

void ae_strip_free(AeStrip *strip) {
  if (!strip)
    return;
  for (int i = 0; i < strip->graph->n_nodes; i++)
    ae_op_finish(&strip->ops[i]);
  ae_free(strip->block);
  g_free(strip->folds);
  g_free(strip->rows);
  g_free(strip->ops);
  ae_graph_unref(strip->graph);
  g_free(strip);
}

AeTensor *ae_strip_input(AeStrip *strip) { return &strip->input; }
const AeTensor *ae_strip_output(const AeStrip *strip) { return &strip->output; }
int ae_strip_delay(const AeStrip *strip) { return strip->rows[strip->graph->n_nodes - 1].delay; }
gsize ae_strip_bytes(const AeStrip *strip) { return strip->block_count * sizeof(ae_real); }
gsize ae_strip_state_bytes(const AeStrip *strip) { return strip->state_count * sizeof(ae_real); }

void ae_strip_run(AeStrip *strip, AeStripState *state) {
  int n = strip->graph->n_nodes;
  for (int i = 0; i < n; i++) {
    const Rows *r = &strip->rows[i];
    AeOp *op = &strip->ops[i];
    if (r->data && r->kept)
      memcpy(r->data, state->kept + r->saved, r->row * r->kept * sizeof(ae_real));
    if (op->node) {
      op->node->type->forward(op);
      op->weights_changed = FALSE;
    }
  }
  for (int i = 0; i < n; i++) {
    const Rows *r = &strip->rows[i];
    if (r->data && r->kept)
      memcpy(state->kept + r->saved, r->data + r->row * r->shape.h, r->row * r->kept * sizeof(ae_real));
  }
}

AeStripState *ae_strip_state_new(const AeStrip *strip, GError **error) {
  AeStripState *state = g_new0(AeStripState, 1);
  state->kept = ae_alloc(MAX(strip->state_count, 1), sizeof(ae_real), "the kept rows of a strip", error);
  if (!state->kept)
    g_clear_pointer(&state, g_free);
  return state;
}

void ae_strip_state_free(AeStripState *state) {
  if (!state)
    return;
  ae_free(state->kept);
  g_free(state);
}
