/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Transposed convolution: the backward pass of the convolution that leads from the output back to the input, plus a
 * bias. Weight (in, out, kernel, kernel), bias (out); a height h becomes (h - 1) * stride - 2 * pad + kernel. */
#include "nn/convolution.h"
#include "nn/op.h"

#include <string.h>

static const AeOption options[] = {
    {"out", "channels of the output; auto: as many as come in", AE_OPTION_INT, G_STRUCT_OFFSET(AeConvOptions, out),
     "auto", 1, 65536, TRUE},
    {"kernel", "side of the kernel", AE_OPTION_INT, G_STRUCT_OFFSET(AeConvOptions, kernel), "2", 1, 31, FALSE, NULL,
     "px"},
    {"stride", "output pixels per input pixel", AE_OPTION_INT, G_STRUCT_OFFSET(AeConvOptions, stride), "2", 1, 16,
     FALSE, NULL, "px"},
    {"pad", "pixels cut off on each side: same (height * stride comes out), valid (none), or a number",
     AE_OPTION_STRING, G_STRUCT_OFFSET(AeConvOptions, pad), "same"},
    {"bias", "add a number to each channel", AE_OPTION_BOOL, G_STRUCT_OFFSET(AeConvOptions, bias), "yes"},
    {"gain", "factor of the first, random weights", AE_OPTION_DOUBLE, G_STRUCT_OFFSET(AeConvOptions, gain), "1", 0,
     100},
    {NULL}};

typedef struct {
  AeConv *back; /* the convolution from out to in */
} State;

static gboolean find_pad(const AeConvOptions *o, int *pad, GError **error) {
  int more = o->kernel - o->stride;
  AePad same = {more / 2, more / 2}, found;
  if (!ae_conv_pad(o, same, &found, error))
    return FALSE;
  *pad = found.before;
  if (strcmp(o->pad, "same") || (more >= 0 && more % 2 == 0))
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
              "pad=same needs a kernel that is larger than stride=%d by an even number", o->stride);
  return FALSE;
}

/* rows.before and rows.after input rows beyond those that the output begins and ends with. */
static AeConvSpec spec_of(const AeConvOptions *o, int channels, AeShape out, int pad, AePad rows) {
  return (AeConvSpec){.in = out,
                      .out = channels,
                      .kernel_h = o->kernel,
                      .kernel_w = o->kernel,
                      .stride_h = o->stride,
                      .stride_w = o->stride,
                      .pad_top = pad + rows.before * o->stride,
                      .pad_bottom = pad + rows.after * o->stride,
                      .pad_left = pad,
                      .pad_right = pad,
                      .groups = 1,
                      .type = AE_REAL,
                      .backward = TRUE};
}

static gboolean shape(const AeNode *node, const AeShape *in, AeShape *out, GError **error) {
  const AeConvOptions *o = node->options;
  int pad;
  if (!find_pad(o, &pad, error))
    return FALSE;
  int more = o->kernel - o->stride - 2 * pad;
  *out = (AeShape){in->n, ae_conv_out(o, *in), in->h * o->stride + more, in->w * o->stride + more};
  if (out->h >= 1 && out->w >= 1)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "pad=%d leaves nothing of an input of %d x %d", pad, in->w, in->h);
  return FALSE;
}

static int params(const AeNode *node, const AeShape *in, AeParamSpec *specs) {
  const AeConvOptions *o = node->options;
  int out = ae_conv_out(o, *in);
  /* Each output pixel gets this many products, on average. */
  double fan_in = (double)in->c * o->kernel * o->kernel / (o->stride * o->stride);
  return ae_conv_params(o, in->c, out, out, fan_in, specs);
}

/* Output row o gets the input rows i with 0 <= o + pad - i * stride < kernel. */
static AeReach reach(const AeNode *node) {
  const AeConvOptions *o = node->options;
  int pad = 0;
  find_pad(o, &pad, NULL);
  return (AeReach){.num = 1,
                   .den = o->stride,
                   .before = MAX(o->kernel - 1 - pad, 0) / o->stride,
                   .after = (o->stride - 1 + pad) / o->stride,
                   .shrinks = o->kernel - o->stride != 2 * pad};
}

