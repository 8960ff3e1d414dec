/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* How alike two sets of codes are as samples of distributions: what was made, and what is real. */
#ifndef AE_LATENT_LIKENESS_H
#define AE_LATENT_LIKENESS_H

#include "latent/codes.h"

G_BEGIN_DECLS

/* The squared Frechet distance of the Gaussians with the sets' moments (Dowson & Landau 1982),
 *     |m_a - m_b|^2 + tr(C_a + C_b - 2 (C_a C_b)^(1/2))
 * which is the "FID" where codes are those of a classifier (Heusel et al. 2017, arXiv 1706.08500). Exact to about 1e-7
 * of the variances. d up to AE_PCA_MAX; sizes may differ. AE_ERROR_USAGE where widths differ or a set is empty. */
gboolean ae_frechet(const AeCodes *a, const AeCodes *b, double *distance, GError **error);

/* Precision and recall of distributions (Sajjadi et al. 2018, arXiv 1806.00035): both sets are sorted into 20 common
 * clusters, and their histograms compared at 1001 trade-offs; the mean of ten clusterings. */
typedef struct {
  double recall;    /* F_8: how much of what is real is made too, 0..1 */
  double precision; /* F_1/8: how much of what is made is like what is real, 0..1 */
} AePrd;

/* AE_ERROR_USAGE where widths differ, a set is empty or both have fewer than 20 rows together. */
gboolean ae_prd(const AeCodes *real, const AeCodes *made, guint64 seed, AePrd *prd, GError **error);

/* The same of two histograms over n bins, each with the sum 1. */
AePrd ae_prd_of_histograms(int n, const double *real, const double *made);

G_END_DECLS
#endif
