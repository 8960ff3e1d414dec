/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The channels of all inputs, one input's after another's. */
#include "nn/op.h"

#include <string.h>

static gboolean shape(const AeNode *node, const AeShape *in, AeShape *out, GError **error) {
  *out = in[0];
  for (int k = 1; k < node->n_inputs; k++) {
    if (in[k].n != out->n || in[k].h != out->h || in[k].w != out->w) {
      g_autofree char *first = ae_shape_text(in[0]), *other = ae_shape_text(in[k]);
      g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s and %s differ in more than channels", first, other);
      return FALSE;
    }
    out->c += in[k].c;
  }
  return TRUE;
}

static void forward(AeOp *op) {
  gsize pixels = (gsize)op->out.shape.h * op->out.shape.w;
  int all = op->out.shape.c, first = 0;
  for (int k = 0; k < op->node->n_inputs; first += op->in[k++].shape.c)
    for (int n = 0; n < op->out.shape.n; n++) {
      const ae_real *x = ae_image_of(&op->in[k], n);
      ae_real *y = ae_image_of(&op->out, n) + first;
      int channels = op->in[k].shape.c;
      for (gsize i = 0; i < pixels; i++)
        memcpy(y + i * all, x + i * channels, channels * sizeof *y);
    }
}

static void give(const AeTensor *dout, const AeTensor *din, int first, gboolean accumulate) {
  gsize pixels = (gsize)dout->shape.h * dout->shape.w;
  int all = dout->shape.c, channels = din->shape.c;
  for (int n = 0; n < dout->shape.n; n++) {
    const ae_real *dy = ae_image_of(dout, n) + first;
    ae_real *dx = ae_image_of(din, n);
    for (gsize i = 0; i < pixels; i++, dy += all, dx += channels)
      for (int c = 0; c < channels; c++)
        dx[c] = accumulate ? dx[c] + dy[c] : dy[c];
  }
}

static void backward(AeOp *op) {
  int first = 0;
  for (int k = 0; k < op->node->n_inputs; first += op->in[k++].shape.c)
    if (op->din[k].data)
      give(&op->dout, &op->din[k], first, op->accumulate[k]);
}

static const char *const examples[] = {
    "x input channels=3\ny input channels=1\nz concat x y",
    "x input channels=2\nr relu\nz concat x r x",
    NULL,
};

const AeLayerType ae_layer_concat = {
    .name = "concat",
    .help = "the channels of all its inputs",
    .min_inputs = 1,
    .max_inputs = AE_MAX_INPUTS,
    .shape = shape,
    .reach = ae_reach_same,
    .forward = forward,
    .backward = backward,
    .examples = examples,
};
