/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/bridge.h"
#include "train/camera.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "train/srgb.h"

enum { COLOURS = 3, BORDER = AE_MOSAIC_BORDER, BLOCK = 8, LEAST_SIDE = 8, MOST_SIDE = 16384 };

/* BT.709, for linear light. */
static const float luma[COLOURS] = {0.2126f, 0.7152f, 0.0722f};

static double between(AeRng *rng, double low, double high) { return low + (high - low) * ae_rng_uniform(rng); }
static gboolean happens(AeRng *rng, double probability) { return ae_rng_uniform(rng) < probability; }

/* Three photos in ten have their noise smoothed, two sharpened. */
static double draw_blur(AeRng *rng) {
  double kind = ae_rng_uniform(rng), amount = ae_rng_uniform(rng);
  return kind < 0.3 ? amount : kind < 0.5 ? -amount : 0;
}

void ae_camera_draw(const AeCameraRange *range, AeRng *rng, AeCamera *camera) {
  memset(camera, 0, sizeof *camera);
  camera->red_gain = between(rng, 1.2, 2.4);
  camera->blue_gain = between(rng, 1.2, 2.2);
  camera->saturation = between(rng, 1.0, 1.5);
  double log_shot = between(rng, log(range->shot_min), log(range->shot_max));
  camera->shot = exp(log_shot);
  camera->read = exp(2.18 * log_shot + 1.20 + 0.26 * ae_rng_normal(rng));
  if (happens(rng, range->mosaic))
    camera->demosaic = happens(rng, 0.5) ? AE_DEMOSAIC_BILINEAR : AE_DEMOSAIC_GRADIENT;
  camera->bayer = (AeBayer){(int)ae_rng_below(rng, 2), (int)ae_rng_below(rng, 2)};
  camera->blur = draw_blur(rng);
  camera->rounded = TRUE;
  if (happens(rng, range->jpeg)) {
    guint32 qualities = (guint32)(range->quality_max - range->quality_min + 1);
    camera->jpeg = (AeJpegLoss){range->quality_min + (int)ae_rng_below(rng, qualities), happens(rng, 0.5)};
  }
  camera->grid_x = (int)ae_rng_below(rng, BLOCK);
  camera->grid_y = (int)ae_rng_below(rng, BLOCK);
}

/* One photograph on its way; n = width * height. */
typedef struct {
  const AeCamera *camera;
  int width, height;
  float gain[COLOURS];
  float *linear; /* n * 3: the photograph in linear light */
  float *noise;  /* n * 3 */
  float *plane;  /* (height + 2 BORDER) * (width + 2 BORDER): samples of the sensor behind its mosaic */
} Work;

/* x -> s x + (1 - s) luma(x); that of 1/s is its inverse. */
static inline void saturate(float *x, float s) {
  float grey = (1 - s) * (luma[0] * x[0] + luma[1] * x[1] + luma[2] * x[2]);
  for (int c = 0; c < COLOURS; c++)
    x[c] = s * x[c] + grey;
}

/* What the sensor saw of one pixel. A colour outside its gamut is taken as dark. */
static inline void sensor_colour(const Work *w, const float *linear, float *seen) {
  memcpy(seen, linear, COLOURS * sizeof *seen);
  saturate(seen, 1 / (float)w->camera->saturation);
  for (int c = 0; c < COLOURS; c++)
    seen[c] = MAX(seen[c], 0) / w->gain[c];
}

/* Turns n signals into their noise: a count of photo-electrons of mean signal / shot, and read noise. Many electrons
 * are as good as normally distributed. */
static void expose(const Work *w, AeRng *rng, float *samples, gsize n) {
  enum { FEW = 30, CHUNK = 512 };
  float shot = (float)w->camera->shot, read = (float)w->camera->read, normal[CHUNK];
  for (gsize at = 0; at < n; at += CHUNK) {
    gsize count = MIN(n - at, (gsize)CHUNK);
    float *x = samples + at;
    ae_rng_normals(rng, normal, count);
    for (gsize i = 0; i < count; i++) {
      if (x[i] >= FEW * shot)
        x[i] = sqrtf(shot * x[i] + read) * normal[i];
      else
        x[i] = shot * (float)ae_rng_poisson(rng, x[i] / shot) - x[i] + sqrtf(read) * normal[i];
    }
  }
}

/* noise = demosaic(mosaic(noise of the sensor)). */
static void expose_mosaic(const Work *w, AeRng *rng) {
  const AeBayer *bayer = &w->camera->bayer;
  const float *linear = w->linear;
  for (int y = 0; y < w->height; y++) {
    float *row = w->plane + (gsize)(y + BORDER) * (gsize)(w->width + 2 * BORDER) + BORDER, seen[COLOURS];
    for (int x = 0; x < w->width; x++, linear += COLOURS) {
      sensor_colour(w, linear, seen);
      row[x] = seen[ae_bayer_colour(bayer, x, y)];
    }
    expose(w, rng, row, (gsize)w->width);
  }
  ae_mosaic_mirror(w->plane, w->width, w->height);
  ae_demosaic(w->camera->demosaic, bayer, w->plane, w->width, w->height, w->noise);
}

static void expose_colours(const Work *w, AeRng *rng) {
  gsize n = (gsize)w->width * (gsize)w->height;
  for (gsize i = 0; i < n; i++)
    sensor_colour(w, w->linear + i * COLOURS, w->noise + i * COLOURS);
  expose(w, rng, w->noise, n * COLOURS);
}

