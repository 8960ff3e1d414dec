/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* max_pool and avg_pool: the largest number, or the mean, of each channel under a square window. No padding. */
#include "nn/op.h"

#include <string.h>

typedef struct {
  int kernel, stride;
} Pool;

static const AeOption options[] = {
    {"kernel", "side of the window", AE_OPTION_INT, G_STRUCT_OFFSET(Pool, kernel), "2", 1, 64, FALSE, NULL, "px"},
    {"stride", "step of the window; auto: its side", AE_OPTION_INT, G_STRUCT_OFFSET(Pool, stride), "auto", 1, 64, TRUE,
     NULL, "px"},
    {NULL}};

static int kernel_of(const AeNode *node) { return ((const Pool *)node->options)->kernel; }

static int stride_of(const AeNode *node) {
  const Pool *o = node->options;
  return o->stride == AE_AUTO ? o->kernel : o->stride;
}

static gboolean shape(const AeNode *node, const AeShape *in, AeShape *out, GError **error) {
  int kernel = kernel_of(node), stride = stride_of(node);
  if (in->h < kernel || in->w < kernel) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "a window of %d px does not fit a picture of %d x %d", kernel, in->w,
                in->h);
    return FALSE;
  }
  *out = (AeShape){in->n, in->c, (in->h - kernel) / stride + 1, (in->w - kernel) / stride + 1};
  return TRUE;
}

static AeReach reach(const AeNode *node) {
  return (AeReach){stride_of(node), 1, 0, kernel_of(node) - 1, kernel_of(node) > stride_of(node)};
}

/* The input pixels under output pixel (i, j), one after another: t = 0 .. kernel * kernel - 1. */
static ae_real *under(const AeOp *op, const AeTensor *in, int n, int i, int j, int t) {
  int kernel = kernel_of(op->node), stride = stride_of(op->node);
  return ae_real_row(in, n, i * stride + t / kernel) + (gsize)(j * stride + t % kernel) * in->shape.c;
}

typedef void (*Visit)(AeOp *op, int n, int i, int j, int count);

static void for_each_output(AeOp *op, Visit visit) {
  int count = kernel_of(op->node) * kernel_of(op->node);
  for (int n = 0; n < op->out.shape.n; n++)
    for (int i = 0; i < op->out.shape.h; i++)
      for (int j = 0; j < op->out.shape.w; j++)
        visit(op, n, i, j, count);
}

static ae_real *output(const AeTensor *out, int n, int i, int j) {
  return ae_real_row(out, n, i) + (gsize)j * out->shape.c;
}

static void max_pixel(AeOp *op, int n, int i, int j, int count) {
  ae_real *y = output(&op->out, n, i, j);
  memcpy(y, under(op, &op->in[0], n, i, j, 0), op->out.shape.c * sizeof *y);
  for (int t = 1; t < count; t++) {
    const ae_real *x = under(op, &op->in[0], n, i, j, t);
    for (int c = 0; c < op->out.shape.c; c++)
      y[c] = x[c] > y[c] ? x[c] : y[c];
  }
}

/* The first of equal numbers gets the gradient. */
static void max_pixel_back(AeOp *op, int n, int i, int j, int count) {
  const ae_real *y = output(&op->out, n, i, j);
  int channels = op->out.shape.c;
  ae_real *restrict left = op->scratch;
  memcpy(left, output(&op->dout, n, i, j), channels * sizeof *left);
  for (int t = 0; t < count; t++) {
    const ae_real *x = under(op, &op->in[0], n, i, j, t);
    ae_real *restrict dx = under(op, &op->din[0], n, i, j, t);
    for (int c = 0; c < channels; c++) {
      ae_real taken = x[c] == y[c] ? left[c] : 0;
      dx[c] += taken;
      left[c] -= taken;
    }
  }
}

static void avg_pixel(AeOp *op, int n, int i, int j, int count) {
  ae_real *y = output(&op->out, n, i, j);
  memset(y, 0, op->out.shape.c * sizeof *y);
  for (int t = 0; t < count; t++) {
    const ae_real *x = under(op, &op->in[0], n, i, j, t);
    for (int c = 0; c < op->out.shape.c; c++)
      y[c] += x[c];
  }
  for (int c = 0; c < op->out.shape.c; c++)
    y[c] /= count;
}

static void avg_pixel_back(AeOp *op, int n, int i, int j, int count) {
  const ae_real *dy = output(&op->dout, n, i, j);
  for (int t = 0; t < count; t++) {
    ae_real *dx = under(op, &op->din[0], n, i, j, t);
    for (int c = 0; c < op->out.shape.c; c++)
      dx[c] += dy[c] / count;
  }
}

static void backward(AeOp *op, Visit visit) {
  const AeTensor *din = &op->din[0];
  for (int n = 0; !op->accumulate[0] && n < din->shape.n; n++)
    memset(ae_image_of(din, n), 0, ae_image_count(din) * sizeof(ae_real));
  for_each_output(op, visit);
}

static void max_forward(AeOp *op) { for_each_output(op, max_pixel); }
static void max_backward(AeOp *op) { backward(op, max_pixel_back); }
static void avg_forward(AeOp *op) { for_each_output(op, avg_pixel); }
static void avg_backward(AeOp *op) { backward(op, avg_pixel_back); }

static const char *const max_examples[] = {
    "x input channels=2\ny max_pool",
    "x input channels=2\ny max_pool kernel=3 stride=2",
    NULL,
};

const AeLayerType ae_layer_max_pool = {
    .name = "max_pool",
    .help = "largest number under a window",
    .options = options,
    .options_size = sizeof(Pool),
    .min_inputs = 1,
    .max_inputs = 1,
    .shape = shape,
    .reach = reach,
    .forward = max_forward,
    .backward = max_backward,
    .examples = max_examples,
};

static const char *const avg_examples[] = {
    "x input channels=2\ny avg_pool",
    "x input channels=2\ny avg_pool kernel=3 stride=1",
    NULL,
};

const AeLayerType ae_layer_avg_pool = {
    .name = "avg_pool",
    .help = "mean of the numbers under a window",
    .options = options,
    .options_size = sizeof(Pool),
    .min_inputs = 1,
    .max_inputs = 1,
    .shape = shape,
    .reach = reach,
    .forward = avg_forward,
    .backward = avg_backward,
    .examples = avg_examples,
};
