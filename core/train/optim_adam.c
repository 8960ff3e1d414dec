/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Adam (Kingma & Ba 2015, arXiv 1412.6980) and, with the decay outside the moments, AdamW (Loshchilov & Hutter 2019,
 * arXiv 1711.05101):
 *
 *   m = b1 m + (1 - b1) g
 *   v = b2 v + (1 - b2) g^2
 *   w -= rate * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps) */
#include "train/optim_adam.h"

#include <math.h>

#include "tensor/clones.h"

static const AeOption adam_rows[] = {
    {"beta1", "memory of the mean gradient", AE_OPTION_DOUBLE, offsetof(AeAdam, beta1), "0.9", 0, 0.9999},
    {"beta2", "memory of the mean square", AE_OPTION_DOUBLE, offsetof(AeAdam, beta2), "0.999", 0, 0.99999},
    {"eps", "added to the root mean square", AE_OPTION_DOUBLE, offsetof(AeAdam, eps), "1e-8", 1e-12, 1},
    {"weight_decay", "pull of the weights to zero, added to the gradient", AE_OPTION_DOUBLE,
     offsetof(AeAdam, weight_decay), "0", 0, 1},
    {NULL},
};

static const AeOption adamw_rows[] = {
    {"beta1", "memory of the mean gradient", AE_OPTION_DOUBLE, offsetof(AeAdam, beta1), "0.9", 0, 0.9999},
    {"beta2", "memory of the mean square", AE_OPTION_DOUBLE, offsetof(AeAdam, beta2), "0.999", 0, 0.99999},
    {"eps", "added to the root mean square", AE_OPTION_DOUBLE, offsetof(AeAdam, eps), "1e-8", 1e-12, 1},
    {"weight_decay", "share of the learning rate by which weights shrink", AE_OPTION_DOUBLE,
     offsetof(AeAdam, weight_decay), "0.01", 0, 1},
    {NULL},
};

/* l2 joins the gradient, shrink the weight. */
AE_CLONES static void moments_step(const AeAdam *o, const AeOptimStep *s, double l2, double shrink) {
  double t = (double)s->step, unbias1 = 1 - pow(o->beta1, t), unbias2 = 1 - pow(o->beta2, t);
  ae_real b1 = (ae_real)o->beta1, b2 = (ae_real)o->beta2, a1 = (ae_real)(1 - o->beta1), a2 = (ae_real)(1 - o->beta2);
  ae_real rate = (ae_real)(s->rate / unbias1), scale = (ae_real)(1 / unbias2), eps = (ae_real)o->eps;
  ae_real pull = (ae_real)l2, keep = (ae_real)(1 - shrink);
  ae_real *w = s->weight, *m = s->slot[0], *v = s->slot[1];
  for (gsize i = 0; i < s->n; i++) {
    ae_real g = s->gradient[i] + pull * w[i];
    m[i] = b1 * m[i] + a1 * g;
    v[i] = b2 * v[i] + a2 * g * g;
    w[i] = keep * w[i] - rate * m[i] / ((ae_real)sqrt(v[i] * scale) + eps);
  }
}

void ae_adam_step(const AeAdam *o, const AeOptimStep *s) { moments_step(o, s, s->rows ? o->weight_decay : 0, 0); }

static void adam_step(const void *options, const AeOptimStep *s) { ae_adam_step(options, s); }

static void adamw_step(const void *options, const AeOptimStep *s) {
  const AeAdam *o = options;
  moments_step(o, s, 0, s->rows ? o->weight_decay * s->rate : 0);
}

const AeOptim ae_optim_adam = {
    .name = "adam",
    .help = "Adam",
    .options = adam_rows,
    .options_size = sizeof(AeAdam),
    .slots = 2,
    .step = adam_step,
};

const AeOptim ae_optim_adamw = {
    .name = "adamw",
    .help = "Adam with decoupled weight decay",
    .options = adamw_rows,
    .options_size = sizeof(AeAdam),
    .slots = 2,
    .step = adamw_step,
};
