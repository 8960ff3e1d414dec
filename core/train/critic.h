/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A critic: a second network that learns to tell the data's pictures from those that the trained one makes, which in
 * turn learns what the critic does not believe yet (Goodfellow et al. 2014, arXiv 1406.2661). It gives a score, or one
 * for each part of a picture (Isola et al. 2017, arXiv 1611.07004): above 0 where it takes it for the data's. With D
 * its score, x a picture and y what is made of it, it lessens the cross entropy
 *
 *     softplus(-D(x)) + softplus(D(y))         2 log 2 where it cannot tell
 *
 * and the trained network weight * softplus(-D(y)) + match * sum over nodes of mean |f(x) - f(y)|, f being what a node
 * of the critic gives (Larsen et al. 2016, arXiv 1512.09300): an error that an eye sees is one that a critic sees. */
#ifndef AE_TRAIN_CRITIC_H
#define AE_TRAIN_CRITIC_H

#include "nn/net.h"

G_BEGIN_DECLS

typedef struct {
  AeGraph *graph;   /* from a picture to scores; borrowed as are the others */
  AeParams *params; /* read in every step */
  double weight, match;
  char **nodes; /* NULL-ended, or NULL: there is nothing to match */
} AeCriticSpec;

enum { AE_CRITIC_OWN, AE_CRITIC_MADE, AE_CRITIC_MATCH, AE_CRITIC_PULL, AE_CRITIC_TERMS };
extern const char *const ae_critic_terms[AE_CRITIC_TERMS]; /* what the log calls them */

/* One worker's. */
typedef struct AeCritic AeCritic;

/* shape: of the pictures that are judged at once. AE_ERROR_USAGE where the critic does not take them, or has not the
 * nodes. */
AeCritic *ae_critic_new(const AeCriticSpec *spec, AeShape shape, GError **error);
void ae_critic_free(AeCritic *critic);         /* accepts NULL */
void ae_critic_begin(AeCritic *critic);        /* a step: the weights have changed, the gradient is 0 again */
ae_real *ae_critic_gradient(AeCritic *critic); /* of its own loss, laid out as its weights */
/* Adds share times: its own loss's gradient to its gradient, the derivative of what the trained network is to lessen by
 * `made` to `gradient`, which the other losses' is in, and to terms the three unweighted losses and the critic's pull:
 * the norm of what it adds to `gradient`, by the norm of what was there. All tensors are dense and of the critic's
 * shape. */
void ae_critic_judge(AeCritic *critic, const AeTensor *data, const AeTensor *made, double share, AeTensor *gradient,
                     double *terms);

G_END_DECLS
#endif
