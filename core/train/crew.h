/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The gradient of a batch by several threads. The batch is cut into chunks of `micro` pictures; every worker has a net
 * planned for one chunk, a gradient of its own, and always the same chunks; gradients are summed in the order of the
 * workers. So one number of threads gives the same bits every time. Small chunks keep a net's activations in cache;
 * large ones go through the weights less often.
 *
 * In a fleet every process has as many pictures of the batch, and the gradient is that of the whole. Its pieces
 * (train/buckets.h) are summed over the processes while the backward passes go on to the layers before. What a layer
 * does with its chunk alone (batch normalisation) it does here as well: the processes' chunks are as those of more
 * workers, and running statistics become the mean of all workers of all processes. */
#ifndef AE_TRAIN_CREW_H
#define AE_TRAIN_CREW_H

#include "nn/net.h"
#include "train/critic.h"
#include "train/features.h"
#include "train/fleet.h"
#include "train/loader.h"
#include "train/recipe.h"
#include "train/team.h"

G_BEGIN_DECLS

typedef struct {
  AeGraph *graph;       /* borrowed, as are params and losses */
  AeParams *params;     /* read in every step; running statistics are written */
  const GArray *losses; /* of AeRecipeLoss */
  int batch;            /* pictures of a step, in a fleet those of this process */
  int width, height;    /* of the net's input */
  int threads, micro;   /* AE_AUTO: as many as the process may use; as many pictures as suit the caches */
  gboolean bf16;
  guint64 seed;                   /* of dropout and sampling layers */
  const AeFeaturesSpec *features; /* borrowed; NULL: none */
  const AeCriticSpec *critic;     /* borrowed; NULL: none. A fleet has none */
  AeFleet *fleet;                 /* borrowed; NULL: alone */
} AeCrewSpec;

typedef struct AeCrew AeCrew;

/* AE_ERROR_USAGE where micro does not divide batch. */
AeCrew *ae_crew_new(const AeCrewSpec *spec, GError **error);
void ae_crew_free(AeCrew *crew); /* accepts NULL */
/* Overwrites grads (params->total numbers) with the gradient of the batch's weighted loss, terms (ae_recipe_terms) with
 * the unweighted losses, and norm with the gradient's. step seeds the random layers. FALSE where the fleet is lost:
 * then params are as they were, and the crew can only be freed, while batch is still there. */
gboolean ae_crew_step(AeCrew *crew, const AeBatchData *batch, guint64 step, ae_real *grads, double *terms, double *norm,
                      GError **error);
/* Overwrites grads (the critic's params->total numbers) with the last step's gradient of the critic's own loss, and
 * norm with its norm. */
void ae_crew_critic_gradient(const AeCrew *crew, ae_real *grads, double *norm);
/* Does it for 0 .. n - 1, all workers at once, each always the same share; returns when all is done. */
void ae_crew_share(AeCrew *crew, gsize n, AeTeamPart part, gpointer data);
int ae_crew_threads(const AeCrew *crew);

G_END_DECLS
#endif
