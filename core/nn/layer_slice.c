/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Some of the input's channels: from .. from + count - 1. */
#include "nn/op.h"

#include <string.h>

typedef struct {
  int from, count;
} Slice;

static const AeOption options[] = {
    {"from", "first channel", AE_OPTION_INT, G_STRUCT_OFFSET(Slice, from), "0", 0, G_MAXINT},
    {"count", "number of channels; auto: all the rest", AE_OPTION_INT, G_STRUCT_OFFSET(Slice, count), "auto", 1,
     G_MAXINT, TRUE},
    {NULL}};

static gboolean shape(const AeNode *node, const AeShape *in, AeShape *out, GError **error) {
  const Slice *o = node->options;
  *out = in[0];
  out->c = o->count == AE_AUTO ? in[0].c - o->from : o->count;
  if (o->from < in[0].c && out->c <= in[0].c - o->from)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "channels from %d on are not in an input of %d channels", o->from,
              in[0].c);
  return FALSE;
}

static void forward(AeOp *op) {
  const Slice *o = op->node->options;
  const AeTensor *in = &op->in[0], *out = &op->out;
  gsize pixels = (gsize)out->shape.h * out->shape.w;
  for (int n = 0; n < out->shape.n; n++) {
    const ae_real *x = ae_image_of(in, n) + o->from;
    ae_real *y = ae_image_of(out, n);
    for (gsize i = 0; i < pixels; i++)
      memcpy(y + i * out->shape.c, x + i * in->shape.c, out->shape.c * sizeof *y);
  }
}

static void backward(AeOp *op) {
  const Slice *o = op->node->options;
  int c_in = op->din[0].shape.c, c_out = op->dout.shape.c;
  gsize pixels = (gsize)op->dout.shape.h * op->dout.shape.w;
  for (int n = 0; n < op->dout.shape.n; n++) {
    ae_real *dx = ae_image_of(&op->din[0], n);
    const ae_real *dy = ae_image_of(&op->dout, n);
    if (!op->accumulate[0])
      memset(dx, 0, pixels * c_in * sizeof *dx);
    for (gsize i = 0; i < pixels; i++)
      for (int c = 0; c < c_out; c++)
        dx[i * c_in + o->from + c] += dy[i * c_out + c];
  }
}

static const char *const examples[] = {
    "x input channels=4\ny slice from=1 count=2",
    "x input channels=5\ny slice from=3",
    NULL,
};

const AeLayerType ae_layer_slice = {
    .name = "slice",
    .help = "some of the channels",
    .options = options,
    .options_size = sizeof(Slice),
    .min_inputs = 1,
    .max_inputs = 1,
    .shape = shape,
    .reach = ae_reach_same,
    .forward = forward,
    .backward = backward,
    .examples = examples,
};
