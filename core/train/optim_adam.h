/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Adam's step, for optimisers that leave biases and norms to it. */
#ifndef AE_TRAIN_OPTIM_ADAM_H
#define AE_TRAIN_OPTIM_ADAM_H

#include "train/optim.h"

G_BEGIN_DECLS

typedef struct {
  double beta1, beta2, eps, weight_decay;
} AeAdam;

/* Takes two slots. */
void ae_adam_step(const AeAdam *options, const AeOptimStep *s);

G_END_DECLS
#endif
