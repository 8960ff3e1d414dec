/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Group normalisation (Wu & He 2018, arXiv 1803.08494): mean and variance over the pixels of a group of channels of one
 * picture, y = weight(c) (x - mean(n, g)) / sqrt(variance(n, g) + eps) + bias(c) */
#include "nn/norm.h"

#include <math.h>

typedef struct {
  int groups;
  double eps;
} GroupNorm;

enum { WEIGHT, BIAS };

static const AeOption options[] = {
    {"groups", "groups of channels", AE_OPTION_INT, G_STRUCT_OFFSET(GroupNorm, groups), "1", 1, 65536},
    {"eps", "added to the variance", AE_OPTION_DOUBLE, G_STRUCT_OFFSET(GroupNorm, eps), "1e-5", 1e-12, 1},
    {NULL}};

static gboolean shape(const AeNode *node, const AeShape *in, AeShape *out, GError **error) {
  const GroupNorm *o = node->options;
  *out = *in;
  if (in->c % o->groups == 0)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "groups=%d does not divide %d channels", o->groups, in->c);
  return FALSE;
}

static int params(const AeNode *node, const AeShape *in, AeParamSpec *specs) { return ae_norm_params(in->c, specs); }

static gboolean plan(AeOp *op, GError **error) {
  const GroupNorm *o = op->node->options;
  return ae_norm_new(op->state, op->in[0].shape.c, (gsize)op->in[0].shape.n * o->groups, error);
}

static void release(AeOp *op) { ae_norm_clear(op->state); }

/* One group of one picture. */
typedef struct {
  int first, end; /* channels */
  gsize set;      /* index of its statistics */
  double count;
} Group;

static Group group_at(const AeOp *op, int n, int g) {
  const GroupNorm *o = op->node->options;
  AeShape s = op->in[0].shape;
  int size = s.c / o->groups;
  return (Group){g * size, (g + 1) * size, (gsize)n * o->groups + g, (double)s.h * s.w * size};
}

static void forward_group(AeOp *op, Group g) {
  AeNorm *norm = op->state;
  double sum = 0, squares = 0;
  for (int c = g.first; c < g.end; c++) {
    sum += norm->sum[c];
    squares += norm->product[c];
  }
  double mean = sum / g.count, variance = MAX(squares / g.count - mean * mean, 0);
  double scale = 1 / sqrt(variance + ((const GroupNorm *)op->node->options)->eps);
  norm->mean[g.set] = mean;
  norm->scale[g.set] = scale;
  for (int c = g.first; c < g.end; c++) {
    norm->factor[c] = (ae_real)(op->weight[WEIGHT][c] * scale);
    norm->shift[c] = (ae_real)(op->weight[BIAS][c] - op->weight[WEIGHT][c] * scale * mean);
  }
}

static void forward(AeOp *op) {
  const GroupNorm *o = op->node->options;
  for (int n = 0; n < op->out.shape.n; n++) {
    ae_norm_zero(op->state, op->in[0].shape.c);
    ae_norm_sums(op->state, &op->in[0], &op->in[0], n);
    for (int g = 0; g < o->groups; g++)
      forward_group(op, group_at(op, n, g));
    ae_norm_map(op->state, &op->in[0], &op->out, n);
  }
}

/* With s = scale, h = (x - mean) s, d = weight dy and M numbers in the group:
 *   dx = s (d - sum(d) / M - h sum(d h) / M) */
static void backward_group(AeOp *op, Group g) {
  AeNorm *norm = op->state;
  double mean = norm->mean[g.set], scale = norm->scale[g.set], sum = 0, product = 0;
  for (int c = g.first; c < g.end; c++) {
    double product_h = scale * (norm->product[c] - mean * norm->sum[c]);
    sum += op->weight[WEIGHT][c] * norm->sum[c];
    product += op->weight[WEIGHT][c] * product_h;
    if (op->dweight[WEIGHT])
      op->dweight[WEIGHT][c] += (ae_real)product_h;
    if (op->dweight[BIAS])
      op->dweight[BIAS][c] += (ae_real)norm->sum[c];
  }
  double slope = -scale * scale * product / g.count;
  for (int c = g.first; c < g.end; c++) {
    norm->factor[c] = (ae_real)(op->weight[WEIGHT][c] * scale);
    norm->slope[c] = (ae_real)slope;
    norm->shift[c] = (ae_real)(-scale * sum / g.count - slope * mean);
  }
}

static void backward(AeOp *op) {
  const GroupNorm *o = op->node->options;
  for (int n = 0; n < op->out.shape.n; n++) {
    ae_norm_zero(op->state, op->in[0].shape.c);
    ae_norm_sums(op->state, &op->dout, &op->in[0], n);
    for (int g = 0; g < o->groups; g++)
      backward_group(op, group_at(op, n, g));
    if (op->din[0].data)
      ae_norm_map_gradient(op->state, &op->dout, &op->in[0], &op->din[0], n, op->accumulate[0]);
  }
}

static const char *const examples[] = {
    "x input channels=4\ny group_norm groups=2",
    "x input channels=3\ny group_norm eps=0.001",
    NULL,
};

const AeLayerType ae_layer_group_norm = {
    .name = "group_norm",
    .help = "each group of channels of a picture to mean 0 and variance 1",
    .options = options,
    .options_size = sizeof(GroupNorm),
    .min_inputs = 1,
    .max_inputs = 1,
    .state_size = sizeof(AeNorm),
    .in_place = TRUE,
    .shape = shape,
    .params = params,
    .plan = plan,
    .forward = forward,
    .backward = backward,
    .release = release,
    .examples = examples,
};
