/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* One oneDNN primitive with its arguments and scratch memory.
 *
 *   AeDnnlOp *op = ae_dnnl_op_new(pd);
 *   ae_dnnl_op_arg(op, DNNL_ARG_SRC, md); ...          the order gives the slots 0, 1, ...
 *   ae_dnnl_op_data(op, 0, x); ae_dnnl_op_data(op, 1, y); ae_dnnl_op_run(op);
 *
 * oneDNN would spread over an OpenMP team of its own, but a kernel runs on the calling thread alone: between enter and
 * leave the calling thread's OpenMP thread count is 1, and afterwards what it was before. Whoever makes descriptors
 * calls them; run does itself. */
#ifndef AE_TENSOR_ONEDNN_OP_H
#define AE_TENSOR_ONEDNN_OP_H

#include "tensor/onednn_shim.h"

G_BEGIN_DECLS

dnnl_engine_t ae_dnnl_engine(void); /* the CPU; opened by the first call; NULL where oneDNN cannot run */

int ae_dnnl_enter(void); /* returns what leave wants */
void ae_dnnl_leave(int token);

typedef struct AeDnnlOp AeDnnlOp;

/* Takes pd, made with a user scratchpad, and makes its primitive; NULL if that fails or pd is NULL. */
AeDnnlOp *ae_dnnl_op_new(dnnl_primitive_desc_t pd);
void ae_dnnl_op_free(AeDnnlOp *op); /* accepts NULL */
/* The layout that the primitive chose for an argument (what = dnnl_query_weights_md, ...); owned by op. */
AeDnnlConstMd ae_dnnl_op_md(const AeDnnlOp *op, dnnl_query_t what);

/* At most 6 of them. */
gboolean ae_dnnl_op_arg(AeDnnlOp *op, int arg, AeDnnlConstMd md);
void ae_dnnl_op_data(AeDnnlOp *op, int slot, const void *data);
void ae_dnnl_op_run(const AeDnnlOp *op);

/* slot 0 -> slot 1: another layout, another type, or both. NULL on failure. */
AeDnnlOp *ae_dnnl_reorder_new(AeDnnlConstMd from, AeDnnlConstMd to);

/* Attributes with a user scratchpad and the given post-ops (may be NULL). NULL on failure. */
dnnl_primitive_attr_t ae_dnnl_attr_new(const_dnnl_post_ops_t ops);

G_END_DECLS
#endif
