/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* RMSprop (Hinton, Coursera lecture 6e, 2012) with PyTorch's momentum:
 *   v = alpha v + (1 - alpha) g^2    b = momentum b + g / (sqrt(v) + eps)    w -= rate b */
#include "train/optim.h"

#include <math.h>

typedef struct {
  double alpha, eps, momentum, weight_decay;
} Rmsprop;

static const AeOption rows[] = {
    {"alpha", "memory of the mean square", AE_OPTION_DOUBLE, offsetof(Rmsprop, alpha), "0.99", 0, 0.99999},
    {"eps", "added to the root mean square", AE_OPTION_DOUBLE, offsetof(Rmsprop, eps), "1e-8", 1e-12, 1},
    {"momentum", "share of the last step that is kept", AE_OPTION_DOUBLE, offsetof(Rmsprop, momentum), "0", 0, 0.9999},
    {"weight_decay", "pull of the weights to zero, added to the gradient", AE_OPTION_DOUBLE,
     offsetof(Rmsprop, weight_decay), "0", 0, 1},
    {NULL},
};

static void rmsprop_step(const void *options, const AeOptimStep *s) {
  const Rmsprop *o = options;
  ae_real alpha = (ae_real)o->alpha, fresh = (ae_real)(1 - o->alpha), eps = (ae_real)o->eps,
          momentum = (ae_real)o->momentum;
  ae_real rate = (ae_real)s->rate, decay = (ae_real)(s->rows ? o->weight_decay : 0);
  ae_real *w = s->weight, *v = s->slot[0], *b = s->slot[1];
  for (gsize i = 0; i < s->n; i++) {
    ae_real g = s->gradient[i] + decay * w[i];
    v[i] = alpha * v[i] + fresh * g * g;
    b[i] = momentum * b[i] + g / ((ae_real)sqrt(v[i]) + eps);
    w[i] -= rate * b[i];
  }
}

const AeOptim ae_optim_rmsprop = {
    .name = "rmsprop",
    .help = "RMSprop, steps divided by a running root mean square",
    .options = rows,
    .options_size = sizeof(Rmsprop),
    .slots = 2,
    .step = rmsprop_step,
};
