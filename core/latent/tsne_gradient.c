/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "latent/tsne_gradient.h"

#include <math.h>
#include <string.h>

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

/* GCC's and clang's vectors: left to itself, the compiler adds lane by lane. */
typedef float Lanes __attribute__((vector_size(AE_TSNE_LANES * sizeof(float))));

static Lanes all_lanes(float x) {
  Lanes v;
  for (int l = 0; l < LANES; l++)
    v[l] = x;
  return v;
}

static double sum_lanes(const Lanes *v) {
  double sum = 0;
  for (int l = 0; l < LANES; l++)
    sum += (*v)[l];
  return sum;
}

/* sum_j w, w^2 (x - x_j), w^2 (y - y_j); the order of the sums does not depend on the processor. */
static void repel(float x, float y, gsize n, const float *xs, const float *ys, double sums[3]) {
  Lanes x_here = all_lanes(x), y_here = all_lanes(y), one = all_lanes(1);
  Lanes w_sum = all_lanes(0), x_sum = w_sum, y_sum = w_sum, dx, dy;
  for (gsize j = 0; j < n; j += LANES) {
    memcpy(&dx, xs + j, sizeof dx);
    memcpy(&dy, ys + j, sizeof dy);
    dx = x_here - dx;
    dy = y_here - dy;
    Lanes w = one / (one + dx * dx + dy * dy);
    w_sum += w;
    w *= w;
    x_sum += w * dx;
    y_sum += w * dy;
  }
  sums[0] = sum_lanes(&w_sum);
  sums[1] = sum_lanes(&x_sum);
  sums[2] = sum_lanes(&y_sum);
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
