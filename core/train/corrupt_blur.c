/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A Gaussian blur, its width drawn uniformly for every picture. It adds no noise: the level stays. */
#include "train/resample.h"

typedef struct {
  double sigma_min, sigma_max;
} Blur;

static const AeOption rows[] = {
    {"sigma_min", "least standard deviation", AE_OPTION_DOUBLE, offsetof(Blur, sigma_min), "0.5", 0, 64, .unit = "px"},
    {"sigma_max", "greatest standard deviation", AE_OPTION_DOUBLE, offsetof(Blur, sigma_max), "2", 0, 64, .unit = "px"},
    {NULL},
};

static gboolean blur_check(const void *options, GError **error) {
  const Blur *o = options;
  if (o->sigma_min <= o->sigma_max)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "blur: sigma_min=%g is above sigma_max=%g", o->sigma_min, o->sigma_max);
  return FALSE;
}

static void blur_apply(const void *options, AeRng *rng, AePatch *patch) {
  const Blur *o = options;
  double sigma = o->sigma_min + (o->sigma_max - o->sigma_min) * ae_rng_uniform(rng);
  ae_patch_resample(patch, patch->width, patch->height, ae_resample_gauss, sigma);
}

const AeCorruption ae_corrupt_blur = {
    .name = "blur",
    .help = "a Gaussian blur of a width drawn uniformly for every picture",
    .options = rows,
    .options_size = sizeof(Blur),
    .check = blur_check,
    .apply = blur_apply,
};
