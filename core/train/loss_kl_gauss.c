/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Kullback-Leibler divergence of a diagonal Gaussian code from the prior N(0, I), in nats, summed over the code and
 * averaged over the pictures (Kingma & Welling 2013, arXiv 1312.6114, appendix B):
 *
 *     D(N(mu, sigma^2) || N(0, 1)) = (sigma^2 + mu^2 - 1 - log sigma^2) / 2
 *
 * The node holds mu and then log sigma^2, as the layer `sample` reads it. At mu = 0, sigma = 1 the divergence and its
 * gradient are 0. Free bits (Kingma et al. 2016, arXiv 1606.04934, section C.8): a number of the code whose divergence
 * in a picture is below the threshold counts as the threshold and has no gradient. */
#include "train/loss.h"

#include <math.h>

typedef struct {
  double free_bits;
} Options;

static const AeOption rows[] = {{"free_bits", "divergence that costs nothing, for each number of the code",
                                 AE_OPTION_DOUBLE, G_STRUCT_OFFSET(Options, free_bits), "0", 0, 100, .unit = "nats"},
                                {NULL}};

static double kl_gauss_apply(const void *options, const AeTensor *code, const AeTensor *none, double weight,
                             AeTensor *gradient) {
  const Options *o = options;
  int half = code->shape.c / 2;
  gsize pixels = ae_loss_count(code) / (gsize)code->shape.c;
  const ae_real *x = code->data;
  ae_real *g = gradient->data;
  double sum = 0, scale = weight / code->shape.n;
  for (gsize i = 0; i < pixels; i++, x += 2 * half, g += 2 * half)
    for (int k = 0; k < half; k++) {
      double mu = (double)x[k], log_variance = (double)x[half + k], variance = exp(log_variance);
      double divergence = (variance + mu * mu - 1 - log_variance) / 2;
      sum += MAX(divergence, o->free_bits);
      if (divergence < o->free_bits)
        continue;
      g[k] += (ae_real)(scale * mu);
      g[half + k] += (ae_real)(scale * (variance - 1) / 2);
    }
  return sum / code->shape.n;
}

const AeLoss ae_loss_kl_gauss = {
    .name = "kl_gauss",
    .help = "divergence of means and logarithms of variances from N(0, I), nats a picture",
    .options = rows,
    .options_size = sizeof(Options),
    .inner = TRUE,
    .paired = TRUE,
    .low = -1.5,
    .high = 1.5,
    .apply = kl_gauss_apply,
};
