/* SPDX-License-Identifier: LGPL-3.0-or-later */
#ifndef AE_LATENT_POSTERIOR_H
#define AE_LATENT_POSTERIOR_H

#include <glib.h>

G_BEGIN_DECLS

/* Bayes' rule, from logarithms: posterior[y] = P(y | x) of n classes from log_joint[y] = log p(x | y) + log P(y), up to
 * a constant. The posterior sums to 1, however small the densities are. For a conditional autoencoder the bound
 * ELBO(x | y) stands for log p(x | y). Returns log sum exp log_joint = log p(x); -INFINITY, and a uniform posterior,
 * where no class can be. May work in place. n >= 1. */
double ae_posterior(int n, const double *log_joint, double *posterior);

G_END_DECLS
#endif
