/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What JPEG does to a picture (train/recompress.h), its quality drawn uniformly for every picture. Channels of anything
 * but RGB are grey pictures by themselves. The blocks of 8x8 begin at the picture's corner, or, as in a part that was
 * cut out of a JPEG, anywhere. */
#include "train/corrupt.h"

#include "image/bridge.h"
#include "image/jpeg_quality.h"
#include "train/recompress.h"

enum { TOLD_ERROR, TOLD_QUALITY, BLOCK = 8 };
static const char *const tellings[] = {"error", "quality", NULL};

typedef struct {
  int quality_min, quality_max, told;
  double halved, shifted, untold;
} Jpeg;

static const AeOption rows[] = {
    {"quality_min", "least quality", AE_OPTION_INT, offsetof(Jpeg, quality_min), "10", 1, 100},
    {"quality_max", "greatest quality", AE_OPTION_INT, offsetof(Jpeg, quality_max), "90", 1, 100},
    {"halved", "share of the pictures whose chroma has half the size", AE_OPTION_DOUBLE, offsetof(Jpeg, halved), "1", 0,
     1},
    {"shifted", "share of the pictures whose blocks begin anywhere", AE_OPTION_DOUBLE, offsetof(Jpeg, shifted), "0", 0,
     1},
    {"told", "what the network is told: the error's standard deviation, or the quality (image/jpeg_quality.h)",
     AE_OPTION_CHOICE, offsetof(Jpeg, told), "error", .choices = tellings},
    {"untold", "with told=quality: share of the pictures whose quality it is not told", AE_OPTION_DOUBLE,
     offsetof(Jpeg, untold), "0", 0, 1},
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

/* Where the picture lies in the one that is compressed: its first rows and columns repeated to the left and above. */
typedef struct {
  int left, top, width, height;
} Frame;

static Frame draw_frame(const Jpeg *o, AeRng *rng, const AePatch *patch) {
  Frame f = {0, 0, patch->width, patch->height};
  if (!(o->shifted > 0) || ae_rng_uniform(rng) >= o->shifted)
    return f;
  f.left = (int)ae_rng_below(rng, BLOCK);
  f.top = (int)ae_rng_below(rng, BLOCK);
  f.width += f.left;
  f.height += f.top;
  gsize bytes = (gsize)f.width * (gsize)f.height * 3;
  return bytes <= ae_patch_count(patch) * sizeof(float) ? f : (Frame){0, 0, patch->width, patch->height};
}

/* One channel, or three; rgb: f's pixels. */
static void to_bytes(const AePatch *patch, const Frame *f, int first, gboolean colour, guint8 *rgb) {
  for (int y = 0; y < f->height; y++)
    for (int x = 0; x < f->width; x++, rgb += 3) {
      int row = MAX(y - f->top, 0), column = MAX(x - f->left, 0);
      const float *p = patch->pixels + ((gsize)row * (gsize)patch->width + (gsize)column) * (gsize)patch->channels;
      for (int k = 0; k < 3; k++)
        rgb[k] = ae_bridge_byte(p[first + (colour ? k : 0)]);
    }
}

/* Returns the sum of the squares of what has changed. */
static double from_bytes(const guint8 *rgb, const Frame *f, int first, gboolean colour, AePatch *patch) {
  double squares = 0;
  for (int y = 0; y < patch->height; y++)
    for (int x = 0; x < patch->width; x++) {
      const guint8 *from = rgb + ((gsize)(y + f->top) * (gsize)f->width + (gsize)(x + f->left)) * 3;
      float *p = patch->pixels + ((gsize)y * (gsize)patch->width + (gsize)x) * (gsize)patch->channels + first;
      for (int k = 0; k < (colour ? 3 : 1); k++) {
        float is = (float)from[k] / 255;
        squares += ((double)is - (double)p[k]) * ((double)is - (double)p[k]);
        p[k] = is;
      }
    }
  return squares;
}

/* A picture that libjpeg does not take stays as it is. */
static double recompress(const AeJpegLoss *loss, const Frame *f, AePatch *patch, int first, gboolean colour) {
  guint8 *rgb = (guint8 *)patch->room; /* as many bytes as patch has floats, times 4; draw_frame has looked */
  to_bytes(patch, f, first, colour, rgb);
  return ae_recompress(loss, rgb, f->width, f->height, NULL) ? from_bytes(rgb, f, first, colour, patch) : 0;
}

static void jpeg_apply(const void *options, AeRng *rng, AePatch *patch) {
  const Jpeg *o = options;
  gboolean colour = patch->channels == 3;
  double squares = 0;
  AeJpegLoss loss = {o->quality_min + (int)ae_rng_below(rng, (guint32)(o->quality_max - o->quality_min + 1)), TRUE};
  Frame frame = draw_frame(o, rng, patch);
  loss.halved = o->halved >= 1 || ae_rng_uniform(rng) < o->halved;
  gboolean untold = o->untold > 0 && ae_rng_uniform(rng) < o->untold;
  for (int c = 0; c < patch->channels; c += colour ? 3 : 1)
    squares += recompress(&loss, &frame, patch, c, colour);
  if (o->told == TOLD_QUALITY)
    patch->level = untold ? AE_JPEG_LEVEL_UNKNOWN : ae_jpeg_level((guint)loss.quality);
  else
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
