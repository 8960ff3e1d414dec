/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Fully connected: y(n, o) = sum_c weight(o, c) x(n, c) + bias(o), for vectors (height and width 1). */
#include "nn/op.h"

#include <string.h>

typedef struct {
  int out;
  gboolean bias;
  double gain;
} Dense;

static const AeOption options[] = {
    {"out", "numbers that come out; auto: as many as come in", AE_OPTION_INT, G_STRUCT_OFFSET(Dense, out), "auto", 1,
     1 << 24, TRUE},
    {"bias", "add a number to each", AE_OPTION_BOOL, G_STRUCT_OFFSET(Dense, bias), "yes"},
    {"gain", "factor of the first, random weights", AE_OPTION_DOUBLE, G_STRUCT_OFFSET(Dense, gain), "1", 0, 100},
    {NULL}};

static int out_of(const AeNode *node, AeShape in) {
  const Dense *o = node->options;
  return o->out == AE_AUTO ? in.c : o->out;
}

static gboolean shape(const AeNode *node, const AeShape *in, AeShape *out, GError **error) {
  *out = (AeShape){in->n, out_of(node, *in), 1, 1};
  if (in->h == 1 && in->w == 1)
    return TRUE;
  g_autofree char *text = ae_shape_text(*in);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s is no vector; put a flatten line before", text);
  return FALSE;
}

static int params(const AeNode *node, const AeShape *in, AeParamSpec *specs) {
  const Dense *o = node->options;
  int out = out_of(node, *in);
  specs[0] = (AeParamSpec){.suffix = "weight",
                           .rank = 2,
                           .dims = {out, in->c},
                           .init = AE_INIT_HE,
                           .gain = o->gain,
                           .fan_in = in->c,
                           .trainable = TRUE};
  specs[1] =
      (AeParamSpec){.suffix = "bias", .rank = 1, .dims = {out}, .init = AE_INIT_ZERO, .gain = 1, .trainable = TRUE};
  return o->bias ? 2 : 1;
}

static guint64 macs(const AeNode *node, const AeShape *in, AeShape out) { return (guint64)in->n * in->c * out.c; }

static void forward(AeOp *op) {
  int batch = op->out.shape.n, in = op->in[0].shape.c, out = op->out.shape.c;
  ae_real *y = op->out.data;
  if (op->weight[1])
    for (int n = 0; n < batch; n++)
      memcpy(y + (gsize)n * out, op->weight[1], out * sizeof *y);
  op->kernels->gemm(FALSE, TRUE, batch, out, in, 1, op->in[0].data, in, op->weight[0], in, op->weight[1] ? 1 : 0, y,
                    out);
}

static void backward(AeOp *op) {
  int batch = op->out.shape.n, in = op->in[0].shape.c, out = op->out.shape.c;
  const ae_real *dy = op->dout.data;
  if (op->din[0].data)
    op->kernels->gemm(FALSE, FALSE, batch, in, out, 1, dy, out, op->weight[0], in, op->accumulate[0], op->din[0].data,
                      in);
  if (op->dweight[0])
    op->kernels->gemm(TRUE, FALSE, out, in, batch, 1, dy, out, op->in[0].data, in, 1, op->dweight[0], in);
  for (int n = 0; op->dweight[1] && n < batch; n++)
    for (int o = 0; o < out; o++)
      op->dweight[1][o] += dy[(gsize)n * out + o];
}

static const char *const examples[] = {
    "x input channels=5 height=1 width=1\ny dense out=3",
    "x input channels=2 height=4 width=4\nf flatten\ny dense out=6 bias=0\nz dense out=2",
    "x input channels=4 height=1 width=1\na dense\nb dense a\nc add x a b",
    NULL,
};

const AeLayerType ae_layer_dense = {
    .name = "dense",
    .help = "fully connected layer",
    .options = options,
    .options_size = sizeof(Dense),
    .min_inputs = 1,
    .max_inputs = 1,
    .shape = shape,
    .params = params,
    .macs = macs,
    .forward = forward,
    .backward = backward,
    .examples = examples,
};
