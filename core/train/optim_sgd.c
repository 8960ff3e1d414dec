/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Gradient descent with momentum as PyTorch has it: v = momentum v + g + decay w; w -= rate v. */
#include "train/optim.h"

typedef struct {
  double momentum, weight_decay;
} Sgd;

static const AeOption rows[] = {
    {"momentum", "share of the last step that is kept", AE_OPTION_DOUBLE, offsetof(Sgd, momentum), "0.9", 0, 0.9999},
    {"weight_decay", "pull of the weights to zero, added to the gradient", AE_OPTION_DOUBLE,
     offsetof(Sgd, weight_decay), "0", 0, 1},
    {NULL},
};

static void sgd_step(const void *options, const AeOptimStep *s) {
  const Sgd *o = options;
  ae_real momentum = (ae_real)o->momentum, rate = (ae_real)s->rate, decay = (ae_real)(s->rows ? o->weight_decay : 0);
  ae_real *w = s->weight, *v = s->slot[0];
  for (gsize i = 0; i < s->n; i++) {
    v[i] = momentum * v[i] + s->gradient[i] + decay * w[i];
    w[i] -= rate * v[i];
  }
}

const AeOptim ae_optim_sgd = {
    .name = "sgd",
    .help = "gradient descent with momentum",
    .options = rows,
    .options_size = sizeof(Sgd),
    .slots = 1,
    .step = sgd_step,
};
