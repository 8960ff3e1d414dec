/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The decoder of a tied autoencoder: y(n, i) = sum_o weight(o, i) x(n, o) + bias(i) with the weights of a dense line
 * before it, transposed. With linear units, tying and no bias the best weights are orthonormal and span the principal
 * components (Baldi & Hornik 1989).
 *
 *     code dense out=16
 *     y    tied code code out=784      # what it decodes, and whose weights it takes */
#include "nn/op.h"

#include <string.h>

typedef struct {
  int out;
  gboolean bias;
} Tied;

static const AeOption options[] = {
    {"out", "numbers that come out: as many as go into the line whose weights it takes", AE_OPTION_INT,
     G_STRUCT_OFFSET(Tied, out), "1", 1, 1 << 24},
    {"bias", "add a number to each", AE_OPTION_BOOL, G_STRUCT_OFFSET(Tied, bias), "yes"},
    {NULL}};

static gboolean shape(const AeNode *node, const AeShape *in, AeShape *out, GError **error) {
  *out = (AeShape){in->n, ((const Tied *)node->options)->out, 1, 1};
  if (in[0].h == 1 && in[0].w == 1 && in[1].h == 1 && in[1].w == 1 && in[0].c == in[1].c)
    return TRUE;
  g_autofree char *text = ae_shape_text(in[0]), *lender = ae_shape_text(in[1]);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s cannot go back through a dense line that gives %s", text, lender);
  return FALSE;
}

static int params(const AeNode *node, const AeShape *in, AeParamSpec *specs) {
  const Tied *o = node->options;
  specs[0] =
      (AeParamSpec){.suffix = "bias", .rank = 1, .dims = {o->out}, .init = AE_INIT_ZERO, .gain = 1, .trainable = TRUE};
  return o->bias ? 1 : 0;
}

static guint64 macs(const AeNode *node, const AeShape *in, AeShape out) { return (guint64)in->n * in->c * out.c; }

static void forward(AeOp *op) {
  int batch = op->out.shape.n, in = op->in[0].shape.c, out = op->out.shape.c;
  ae_real *y = op->out.data;
  for (int n = 0; op->weight[0] && n < batch; n++)
    memcpy(y + (gsize)n * out, op->weight[0], out * sizeof *y);
  op->kernels->gemm(FALSE, FALSE, batch, out, in, 1, op->in[0].data, in, op->borrowed, out, op->weight[0] ? 1 : 0, y,
                    out);
}

/* The lender's values are not read, only its weights: its gradient is left as it is. */
static void backward(AeOp *op) {
  int batch = op->out.shape.n, in = op->in[0].shape.c, out = op->out.shape.c;
  const ae_real *dy = op->dout.data;
  if (op->din[0].data)
    op->kernels->gemm(FALSE, TRUE, batch, in, out, 1, dy, out, op->borrowed, out, op->accumulate[0], op->din[0].data,
                      in);
  if (op->dborrowed)
    op->kernels->gemm(TRUE, FALSE, in, out, batch, 1, op->in[0].data, in, dy, out, 1, op->dborrowed, out);
  for (int n = 0; op->dweight[0] && n < batch; n++)
    for (int o = 0; o < out; o++)
      op->dweight[0][o] += dy[(gsize)n * out + o];
}

static const char *const examples[] = {
    "x input channels=5 height=1 width=1\na dense out=3\ny tied a a out=5",
    "x input channels=5 height=1 width=1\na dense out=3 bias=0\nb tanh\nc dense out=3\ny tied c a out=5 bias=0",
    NULL,
};

const AeLayerType ae_layer_tied = {
    .name = "tied",
    .help = "fully connected layer with the transposed weights of a dense line",
    .options = options,
    .options_size = sizeof(Tied),
    .min_inputs = 2,
    .max_inputs = 2,
    .borrows = TRUE,
    .shape = shape,
    .params = params,
    .macs = macs,
    .forward = forward,
    .backward = backward,
    .examples = examples,
};
