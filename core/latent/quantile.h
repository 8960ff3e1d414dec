/* SPDX-License-Identifier: LGPL-3.0-or-later */
#ifndef AE_LATENT_QUANTILE_H
#define AE_LATENT_QUANTILE_H

#include <glib.h>

G_BEGIN_DECLS

/* The p-quantile of N(0, 1), 0 < p < 1, to 1e-12: below it lies the share p. A grid of codes at the quantiles of
 * (i + 1/2) / n stands for equal shares of the prior (Kingma & Welling 2013, arXiv 1312.6114, figure 4). */
double ae_normal_quantile(double p);

G_END_DECLS
#endif
