/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Early stopping (Prechelt 1998): the weights of the best validation so far are kept, and become the model; a training
 * is over when so many validations have not been better. */
#ifndef AE_TRAIN_EARLY_STOP_H
#define AE_TRAIN_EARLY_STOP_H

#include "nn/net.h"

G_BEGIN_DECLS

typedef struct {
  AeParams *params; /* of the best validation; NULL: there is no early stopping */
  double value;     /* of that validation; more is better */
  guint64 step;     /* after which it came; 0: there was none yet */
  guint64 waited;   /* validations since */
} AeEarlyStop;

/* Fills a zeroed struct; params is what its weights are laid out as. */
gboolean ae_early_stop_init(AeEarlyStop *stop, const AeParams *params, GError **error);
void ae_early_stop_clear(AeEarlyStop *stop);

/* After a validation of these weights. It does nothing where there is no early stopping. */
void ae_early_stop_note(AeEarlyStop *stop, const AeParams *weights, guint64 step, double value);

G_END_DECLS
#endif
