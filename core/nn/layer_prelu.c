/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* x, or weight(c) * x where x is negative (He et al. 2015, arXiv 1502.01852): one learnt slope a channel. */
#include <string.h>

#include "nn/op.h"
#include "tensor/clones.h"

static int params(const AeNode *node, const AeShape *in, AeParamSpec *specs) {
  specs[0] = (AeParamSpec){
      .suffix = "weight", .rank = 1, .dims = {in->c}, .init = AE_INIT_CONST, .gain = 0.25, .trainable = TRUE};
  return 1;
}

/* In place, where the compiler sees that no pixel depends on another one. */
static inline void bend(ae_real *y, const ae_real *end, const ae_real *restrict slope, int channels) {
  for (; y < end; y += channels)
    for (int c = 0; c < channels; c++)
      y[c] *= y[c] > 0 ? 1 : slope[c];
}

AE_CLONES static void forward(AeOp *op) {
  for (int n = 0; n < op->out.shape.n; n++) {
    const ae_real *x = ae_image_of(&op->in[0], n);
    ae_real *y = ae_image_of(&op->out, n);
    gsize count = ae_image_count(&op->out);
    if (y != x)
      memcpy(y, x, count * sizeof *y);
    bend(y, y + count, op->weight[0], op->out.shape.c);
  }
}

AE_CLONES static void backward_data(AeOp *op) {
  int channels = op->out.shape.c;
  gboolean accumulate = op->accumulate[0];
  const ae_real *restrict slope = op->weight[0];
  for (int n = 0; n < op->out.shape.n; n++) {
    const ae_real *x = ae_image_of(&op->in[0], n), *dy = ae_image_of(&op->dout, n);
    ae_real *restrict dx = ae_image_of(&op->din[0], n), *end = dx + ae_image_count(&op->out);
    for (; dx < end; x += channels, dy += channels, dx += channels)
      for (int c = 0; c < channels; c++)
        dx[c] = (accumulate ? dx[c] : 0) + dy[c] * (x[c] > 0 ? 1 : slope[c]);
  }
}

AE_CLONES static void backward_weights(AeOp *op) {
  int channels = op->out.shape.c;
  ae_real *restrict dslope = op->dweight[0];
  for (int n = 0; n < op->out.shape.n; n++) {
    const ae_real *x = ae_image_of(&op->in[0], n), *dy = ae_image_of(&op->dout, n);
    const ae_real *end = x + ae_image_count(&op->out);
    for (; x < end; x += channels, dy += channels)
      for (int c = 0; c < channels; c++)
        dslope[c] += x[c] > 0 ? 0 : x[c] * dy[c];
  }
}

static void backward(AeOp *op) {
  if (op->din[0].data)
    backward_data(op);
  if (op->dweight[0])
    backward_weights(op);
}

static const char *const examples[] = {"x input channels=3\ny prelu", NULL};

const AeLayerType ae_layer_prelu = {
    .name = "prelu",
    .help = "x, or a learnt slope of each channel times x where x is negative",
    .min_inputs = 1,
    .max_inputs = 1,
    .in_place = TRUE,
    .shape = ae_shape_same,
    .params = params,
    .reach = ae_reach_same,
    .forward = forward,
    .backward = backward,
    .examples = examples,
};
