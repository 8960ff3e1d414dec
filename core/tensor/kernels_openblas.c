/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Convolution as im2col and GEMM, a block of output pixels after another, so that the gathered block is still in the
 * second-level cache when it is multiplied. 1x1 convolutions multiply x as it lies.
 *
 * An output pixel must be the same to the last bit wherever it lies in whatever picture. OpenBLAS chooses its inner
 * loops by shape and by position modulo their width, so the GEMMs of forward and backward data always have the same
 * shape, a multiple of all those widths; at the end of a picture a block's spare rows are computed for nothing. */
#include "base/checked.h"
#include "tensor/blas.h"
#include "tensor/im2col.h"

#include <string.h>

enum {
  BLOCK_UNIT = 96, /* a multiple of the widths of OpenBLAS's inner loops: 4, 6, 8, 16, 24, 32 */
  BLOCK_MAX = 10 * BLOCK_UNIT,
  BLOCK_FLOATS = 96 * 1024, /* of im2col, by a second-level cache of 512 KiB or more */
  SAFE_ROWS = 8,            /* at a time, where OpenBLAS treats more of them unequally */
};

struct AeConv {
  AeConvSpec spec;
  AeShape out;
  int group_in, group_out; /* channels of one group */
  int k;                   /* inputs of one output: group_in * kernel_h * kernel_w */
  gsize block;             /* output pixels at a time */
  gsize n_weights;
  ae_real *w, *dw; /* [group][kernel_h][kernel_w][group_in][group_out] */
  ae_real *bias;   /* [out] */
  ae_real *cols;   /* [group][block][k] */
  ae_real *sums;   /* [block][out] */
  ae_real *pixel;  /* [out] */
};

static gboolean available(void) { return TRUE; }
static gboolean fast_bf16(void) { return FALSE; }

static void conv_free(AeConv *conv) {
  if (!conv)
    return;
  ae_free(conv->w);
  ae_free(conv->dw);
  ae_free(conv->bias);
  ae_free(conv->cols);
  ae_free(conv->sums);
  ae_free(conv->pixel);
  g_free(conv);
}

static gboolean reserve(ae_real **data, gsize a, gsize b, const char *what, GError **error) {
  gsize count;
  if (!ae_mul(a, b, &count))
    count = G_MAXSIZE; /* ae_alloc says what is too large */
  *data = ae_alloc(count, sizeof(ae_real), what, error);
  return *data != NULL;
}

static gboolean allocate(AeConv *conv, GError **error) {
  const AeConvSpec *s = &conv->spec;
  AeShape weights = {s->out, conv->group_in, s->kernel_h, s->kernel_w},
          one = {1, conv->group_in, s->kernel_h, s->kernel_w};
  gsize k;
  if (!ae_shape_count(weights, AE_REAL, &conv->n_weights, error) || !ae_shape_count(one, AE_REAL, &k, error))
    return FALSE;
  if (k > G_MAXINT) {
    g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "convolution: %" G_GSIZE_FORMAT " inputs of one output are too many",
                k);
    return FALSE;
  }
  gsize units = BLOCK_FLOATS / (k * s->groups) / BLOCK_UNIT;
  conv->k = (int)k;
  conv->block = CLAMP(units * BLOCK_UNIT, BLOCK_UNIT, BLOCK_MAX);
  return reserve(&conv->w, conv->n_weights, 1, "weights", error) && reserve(&conv->bias, s->out, 1, "bias", error) &&
         reserve(&conv->cols, conv->block * s->groups, k, "convolution", error) &&
         reserve(&conv->sums, conv->block, s->out, "convolution", error) &&
         reserve(&conv->pixel, s->out, 1, "convolution", error) &&
         (!s->backward || reserve(&conv->dw, conv->n_weights, 1, "gradient of weights", error));
}

static AeConv *conv_new(const AeConvSpec *spec, GError **error) {
  AeShape out;
  if (!ae_conv_shape(spec, &out, error))
    return NULL;
  AeConv *conv = g_new0(AeConv, 1);
  conv->spec = *spec;
  conv->out = out;
  conv->group_in = spec->in.c / spec->groups;
  conv->group_out = spec->out / spec->groups;
  if (!allocate(conv, error))
    g_clear_pointer(&conv, conv_free);
  return conv;
}

