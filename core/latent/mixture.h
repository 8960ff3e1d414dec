/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What prior.c, mixture.c and prior_file.c share of a mixture of Gaussians. */
#ifndef AE_LATENT_MIXTURE_H
#define AE_LATENT_MIXTURE_H

#include "latent/prior.h"

G_BEGIN_DECLS

enum { AE_MIXTURE_BLOCK = 256 }; /* rows that BLAS gets at once */

/* All zero. AE_ERROR_LIMIT, AE_ERROR_MEMORY. */
AePrior *ae_mixture_new(const AePriorKind *kind, int d, int k, GError **error);

/* share, mean and factor become what stored holds, or stored what they hold, and they its rounded numbers. */
void ae_mixture_load(AePrior *mixture);
void ae_mixture_store(AePrior *mixture);

/* log_p[r] = log p(z_r) of rows (at most AE_MIXTURE_BLOCK) of codes from first; joint[r * k + c] becomes the share of
 * component c in it, their sum is 1. work: AE_MIXTURE_BLOCK x d. */
void ae_mixture_expect(const AePrior *mixture, const AeCodes *codes, gsize first, gsize rows, double *work,
                       double *joint, double *log_p);

/* Fits share, mean and factor, seeded by rng; floor is added to all variances. */
gboolean ae_mixture_fit(AePrior *mixture, const AeCodes *codes, double floor, AeRng *rng, GError **error);

G_END_DECLS
#endif
