/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Measures by order alone. Equal values share the mean of their ranks. Values that are not numbers have no order and
 * must not come. */
#ifndef AE_LATENT_RANKS_H
#define AE_LATENT_RANKS_H

#include <aefilter/error.h>

G_BEGIN_DECLS

/* ranks[i] (n) of x[i]: 1 the least, n the largest. */
gboolean ae_ranks(gsize n, const double *x, double *ranks, GError **error);

/* Spearman's correlation of n pairs, -1..1: Pearson's of the ranks. NAN where one does not vary. */
gboolean ae_spearman(gsize n, const double *x, const double *y, double *rho, GError **error);

/* How well a score tells: the probability that a positive has a larger score than a negative, ties count half. It is
 * the area under the ROC curve (Hanley & McNeil 1982): 0.5 tells nothing. AE_ERROR_USAGE where there is none of a kind.
 */
gboolean ae_auc(gsize n, const double *score, const gboolean *positive, double *auc, GError **error);

G_END_DECLS
#endif
