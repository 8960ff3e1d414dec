/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Convolution, y = conv(x, w) + b: weight (out, in / groups, kernel, kernel), bias (out). */
#include "nn/bicubic.h"
#include "nn/convolution.h"
#include "nn/op.h"

#include <string.h>

enum { PAD_ZERO, PAD_REFLECT };

static const char *const pad_modes[] = {"zero", "reflect", NULL};

enum { INIT_HE, INIT_BICUBIC };

static const char *const inits[] = {"he", "bicubic", NULL};

static const AeOption options[] = {
    {"out", "channels of the output; auto: as many as come in", AE_OPTION_INT, G_STRUCT_OFFSET(AeConvOptions, out),
     "auto", 1, 65536, TRUE},
    {"kernel", "side of the kernel", AE_OPTION_INT, G_STRUCT_OFFSET(AeConvOptions, kernel), "3", 1, 31, FALSE, NULL,
     "px"},
    {"stride", "step of the kernel", AE_OPTION_INT, G_STRUCT_OFFSET(AeConvOptions, stride), "1", 1, 16, FALSE, NULL,
     "px"},
    {"pad", "same (kernel - 1 in all), valid (none), or a number on each side", AE_OPTION_STRING,
     G_STRUCT_OFFSET(AeConvOptions, pad), "same"},
    {"pad_mode", "what lies outside of the picture", AE_OPTION_CHOICE, G_STRUCT_OFFSET(AeConvOptions, pad_mode), "zero",
     0, 0, FALSE, pad_modes},
    {"groups", "independent groups of channels", AE_OPTION_INT, G_STRUCT_OFFSET(AeConvOptions, groups), "1", 1, 65536},
    {"bias", "add a number to each channel", AE_OPTION_BOOL, G_STRUCT_OFFSET(AeConvOptions, bias), "yes"},
    {"gain", "factor of the first, random weights", AE_OPTION_DOUBLE, G_STRUCT_OFFSET(AeConvOptions, gain), "1", 0,
     100},
    {"init", "the first weights: random, or so that a pixel_shuffle behind it makes a bicubic enlargement",
     AE_OPTION_CHOICE, G_STRUCT_OFFSET(AeConvOptions, init), "he", 0, 0, FALSE, inits},
    {NULL}};

typedef struct {
  AeConv *conv;
  AePad pad, rows;          /* columns and rows to add; strips bring their rows along */
  AeTensor padded, dpadded; /* only for pad_mode=reflect */
} State;

static gboolean find_pad(const AeConvOptions *o, AePad *pad, GError **error) {
  AePad same = {(o->kernel - 1) / 2, o->kernel / 2};
  return ae_conv_pad(o, same, pad, error);
}

static AeConvSpec spec_of(const AeConvOptions *o, AeShape in, AePad rows, AePad columns) {
  return (AeConvSpec){.in = in,
                      .out = ae_conv_out(o, in),
                      .kernel_h = o->kernel,
                      .kernel_w = o->kernel,
                      .stride_h = o->stride,
                      .stride_w = o->stride,
                      .pad_top = rows.before,
                      .pad_bottom = rows.after,
                      .pad_left = columns.before,
                      .pad_right = columns.after,
                      .groups = o->groups,
                      .type = AE_REAL,
                      .bias = o->bias};
}

static gboolean check_init(const AeConvOptions *o, int in, GError **error) {
  int out = o->out == AE_AUTO ? in : o->out;
  gboolean plain = o->stride == 1 && o->groups == 1 && !strcmp(o->pad, "same");
  if (o->init != INIT_BICUBIC ||
      (plain && o->kernel % 2 && o->kernel >= AE_BICUBIC_KERNEL && ae_bicubic_factor(in, out)))
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
              "init=bicubic is for an odd kernel from %d on with stride=1, pad=same, groups=1, and %d times a square "
              "channels",
              AE_BICUBIC_KERNEL, in);
  return FALSE;
}

