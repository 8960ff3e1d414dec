/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/augment.h"

#include <math.h>

#include "base/cubic.h"

enum { TAPS = 4, LEVELS = 256 };

/* Along one axis, an output pixel is the sum of so many kept ones. */
typedef struct {
  int at[TAPS];
  float weight[TAPS];
} Tap;

typedef float Tones[3][LEVELS]; /* of a byte, in each channel */

static double around(AeRng *rng, double most) { return (2 * ae_rng_uniform(rng) - 1) * most; }

/* Output pixel i lies at `middle + (i - centre) * step` of the kept ones. */
static void make_taps(Tap *taps, int n, int kept, double shift, double step, gboolean mirror) {
  for (int i = 0; i < n; i++) {
    double from_centre = (mirror ? n - 1 - i : i) - (n - 1) / 2.0;
    double place = (kept - 1) / 2.0 + shift + from_centre * step;
    int first = (int)floor(place) - 1;
    for (int k = 0; k < TAPS; k++) {
      taps[i].at[k] = CLAMP(first + k, 0, kept - 1);
      taps[i].weight[k] = (float)ae_cubic(place - (first + k));
    }
  }
}

/* Gamma and gain of all channels, and a little gain of each. */
static void make_tones(double tone, AeRng *rng, int channels, Tones tones) {
  double gamma = exp(around(rng, tone)), gain = exp(around(rng, tone / 2));
  for (int c = 0; c < channels; c++) {
    double own = gain * exp(around(rng, tone / 4));
    for (int k = 0; k < LEVELS; k++)
      tones[c][k] = (float)MIN(own * pow(k / 255.0, gamma), 1);
  }
}

/* One kept row, as wide as the output. */
static void filter_row(const guint8 *row, const Tones tones, const Tap *taps, AeDataShape shape, float *out) {
  for (int x = 0; x < shape.width; x++)
    for (int c = 0; c < shape.channels; c++) {
      float sum = 0;
      for (int k = 0; k < TAPS; k++)
        sum += taps[x].weight[k] * tones[c][row[taps[x].at[k] * shape.channels + c]];
      *out++ = sum;
    }
}

static void filter_column(const float *rows, gsize row, const Tap *tap, float *out) {
  const float *in[TAPS];
  for (int k = 0; k < TAPS; k++)
    in[k] = rows + (gsize)tap->at[k] * row;
  for (gsize i = 0; i < row; i++) {
    float sum = 0;
    for (int k = 0; k < TAPS; k++)
      sum += tap->weight[k] * in[k][i];
    out[i] = CLAMP(sum, 0, 1);
  }
}

void ae_augment_middle(const AeAugment *a, const guint8 *kept, AeDataShape shape, float *out) {
  const gsize row = (gsize)shape.width * (gsize)shape.channels,
              kept_row = row + 2 * (gsize)a->margin * (gsize)shape.channels;
  kept += (gsize)a->margin * (kept_row + (gsize)shape.channels);
  for (int y = 0; y < shape.height; y++, kept += kept_row)
    for (gsize i = 0; i < row; i++)
      *out++ = kept[i] / 255.0f;
}

static gboolean changes(const AeAugment *a) { return a->mirror || a->shift > 0 || a->zoom > 0 || a->tone > 0; }

void ae_augment_draw(const AeAugment *a, AeRng *rng, const guint8 *kept, AeDataShape shape, float *out) {
  if (!changes(a)) {
    ae_augment_middle(a, kept, shape, out);
    return;
  }
  AeDataShape all = ae_augment_kept(a, shape);
  const gsize row = (gsize)shape.width * (gsize)shape.channels, kept_row = (gsize)all.width * (gsize)all.channels;
  g_autofree Tap *across = g_new(Tap, (gsize)shape.width), *down = g_new(Tap, (gsize)shape.height);
  g_autofree float *rows = g_new(float, (gsize)all.height *row);
  Tones tones;
  gboolean mirror = a->mirror && ae_rng_uniform(rng) < 0.5;
  double step = exp(around(rng, a->zoom / 100));
  make_taps(across, shape.width, all.width, around(rng, a->shift), step, mirror);
  make_taps(down, shape.height, all.height, around(rng, a->shift), step, FALSE);
  make_tones(a->tone / 100, rng, shape.channels, tones);
  for (int y = 0; y < all.height; y++)
    filter_row(kept + (gsize)y * kept_row, tones, across, shape, rows + (gsize)y * row);
  for (int y = 0; y < shape.height; y++)
    filter_column(rows, row, &down[y], out + (gsize)y * row);
}
