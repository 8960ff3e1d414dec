/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* All inner loops run over the 8 columns of a matrix, so that they become vector instructions without reordering any
 * sum. */
#include "stage/noise_patch.h"

#include <string.h>

enum { SIDE = AE_NOISE_SIDE };

typedef float Block[SIDE][SIDE];

/* cosines[u][x] = c(u) cos(pi (2x + 1) u / 16), c(0) = sqrt(1/8), else 1/2: the orthonormal DCT-II. */
#define A 0.35355339f
#define B 0.49039264f
#define C 0.46193977f
#define D 0.41573481f
#define E 0.27778512f
#define F 0.19134172f
#define G 0.09754516f
static const Block cosines = {
    {A, A, A, A, A, A, A, A},     {B, D, E, G, -G, -E, -D, -B}, {C, F, -F, -C, -C, -F, F, C},
    {D, -G, -B, -E, E, B, G, -D}, {A, -A, -A, A, A, -A, -A, A}, {E, -B, G, D, -D, -G, B, -E},
    {F, -C, C, -F, -F, C, -C, F}, {G, -E, D, -B, B, -D, E, -G},
};
static const Block transposed = {
    {A, B, C, D, A, E, F, G},     {A, D, F, -G, -A, -B, -C, -E}, {A, E, -F, -B, -A, G, C, D},
    {A, G, -C, -E, A, D, -F, -B}, {A, -G, -C, E, A, -D, -F, B},  {A, -E, -F, B, -A, -G, C, -D},
    {A, -D, F, G, -A, B, -C, E},  {A, -B, C, -D, A, -E, F, -G},
};
#undef A
#undef B
#undef C
#undef D
#undef E
#undef F
#undef G

/* 1 / (coefficients in the band) at u + v in it, else 0; the mean, u + v = 0, is in none. */
#define L (1.0f / 14)
#define M (1.0f / 28)
#define H (1.0f / 21)
static const float weights[AE_BANDS][2 * SIDE - 1] = {
    [AE_BAND_LOW] = {0, L, L, L, L},
    [AE_BAND_MID] = {0, 0, 0, 0, 0, M, M, M, M},
    [AE_BAND_HIGH] = {0, 0, 0, 0, 0, 0, 0, 0, 0, H, H, H, H, H, H},
};
#undef L
#undef M
#undef H

/* out = cosines * rows * transposed */
static void transform(const float *const rows[SIDE], Block out) {
  Block half = {{0}};
  for (int i = 0; i < SIDE; i++)
    for (int x = 0; x < SIDE; x++)
      for (int v = 0; v < SIDE; v++)
        half[i][v] += rows[i][x] * transposed[x][v];
  memset(out, 0, sizeof(Block));
  for (int u = 0; u < SIDE; u++)
    for (int i = 0; i < SIDE; i++)
      for (int v = 0; v < SIDE; v++)
        out[u][v] += cosines[u][i] * half[i][v];
}

static void measure(const Block in, float energy[AE_BANDS]) {
  float sums[AE_BANDS][SIDE] = {{0}};
  for (int u = 0; u < SIDE; u++)
    for (int band = 0; band < AE_BANDS; band++)
      for (int v = 0; v < SIDE; v++)
        sums[band][v] += in[u][v] * in[u][v] * weights[band][u + v];
  for (int band = 0; band < AE_BANDS; band++) {
    energy[band] = 0;
    for (int v = 0; v < SIDE; v++)
      energy[band] += sums[band][v];
  }
}

static void measure_difference(const Block a, const Block b, float energy[AE_BANDS]) {
  Block d;
  for (int u = 0; u < SIDE; u++)
    for (int v = 0; v < SIDE; v++)
      d[u][v] = a[u][v] - b[u][v];
  measure(d, energy);
}

static void measure_sum(const Block channel[3], float energy[AE_BANDS]) {
  Block sum;
  for (int u = 0; u < SIDE; u++)
    for (int v = 0; v < SIDE; v++)
      sum[u][v] = channel[0][u][v] + channel[1][u][v] + channel[2][u][v];
  measure(sum, energy);
}

void ae_noise_patch_measure(AeNoisePatch *patch, const float *rows[3][AE_NOISE_SIDE], guint channels) {
  Block channel[3];
  for (guint c = 0; c < channels; c++) {
    transform(rows[c], channel[c]);
    patch->mean[c] = channel[c][0][0] / SIDE;
    measure(channel[c], patch->energy[AE_PLANE_R + c]);
  }
  if (channels < 3)
    return;
  measure_difference(channel[0], channel[1], patch->energy[AE_PLANE_RG]);
  measure_difference(channel[1], channel[2], patch->energy[AE_PLANE_GB]);
  measure_difference(channel[2], channel[0], patch->energy[AE_PLANE_BR]);
  measure_sum(channel, patch->energy[AE_PLANE_SUM]);
}
