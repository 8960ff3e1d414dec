/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* One direction of a convolution (forward, gradient of x, gradient of the weights) as oneDNN primitives: the
 * convolution, the reorder of the weights between OIHW and the layout that the convolution chose, and the conversions
 * to bf16. Tensors are dense: oneDNN takes strides, but few of its implementations take them well, and some wrongly. */
#ifndef AE_TENSOR_ONEDNN_PASS_H
#define AE_TENSOR_ONEDNN_PASS_H

#include "tensor/kernels.h"
#include "tensor/onednn_op.h"

G_BEGIN_DECLS

/* A tensor converted to bf16 for a convolution that multiplies in bf16. */
typedef struct {
  AeDnnlOp *op; /* NULL: nothing to convert */
  void *data;
} AeDnnlNarrow;

typedef struct {
  AeDnnlPass kind;
  int images;               /* of x and y */
  AeDnnlOp *conv, *reorder; /* NULL before build */
  void *w;                  /* weights, or their gradient, as conv wants them */
  gboolean stale;           /* w is not what the plan's weights are */
  AeDnnlNarrow narrow_x, narrow_y;
} AeDnnlPassPlan;

/* Plans for that many images at a time, whatever spec->in.n says. FALSE where memory is short, or where oneDNN has only
 * an implementation that this library does not want (onednn_pass.c says which); the plan is then empty. */
gboolean ae_dnnl_pass_build(AeDnnlPassPlan *plan, const AeConvSpec *spec, AeDnnlPass kind, int images);
void ae_dnnl_pass_clear(AeDnnlPassPlan *plan);

/* w (OIHW) and bias are plain float32. Forward reads x and writes y, or, where spec->add, adds to it; backward data
 * reads y (dy) and writes x (dx); backward weights reads both and overwrites w. bias is for forward alone, and may be
 * NULL where there is none. */
void ae_dnnl_pass_run(AeDnnlPassPlan *plan, const void *x, const void *y, ae_real *w, const ae_real *bias);

G_END_DECLS
#endif