/* Rows of the matrix (pixels x k) that multiplies the weights of group g. */
static ae_real *group_cols(const AeConv *conv, int g) { return conv->cols + (gsize)g * conv->block * conv->k; }
static ae_real *group_weights(const AeConv *conv, ae_real *w, int g) {
  return w + (gsize)g * conv->k * conv->group_out;
}

/* From or to OIHW, through visit's two places of one weight. */
static void for_each_weight(const AeConv *conv, ae_real *packed, ae_real *plain,
                            void (*visit)(ae_real *packed, ae_real *plain)) {
  int taps = conv->spec.kernel_h * conv->spec.kernel_w;
  for (int o = 0; o < conv->spec.out; o++) {
    ae_real *column = group_weights(conv, packed, o / conv->group_out) + o % conv->group_out;
    for (int c = 0; c < conv->group_in; c++)
      for (int tap = 0; tap < taps; tap++, plain++)
        visit(column + ((gsize)tap * conv->group_in + c) * conv->group_out, plain);
  }
}

static void take(ae_real *packed, ae_real *plain) { *packed = *plain; }
static void add_back(ae_real *packed, ae_real *plain) { *plain += *packed; }

static void conv_weights(AeConv *conv, const ae_real *w, const ae_real *bias) {
  for_each_weight(conv, conv->w, (ae_real *)w, take);
  if (conv->spec.bf16 || conv->spec.type == AE_BF16)
    ae_round_run(conv->w, conv->n_weights);
  for (int o = 0; o < conv->spec.out; o++)
    conv->bias[o] = bias && conv->spec.bias ? bias[o] : 0;
}

static gsize n_pixels(const AeConv *conv) { return (gsize)conv->out.n * conv->out.h * conv->out.w; }

/* A 1x1 convolution whose im2col would be x itself. */
static gboolean reads_in_place(const AeConv *conv, const AeTensor *x) {
  const AeConvSpec *s = &conv->spec;
  return conv->k == conv->group_in && s->groups == 1 && s->stride_h == 1 && s->stride_w == 1 && s->type == AE_REAL &&
         !s->bf16 && ae_shape_equal(s->in, (AeShape){conv->out.n, s->in.c, conv->out.h, conv->out.w}) &&
         ae_tensor_dense(x);
}

/* The matrix for the pixels first .. first + count - 1 of group 0; the other groups' follow it. */
static const ae_real *columns(AeConv *conv, const AeTensor *x, gsize first, gsize count, gboolean whole_block) {
  if (reads_in_place(conv, x) && (count == conv->block || !whole_block))
    return (const ae_real *)x->data + first * conv->spec.in.c;
  ae_im2col(&conv->spec, conv->out, x, first, count, conv->cols, conv->block * conv->k);
  return conv->cols;
}

static void activate(const AeConvSpec *s, ae_real *v, gsize n) {
  ae_real slope = s->act == AE_ACT_LEAKY ? (ae_real)s->slope : 0;
  if (s->act != AE_ACT_NONE)
    for (gsize i = 0; i < n; i++)
      v[i] = v[i] > 0 ? v[i] : slope * v[i];
}

/* One output pixel: sum -> act(sum + bias) + add. */
static void finish(AeConv *conv, ae_real *sum, const AeTensor *add, AeTensor *y, gsize pixel) {
  gsize n = conv->spec.out;
  for (gsize o = 0; o < n; o++)
    sum[o] += conv->bias[o];
  activate(&conv->spec, sum, n);
  if (conv->spec.add) {
    ae_read_run(add, ae_pixel_index(add, pixel), conv->pixel, n, FALSE);
    for (gsize o = 0; o < n; o++)
      sum[o] += conv->pixel[o];
  }
  ae_write_run(y, ae_pixel_index(y, pixel), sum, n);
}

