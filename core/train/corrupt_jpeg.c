/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What JPEG does to a picture (train/recompress.h), its quality drawn uniformly for every picture, the chroma of
 * colour at half the size. Channels of anything but RGB are grey pictures by themselves. */
#include "train/corrupt.h"
#include "train/recompress.h"

typedef struct {
  int quality_min, quality_max;
} Jpeg;

static const AeOption rows[] = {
    {"quality_min", "least quality", AE_OPTION_INT, offsetof(Jpeg, quality_min), "10", 1, 100},
    {"quality_max", "greatest quality", AE_OPTION_INT, offsetof(Jpeg, quality_max), "90", 1, 100},
    {NULL},
};

static gboolean jpeg_check(const void *options, GError **error) {
  const Jpeg *o = options;
  if (o->quality_min <= o->quality_max)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "jpeg: quality_min=%d is above quality_max=%d", o->quality_min,
              o->quality_max);
  return FALSE;
}

/* Three neighbouring channels, or one three times. A picture that libjpeg does not take stays as it is. */
static double recompress(const AeJpegLoss *loss, AePatch *patch, int first, gboolean colour) {
  gsize n = (gsize)patch->width * (gsize)patch->height, channels = (gsize)patch->channels;
  guint8 *rgb = (guint8 *)patch->room; /* n * 3 bytes of at least n * 4 */
  double squares = 0;
  for (gsize i = 0; i < n; i++)
    for (int k = 0; k < 3; k++)
      rgb[3 * i + k] = (guint8)(CLAMP(patch->pixels[i * channels + first + (colour ? k : 0)], 0, 1) * 255 + 0.5f);
  if (!ae_recompress(loss, rgb, patch->width, patch->height, NULL))
    return 0;
  for (gsize i = 0; i < n; i++)
    for (int k = 0; k < (colour ? 3 : 1); k++) {
      float *x = &patch->pixels[i * channels + first + k], is = (float)rgb[3 * i + k] / 255;
      squares += ((double)is - (double)*x) * ((double)is - (double)*x);
      *x = is;
    }
  return squares;
}

static void jpeg_apply(const void *options, AeRng *rng, AePatch *patch) {
  const Jpeg *o = options;
  gboolean colour = patch->channels == 3;
  double squares = 0;
  AeJpegLoss loss = {o->quality_min + (int)ae_rng_below(rng, (guint32)(o->quality_max - o->quality_min + 1)), TRUE};
  for (int c = 0; c < patch->channels; c += colour ? 3 : 1)
    squares += recompress(&loss, patch, c, colour);
  ae_patch_add_noise(patch, squares);
}

const AeCorruption ae_corrupt_jpeg = {
    .name = "jpeg",
    .help = "what JPEG does to a picture",
    .options = rows,
    .options_size = sizeof(Jpeg),
    .check = jpeg_check,
    .apply = jpeg_apply,
};
