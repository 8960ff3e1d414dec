/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Shot noise: each number x becomes Poisson(peak x) / peak, of mean x and variance x / peak, as where white is so many
 * photons (Foi et al. 2008, IEEE Trans. Image Process. 17, 1737-1754). */
#include "train/corrupt.h"

typedef struct {
  double peak;
} Poisson;

static const AeOption rows[] = {
    {"peak", "how many photons are white", AE_OPTION_DOUBLE, offsetof(Poisson, peak), "30", 0.01, 1e6},
    {NULL},
};

static void poisson_apply(const void *options, AeRng *rng, AePatch *patch) {
  double peak = ((const Poisson *)options)->peak, squares = 0;
  gsize n = ae_patch_count(patch);
  for (gsize i = 0; i < n; i++) {
    double was = (double)patch->pixels[i], is = ae_rng_poisson(rng, peak * MAX(was, 0)) / peak;
    squares += (is - was) * (is - was);
    patch->pixels[i] = (float)is;
  }
  ae_patch_add_noise(patch, squares);
}

const AeCorruption ae_corrupt_poisson = {
    .name = "poisson",
    .help = "shot noise of few photons",
    .options = rows,
    .options_size = sizeof(Poisson),
    .apply = poisson_apply,
};