/* C (block x n) = A (block x k) op(B). */
static void multiply(const AeConv *conv, gboolean trans_b, int n, int k, const ae_real *a, int lda, const ae_real *b,
                     int ldb, ae_real *c, int ldc) {
  gsize rows = ae_blas_rows_are_equal() ? conv->block : SAFE_ROWS;
  for (gsize i = 0; i < conv->block; i += rows)
    ae_blas_gemm(FALSE, trans_b, (int)rows, n, k, 1, a + i * lda, lda, b, ldb, 0, c + i * ldc, ldc);
}

static void conv_forward(AeConv *conv, const AeTensor *x, const AeTensor *add, AeTensor *y) {
  gsize total = n_pixels(conv);
  int out = conv->spec.out;
  for (gsize first = 0; first < total; first += conv->block) {
    gsize count = MIN(conv->block, total - first);
    const ae_real *cols = columns(conv, x, first, count, TRUE);
    for (int g = 0; g < conv->spec.groups; g++)
      multiply(conv, FALSE, conv->group_out, conv->k, cols + (gsize)g * conv->block * conv->k, conv->k,
               group_weights(conv, conv->w, g), conv->group_out, conv->sums + g * conv->group_out, out);
    for (gsize i = 0; i < count; i++)
      finish(conv, conv->sums + i * out, add, y, first + i);
  }
}

/* Pixels of dy as dense rows, rounded where the spec wants bf16. */
static void read_pixels(AeConv *conv, const AeTensor *dy, gsize first, gsize count) {
  gsize n = conv->spec.out;
  for (gsize i = 0; i < count; i++)
    ae_read_run(dy, ae_pixel_index(dy, first + i), conv->sums + i * n, n, conv->spec.bf16);
}

static void conv_backward_data(AeConv *conv, const AeTensor *dy, AeTensor *dx) {
  gsize total = n_pixels(conv);
  for (int n = 0; n < dx->shape.n; n++)
    for (int h = 0; h < dx->shape.h; h++)
      memset(ae_real_row(dx, n, h), 0, (gsize)dx->shape.w * dx->shape.c * sizeof(ae_real));
  for (gsize first = 0; first < total; first += conv->block) {
    gsize count = MIN(conv->block, total - first);
    read_pixels(conv, dy, first, count);
    for (int g = 0; g < conv->spec.groups; g++)
      multiply(conv, TRUE, conv->k, conv->group_out, conv->sums + g * conv->group_out, conv->spec.out,
               group_weights(conv, conv->w, g), conv->group_out, group_cols(conv, g), conv->k);
    ae_col2im(&conv->spec, conv->out, conv->cols, conv->block * conv->k, first, count, dx);
  }
}

static void conv_backward_weights(AeConv *conv, const AeTensor *x, const AeTensor *dy, ae_real *dw, ae_real *db) {
  gsize total = n_pixels(conv);
  for (gsize first = 0; first < total; first += conv->block) {
    gsize count = MIN(conv->block, total - first);
    const ae_real *cols = columns(conv, x, first, count, FALSE);
    read_pixels(conv, dy, first, count);
    for (int g = 0; g < conv->spec.groups; g++)
      ae_blas_gemm(TRUE, FALSE, conv->k, conv->group_out, (int)count, 1, cols + (gsize)g * conv->block * conv->k,
                   conv->k, conv->sums + g * conv->group_out, conv->spec.out, first > 0,
                   group_weights(conv, conv->dw, g), conv->group_out);
  }
  for_each_weight(conv, conv->dw, dw, add_back);
  if (db)
    ae_bias_gradient(dy, conv->pixel, db);
}

const AeKernels ae_kernels_openblas = {
    .name = "openblas",
    .help = "im2col and OpenBLAS: any CPU, float32",
    .available = available,
    .fast_bf16 = fast_bf16,
    .conv_new = conv_new,
    .conv_free = conv_free,
    .conv_weights = conv_weights,
    .conv_forward = conv_forward,
    .conv_backward_data = conv_backward_data,
    .conv_backward_weights = conv_backward_weights,
    .gemm = ae_blas_gemm,
};
