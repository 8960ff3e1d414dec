/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What every runner of ops (nets, strips) does with one, and loops that layers share. */
#ifndef AE_NN_OP_H
#define AE_NN_OP_H

#include "nn/layer.h"

G_BEGIN_DECLS

/* Allocates op->state and plans; everything else of op is set. After FALSE ae_op_finish is still to be called. */
gboolean ae_op_plan(AeOp *op, GError **error);
void ae_op_finish(AeOp *op); /* accepts an op that was zeroed and never planned */

/* Shapes of a node's inputs, out of the shapes of all nodes. */
void ae_node_inputs(const AeNode *node, const AeShape *shapes, AeShape *in);
/* Fills specs with the node's weights and returns how many. */
int ae_node_params(const AeNode *node, const AeShape *shapes, AeParamSpec *specs);

/* Image n of a tensor: h * w * c contiguous numbers. */
static inline ae_real *ae_image_of(const AeTensor *t, int n) { return ae_real_row(t, n, 0); }
static inline gsize ae_image_count(const AeTensor *t) { return (gsize)t->shape.h * t->shape.w * t->shape.c; }

/* to = from, or to += from. */
void ae_tensor_pass(const AeTensor *from, AeTensor *to, gboolean accumulate);

/* Shape of an output that is as in[0]; for shape() of elementwise layers. */
gboolean ae_shape_same(const AeNode *node, const AeShape *in, AeShape *out, GError **error);
/* For reach() of elementwise layers. */
AeReach ae_reach_same(const AeNode *node);

G_END_DECLS

#endif
