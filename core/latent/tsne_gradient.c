/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "latent/tsne_gradient.h"

#include <math.h>

enum { LANES = AE_TSNE_LANES, HALVINGS = 64 };

/* Unnormalised p into row; returns their sum, and the entropy of what they are when normalised. excess: by how much the
 * square of a distance is over the least. */
static double weigh(int k, const float *distance, double b, float *row, double *entropy) {
  double sum = 0, mean = 0, least = (double)distance[0] * distance[0];
  for (int m = 0; m < k; m++) {
    double excess = (double)distance[m] * distance[m] - least, weight = exp(-b * excess);
    row[m] = (float)weight;
    sum += weight;
    mean += weight * excess;
  }
  *entropy = log(sum) + b * mean / sum;
  return sum;
}

/* Bisection of b, whose scale is that of the row's squared distances; equal distances have the same p for every b. */
static void weigh_row(int k, const float *distance, double target, float *row) {
  double farthest = (double)distance[k - 1] * distance[k - 1] - (double)distance[0] * distance[0];
  double low = 0, high = INFINITY, b = farthest > 0 ? 1 / farthest : 1, entropy, sum = 1;
  for (int i = 0; i < HALVINGS; i++) {
    sum = weigh(k, distance, b, row, &entropy);
    if (entropy > target)
      low = b;
    else
      high = b;
    b = isinf(high) ? 2 * b : (low + high) / 2;
  }
  for (int m = 0; m < k; m++)
    row[m] = (float)(row[m] / sum);
}

void ae_tsne_affinities(gsize n, int k, const float *distance, double perplexity, float *p) {
  for (gsize i = 0; i < n; i++)
    weigh_row(k, distance + i * k, log(perplexity), p + i * k);
}

/* sum_j w, w^2 (x - x_j), w^2 (y - y_j): in lanes, so that the order of the sums is fixed and yet vectors are used. */
static void repel(float x, float y, gsize n, const float *xs, const float *ys, double sums[3]) {
  float w_sum[LANES] = {0}, x_sum[LANES] = {0}, y_sum[LANES] = {0};
  for (gsize j = 0; j < n; j += LANES)
    for (int l = 0; l < LANES; l++) {
      float dx = x - xs[j + l], dy = y - ys[j + l], w = 1 / (1 + dx * dx + dy * dy), w2 = w * w;
      w_sum[l] += w;
      x_sum[l] += w2 * dx;
      y_sum[l] += w2 * dy;
    }
  sums[0] = sums[1] = sums[2] = 0;
  for (int l = 0; l < LANES; l++) {
    sums[0] += w_sum[l];
    sums[1] += x_sum[l];
    sums[2] += y_sum[l];
  }
}

/* p(j | i) pulls at both ends of a pair, and so is p_ij in the end. */
static void attract(gsize i, int k, const int *index, const float *p, double scale, const float *x, const float *y,
                    double *gx, double *gy) {
  for (int m = 0; m < k; m++) {
    gsize j = (gsize)index[i * k + m];
    double dx = (double)x[i] - x[j], dy = (double)y[i] - y[j];
    double pull = scale * p[i * k + m] / (1 + dx * dx + dy * dy);
    gx[i] += pull * dx;
    gy[i] += pull * dy;
    gx[j] -= pull * dx;
    gy[j] -= pull * dy;
  }
}

void ae_tsne_gradient(gsize n, int k, const int *index, const float *p, double exaggeration, const float *x,
                      const float *y, double *gx, double *gy) {
  double all = 0;
  for (gsize i = 0; i < n; i++) {
    double sums[3];
    repel(x[i], y[i], n, x, y, sums);
    all += sums[0] - 1; /* the point itself */
    gx[i] = -sums[1];
    gy[i] = -sums[2];
  }
  for (gsize i = 0; i < n; i++) {
    gx[i] /= all;
    gy[i] /= all;
  }
  for (gsize i = 0; i < n; i++)
    attract(i, k, index, p, exaggeration / (2 * (double)n), x, y, gx, gy);
}
