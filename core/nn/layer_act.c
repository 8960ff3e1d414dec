/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Activations, element by element: y = f(x), dx = dy f'(x). */
#include "nn/op.h"
#include "tensor/clones.h"

#include <tgmath.h>

typedef struct {
  double slope;
} Act;

static const AeOption options[] = {
    {"slope", "factor of negative values", AE_OPTION_DOUBLE, G_STRUCT_OFFSET(Act, slope), "0.2", 0, 1}, {NULL}};

/* f(x, slope), and dy f'(x) where y = f(x). Choices are between values that are there, so that the loops vectorise. */
static inline ae_real relu(ae_real x, ae_real slope) { return x > 0 ? x : 0; }
static inline ae_real relu_back(ae_real dy, ae_real x, ae_real y, ae_real slope) { return y > 0 ? dy : 0; }
static inline ae_real sigmoid(ae_real x, ae_real slope) { return 1 / (1 + exp(-x)); }
static inline ae_real sigmoid_back(ae_real dy, ae_real x, ae_real y, ae_real slope) { return dy * y * (1 - y); }
static inline ae_real silu(ae_real x, ae_real slope) { return x * sigmoid(x, 0); }
static inline ae_real tangent(ae_real x, ae_real slope) { return tanh(x); }
static inline ae_real tangent_back(ae_real dy, ae_real x, ae_real y, ae_real slope) { return dy * (1 - y * y); }

static inline ae_real leaky(ae_real x, ae_real slope) { return x * (x > 0 ? 1 : slope); }
static inline ae_real leaky_back(ae_real dy, ae_real x, ae_real y, ae_real slope) { return dy * (x > 0 ? 1 : slope); }

static inline ae_real silu_back(ae_real dy, ae_real x, ae_real y, ae_real slope) {
  return dy * (y + sigmoid(x, 0) * (1 - y));
}

typedef ae_real (*Value)(ae_real x, ae_real slope);
typedef ae_real (*Back)(ae_real dy, ae_real x, ae_real y, ae_real slope);

/* Inlined into one vectorised loop for each activation. */
static inline void run_forward(AeOp *op, Value value, ae_real slope) {
  gsize count = ae_image_count(&op->out);
  for (int n = 0; n < op->out.shape.n; n++) {
    const ae_real *x = ae_image_of(&op->in[0], n);
    ae_real *y = ae_image_of(&op->out, n);
    for (gsize i = 0; i < count; i++)
      y[i] = value(x[i], slope);
  }
}

static inline void run_backward(AeOp *op, Back back, ae_real slope) {
  gsize count = ae_image_count(&op->out);
  for (int n = 0; n < op->out.shape.n; n++) {
    const ae_real *x = ae_image_of(&op->in[0], n), *y = ae_image_of(&op->out, n), *dy = ae_image_of(&op->dout, n);
    ae_real *dx = ae_image_of(&op->din[0], n);
    if (op->accumulate[0])
      for (gsize i = 0; i < count; i++)
        dx[i] += back(dy[i], x[i], y[i], slope);
    else
      for (gsize i = 0; i < count; i++)
        dx[i] = back(dy[i], x[i], y[i], slope);
  }
}

static ae_real slope_of(const AeOp *op) { return (ae_real)((const Act *)op->node->options)->slope; }

AE_CLONES static void relu_forward(AeOp *op) { run_forward(op, relu, 0); }
AE_CLONES static void relu_backward(AeOp *op) { run_backward(op, relu_back, 0); }
AE_CLONES static void leaky_forward(AeOp *op) { run_forward(op, leaky, slope_of(op)); }
AE_CLONES static void leaky_backward(AeOp *op) { run_backward(op, leaky_back, slope_of(op)); }
static void sigmoid_forward(AeOp *op) { run_forward(op, sigmoid, 0); }
static void sigmoid_backward(AeOp *op) { run_backward(op, sigmoid_back, 0); }
static void silu_forward(AeOp *op) { run_forward(op, silu, 0); }
static void silu_backward(AeOp *op) { run_backward(op, silu_back, 0); }
static void tanh_forward(AeOp *op) { run_forward(op, tangent, 0); }
static void tanh_backward(AeOp *op) { run_backward(op, tangent_back, 0); }

static AeAct relu_act(const AeNode *node, double *slope) { return AE_ACT_RELU; }

static AeAct leaky_act(const AeNode *node, double *slope) {
  *slope = ((const Act *)node->options)->slope;
  return AE_ACT_LEAKY;
}

#define ACTIVATION(NAME, HELP, ...)                                                    \
  static const char *const NAME##_examples[] = {"x input channels=3\ny " #NAME, NULL}; \
  const AeLayerType ae_layer_##NAME = {.name = #NAME,                                  \
                                       .help = HELP,                                   \
                                       .min_inputs = 1,                                \
                                       .max_inputs = 1,                                \
                                       .in_place = TRUE,                               \
                                       .shape = ae_shape_same,                         \
                                       .reach = ae_reach_same,                         \
                                       .forward = NAME##_forward,                      \
                                       .backward = NAME##_backward,                    \
                                       .examples = NAME##_examples,                    \
                                       __VA_ARGS__}

ACTIVATION(relu, "max(x, 0)", .act = relu_act);
ACTIVATION(leaky, "x, or slope * x where x is negative", .act = leaky_act, .options = options,
           .options_size = sizeof(Act));
ACTIVATION(sigmoid, "1 / (1 + exp(-x))");
ACTIVATION(silu, "x * sigmoid(x)");
ACTIVATION(tanh, "hyperbolic tangent");
