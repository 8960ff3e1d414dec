/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A tensor: shape (N, C, H, W), as PyTorch writes it, in memory channels-last: the element (n, c, h, w) lies at
 * data[n * image + h * row + w * C + c]. Channels-last because a pixel's channels are then one contiguous run: im2col
 * is memcpy, every elementwise loop vectorises, a window of rows is a pointer and not a copy (nn/strip.h), and oneDNN
 * is as fast on it as on its own blocked layout (measured: 166 against 169 GFLOP/s a core, 3x3, 64 -> 64). Vectors
 * (dense layers) are C with H = W = 1. Weights are plain arrays in PyTorch's order: conv2d OIHW, tconv2d IOHW, dense
 * (out, in).
 *
 * ae_real is float. The gradient tests build the same sources a second time with AE_REAL_DOUBLE, where it is double. */
#ifndef AE_TENSOR_TENSOR_H
#define AE_TENSOR_TENSOR_H

#include <aefilter/error.h>

G_BEGIN_DECLS

#ifdef AE_REAL_DOUBLE
typedef double ae_real;
#else
typedef float ae_real;
#endif

typedef guint16 ae_bf16; /* the upper half of a float32, rounded to nearest even */

typedef enum {
  AE_REAL, /* ae_real */
  AE_BF16, /* ae_bf16: activations of bf16 inference only */
} AeType;

typedef struct {
  int n, c, h, w; /* all >= 1 */
} AeShape;

typedef struct {
  AeShape shape;
  AeType type;
  gsize row, image; /* strides in elements; a dense tensor has row = w * c, image = h * row */
  void *data;       /* borrowed (a view, an arena) or owned by whoever called ae_tensor_new */
} AeTensor;

gsize ae_type_size(AeType type);
gboolean ae_shape_equal(AeShape a, AeShape b);
char *ae_shape_text(AeShape s); /* "1x64x48x48", g_free it */

/* Number of elements; FALSE with AE_ERROR_LIMIT if a dimension is < 1 or the byte size does not fit. */
gboolean ae_shape_count(AeShape s, AeType type, gsize *count, GError **error);

/* A dense zeroed tensor of its own (64-byte aligned); ae_tensor_clear frees it. */
gboolean ae_tensor_new(AeTensor *t, AeShape shape, AeType type, GError **error);
void ae_tensor_clear(AeTensor *t);
/* A dense tensor over memory that stays the caller's. */
AeTensor ae_tensor_wrap(void *data, AeShape shape, AeType type);
/* Rows first .. first + count - 1 of every image of t: a view, no copy. */
AeTensor ae_tensor_rows(const AeTensor *t, int first, int count);
gboolean ae_tensor_dense(const AeTensor *t);

static inline ae_real *ae_real_row(const AeTensor *t, int n, int h) {
  return (ae_real *)t->data + (gsize)n * t->image + (gsize)h * t->row;
}

void ae_bf16_from_float(const float *in, ae_bf16 *out, gsize n);
void ae_bf16_to_float(const ae_bf16 *in, float *out, gsize n);

G_END_DECLS
#endif
