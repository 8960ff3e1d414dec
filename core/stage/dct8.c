/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* All inner loops run over the 8 columns of a matrix, so that they become vector instructions without reordering any
 * sum. */
#include "stage/dct8.h"

#include <string.h>

enum { SIDE = AE_DCT8_SIDE };

/* cosines[u][x] = c(u) cos(pi (2x + 1) u / 16), c(0) = sqrt(1/8), else 1/2: the orthonormal DCT-II. */
#define A 0.35355339f
#define B 0.49039264f
#define C 0.46193977f
#define D 0.41573481f
#define E 0.27778512f
#define F 0.19134172f
#define G 0.09754516f
static const AeDct8 cosines = {
    {A, A, A, A, A, A, A, A},     {B, D, E, G, -G, -E, -D, -B}, {C, F, -F, -C, -C, -F, F, C},
    {D, -G, -B, -E, E, B, G, -D}, {A, -A, -A, A, A, -A, -A, A}, {E, -B, G, D, -D, -G, B, -E},
    {F, -C, C, -F, -F, C, -C, F}, {G, -E, D, -B, B, -D, E, -G},
};
static const AeDct8 transposed = {
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

/* out = cosines * rows * transposed */
void ae_dct8(const float *const rows[SIDE], AeDct8 out) {
  AeDct8 half = {{0}};
  for (int i = 0; i < SIDE; i++)
    for (int x = 0; x < SIDE; x++)
      for (int v = 0; v < SIDE; v++)
        half[i][v] += rows[i][x] * transposed[x][v];
  memset(out, 0, sizeof(AeDct8));
  for (int u = 0; u < SIDE; u++)
    for (int i = 0; i < SIDE; i++)
      for (int v = 0; v < SIDE; v++)
        out[u][v] += cosines[u][i] * half[i][v];
}
