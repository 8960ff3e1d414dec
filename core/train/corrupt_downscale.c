/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A smaller picture, for networks that enlarge: the usual protocol of the super-resolution literature. */
#include "train/corrupt.h"

#include <string.h>

#include "image/resize.h"

typedef struct {
  int factor;
  gboolean round;
} Downscale;

static const AeOption rows[] = {
    {"factor", "how many times smaller", AE_OPTION_INT, offsetof(Downscale, factor), "2", 1, 8},
    {"round", "clip and round the smaller picture to 8 bits", AE_OPTION_BOOL, offsetof(Downscale, round), "yes"},
    {NULL},
};

static int downscale_factor(const void *options) { return ((const Downscale *)options)->factor; }

/* Columns of rows: room gets the picture at full height and its new width. */
static void shrink_rows(const AeResizeAxis *axis, const AePatch *patch) {
  gsize in = (gsize)patch->width * patch->channels, out = (gsize)axis->to * patch->channels;
  for (int i = 0; i < patch->height; i++)
    ae_resize_row(axis, patch->pixels + i * in, patch->room + i * out, patch->channels);
}

static void shrink_columns(const AeResizeAxis *axis, const AePatch *patch, int width) {
  gsize n = (gsize)width * patch->channels;
  for (int o = 0; o < axis->to; o++) {
    float *out = patch->pixels + o * n;
    memset(out, 0, n * sizeof *out);
    for (int k = 0; k < axis->taps; k++) {
      const float *in = patch->room + (gsize)axis->index[o * axis->taps + k] * n;
      float weight = axis->weight[o * axis->taps + k];
      for (gsize i = 0; i < n; i++)
        out[i] += weight * in[i];
    }
  }
}

static void to_bytes(float *pixels, gsize n) {
  for (gsize i = 0; i < n; i++)
    pixels[i] = (float)(int)(CLAMP(pixels[i], 0, 1) * 255 + 0.5f) / 255;
}

static void downscale_apply(const void *options, AeRng *rng, AePatch *patch) {
  const Downscale *o = options;
  AeResizeAxis x, y = {0};
  int width = MAX(patch->width / o->factor, 1), height = MAX(patch->height / o->factor, 1);
  if (ae_resize_axis_init(&x, patch->width, width, NULL) && ae_resize_axis_init(&y, patch->height, height, NULL)) {
    shrink_rows(&x, patch);
    shrink_columns(&y, patch, width);
  }
  if (o->round)
    to_bytes(patch->pixels, (gsize)width * height * patch->channels);
  patch->width = width;
  patch->height = height;
  ae_resize_axis_clear(&x);
  ae_resize_axis_clear(&y);
}

const AeCorruption ae_corrupt_downscale = {
    .name = "downscale",
    .help = "a smaller picture, bicubic with antialiasing as MATLAB's imresize",
    .options = rows,
    .options_size = sizeof(Downscale),
    .factor = downscale_factor,
    .apply = downscale_apply,
};
