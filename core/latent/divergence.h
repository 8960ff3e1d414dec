/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The Kullback-Leibler divergence D(P || Q) = sum p log(p / q), in nats (Kullback & Leibler 1951, "On information and
 * sufficiency"): what it costs to take Q for P. It is >= 0 and 0 only for P = Q, but no distance: it is not symmetric
 * and breaks the triangle inequality. 0 log 0 counts as 0; where q = 0 < p it is infinite. */
#ifndef AE_LATENT_DIVERGENCE_H
#define AE_LATENT_DIVERGENCE_H

#include <aefilter/error.h>

G_BEGIN_DECLS

/* Of two distributions over n outcomes. AE_ERROR_USAGE where one has a number that is negative or not finite, or does
 * not sum to 1 within 1e-6. */
gboolean ae_kl_discrete(int n, const double *p, const double *q, double *kl, GError **error);

/* D(N(mu, diag(exp(log_variance))) || N(0, I)) = sum (sigma^2 + mu^2 - 1 - log sigma^2) / 2 over d numbers: the term
 * of the variational autoencoder (Kingma & Welling 2013, arXiv 1312.6114, appendix B). A form with log sigma in place
 * of log sigma^2 / 2 that is found in courses is none: it is negative at sigma = 1 / sqrt 2. */
double ae_kl_gauss_standard(int d, const float *mu, const float *log_variance);

/* D(N(mu0, diag(variance0)) || N(mu1, diag(variance1))); variances > 0. */
double ae_kl_gauss_diagonal(int d, const double *mu0, const double *variance0, const double *mu1,
                            const double *variance1);

/* D(N(mu0, c0) || N(mu1, c1)) of covariances d x d, of which the lower triangles are read:
 *     (tr(c1^-1 c0) + (mu1 - mu0)^T c1^-1 (mu1 - mu0) - d + log(det c1 / det c0)) / 2
 * AE_ERROR_USAGE where one is not positive definite. */
gboolean ae_kl_gauss_full(int d, const double *mu0, const double *c0, const double *mu1, const double *c1, double *kl,
                          GError **error);

G_END_DECLS
#endif
