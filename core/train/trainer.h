/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A training under way: what trainer_setup.c makes of a recipe and trainer.c runs. */
#ifndef AE_TRAIN_TRAINER_H
#define AE_TRAIN_TRAINER_H

#include <aefilter/train.h>

#include "train/checkpoint.h"
#include "train/crew.h"
#include "train/fleet.h"
#include "train/trainlog.h"
#include "train/validate.h"

G_BEGIN_DECLS

typedef struct {
  const AeTrainOptions *options;
  AeFleet *fleet; /* NULL: alone */
  AeRecipe *recipe;
  AeGraph *graph;
  AeTrainState state;
  char *output, *checkpoint, *log_path;
  gpointer data;
  AeCorruptChain *train_chain, *validate_chain;
  AeLoaderSpec examples;
  AeLoader *loader;
  AeCrew *crew;
  AeValidator *validator;
  AeTrainLog *log;         /* NULL but in the fleet's first process */
  AeParams *grads;         /* laid out as the weights */
  double *terms;           /* ae_recipe_terms */
  AeFeaturesSpec features; /* graph NULL: there are none */
  AeGraph *critic_graph;   /* NULL: there is no critic, and nothing of what follows */
  AeCriticSpec critic;
  AeTrainState critic_state;
  AeParams *critic_grads;
  char *critic_checkpoint;
  double mean_loss;                 /* exponential, for the progress line */
  double validation;                /* the last one's result; NAN before */
  gint64 started, saved;            /* microseconds, monotonic */
  guint64 first_step, first_pixels; /* where this run begins */
  double seconds_before;
} AeTrainer;

/* Fills the zeroed trainer, whose options and fleet are set; ae_trainer_clear frees what it holds, the fleet too, also
 * after failure. */
gboolean ae_trainer_start(AeTrainer *trainer, GError **error);
void ae_trainer_clear(AeTrainer *trainer);
/* The recipe's critic: made, moved after a step, saved beside the checkpoint. They do nothing without one. */
gboolean ae_trainer_start_critic(AeTrainer *trainer, GError **error);
void ae_trainer_move_critic(AeTrainer *trainer, double rate);
gboolean ae_trainer_save_critic(const AeTrainer *trainer, GError **error);
void ae_trainer_clear_critic(AeTrainer *trainer);
/* The weights that are judged: averaged where the recipe says so. */
AeParams *ae_trainer_judged(const AeTrainer *trainer);

G_END_DECLS
#endif
