/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A smaller picture, for networks that enlarge: the usual protocol of the super-resolution literature, bicubic with
 * antialiasing as MATLAB's imresize, or the means of squares as average pooling makes them. With keep, it is brought
 * back to its size, for networks that only sharpen. */
#include "image/bridge.h"
#include "train/resample.h"

typedef struct {
  int factor, filter, keep;
  gboolean round;
} Downscale;

static const char *const filters[] = {"bicubic", "box", NULL};
enum { KEEP_NO, KEEP_BICUBIC };
static const char *const keeps[] = {"no", "bicubic", "nearest", NULL};

static const AeOption rows[] = {
    {"factor", "how many times smaller", AE_OPTION_INT, offsetof(Downscale, factor), "2", 1, 8},
    {"filter", "how pixels are joined: bicubic with antialiasing, or the mean of a square", AE_OPTION_CHOICE,
     offsetof(Downscale, filter), "bicubic", .choices = filters},
    {"round", "clip and round the smaller picture to 8 bits", AE_OPTION_BOOL, offsetof(Downscale, round), "yes"},
    {"keep", "keep the size: how the smaller picture is made large again", AE_OPTION_CHOICE, offsetof(Downscale, keep),
     "no", .choices = keeps},
    {NULL},
};

static int downscale_factor(const void *options) {
  const Downscale *o = options;
  return o->keep ? 1 : o->factor;
}

static void to_bytes(AePatch *patch) {
  gsize n = ae_patch_count(patch);
  for (gsize i = 0; i < n; i++)
    patch->pixels[i] = (float)ae_bridge_byte(patch->pixels[i]) / 255;
}

static void downscale_apply(const void *options, AeRng *rng, AePatch *patch) {
  const Downscale *o = options;
  int width = patch->width, height = patch->height;
  ae_patch_resample(patch, MAX(width / o->factor, 1), MAX(height / o->factor, 1),
                    o->filter ? ae_resample_box : ae_resample_bicubic, 0);
  if (o->round)
    to_bytes(patch);
  if (o->keep)
    ae_patch_resample(patch, width, height, o->keep == KEEP_BICUBIC ? ae_resample_bicubic : ae_resample_nearest, 0);
}

const AeCorruption ae_corrupt_downscale = {
    .name = "downscale",
    .help = "a smaller picture",
    .options = rows,
    .options_size = sizeof(Downscale),
    .factor = downscale_factor,
    .apply = downscale_apply,
};
