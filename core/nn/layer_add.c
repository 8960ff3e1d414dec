/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* out = in[0] + in[1] + ..., all of one shape: skips and residuals. */
#include "nn/op.h"

static gboolean shape(const AeNode *node, const AeShape *in, AeShape *out, GError **error) {
  for (int k = 1; k < node->n_inputs; k++)
    if (!ae_shape_equal(in[0], in[k])) {
      g_autofree char *first = ae_shape_text(in[0]), *other = ae_shape_text(in[k]);
      g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s and %s cannot be added", first, other);
      return FALSE;
    }
  *out = in[0];
  return TRUE;
}

static void add_two(const AeTensor *a, const AeTensor *b, AeTensor *out) {
  gsize count = ae_image_count(out);
  for (int n = 0; n < out->shape.n; n++) {
    const ae_real *x = ae_image_of(a, n), *y = ae_image_of(b, n);
    ae_real *sum = ae_image_of(out, n);
    for (gsize i = 0; i < count; i++)
      sum[i] = x[i] + y[i];
  }
}

static void forward(AeOp *op) {
  add_two(&op->in[0], &op->in[1], &op->out);
  for (int k = 2; k < op->node->n_inputs; k++)
    ae_tensor_pass(&op->in[k], &op->out, TRUE);
}

static void backward(AeOp *op) {
  for (int k = 0; k < op->node->n_inputs; k++)
    if (op->din[k].data)
      ae_tensor_pass(&op->dout, &op->din[k], op->accumulate[k]);
}

static const char *const examples[] = {
    "x input channels=3\ny input channels=3\nz add x y",
    "x input channels=2\ny conv2d out=2 kernel=1\nz add x y x",
    NULL,
};

const AeLayerType ae_layer_add = {
    .name = "add",
    .help = "sum of its inputs",
    .min_inputs = 2,
    .max_inputs = AE_MAX_INPUTS,
    .in_place = TRUE,
    .sums = TRUE,
    .shape = shape,
    .reach = ae_reach_same,
    .forward = forward,
    .backward = backward,
    .examples = examples,
};
