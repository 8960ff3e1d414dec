/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Muon (Jordan et al. 2024, kellerjordan.github.io/posts/muon): gradient descent with momentum whose step, as a matrix
 * with a row an output channel, is replaced by an orthogonal one nearby, so that all its directions count alike:
 *
 *   m = momentum m + g
 *   w -= 0.2 sqrt(max(rows, columns)) rate orthogonal(g + momentum m)
 *
 * The factor gives the step the root mean square of Adam's (Liu et al. 2025, arXiv 2502.16982, eq. 4), whose rates it
 * can take. Biases and norms, which are no matrices, are left to Adam. */
#include <math.h>
#include <string.h>

#include "tensor/kernels.h"
#include "train/optim_adam.h"

enum { ITERATIONS = 5 };

typedef struct {
  double momentum, weight_decay;
  AeAdam adam;
} Muon;

static const AeOption muon_rows[] = {
    {"momentum", "share of the last step that is kept", AE_OPTION_DOUBLE, offsetof(Muon, momentum), "0.95", 0, 0.9999},
    {"weight_decay", "share of the learning rate by which weights shrink", AE_OPTION_DOUBLE,
     offsetof(Muon, weight_decay), "0", 0, 1},
    {"beta1", "biases: memory of the mean gradient", AE_OPTION_DOUBLE, offsetof(Muon, adam.beta1), "0.9", 0, 0.9999},
    {"beta2", "biases: memory of the mean square", AE_OPTION_DOUBLE, offsetof(Muon, adam.beta2), "0.999", 0, 0.99999},
    {"eps", "biases: added to the root mean square", AE_OPTION_DOUBLE, offsetof(Muon, adam.eps), "1e-8", 1e-12, 1},
    {NULL},
};

/* A matrix of no more rows than columns, transposed where the parameter has more, and room for its products. */
typedef struct {
  int rows, columns;
  gboolean transposed;
  ae_real *x, *next;    /* rows x columns */
  ae_real *gram, *poly; /* rows x rows */
} Matrix;

static Matrix matrix_new(gsize n, gsize rows) {
  gsize columns = n / rows, least = MIN(rows, columns);
  return (Matrix){.rows = (int)least,
                  .columns = (int)MAX(rows, columns),
                  .transposed = rows > columns,
                  .x = g_new(ae_real, n),
                  .next = g_new(ae_real, n),
                  .gram = g_new(ae_real, least * least),
                  .poly = g_new(ae_real, least * least)};
}

static void matrix_clear(Matrix *m) {
  g_free(m->x);
  g_free(m->next);
  g_free(m->gram);
  g_free(m->poly);
}

/* Where the parameter's weight i lies. */
static gsize place(const Matrix *m, gsize i) {
  gsize rows = (gsize)m->rows;
  return m->transposed ? i % rows * (gsize)m->columns + i / rows : i;
}

/* x <- (a + b x x' + c (x x')^2) x: an odd polynomial of the singular values that brings all of (0, 1] to 0.7 .. 1.2.
 */
static void newton_schulz(const AeKernels *k, Matrix *m) {
  const ae_real a = (ae_real)3.4445, b = (ae_real)-4.775, c = (ae_real)2.0315;
  int r = m->rows, n = m->columns;
  k->gemm(FALSE, TRUE, r, r, n, 1, m->x, n, m->x, n, 0, m->gram, r);
  memcpy(m->poly, m->gram, (gsize)r * (gsize)r * sizeof *m->poly);
  k->gemm(FALSE, FALSE, r, r, r, c, m->gram, r, m->gram, r, b, m->poly, r);
  memcpy(m->next, m->x, (gsize)r * (gsize)n * sizeof *m->next);
  k->gemm(FALSE, FALSE, r, n, r, 1, m->poly, r, m->x, n, a, m->next, n);
  ae_real *swap = m->x;
  m->x = m->next;
  m->next = swap;
}

/* Divides by the norm, which no singular value exceeds. */
static void orthogonalise(Matrix *m, double norm) {
  for (gsize i = 0; i < (gsize)m->rows * (gsize)m->columns; i++)
    m->x[i] = (ae_real)(m->x[i] / norm);
  for (int i = 0; i < ITERATIONS; i++)
    newton_schulz(ae_kernels_best(), m);
}

static double take_momentum(const Muon *o, const AeOptimStep *s, Matrix *m) {
  ae_real keep = (ae_real)o->momentum;
  double sum = 0;
  for (gsize i = 0; i < s->n; i++) {
    s->slot[0][i] = keep * s->slot[0][i] + s->gradient[i];
    ae_real u = s->gradient[i] + keep * s->slot[0][i];
    m->x[place(m, i)] = u;
    sum += (double)u * u;
  }
  return sqrt(sum);
}

static void matrix_step(const Muon *o, const AeOptimStep *s) {
  Matrix m = matrix_new(s->n, s->rows);
  orthogonalise(&m, take_momentum(o, s, &m) + 1e-12);
  ae_real rate = (ae_real)(0.2 * sqrt(m.columns) * s->rate), keep = (ae_real)(1 - o->weight_decay * s->rate);
  for (gsize i = 0; i < s->n; i++)
    s->weight[i] = keep * s->weight[i] - rate * m.x[place(&m, i)];
  matrix_clear(&m);
}

static void muon_step(const void *options, const AeOptimStep *s) {
  const Muon *o = options;
  if (s->rows)
    matrix_step(o, s);
  else
    ae_adam_step(&o->adam, s);
}

const AeOptim ae_optim_muon = {
    .name = "muon",
    .help = "momentum made orthogonal; Adam for biases",
    .options = muon_rows,
    .options_size = sizeof(Muon),
    .slots = 2,
    .whole = TRUE,
    .step = muon_step,
};
