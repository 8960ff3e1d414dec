/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Holes, and what stage inpaint fills them with before its network sees them (image/push_pull.h). The network is told
 * where they are: 1 in a hole, 0 elsewhere. */
#include "base/checked.h"
#include "image/push_pull.h"
#include "train/corrupt.h"
#include "train/holes.h"

#include <string.h>

static const char *const kinds[] = {"all", "scratches", "strokes", "rectangles", "specks", NULL};

typedef struct {
  double share, share_min, width_min, width_max, scratched;
  int kind, side;
} Holes;

static const AeOption rows[] = {
    {"kind", "what they look like", AE_OPTION_CHOICE, offsetof(Holes, kind), "all", .choices = kinds},
    {"scratched", "share of the pictures that have scratches alone, whatever kind says", AE_OPTION_DOUBLE,
     offsetof(Holes, scratched), "0", 0, 1},
    {"share", "greatest share of the pixels that are lost", AE_OPTION_DOUBLE, offsetof(Holes, share), "0.25", 0, 0.9},
    {"share_min", "least share", AE_OPTION_DOUBLE, offsetof(Holes, share_min), "0", 0, 0.9},
    {"width_min", "least width of scratches, strokes and specks", AE_OPTION_DOUBLE, offsetof(Holes, width_min), "1", 1,
     256, .unit = "px"},
    {"width_max", "greatest width", AE_OPTION_DOUBLE, offsetof(Holes, width_max), "12", 1, 256, .unit = "px"},
    {"side", "greatest side of rectangles", AE_OPTION_INT, offsetof(Holes, side), "32", 2, 4096, .unit = "px"},
    {NULL},
};

static gboolean holes_check(const void *options, GError **error) {
  const Holes *o = options;
  if (o->width_min > o->width_max)
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "holes: width_min=%g is above width_max=%g", o->width_min,
                o->width_max);
  else if (o->share_min > o->share)
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "holes: share_min=%g is above share=%g", o->share_min, o->share);
  else
    return TRUE;
  return FALSE;
}

/* before: as pixels were. Returns the sum of the squares of what has changed. */
static double squares(const AePatch *patch, const float *before) {
  double sum = 0;
  for (gsize i = 0; i < ae_patch_count(patch); i++) {
    double change = (double)patch->pixels[i] - (double)before[i];
    sum += change * change;
  }
  return sum;
}

/* Without memory the picture stays as it is: one more clean example. */
static void holes_apply(const void *options, AeRng *rng, AePatch *patch) {
  const Holes *o = options;
  gsize pixels = (gsize)patch->width * (gsize)patch->height;
  double share = o->share_min + (o->share - o->share_min) * ae_rng_uniform(rng);
  gboolean scratched = o->scratched > 0 && ae_rng_uniform(rng) < o->scratched;
  AeHoles holes = {scratched ? AE_HOLES_SCRATCHES : (AeHolesKind)o->kind, o->width_min, o->width_max, o->side,
                   (gsize)ceil(share * (double)pixels)};
  float *plane = ae_alloc(pixels, sizeof *plane, "holes", NULL);
  if (!plane)
    return;
  ae_holes_draw(&holes, rng, plane, patch->width, patch->height);
  memcpy(patch->room, patch->pixels, ae_patch_count(patch) * sizeof *patch->room);
  if (ae_push_pull(patch->pixels, plane, patch->width, patch->height, patch->channels, NULL)) {
    ae_patch_add_noise(patch, squares(patch, patch->room));
    if (patch->plane)
      memcpy(patch->plane, plane, pixels * sizeof *plane);
    patch->told = patch->plane != NULL;
  }
  ae_free(plane);
}

const AeCorruption ae_corrupt_holes = {
    .name = "holes",
    .help = "holes of all kinds, filled smoothly; the network is told where they are",
    .options = rows,
    .options_size = sizeof(Holes),
    .check = holes_check,
    .apply = holes_apply,
};
