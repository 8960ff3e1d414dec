/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A recipe: a key file (.ini) that says all about a training. models/recipes/denoise.ini explains every key.
 *
 *   [model]     name, task, like               [optim]    type, lr, clip, ema, and the optimiser's own keys
 *   [metadata]  KEY = TEXT for the model file  [schedule] steps, warmup, shape, final
 *   [net]       NODE = TYPE ...  (nn/net.h)    [run]      seed, threads, precision, checkpoint, init, ...
 *   [data]      kind, batch, patch, dir, and the kind's own keys
 *   [corrupt]   train, validate: chains        [validate] every, pictures, patience
 *   [loss]      LOSS = WEIGHT [node=NODE] [KEY=VALUE]...
 *   [critic]    weight, match, nodes, rate    [critic_net] NODE = TYPE ..., where there is a critic (train/critic.h)
 *   [features]  model, nodes, weight, jitter: where layers of another model are to match (train/features.h) */
#ifndef AE_TRAIN_RECIPE_H
#define AE_TRAIN_RECIPE_H

#include "train/corrupt.h"
#include "train/data.h"
#include "train/loss.h"
#include "train/optim.h"

G_BEGIN_DECLS

typedef struct {
  char *name, *task;
  char *like; /* a recipe in the same folder that has all the keys that this one does not give */
} AeRecipeModel;

typedef enum { AE_TARGET_PICTURE, AE_TARGET_LABEL } AeRecipeTarget;
typedef enum { AE_ORDER_RANDOM, AE_ORDER_EPOCHS } AeRecipeOrder;

typedef struct {
  char *kind, *dir;
  int batch, patch;
  int target; /* of AeRecipeTarget: what the net is to give */
  int order;  /* of AeRecipeOrder */
  double grey;
} AeRecipeData;

typedef struct {
  char *train, *validate; /* chains as text; "" corrupts nothing */
  gboolean blind;
} AeRecipeCorrupt;

typedef struct {
  const AeLoss *type;
  void *options;
  double weight;
  char *node; /* the node of the net that it judges; NULL: the output */
} AeRecipeLoss;

typedef struct {
  char *type;
  double lr, clip, ema;
} AeRecipeOptim;

typedef struct {
  int steps, warmup, shape;
  double minutes, final;
} AeRecipeSchedule;

typedef struct {
  int seed, threads, micro, precision, store, checkpoint, loaders, log;
  char *init, *fresh;
} AeRecipeRun;

typedef struct {
  int every, pictures;
  int patience; /* 0: the training is not stopped early */
} AeRecipeValidate;

typedef struct {
  double weight, match, rate;
  char *nodes; /* names, parted by blanks */
} AeRecipeCritic;

typedef struct {
  char *model, *nodes; /* model: NULL: there is nothing to match */
  double weight;
  int jitter;
} AeRecipeFeatures;

typedef struct {
  char *path;
  GKeyFile *file;
  AeRecipeModel model;
  AeRecipeData data;
  AeRecipeCorrupt corrupt;
  AeRecipeOptim optim;
  AeRecipeSchedule schedule;
  AeRecipeRun run;
  AeRecipeValidate validate;
  AeRecipeCritic critic;
  AeRecipeFeatures features;
  char *net;        /* architecture text */
  char *critic_net; /* NULL: there is no critic, or none that weighs anything */
  const AeDataKind *data_kind;
  void *data_options;
  const AeOptim *optim_type;
  void *optim_options;
  GArray *losses; /* of AeRecipeLoss; at least one */
} AeRecipe;

/* overrides: "section.key=value" or "key=value", NULL-ended, or NULL. Everything is checked but the network's text. */
AeRecipe *ae_recipe_load(const char *path, const char *const *overrides, GError **error);
void ae_recipe_free(AeRecipe *recipe); /* accepts NULL */
/* Whether the layers of another model are matched. */
gboolean ae_recipe_has_features(const AeRecipe *recipe);
/* Numbers that a step tells: the recipe's losses, then that of the features, then the critic's, where there are such;
 * and their names. */
guint ae_recipe_terms(const AeRecipe *recipe);
const char *ae_recipe_term(const AeRecipe *recipe, guint i);
/* SHA-256 in hex of all that decides the weights: the recipe with its overrides, but without folders, file names and
 * threads. */
char *ae_recipe_hash(const AeRecipe *recipe);
/* The learning rate of step number `step` (from 0) after so many seconds: linear warm-up, then the schedule's shape
 * over the larger of the two shares, of the steps and of the minutes, that are behind. */
double ae_recipe_rate(const AeRecipe *recipe, guint64 step, double seconds);
/* Whether a training that has done so many steps in so many seconds is at its end. */
gboolean ae_recipe_done(const AeRecipe *recipe, guint64 steps, double seconds);

G_END_DECLS
#endif
