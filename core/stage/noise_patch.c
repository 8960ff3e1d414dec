/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* All inner loops run over the 8 columns of a matrix, so that they become vector instructions without reordering any
 * sum. */
#include "stage/noise_patch.h"

#include "stage/dct8.h"

enum { SIDE = AE_NOISE_SIDE };

typedef AeDct8 Block;

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
  for (guint c = 0; c < MIN(channels, 3); c++) {
    ae_dct8(rows[c], channel[c]);
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
