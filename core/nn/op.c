/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "nn/op.h"

#include "base/checked.h"

#include <string.h>

gboolean ae_op_plan(AeOp *op, GError **error) {
  const AeLayerType *type = op->node->type;
  if (type->state_size > 0) {
    op->state = ae_alloc(1, type->state_size, type->name, error);
    if (!op->state)
      return FALSE;
  }
  return !type->plan || type->plan(op, error);
}

void ae_op_finish(AeOp *op) {
  if (!op->node)
    return;
  if (op->node->type->release && (op->state || op->node->type->state_size == 0))
    op->node->type->release(op);
  g_clear_pointer(&op->state, ae_free);
}

void ae_node_inputs(const AeNode *node, const AeShape *shapes, AeShape *in) {
  for (int k = 0; k < node->n_inputs; k++)
    in[k] = shapes[node->inputs[k]];
}

int ae_node_params(const AeNode *node, const AeShape *shapes, AeParamSpec *specs) {
  AeShape in[AE_MAX_INPUTS];
  ae_node_inputs(node, shapes, in);
  return node->type->params ? node->type->params(node, in, specs) : 0;
}

void ae_tensor_pass(const AeTensor *from, AeTensor *to, gboolean accumulate) {
  gsize count = ae_image_count(from);
  for (int n = 0; n < from->shape.n; n++) {
    const ae_real *x = ae_image_of(from, n);
    ae_real *y = ae_image_of(to, n);
    if (!accumulate)
      memcpy(y, x, count * sizeof *y);
    else
      for (gsize i = 0; i < count; i++)
        y[i] += x[i];
  }
}

gboolean ae_shape_same(const AeNode *node, const AeShape *in, AeShape *out, GError **error) {
  *out = in[0];
  return TRUE;
}

AeReach ae_reach_same(const AeNode *node) { return (AeReach){1, 1, 0, 0, FALSE}; }