/* noise becomes that of the sRGB picture. */
static void develop(const Work *w, const float *clean) {
  const AeCurve *encode = ae_srgb_encode();
  gsize n = (gsize)w->width * (gsize)w->height;
  for (gsize i = 0; i < n * COLOURS; i += COLOURS) {
    float *noise = w->noise + i;
    for (int c = 0; c < COLOURS; c++)
      noise[c] *= w->gain[c];
    saturate(noise, (float)w->camera->saturation);
    for (int c = 0; c < COLOURS; c++)
      noise[c] = ae_curve_at(encode, w->linear[i + c] + noise[c]) - clean[i + c];
  }
}

/* noise += blur * (binomial filter of noise - noise), mirrored at the edges; linear is free by now and takes the rows'
 * results. */
static void smooth(const Work *w) {
  float blur = (float)w->camera->blur, *rows = w->linear, *noise = w->noise;
  gsize line = (gsize)w->width * COLOURS, last = line - COLOURS;
  for (gsize y = 0; y < (gsize)w->height; y++) {
    const float *in = noise + y * line;
    for (gsize i = 0; i < line; i++)
      rows[y * line + i] =
          (in[i >= COLOURS ? i - COLOURS : i + COLOURS] + 2 * in[i] + in[i < last ? i + COLOURS : i - COLOURS]) / 4;
  }
  for (gsize y = 0; y < (gsize)w->height; y++) {
    const float *in = rows + y * line, *up = y ? in - line : in + line,
                *down = y + 1 < (gsize)w->height ? in + line : in - line;
    for (gsize i = 0; i < line; i++)
      noise[y * line + i] += blur * ((up[i] + 2 * in[i] + down[i]) / 4 - noise[y * line + i]);
  }
}

/* The picture shifted right and down by the grid's place, so that its blocks fall there; what is left and above of it
 * is mirrored. */
static void shift_in(const AeCamera *camera, const float *noisy, int width, int height, guint8 *bytes) {
  for (int y = -camera->grid_y; y < height; y++)
    for (int x = -camera->grid_x; x < width; x++, bytes += COLOURS) {
      const float *from = noisy + ((gsize)abs(y) * (gsize)width + (gsize)abs(x)) * COLOURS;
      for (int c = 0; c < COLOURS; c++)
        bytes[c] = ae_bridge_byte(from[c]);
    }
}

static void shift_out(const AeCamera *camera, const guint8 *bytes, int width, int height, float *noisy) {
  gsize line = (gsize)(width + camera->grid_x) * COLOURS, n = (gsize)width * COLOURS;
  for (int y = 0; y < height; y++, noisy += n) {
    const guint8 *from = bytes + (gsize)(y + camera->grid_y) * line + (gsize)camera->grid_x * COLOURS;
    for (gsize i = 0; i < n; i++)
      noisy[i] = from[i] / 255.0f;
  }
}

static gboolean compress(const Work *w, float *picture, GError **error) {
  const AeCamera *camera = w->camera;
  int width = w->width + camera->grid_x, height = w->height + camera->grid_y;
  guint8 *bytes = ae_alloc((gsize)width * (gsize)height, COLOURS, "the camera's JPEG", error);
  gboolean ok = bytes != NULL;
  if (ok) {
    shift_in(camera, picture, w->width, w->height, bytes);
    ok = ae_recompress(&camera->jpeg, bytes, width, height, error);
  }
  if (ok)
    shift_out(camera, bytes, w->width, w->height, picture);
  ae_free(bytes);
  return ok;
}

/* linear becomes the finished picture. */
static gboolean finish(const Work *w, const float *clean, GError **error) {
  gsize n = (gsize)w->width * (gsize)w->height * COLOURS;
  for (gsize i = 0; i < n; i++)
    w->linear[i] = clean[i] + w->noise[i];
  if (w->camera->jpeg.quality)
    return compress(w, w->linear, error);
  if (w->camera->rounded)
    for (gsize i = 0; i < n; i++)
      w->linear[i] = ae_bridge_byte(w->linear[i]) / 255.0f;
  return TRUE;
}

static gboolean run(const Work *w, AeRng *rng, const float *clean, GError **error) {
  const AeCurve *decode = ae_srgb_decode();
  gsize n = (gsize)w->width * (gsize)w->height * COLOURS;
  for (gsize i = 0; i < n; i++)
    w->linear[i] = ae_curve_at(decode, clean[i]);
  (w->camera->demosaic == AE_DEMOSAIC_NONE ? expose_colours : expose_mosaic)(w, rng);
  develop(w, clean);
  if (w->camera->blur != 0)
    smooth(w);
  return finish(w, clean, error);
}

gboolean ae_camera_apply(const AeCamera *camera, AeRng *rng, const float *clean, int width, int height, float *noisy,
                         GError **error) {
  if (MIN(width, height) < LEAST_SIDE || MAX(width, height) > MOST_SIDE) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "camera: %d x %d pixels are not within %d..%d a side", width, height,
                LEAST_SIDE, MOST_SIDE);
    return FALSE;
  }
  gsize n = (gsize)width * (gsize)height * COLOURS;
  gsize bordered = (gsize)(width + 2 * BORDER) * (gsize)(height + 2 * BORDER);
  float *block = ae_alloc(2 * n + bordered, sizeof(float), "the camera's planes", error);
  if (!block)
    return FALSE;
  Work w = {camera, width,     height,       {(float)camera->red_gain, 1, (float)camera->blue_gain},
            block,  block + n, block + 2 * n};
  gboolean ok = run(&w, rng, clean, error);
  if (ok)
    memcpy(noisy, w.linear, n * sizeof *noisy);
  ae_free(block);
  return ok;
}

double ae_camera_level(const float *clean, const float *noisy, gsize n) {
  double sum = 0;
  for (gsize i = 0; i < n; i++)
    sum += (double)(noisy[i] - clean[i]) * (noisy[i] - clean[i]);
  return n ? sqrt(sum / (double)n) : 0;
}
