/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Salt and pepper: each number by itself becomes black or white, either as likely (Vincent et al. 2010, JMLR 11,
 * 3371-3408). */
#include "train/corrupt.h"

typedef struct {
  double share;
} SaltPepper;

static const AeOption rows[] = {
    {"share", "share of the numbers that become 0 or 1", AE_OPTION_DOUBLE, offsetof(SaltPepper, share), "0.1", 0, 1},
    {NULL},
};

static void salt_pepper_apply(const void *options, AeRng *rng, AePatch *patch) {
  double share = ((const SaltPepper *)options)->share, squares = 0;
  gsize n = ae_patch_count(patch);
  for (gsize i = 0; i < n; i++) {
    double u = ae_rng_uniform(rng);
    if (u >= share)
      continue;
    double grain = u < share / 2, change = grain - (double)patch->pixels[i];
    squares += change * change;
    patch->pixels[i] = (float)grain;
  }
  ae_patch_add_noise(patch, squares);
}

const AeCorruption ae_corrupt_salt_pepper = {
    .name = "salt_pepper",
    .help = "numbers that become black or white",
    .options = rows,
    .options_size = sizeof(SaltPepper),
    .apply = salt_pepper_apply,
};
