/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/noise_estimate.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "stage/noise_fit.h"

enum { SIDE = AE_NOISE_SIDE, CAPACITY = 8192 };

struct AeNoiseMeter {
  guint32 width, height; /* rows so far */
  guint channels;
  guint32 step_x, step_y; /* of the grid: powers of two */
  float *ring[3];         /* the last 8 rows of each channel, row y at y % 8 */
  guint n;
  AeNoisePatch *patches; /* CAPACITY of them */
  guint64 black, white;  /* samples at 0 and 1 ... */
  gboolean below, above; /* ... and whether there are any beyond: then they are not clipped */
};

/* A finer grid in small pictures: its patches overlap more, but there are enough of them. */
static guint32 first_step(guint32 width) { return width < 256 ? 1 : width < 512 ? 2 : width < 1024 ? 4 : 8; }

AeNoiseMeter *ae_noise_meter_new(guint32 width, guint channels, GError **error) {
  if (!width || (channels != 1 && channels != 3)) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "noise level: width %u and %u channels; wanted 1 or 3 channels", width,
                channels);
    return NULL;
  }
  AeNoiseMeter *meter = g_new0(AeNoiseMeter, 1);
  meter->width = width;
  meter->channels = channels;
  meter->step_x = meter->step_y = first_step(width);
  meter->patches = ae_alloc(CAPACITY, sizeof *meter->patches, "patches for the noise level", error);
  gboolean ok = meter->patches != NULL;
  for (guint c = 0; c < channels && ok; c++) {
    meter->ring[c] = ae_alloc(width, SIDE * sizeof(float), "rows for the noise level", error);
    ok = meter->ring[c] != NULL;
  }
  if (!ok)
    g_clear_pointer(&meter, ae_noise_meter_free);
  return meter;
}

void ae_noise_meter_free(AeNoiseMeter *meter) {
  if (!meter)
    return;
  for (guint c = 0; c < G_N_ELEMENTS(meter->ring); c++)
    ae_free(meter->ring[c]);
  ae_free(meter->patches);
  g_free(meter);
}

/* Every other column or row of the grid goes, so that half of the patches stay wherever the picture ends. */
static void thin_out(AeNoiseMeter *meter) {
  guint kept = 0;
  if (meter->step_x <= meter->step_y)
    meter->step_x *= 2;
  else
    meter->step_y *= 2;
  for (guint i = 0; i < meter->n; i++) {
    const AeNoisePatch *patch = &meter->patches[i];
    if (patch->x % meter->step_x == 0 && patch->y % meter->step_y == 0)
      meter->patches[kept++] = *patch;
  }
  meter->n = kept;
}

static void measure_patch(AeNoiseMeter *meter, guint32 x, guint32 y) {
  const float *rows[3][SIDE];
  for (guint c = 0; c < meter->channels; c++)
    for (guint32 i = 0; i < SIDE; i++)
      rows[c][i] = meter->ring[c] + (gsize)((y + i) % SIDE) * meter->width + x;
  AeNoisePatch *patch = &meter->patches[meter->n++];
  patch->x = x;
  patch->y = y;
  ae_noise_patch_measure(patch, rows, meter->channels);
}

/* The patches whose first row is y. */
static void measure_row(AeNoiseMeter *meter, guint32 y) {
  for (guint32 x = 0; meter->width - x >= SIDE; x += meter->step_x) {
    while (meter->n == CAPACITY)
      thin_out(meter);
    if (y % meter->step_y)
      return;
    if (x % meter->step_x == 0)
      measure_patch(meter, x, y);
    if (meter->width - x < meter->step_x)
      return;
  }
}

/* One row of one channel out of the interleaved ones. */
static void take_samples(AeNoiseMeter *meter, const float *row, guint c, float *out) {
  const float most = 1e15f; /* whose squares can still be added up */
  guint32 black = 0, white = 0, below = 0, above = 0;
  gsize channels = meter->channels;
  for (gsize x = 0; x < meter->width; x++) {
    float v = row[x * channels + c];
    out[x] = fabsf(v) <= most ? v : 0;
  }
  for (gsize x = 0; x < meter->width; x++) {
    black += out[x] == 0;
    white += out[x] == 1;
    below |= out[x] < 0;
    above |= out[x] > 1;
  }
  meter->black += black;
  meter->white += white;
  meter->below |= below != 0;
  meter->above |= above != 0;
}

gboolean ae_noise_meter_feed(AeNoiseMeter *meter, const float *rows, guint32 n, GError **error) {
  if (n > G_MAXUINT32 - meter->height) {
    g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "noise level: more than %u rows", G_MAXUINT32);
    return FALSE;
  }
  for (guint32 i = 0; i < n; i++) {
    gsize slot = (gsize)(meter->height % SIDE) * meter->width;
    for (guint c = 0; c < meter->channels; c++)
      take_samples(meter, rows, c, meter->ring[c] + slot);
    rows += (gsize)meter->width * meter->channels;
    meter->height++;
    if (meter->height >= SIDE && (meter->height - SIDE) % meter->step_y == 0 && meter->width >= SIDE)
      measure_row(meter, meter->height - SIDE);
  }
  return TRUE;
}

gboolean ae_noise_meter_finish(AeNoiseMeter *meter, AeNoiseEstimate *estimate, GError **error) {
  guint64 few = (guint64)meter->width * meter->height * meter->channels / 1000;
  float *scratch = ae_alloc(MAX(meter->n, 1), 3 * sizeof(float), "the noise level", error);
  if (!scratch)
    return FALSE;
  AeNoiseSample sample = {.patches = meter->patches,
                          .n = meter->n,
                          .channels = meter->channels,
                          .clipped_low = !meter->below && meter->black > few,
                          .clipped_high = !meter->above && meter->white > few,
                          .scratch = scratch};
  ae_noise_fit(&sample, estimate);
  ae_free(scratch);
  return TRUE;
}

gboolean ae_noise_estimate(const float *pixels, guint32 width, guint32 height, guint channels,
                           AeNoiseEstimate *estimate, GError **error) {
  AeNoiseMeter *meter = ae_noise_meter_new(width, channels, error);
  gboolean ok =
      meter && ae_noise_meter_feed(meter, pixels, height, error) && ae_noise_meter_finish(meter, estimate, error);
  ae_noise_meter_free(meter);
  return ok;
}
