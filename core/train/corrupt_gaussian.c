/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Additive white Gaussian noise, its level drawn uniformly for every picture: what a denoising autoencoder undoes
 * (Vincent et al. 2010, JMLR 11, 3371-3408). */
#include "train/corrupt.h"

typedef struct {
  double sigma_min, sigma_max, mean;
  gboolean clip;
} Gaussian;

static const AeOption rows[] = {
    {"sigma_min", "least standard deviation", AE_OPTION_DOUBLE, offsetof(Gaussian, sigma_min), "0", 0, 255,
     .unit = "8-bit levels"},
    {"sigma_max", "greatest standard deviation", AE_OPTION_DOUBLE, offsetof(Gaussian, sigma_max), "55", 0, 255,
     .unit = "8-bit levels"},
    {"mean", "what is added everywhere", AE_OPTION_DOUBLE, offsetof(Gaussian, mean), "0", -255, 255,
     .unit = "8-bit levels"},
    {"clip", "clip to 0..1 afterwards", AE_OPTION_BOOL, offsetof(Gaussian, clip), "no"},
    {NULL},
};

static gboolean gaussian_check(const void *options, GError **error) {
  const Gaussian *o = options;
  if (o->sigma_min <= o->sigma_max)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "gaussian: sigma_min=%g is above sigma_max=%g", o->sigma_min,
              o->sigma_max);
  return FALSE;
}

static void gaussian_apply(const void *options, AeRng *rng, AePatch *patch) {
  enum { BLOCK = 1024 };
  const Gaussian *o = options;
  float sigma = (float)((o->sigma_min + (o->sigma_max - o->sigma_min) * ae_rng_uniform(rng)) / 255);
  float noise[BLOCK], mean = (float)(o->mean / 255), *x = patch->pixels;
  gsize n = ae_patch_count(patch);
  for (gsize at = 0; at < n; at += BLOCK) {
    gsize count = MIN(n - at, (gsize)BLOCK);
    ae_rng_normals(rng, noise, count);
    for (gsize i = 0; i < count; i++)
      x[at + i] += mean + sigma * noise[i];
  }
  for (gsize i = 0; o->clip && i < n; i++)
    x[i] = CLAMP(x[i], 0, 1);
  patch->level = hypot(patch->level, sigma);
}

const AeCorruption ae_corrupt_gaussian = {
    .name = "gaussian",
    .help = "additive white Gaussian noise of a level drawn uniformly for every picture",
    .options = rows,
    .options_size = sizeof(Gaussian),
    .check = gaussian_check,
    .apply = gaussian_apply,
};
