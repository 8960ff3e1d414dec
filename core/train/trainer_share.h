/* SPDX-License-Identifier: LGPL-3.0-or-later */
#ifndef AE_TRAIN_TRAINER_SHARE_H
#define AE_TRAIN_TRAINER_SHARE_H

#include "train/trainer.h"

G_BEGIN_DECLS

/* Gives all processes of the fleet the state of the first, once each has made one of the same form. AE_ERROR_USAGE
 * where their recipes are not alike. */
gboolean ae_trainer_share_state(AeTrainer *trainer, GError **error);

G_END_DECLS
#endif
