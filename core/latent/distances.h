/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* All distances between two sets of codes, a block of rows at a time: what knn.c, separation.c and tsne.c share. */
#ifndef AE_LATENT_DISTANCES_H
#define AE_LATENT_DISTANCES_H

#include "latent/codes.h"

G_BEGIN_DECLS

/* Called with the squared distances (>= 0) of one query to codes first .. first + count - 1. */
typedef void (*AeDistancesVisit)(gsize query, gsize first, gsize count, const double *squares, gpointer data);

/* Every query meets every code once: queries in their order within a block of codes, blocks of codes in order for each
 * query. Rounding leaves errors of 1e-15 of the squared lengths. AE_ERROR_USAGE where widths differ or a number is not
 * finite: all distances are finite. */
gboolean ae_distances(const AeCodes *codes, const AeCodes *queries, AeDistancesVisit visit, gpointer data,
                      GError **error);

/* From differences: exact, and 0 for equal codes. */
double ae_square_distance(const AeCodes *codes, gsize i, const AeCodes *queries, gsize q);

G_END_DECLS
#endif
