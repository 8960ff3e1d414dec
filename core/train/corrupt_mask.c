/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Squares that are lost, at random places, until a share of the pixels is: with a side of 1 and black, the masking
 * noise of Vincent et al. 2008 (ICML). Vectors (pictures of 1 x 1) lose runs of their numbers. */
#include "train/corrupt.h"

typedef struct {
  double share, value;
  int size;
} Mask;

static const AeOption rows[] = {
    {"share", "share of the pixels that are lost", AE_OPTION_DOUBLE, offsetof(Mask, share), "0.25", 0, 0.9},
    {"size", "side of the squares", AE_OPTION_INT, offsetof(Mask, size), "1", 1, 4096, .unit = "px"},
    {"value", "what they are filled with", AE_OPTION_DOUBLE, offsetof(Mask, value), "0", -1, 2},
    {NULL},
};

typedef struct {
  float *pixels, *lost; /* lost: a number a pixel, not 0 where it is */
  int width, height, channels;
  float value;
  double squares;
} Canvas;

/* Returns how many pixels were not lost before. */
static gsize fill(Canvas *c, int left, int top, int width, int height) {
  gsize fresh = 0;
  for (int y = top; y < top + height; y++)
    for (int x = left; x < left + width; x++) {
      gsize i = (gsize)y * (gsize)c->width + (gsize)x;
      fresh += !(c->lost[i] > 0);
      c->lost[i] = 1;
      for (float *p = c->pixels + i * (gsize)c->channels, *end = p + c->channels; p < end; p++) {
        double change = (double)c->value - (double)*p;
        c->squares += change * change;
        *p = c->value;
      }
    }
  return fresh;
}

static void mask_apply(const void *options, AeRng *rng, AePatch *patch) {
  const Mask *o = options;
  gboolean vector = patch->width == 1 && patch->height == 1;
  Canvas c = {patch->pixels,
              patch->room,
              vector ? patch->channels : patch->width,
              patch->height,
              vector ? 1 : patch->channels,
              (float)o->value,
              0};
  int width = MIN(o->size, c.width), height = MIN(o->size, c.height);
  gsize pixels = (gsize)c.width * (gsize)c.height, wanted = (gsize)(o->share * (double)pixels + 0.5);
  for (gsize i = 0; i < pixels; i++)
    c.lost[i] = 0;
  for (gsize lost = 0; lost < wanted;) {
    int left = (int)ae_rng_below(rng, (guint32)(c.width - width + 1));
    int top = (int)ae_rng_below(rng, (guint32)(c.height - height + 1));
    lost += fill(&c, left, top, width, height);
  }
  ae_patch_add_noise(patch, c.squares);
}

const AeCorruption ae_corrupt_mask = {
    .name = "mask",
    .help = "squares that are lost",
    .options = rows,
    .options_size = sizeof(Mask),
    .apply = mask_apply,
};
