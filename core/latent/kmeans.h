/* SPDX-License-Identifier: LGPL-3.0-or-later */
#ifndef AE_LATENT_KMEANS_H
#define AE_LATENT_KMEANS_H

#include "base/rng.h"
#include "latent/codes.h"

G_BEGIN_DECLS

/* k centres (k x d) of codes, such that the sum of squared distances of codes to their nearest centre is small:
 * k-means++ (Arthur & Vassilvitskii 2007) drawn from rng, then at most 50 rounds of Lloyd's. nearest (n) becomes the
 * index of each code's centre; the first of equally near ones. 1 <= k <= codes->n. */
gboolean ae_kmeans(const AeCodes *codes, int k, AeRng *rng, double *centres, int *nearest, GError **error);

G_END_DECLS
#endif
