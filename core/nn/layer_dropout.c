/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Dropout (Srivastava et al. 2014): in training each number is zero with probability p, else divided by 1 - p; at
 * inference nothing happens. */
#include "nn/op.h"

#include "base/checked.h"

typedef struct {
  double p;
} Dropout;

static const AeOption options[] = {
    {"p", "share that is dropped", AE_OPTION_DOUBLE, G_STRUCT_OFFSET(Dropout, p), "0.5", 0, 0.99}, {NULL}};

typedef struct {
  guint8 *kept; /* of the last forward, 0 or 1 */
} State;

static gboolean plan(AeOp *op, GError **error) {
  State *s = op->state;
  if (!op->training)
    return TRUE;
  s->kept = ae_alloc(op->in[0].shape.n * ae_image_count(&op->in[0]), 1, "dropout", error);
  return s->kept != NULL;
}

static void release(AeOp *op) { ae_free(((State *)op->state)->kept); }

static ae_real factor_of(const AeOp *op) { return (ae_real)(1 / (1 - ((const Dropout *)op->node->options)->p)); }

static void forward(AeOp *op) {
  State *s = op->state;
  gsize count = ae_image_count(&op->out);
  double p = ((const Dropout *)op->node->options)->p;
  if (!op->training && op->in[0].data != op->out.data)
    ae_tensor_pass(&op->in[0], &op->out, FALSE);
  for (int n = 0; op->training && n < op->out.shape.n; n++) {
    const ae_real *x = ae_image_of(&op->in[0], n);
    ae_real *y = ae_image_of(&op->out, n), factor = factor_of(op);
    guint8 *kept = s->kept + n * count;
    for (gsize i = 0; i < count; i++) {
      kept[i] = ae_rng_uniform(op->rng) >= p;
      y[i] = kept[i] * factor * x[i];
    }
  }
}

static void backward(AeOp *op) {
  const State *s = op->state;
  gsize count = ae_image_count(&op->out);
  ae_real factor = factor_of(op);
  for (int n = 0; n < op->out.shape.n; n++) {
    const ae_real *dy = ae_image_of(&op->dout, n);
    ae_real *dx = ae_image_of(&op->din[0], n);
    const guint8 *kept = s->kept + n * count;
    for (gsize i = 0; i < count; i++) {
      ae_real d = kept[i] * factor * dy[i];
      dx[i] = op->accumulate[0] ? dx[i] + d : d;
    }
  }
}

static const char *const examples[] = {
    "x input channels=2\ny dropout p=0.3",
    "x input channels=2\ny dropout\nz add x y",
    NULL,
};

const AeLayerType ae_layer_dropout = {
    .name = "dropout",
    .help = "drops numbers at random in training",
    .options = options,
    .options_size = sizeof(Dropout),
    .min_inputs = 1,
    .max_inputs = 1,
    .state_size = sizeof(State),
    .in_place = TRUE,
    .shape = ae_shape_same,
    .reach = ae_reach_same,
    .plan = plan,
    .forward = forward,
    .backward = backward,
    .release = release,
    .examples = examples,
};
