/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Sparse codes by a target activity (Ng 2011, CS294A, section 3): with rho_j the mean of number j of the code over the
 * pictures that pass the net together (run.micro) and over all places,
 *
 *     sum over j of rho log(rho / rho_j) + (1 - rho) log((1 - rho) / (1 - rho_j))
 *
 * The code is in 0..1 (a sigmoid); rho_j is held inside [1e-6, 1 - 1e-6]. rho is small but above 0: the divergence has
 * no bound as rho_j goes to 0. */
#include "train/loss.h"

#include <math.h>

typedef struct {
  double rho;
} Options;

static const AeOption rows[] = {
    {"rho", "mean activity that is wanted", AE_OPTION_DOUBLE, G_STRUCT_OFFSET(Options, rho), "0.05", 0.0001, 0.9999},
    {NULL}};

static double mean_of(const AeTensor *code, int j) {
  const ae_real *x = code->data;
  gsize c = (gsize)code->shape.c, places = ae_loss_count(code) / c;
  double sum = 0;
  for (gsize i = 0; i < places; i++)
    sum += (double)x[i * c + (gsize)j];
  return sum / (double)places;
}

static double kl_bernoulli_apply(const void *options, const AeTensor *code, const AeTensor *none, double weight,
                                 AeTensor *gradient) {
  double rho = ((const Options *)options)->rho, sum = 0;
  gsize c = (gsize)code->shape.c, places = ae_loss_count(code) / c;
  ae_real *g = gradient->data;
  for (int j = 0; j < code->shape.c; j++) {
    double q = CLAMP(mean_of(code, j), 1e-6, 1 - 1e-6);
    sum += rho * log(rho / q) + (1 - rho) * log((1 - rho) / (1 - q));
    ae_real slope = (ae_real)(weight * ((1 - rho) / (1 - q) - rho / q) / (double)places);
    for (gsize i = 0; i < places; i++)
      g[i * c + (gsize)j] += slope;
  }
  return sum;
}

const AeLoss ae_loss_kl_bernoulli = {
    .name = "kl_bernoulli",
    .help = "divergence of each number's mean activity from rho, nats",
    .options = rows,
    .options_size = sizeof(Options),
    .inner = TRUE,
    .low = 0.05,
    .high = 0.95,
    .apply = kl_bernoulli_apply,
};
