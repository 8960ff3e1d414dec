/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Principal component analysis: the k directions that hold most of the variance of vectors, and so the linear code of k
 * numbers with the least squared error. What a linear autoencoder can reach at best (Bourlard & Kamp 1988, "Auto-
 * association by multilayer perceptrons and singular value decomposition"; Baldi & Hornik 1989): with the rows of V
 * (k x d, V V^T = I) and the mean m,
 *
 *     y = V (x - m),   x^ = V^T y + m
 *
 * Vectors are fed in any number of calls, so that they need not be in memory together:
 *
 *     AePcaFit *fit = ae_pca_fit_new(784, &error);
 *     while (more) ae_pca_fit_add(fit, rows, n);
 *     AePca *pca = ae_pca_fit_finish(fit, 32, &error);
 *     ae_pca_fit_free(fit);
 *     ae_pca_transform(pca, 32, &codes, y, &error);
 *     ae_pca_free(pca);
 *
 * Directions are determined up to their sign, which is fixed so that the largest component is positive; where variances
 * are equal, only the space that their directions span is. */
#ifndef AE_LATENT_PCA_H
#define AE_LATENT_PCA_H

#include "latent/codes.h"

G_BEGIN_DECLS

enum { AE_PCA_MAX = 8192 }; /* numbers of a vector: takes 2 GiB, and minutes */

typedef struct {
  int d, k;         /* numbers of a vector; directions that are kept */
  gsize n;          /* vectors it was made from */
  double total;     /* sum of all d variances, those that were not kept too */
  double *mean;     /* d */
  double *variance; /* k, the largest first; of n vectors: the squares' sum divided by n */
  double *axes;     /* V, k x d, orthonormal rows */
} AePca;

typedef struct AePcaFit AePcaFit;

/* d: 1..AE_PCA_MAX, else AE_ERROR_LIMIT. */
AePcaFit *ae_pca_fit_new(int d, GError **error);
/* n more rows of d numbers. How rows are divided among calls does not change a bit of the result. */
void ae_pca_fit_add(AePcaFit *fit, const float *rows, gsize n);
/* The first k (1..d) directions of the rows so far; more may be added afterwards. AE_ERROR_USAGE where there is no row,
 * k is out of range, or a number was not finite. */
AePca *ae_pca_fit_finish(const AePcaFit *fit, int k, GError **error);
void ae_pca_fit_free(AePcaFit *fit); /* accepts NULL */

/* All of it for rows that are in memory. */
AePca *ae_pca_new(const AeCodes *codes, int k, GError **error);
void ae_pca_free(AePca *pca); /* accepts NULL */

/* Share of the variance that the first k (0..pca->k) directions hold: 0..1, and 1 where nothing varies. */
double ae_pca_explained(const AePca *pca, int k);

/* y (codes->n x k) of the first k directions; codes->d = pca->d. */
gboolean ae_pca_transform(const AePca *pca, int k, const AeCodes *codes, float *y, GError **error);
/* x (y->n x d) from y->d <= pca->k numbers each. */
gboolean ae_pca_inverse(const AePca *pca, const AeCodes *y, float *x, GError **error);

/* mse[i] (pca->k + 1): mean square of x - x^ over all numbers of codes, with i directions; mse[0] is the mean's alone.
 * On the very rows that pca was made from: (total - variance[0] - ... - variance[i - 1]) / d. */
gboolean ae_pca_residual(const AePca *pca, const AeCodes *codes, double *mse, GError **error);

/* The first k directions as the weights of two dense layers, a linear autoencoder that does the same to rounding:
 * encode_weight (k x d) and encode_bias (k), y = W x + b; decode_weight (d x k) and decode_bias (d). No linear network
 * with a code of k numbers has a smaller squared error on the rows that pca was made from. */
gboolean ae_pca_weights(const AePca *pca, int k, float *encode_weight, float *encode_bias, float *decode_weight,
                        float *decode_bias, GError **error);

/* Principal angles between the spaces that the rows of a (ka x d) and b (kb x d) span, min(ka, kb) of them, radians in
 * 0..pi/2, the smallest first, exact to about 1e-8 (Bjorck & Golub 1973). Rows must be linearly independent, else
 * AE_ERROR_USAGE; they need not be orthogonal. */
gboolean ae_principal_angles(int d, const double *a, int ka, const double *b, int kb, double *angles, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(AePca, ae_pca_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AePcaFit, ae_pca_fit_free)

G_END_DECLS
#endif
