/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Batch normalisation (Ioffe & Szegedy 2015, arXiv 1502.03167), as PyTorch computes it:
 *   y = weight(c) (x - mean(c)) / sqrt(variance(c) + eps) + bias(c)
 * with the statistics of the batch in training, and running ones at inference. Forward in training writes the running
 * ones: nets that train side by side need weights of their own each (train/crew.c takes the mean of their statistics).
 */
#include "nn/norm.h"

#include <math.h>

typedef struct {
  double eps, momentum;
} BatchNorm;

enum { WEIGHT, BIAS, MEAN, VARIANCE };

static const AeOption options[] = {
    {"eps", "added to the variance", AE_OPTION_DOUBLE, G_STRUCT_OFFSET(BatchNorm, eps), "1e-5", 1e-12, 1},
    {"momentum", "share of a batch in the running statistics", AE_OPTION_DOUBLE, G_STRUCT_OFFSET(BatchNorm, momentum),
     "0.1", 0, 1},
    {NULL}};

static int params(const AeNode *node, const AeShape *in, AeParamSpec *specs) {
  ae_norm_params(in->c, specs);
  specs[MEAN] = (AeParamSpec){.suffix = "running_mean", .rank = 1, .dims = {in->c}, .init = AE_INIT_ZERO};
  specs[VARIANCE] = (AeParamSpec){.suffix = "running_var", .rank = 1, .dims = {in->c}, .init = AE_INIT_ONE};
  return 4;
}

static gboolean plan(AeOp *op, GError **error) {
  return ae_norm_new(op->state, op->in[0].shape.c, op->in[0].shape.c, error);
}

static void release(AeOp *op) { ae_norm_clear(op->state); }

static double count_of(const AeOp *op) { return (double)op->in[0].shape.n * op->in[0].shape.h * op->in[0].shape.w; }

static void update_running(AeOp *op, int c, double mean, double variance) {
  double m = ((const BatchNorm *)op->node->options)->momentum, count = count_of(op);
  double unbiased = variance * count / MAX(count - 1, 1);
  op->weight[MEAN][c] += (ae_real)(m * (mean - op->weight[MEAN][c]));
  op->weight[VARIANCE][c] += (ae_real)(m * (unbiased - op->weight[VARIANCE][c]));
}

static void batch_statistics(AeOp *op) {
  AeNorm *norm = op->state;
  double count = count_of(op), eps = ((const BatchNorm *)op->node->options)->eps;
  int channels = op->in[0].shape.c;
  ae_norm_zero(norm, channels);
  for (int n = 0; n < op->in[0].shape.n; n++)
    ae_norm_sums(norm, &op->in[0], &op->in[0], n);
  for (int c = 0; c < channels; c++) {
    double mean = norm->sum[c] / count, variance = MAX(norm->product[c] / count - mean * mean, 0);
    norm->mean[c] = mean;
    norm->scale[c] = 1 / sqrt(variance + eps);
    update_running(op, c, mean, variance);
  }
}

static void running_statistics(AeOp *op) {
  AeNorm *norm = op->state;
  double eps = ((const BatchNorm *)op->node->options)->eps;
  for (int c = 0; c < op->in[0].shape.c; c++) {
    norm->mean[c] = op->weight[MEAN][c];
    norm->scale[c] = 1 / sqrt(op->weight[VARIANCE][c] + eps);
  }
}

static void forward(AeOp *op) {
  AeNorm *norm = op->state;
  (op->training ? batch_statistics : running_statistics)(op);
  for (int c = 0; c < op->in[0].shape.c; c++) {
    double factor = op->weight[WEIGHT][c] * norm->scale[c];
    norm->factor[c] = (ae_real)factor;
    norm->shift[c] = (ae_real)(op->weight[BIAS][c] - factor * norm->mean[c]);
  }
  for (int n = 0; n < op->out.shape.n; n++)
    ae_norm_map(norm, &op->in[0], &op->out, n);
}

/* With s = scale, h = (x - mean) s and M numbers a channel:
 *   dx = weight s (dy - sum(dy) / M - h sum(dy h) / M) */
static void set_coefficients(AeOp *op, int c, double sum, double product_h) {
  AeNorm *norm = op->state;
  double factor = op->weight[WEIGHT][c] * norm->scale[c], count = count_of(op);
  double slope = -factor * norm->scale[c] * product_h / count;
  norm->factor[c] = (ae_real)factor;
  norm->slope[c] = (ae_real)slope;
  norm->shift[c] = (ae_real)(-factor * sum / count - slope * norm->mean[c]);
}

static void backward(AeOp *op) {
  AeNorm *norm = op->state;
  int channels = op->in[0].shape.c;
  ae_norm_zero(norm, channels);
  for (int n = 0; n < op->in[0].shape.n; n++)
    ae_norm_sums(norm, &op->dout, &op->in[0], n);
  for (int c = 0; c < channels; c++) {
    double product_h = norm->scale[c] * (norm->product[c] - norm->mean[c] * norm->sum[c]);
    set_coefficients(op, c, norm->sum[c], product_h);
    if (op->dweight[WEIGHT])
      op->dweight[WEIGHT][c] += (ae_real)product_h;
    if (op->dweight[BIAS])
      op->dweight[BIAS][c] += (ae_real)norm->sum[c];
  }
  for (int n = 0; op->din[0].data && n < op->in[0].shape.n; n++)
    ae_norm_map_gradient(norm, &op->dout, &op->in[0], &op->din[0], n, op->accumulate[0]);
}

static const char *const examples[] = {
    "x input channels=3\ny batch_norm",
    "x input channels=2\na conv2d out=2 kernel=1 bias=0\ny batch_norm momentum=0.5 eps=0.001",
    NULL,
};

const AeLayerType ae_layer_batch_norm = {
    .name = "batch_norm",
    .help = "each channel to mean 0 and variance 1 over the batch",
    .options = options,
    .options_size = sizeof(BatchNorm),
    .min_inputs = 1,
    .max_inputs = 1,
    .state_size = sizeof(AeNorm),
    .in_place = TRUE,
    .shape = ae_shape_same,
    .params = params,
    .reach = ae_reach_same,
    .plan = plan,
    .forward = forward,
    .backward = backward,
    .release = release,
    .examples = examples,
};