static guint64 macs(const AeNode *node, const AeShape *in, AeShape out) {
  const AeConvOptions *o = node->options;
  return (guint64)in->n * in->h * in->w * in->c * out.c * o->kernel * o->kernel;
}

static gboolean plan(AeOp *op, GError **error) {
  const AeConvOptions *o = op->node->options;
  State *s = op->state;
  int pad;
  if (!find_pad(o, &pad, error))
    return FALSE;
  AePad rows = {MAX(op->strip_before, 0), MAX(op->strip_after, 0)};
  AeConvSpec spec = spec_of(o, op->in[0].shape.c, op->out.shape, pad, rows);
  spec.bf16 = op->bf16;
  s->back = op->kernels->conv_new(&spec, error);
  return s->back != NULL;
}

static void release(AeOp *op) {
  State *s = op->state;
  op->kernels->conv_free(s->back);
}

static void add_bias(const AeTensor *out, const ae_real *bias) {
  int channels = out->shape.c;
  gsize pixels = (gsize)out->shape.h * out->shape.w;
  for (int n = 0; n < out->shape.n; n++) {
    ae_real *y = ae_image_of(out, n);
    for (gsize i = 0; i < pixels; i++, y += channels)
      for (int c = 0; c < channels; c++)
        y[c] += bias[c];
  }
}

static void sum_bias(const AeTensor *dout, ae_real *dbias) {
  int channels = dout->shape.c;
  gsize pixels = (gsize)dout->shape.h * dout->shape.w;
  for (int n = 0; n < dout->shape.n; n++) {
    const ae_real *dy = ae_image_of(dout, n);
    for (gsize i = 0; i < pixels; i++, dy += channels)
      for (int c = 0; c < channels; c++)
        dbias[c] += dy[c];
  }
}

static void forward(AeOp *op) {
  State *s = op->state;
  if (op->weights_changed)
    op->kernels->conv_weights(s->back, op->weight[0], NULL);
  op->kernels->conv_backward_data(s->back, &op->in[0], &op->out);
  if (op->weight[1])
    add_bias(&op->out, op->weight[1]);
}

static void backward(AeOp *op) {
  State *s = op->state;
  AeTensor *din = &op->din[0];
  if (din->data) {
    AeTensor to = op->accumulate[0] ? ae_tensor_wrap(op->scratch, din->shape, AE_REAL) : *din;
    op->kernels->conv_forward(s->back, &op->dout, NULL, &to);
    if (op->accumulate[0])
      ae_tensor_pass(&to, din, TRUE);
  }
  if (op->dweight[0])
    op->kernels->conv_backward_weights(s->back, &op->dout, &op->in[0], op->dweight[0], NULL);
  if (op->dweight[1])
    sum_bias(&op->dout, op->dweight[1]);
}

static const char *const examples[] = {
    "x input channels=3\ny tconv2d out=2",
    "x input channels=2\ny tconv2d out=3 bias=0",
    "x input channels=2\ny tconv2d out=3 kernel=4 stride=2",
    "x input channels=2\ny tconv2d out=2 kernel=3 stride=1",
    "x input channels=2\ny tconv2d out=2 kernel=3 stride=2 pad=1",
    "x input channels=2\na conv2d kernel=1\nb tconv2d a kernel=3 stride=1\nc add a b",
    NULL,
};

const AeLayerType ae_layer_tconv2d = {
    .name = "tconv2d",
    .help = "transposed convolution: makes a picture larger",
    .options = options,
    .options_size = sizeof(AeConvOptions),
    .min_inputs = 1,
    .max_inputs = 1,
    .state_size = sizeof(State),
    .shape = shape,
    .params = params,
    .reach = reach,
    .macs = macs,
    .plan = plan,
    .forward = forward,
    .backward = backward,
    .release = release,
    .examples = examples,
};
