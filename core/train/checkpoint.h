/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What a training carries from step to step, and its file: safetensors with
 *   NAME         the weights                   ema.NAME     the averaged weights, where the recipe has them
 *   slot0.NAME   the optimiser's first memory  slot1.NAME   its second
 *   best.NAME    those of the best validation, where the recipe stops early
 * in F32, and the metadata format=aefilter-checkpoint-1, optim, step, pixels, seconds, and of that validation
 * best_value, best_step and waited (train/early_stop.h). */
#ifndef AE_TRAIN_CHECKPOINT_H
#define AE_TRAIN_CHECKPOINT_H

#include "train/early_stop.h"
#include "train/optim.h"

G_BEGIN_DECLS

typedef struct {
  AeParams *params;
  AeParams *ema;                  /* NULL where weights are not averaged */
  AeParams *slot[AE_OPTIM_SLOTS]; /* laid out as params; the first optim->slots of them */
  const AeOptim *optim;
  guint64 step; /* steps done */
  guint64 pixels;
  double seconds; /* of training, all runs together */
  AeEarlyStop best;
} AeTrainState;

/* First weights from seed; averages as the weights, memories zero. ae_train_state_clear frees them, also after failure.
 */
gboolean ae_train_state_init(AeTrainState *state, const AeGraph *graph, const AeOptim *optim, gboolean ema,
                             guint64 seed, GError **error);
void ae_train_state_clear(AeTrainState *state);

gboolean ae_checkpoint_save(const AeTrainState *state, const char *path, GError **error); /* atomically */
/* Every tensor must be there and fit, or AE_ERROR_MODEL says which does not. state is as undefined after failure. */
gboolean ae_checkpoint_load(AeTrainState *state, const char *path, GError **error);
/* Only the weights, from a model or a checkpoint (then the averaged ones where it has them); the averages become the
 * same. fresh: names of layers, parted by blanks, that keep the weights they have. */
gboolean ae_checkpoint_init(AeTrainState *state, const char *path, const char *fresh, GError **error);

G_END_DECLS
#endif
