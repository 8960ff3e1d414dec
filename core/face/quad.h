/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Four floats at once, as gcc and clang know them on every processor: the colours of a pixel and one lane more. */
#ifndef AE_FACE_QUAD_H
#define AE_FACE_QUAD_H

#include <string.h>

typedef float AeQuad __attribute__((vector_size(4 * sizeof(float))));

/* Of any four floats, aligned or not. */
static inline AeQuad ae_quad_load(const float *p) {
  AeQuad quad;
  memcpy(&quad, p, sizeof quad);
  return quad;
}

#endif
