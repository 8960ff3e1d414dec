/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What follows the gradient in a step of training: the optimiser moves the weights, and their mean follows them. */
#ifndef AE_TRAIN_UPDATE_H
#define AE_TRAIN_UPDATE_H

#include "train/checkpoint.h"
#include "train/crew.h"

G_BEGIN_DECLS

typedef struct {
  const AeRecipe *recipe;
  AeTrainState *state;
  AeParams *grads; /* laid out as the weights; scaled where the recipe clips them */
  double norm;     /* of grads */
  double rate;     /* this step's learning rate */
} AeUpdate;

/* The crew's workers do a share of the weights each; the result does not depend on their number. */
void ae_update_weights(const AeUpdate *update, AeCrew *crew);

G_END_DECLS
#endif
