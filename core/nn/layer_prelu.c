/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* x, or weight(c) * x where x is negative (He et al. 2015, arXiv 1502.01852): one learnt slope a channel. */
#include "nn/op.h"

static int params(const AeNode *node, const AeShape *in, AeParamSpec *specs) {
  specs[0] = (AeParamSpec){
      .suffix = "weight", .rank = 1, .dims = {in->c}, .init = AE_INIT_CONST, .gain = 0.25, .trainable = TRUE};
  return 1;
}

static void forward(AeOp *op) {
  int channels = op->out.shape.c;
  const ae_real *slope = op->weight[0];
  for (int n = 0; n < op->out.shape.n; n++) {
    const ae_real *x = ae_image_of(&op->in[0], n);
    ae_real *y = ae_image_of(&op->out, n), *end = y + ae_image_count(&op->out);
    for (; y < end; x += channels, y += channels)
      for (int c = 0; c < channels; c++)
        y[c] = x[c] > 0 ? x[c] : x[c] * slope[c];
  }
}

static void backward_data(AeOp *op) {
  int channels = op->out.shape.c;
  const ae_real *slope = op->weight[0];
  for (int n = 0; n < op->out.shape.n; n++) {
    const ae_real *x = ae_image_of(&op->in[0], n), *dy = ae_image_of(&op->dout, n);
    ae_real *dx = ae_image_of(&op->din[0], n), *end = dx + ae_image_count(&op->out);
    for (; dx < end; x += channels, dy += channels, dx += channels)
      for (int c = 0; c < channels; c++) {
        ae_real d = dy[c] * (x[c] > 0 ? 1 : slope[c]);
        dx[c] = op->accumulate[0] ? dx[c] + d : d;
      }
  }
}

static void backward_weights(AeOp *op) {
  int channels = op->out.shape.c;
  for (int n = 0; n < op->out.shape.n; n++) {
    const ae_real *x = ae_image_of(&op->in[0], n), *dy = ae_image_of(&op->dout, n);
    const ae_real *end = x + ae_image_count(&op->out);
    for (; x < end; x += channels, dy += channels)
      for (int c = 0; c < channels; c++)
        op->dweight[0][c] += x[c] > 0 ? 0 : x[c] * dy[c];
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