static gboolean shape(const AeNode *node, const AeShape *in, AeShape *out, GError **error) {
  const AeConvOptions *o = node->options;
  AePad pad;
  if (!find_pad(o, &pad, error) || !check_init(o, in->c, error))
    return FALSE;
  if (o->pad_mode == PAD_REFLECT && MAX(pad.before, pad.after) >= MIN(in->h, in->w)) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "a picture of %d x %d is too small to be mirrored by %d", in->w, in->h,
                MAX(pad.before, pad.after));
    return FALSE;
  }
  AeConvSpec spec = spec_of(o, *in, pad, pad);
  return ae_conv_shape(&spec, out, error);
}

static int params(const AeNode *node, const AeShape *in, AeParamSpec *specs) {
  const AeConvOptions *o = node->options;
  int out = ae_conv_out(o, *in), group_in = in->c / o->groups;
  int n = ae_conv_params(o, out, group_in, out, (double)group_in * o->kernel * o->kernel, specs);
  if (o->init == INIT_BICUBIC)
    specs[0].init = AE_INIT_BICUBIC;
  return n;
}

static AeReach reach(const AeNode *node) {
  const AeConvOptions *o = node->options;
  AePad pad = {0, 0};
  find_pad(o, &pad, NULL);
  int sum = pad.before + pad.after;
  return (AeReach){.num = o->stride,
                   .den = 1,
                   .before = pad.before,
                   .after = o->kernel - 1 - pad.before,
                   .shrinks = sum < o->kernel - o->stride || sum >= o->kernel};
}

static guint64 macs(const AeNode *node, const AeShape *in, AeShape out) {
  const AeConvOptions *o = node->options;
  return (guint64)out.n * out.h * out.w * out.c * (in->c / o->groups) * o->kernel * o->kernel;
}

/* ---- mirrored borders: a padded copy, edge pixels not repeated ---- */

static int mirror(int i, int size) { return i < 0 ? -i : i >= size ? 2 * (size - 1) - i : i; }

static void pad_row(const ae_real *x, ae_real *y, AePad pad, AeShape in) {
  gsize pixel = in.c * sizeof *y;
  memcpy(y + (gsize)pad.before * in.c, x, in.w * pixel);
  for (int j = 1; j <= pad.before; j++)
    memcpy(y + (gsize)(pad.before - j) * in.c, x + (gsize)j * in.c, pixel);
  for (int j = 0; j < pad.after; j++)
    memcpy(y + (gsize)(pad.before + in.w + j) * in.c, x + (gsize)(in.w - 2 - j) * in.c, pixel);
}

static void pad_picture(const State *s, const AeTensor *in, const AeTensor *padded) {
  for (int n = 0; n < in->shape.n; n++)
    for (int i = 0; i < padded->shape.h; i++)
      pad_row(ae_real_row(in, n, mirror(i - s->rows.before, in->shape.h)), ae_real_row(padded, n, i), s->pad,
              in->shape);
}

static void unpad_row(const ae_real *dy, ae_real *dx, AePad pad, AeShape in) {
  for (int j = 0; j < pad.before + in.w + pad.after; j++) {
    ae_real *pixel = dx + (gsize)mirror(j - pad.before, in.w) * in.c;
    for (int c = 0; c < in.c; c++)
      pixel[c] += dy[(gsize)j * in.c + c];
  }
}

static void unpad_picture(const State *s, const AeTensor *dpadded, const AeTensor *din, gboolean accumulate) {
  for (int n = 0; n < din->shape.n; n++) {
    if (!accumulate)
      memset(ae_image_of(din, n), 0, ae_image_count(din) * sizeof(ae_real));
    for (int i = 0; i < dpadded->shape.h; i++)
      unpad_row(ae_real_row(dpadded, n, i), ae_real_row(din, n, mirror(i - s->rows.before, din->shape.h)), s->pad,
                din->shape);
  }
}

