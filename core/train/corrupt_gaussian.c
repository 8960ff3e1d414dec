/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Additive white Gaussian noise, its level drawn uniformly for every picture. */
#include "train/corrupt.h"

#include <math.h>

typedef struct {
  double sigma_min, sigma_max;
} Gaussian;

static const AeOption rows[] = {
    {"sigma_min", "least standard deviation", AE_OPTION_DOUBLE, offsetof(Gaussian, sigma_min), "0", 0, 255,
     .unit = "8-bit levels"},
    {"sigma_max", "greatest standard deviation", AE_OPTION_DOUBLE, offsetof(Gaussian, sigma_max), "55", 0, 255,
     .unit = "8-bit levels"},
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
  float noise[BLOCK];
  gsize n = (gsize)patch->height * (gsize)patch->width * (gsize)patch->channels;
  for (gsize at = 0; at < n; at += BLOCK) {
    gsize count = MIN(n - at, (gsize)BLOCK);
    ae_rng_normals(rng, noise, count);
    for (gsize i = 0; i < count; i++)
      patch->pixels[at + i] += sigma * noise[i];
  }
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
