/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The noise of a camera and its JPEG (train/camera.h), a camera, an exposure and a quality drawn anew for every
 * picture. */
#include <math.h>

#include "base/checked.h"
#include "train/camera.h"
#include "train/corrupt.h"

typedef struct {
  double shot_min, shot_max, mosaic, jpeg;
  int quality_min, quality_max;
} Camera;

static const AeOption rows[] = {
    {"shot_min", "least shot noise", AE_OPTION_DOUBLE, offsetof(Camera, shot_min), "1e-5", 1e-9, 1,
     .unit = "variance at white"},
    {"shot_max", "greatest shot noise", AE_OPTION_DOUBLE, offsetof(Camera, shot_max), "0.03", 1e-9, 1,
     .unit = "variance at white"},
    {"mosaic", "probability of a mosaic", AE_OPTION_DOUBLE, offsetof(Camera, mosaic), "0.8", 0, 1},
    {"jpeg", "probability of a JPEG", AE_OPTION_DOUBLE, offsetof(Camera, jpeg), "0.8", 0, 1},
    {"quality_min", "least JPEG quality", AE_OPTION_INT, offsetof(Camera, quality_min), "70", 1, 100},
    {"quality_max", "greatest JPEG quality", AE_OPTION_INT, offsetof(Camera, quality_max), "98", 1, 100},
    {NULL},
};

static gboolean camera_check(const void *options, GError **error) {
  const Camera *o = options;
  if (o->shot_min > o->shot_max) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "camera: shot_min=%g is above shot_max=%g", o->shot_min, o->shot_max);
    return FALSE;
  }
  if (o->quality_min <= o->quality_max)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "camera: quality_min=%d is above quality_max=%d", o->quality_min,
              o->quality_max);
  return FALSE;
}

/* n pixels of any number of channels to RGB; grey is a picture without colour. */
static void to_colour(const AePatch *patch, float *rgb, gsize n) {
  gsize channels = (gsize)patch->channels, green = channels >= 3 ? 1 : 0, blue = channels >= 3 ? 2 : 0;
  for (gsize i = 0; i < n; i++) {
    const float *from = patch->pixels + i * channels;
    rgb[3 * i] = from[0];
    rgb[3 * i + 1] = from[green];
    rgb[3 * i + 2] = from[blue];
  }
}

/* Back, grey by BT.601 as JPEG has it. */
static void from_colour(const float *rgb, AePatch *patch, gsize n) {
  gsize channels = (gsize)patch->channels;
  for (gsize i = 0; i < n; i++, rgb += 3) {
    float *to = patch->pixels + i * channels;
    if (channels < 3)
      to[0] = 0.299f * rgb[0] + 0.587f * rgb[1] + 0.114f * rgb[2];
    else
      for (int c = 0; c < 3; c++)
        to[c] = rgb[c];
  }
}

static double difference(const AePatch *patch, const float *rgb, gsize n) {
  if (patch->channels >= 3)
    return ae_camera_level(patch->pixels, rgb, n * 3);
  double sum = 0;
  for (gsize i = 0; i < n; i++) {
    double grey = 0.299 * rgb[3 * i] + 0.587 * rgb[3 * i + 1] + 0.114 * rgb[3 * i + 2];
    double d = grey - patch->pixels[i * (gsize)patch->channels];
    sum += d * d;
  }
  return sqrt(sum / (double)n);
}

/* Without memory, or under 8 pixels a side, the picture stays as it is: one more clean example. */
static void camera_apply(const void *options, AeRng *rng, AePatch *patch) {
  const Camera *o = options;
  AeCameraRange range = {o->shot_min, o->shot_max, o->mosaic, o->jpeg, o->quality_min, o->quality_max};
  AeCamera camera;
  ae_camera_draw(&range, rng, &camera);
  gsize n = (gsize)patch->width * (gsize)patch->height;
  float *rgb = ae_alloc(n, 3 * sizeof(float), "the camera's picture", NULL);
  if (!rgb)
    return;
  to_colour(patch, rgb, n);
  if (ae_camera_apply(&camera, rng, rgb, patch->width, patch->height, rgb, NULL)) {
    patch->level = hypot(patch->level, difference(patch, rgb, n));
    from_colour(rgb, patch, n);
  }
  ae_free(rgb);
}

const AeCorruption ae_corrupt_camera = {
    .name = "camera",
    .help = "noise of a camera's sensor through mosaic, white balance and sRGB to JPEG",
    .options = rows,
    .options_size = sizeof(Camera),
    .check = camera_check,
    .apply = camera_apply,
};