static gboolean plan_padded(AeOp *op, AeShape *in, GError **error) {
  State *s = op->state;
  in->h += s->rows.before + s->rows.after;
  in->w += s->pad.before + s->pad.after;
  return ae_tensor_new(&s->padded, *in, AE_REAL, error) &&
         (!op->training || ae_tensor_new(&s->dpadded, *in, AE_REAL, error));
}

/* ---- the layer ---- */

static gboolean plan(AeOp *op, GError **error) {
  const AeConvOptions *o = op->node->options;
  State *s = op->state;
  AeShape in = op->in[0].shape;
  if (!find_pad(o, &s->pad, error))
    return FALSE;
  if (op->strip_before < 0)
    s->rows = s->pad;
  gboolean mirrored = o->pad_mode == PAD_REFLECT && s->pad.before + s->pad.after > 0;
  if (mirrored && !plan_padded(op, &in, error))
    return FALSE;
  AePad none = {0, 0};
  AeConvSpec spec = spec_of(o, in, mirrored ? none : s->rows, mirrored ? none : s->pad);
  spec.bf16 = op->bf16;
  spec.act = op->fused_act;
  spec.slope = op->fused_slope;
  spec.add = op->fused_add > 0;
  spec.backward = op->training;
  s->conv = op->kernels->conv_new(&spec, error);
  return s->conv != NULL;
}

static void release(AeOp *op) {
  State *s = op->state;
  op->kernels->conv_free(s->conv);
  ae_tensor_clear(&s->padded);
  ae_tensor_clear(&s->dpadded);
}

static void forward(AeOp *op) {
  State *s = op->state;
  const AeTensor *x = &op->in[0];
  if (op->weights_changed)
    op->kernels->conv_weights(s->conv, op->weight[0], op->weight[1]);
  if (s->padded.data) {
    pad_picture(s, x, &s->padded);
    x = &s->padded;
  }
  op->kernels->conv_forward(s->conv, x, op->fused_add ? &op->in[op->fused_add] : NULL, &op->out);
}

static void backward_data(AeOp *op) {
  State *s = op->state;
  AeTensor *din = &op->din[0];
  AeTensor to = op->accumulate[0] ? ae_tensor_wrap(op->scratch, din->shape, AE_REAL) : *din;
  if (s->dpadded.data) {
    op->kernels->conv_backward_data(s->conv, &op->dout, &s->dpadded);
    unpad_picture(s, &s->dpadded, din, op->accumulate[0]);
    return;
  }
  op->kernels->conv_backward_data(s->conv, &op->dout, &to);
  if (op->accumulate[0])
    ae_tensor_pass(&to, din, TRUE);
}

static void backward(AeOp *op) {
  State *s = op->state;
  if (op->din[0].data)
    backward_data(op);
  if (op->dweight[0])
    op->kernels->conv_backward_weights(s->conv, s->padded.data ? &s->padded : &op->in[0], &op->dout, op->dweight[0],
                                       op->dweight[1]);
}

static const char *const examples[] = {
    "x input channels=3\ny conv2d out=4",
    "x input channels=3\ny conv2d out=5 kernel=5 bias=0",
    "x input channels=2\ny conv2d out=3 kernel=2 stride=2 pad=valid",
    "x input channels=2\ny conv2d out=3 kernel=3 stride=2",
    "x input channels=2\ny conv2d out=2 kernel=3 pad=valid",
    "x input channels=4\ny conv2d out=6 kernel=3 groups=2",
    "x input channels=2\ny conv2d out=3 kernel=3 pad_mode=reflect",
    "x input channels=2\ny conv2d out=3 kernel=4 stride=2 pad=1 pad_mode=reflect bias=0",
    "x input channels=2\na conv2d out=8 kernel=5 init=bicubic",
    "x input channels=2\na conv2d kernel=1\nb conv2d a\nc add x a b",
    NULL,
};

const AeLayerType ae_layer_conv2d = {
    .name = "conv2d",
    .help = "convolution",
    .options = options,
    .options_size = sizeof(AeConvOptions),
    .min_inputs = 1,
    .max_inputs = 1,
    .state_size = sizeof(State),
    .folds = TRUE,
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
