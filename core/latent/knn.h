/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Nearest neighbours among codes, exactly, by Euclidean distance, and what they tell of labelled codes. Squared
 * distances come from products in double and in blocks, |a|^2 + |b|^2 - 2 a.b; those of the neighbours that are found
 * are computed again from differences, so that equal codes are 0 apart. n^2 d multiplications for n codes among
 * themselves: half a second for 10000 codes of 32 numbers. */
#ifndef AE_LATENT_KNN_H
#define AE_LATENT_KNN_H

#include "latent/codes.h"

G_BEGIN_DECLS

/* The k nearest of codes to each query, the nearest first, equally near ones in the order of codes (but which of those
 * equally near come in last is left to rounding): index and distance are queries->n x k. themselves: queries are codes,
 * and none is its own neighbour (leave one out). AE_ERROR_USAGE where k is not in 1..codes->n, themselves: codes->n -
 * 1, or widths differ. */
gboolean ae_knn(const AeCodes *codes, const AeCodes *queries, gboolean themselves, int k, int *index, float *distance,
                GError **error);

/* What most of the neighbours in index (n x k) are, by the labels of codes (0..); of equally many, what the nearest of
 * them is. predicted: n. */
void ae_knn_vote(const int *index, gsize n, int k, const int *labels, int *predicted);

/* Of codes with labels, each left out in turn: how well neighbours tell the label. */
typedef struct {
  double accuracy; /* share of the codes that the vote of k neighbours labels rightly */
  double purity;   /* mean share of the k neighbours that have the code's own label */
} AeKnnScore;

gboolean ae_knn_score(const AeCodes *codes, const int *labels, int k, AeKnnScore *score, GError **error);

/* How far classes lie apart: over all pairs of codes. */
typedef struct {
  double within;  /* mean distance of two codes of one label; NAN where no two share one */
  double between; /* mean distance of two codes of different labels; NAN where all share one */
  double
      silhouette; /* mean of (b - a) / max(a, b), -1..1: a, the mean distance to the own class, b, that to the nearest
                     other one (Rousseeuw 1987); 0 for a code alone in its class. NAN where all share one label */
} AeSeparation;

/* labels: n of 0..classes - 1. */
gboolean ae_separation(const AeCodes *codes, const int *labels, int classes, AeSeparation *result, GError **error);

G_END_DECLS
#endif
