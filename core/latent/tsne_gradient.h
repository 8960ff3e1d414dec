/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The two formulas of t-SNE. */
#ifndef AE_LATENT_TSNE_GRADIENT_H
#define AE_LATENT_TSNE_GRADIENT_H

#include <glib.h>

G_BEGIN_DECLS

/* p[i * k + m] = p(j | i), j the m-th of the k neighbours of code i at distance[i * k + m]: exp(-b_i distance^2) over
 * the row's sum, with b_i such that the row's perplexity, exp of its entropy in nats, is perplexity (< k). */
void ae_tsne_affinities(gsize n, int k, const float *distance, double perplexity, float *p);

enum { AE_TSNE_LANES = 4 };
#define AE_TSNE_FAR 1e15f

/* A quarter of the gradient of sum p_ij log(p_ij / q_ij) at n points (x, y), p_ij = (p(j | i) + p(i | j)) / 2n,
 * q_ij = w_ij / sum w, w_ij = 1 / (1 + |y_i - y_j|^2):
 *
 *     g_i = sum_j (exaggeration p_ij - q_ij) w_ij (y_i - y_j)
 *
 * index: n x k, the neighbours that p belongs to. x and y are filled up to a multiple of AE_TSNE_LANES with
 * AE_TSNE_FAR; gx and gy have n numbers. */
void ae_tsne_gradient(gsize n, int k, const int *index, const float *p, double exaggeration, const float *x,
                      const float *y, double *gx, double *gy);

G_END_DECLS
#endif
