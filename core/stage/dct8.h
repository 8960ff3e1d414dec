/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The orthonormal DCT-II of blocks of 8x8, as JPEG has it. */
#ifndef AE_STAGE_DCT8_H
#define AE_STAGE_DCT8_H

enum { AE_DCT8_SIDE = 8 };

typedef float AeDct8[AE_DCT8_SIDE][AE_DCT8_SIDE];

/* rows: 8 pixels each; out[u][v]: u the frequency down the rows, v along them. */
void ae_dct8(const float *const rows[AE_DCT8_SIDE], AeDct8 out);

#endif
