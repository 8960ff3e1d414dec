/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The convolution as its formula says, one output pixel after another: to be read, and to be compared with.
 *
 * Weights are kept as w[p][q][c][o]: kernel row and column, input channel, output channel within that input channel's
 * group, so that the inner loops run along the output channels. */
#include "base/checked.h"
#include "tensor/kernels.h"

#include <string.h>

struct AeConv {
  AeConvSpec spec;
  AeShape out;
  int group_in, group_out; /* channels of one group */
  gsize n_weights;
  ae_real *w, *dw;               /* [kernel_h][kernel_w][in.c][group_out] */
  ae_real *bias;                 /* [out] */
  ae_real *sum;                  /* [out], one pixel */
  ae_real *in_pixel, *out_pixel; /* [in.c], [out] */
};

static ae_real round_bf16(ae_real value) {
  float wide = (float)value;
  ae_bf16 narrow;
  ae_bf16_from_float(&wide, &narrow, 1);
  ae_bf16_to_float(&narrow, &wide, 1);
  return wide;
}

static gsize offset_of(const AeTensor *t, int n, int h, int w) {
  return (gsize)n * t->image + (gsize)h * t->row + (gsize)w * t->shape.c;
}

/* The channels of one pixel. */
static void read_pixel(const AeTensor *t, gsize offset, gboolean round, ae_real *out) {
  for (int c = 0; c < t->shape.c; c++)
    if (t->type == AE_BF16) {
      float wide;
      ae_bf16_to_float((const ae_bf16 *)t->data + offset + c, &wide, 1);
      out[c] = wide;
    } else {
      ae_real value = ((const ae_real *)t->data)[offset + c];
      out[c] = round ? round_bf16(value) : value;
    }
}

static void write_pixel(AeTensor *t, gsize offset, const ae_real *in) {
  for (int c = 0; c < t->shape.c; c++)
    if (t->type == AE_BF16) {
      float wide = (float)in[c];
      ae_bf16_from_float(&wide, (ae_bf16 *)t->data + offset + c, 1);
    } else {
      ((ae_real *)t->data)[offset + c] = in[c];
    }
}

static gboolean available(void) { return TRUE; }
static gboolean fast_bf16(void) { return FALSE; }

static void conv_free(AeConv *conv) {
  if (!conv)
    return;
  ae_free(conv->w);
  ae_free(conv->dw);
  ae_free(conv->bias);
  ae_free(conv->sum);
  ae_free(conv->in_pixel);
  ae_free(conv->out_pixel);
  g_free(conv);
}

static gboolean reserve(ae_real **data, gsize count, GError **error) {
  *data = ae_alloc(count, sizeof(ae_real), "convolution", error);
  return *data != NULL;
}

static gboolean allocate(AeConv *conv, GError **error) {
  const AeConvSpec *s = &conv->spec;
  AeShape weights = {s->out, conv->group_in, s->kernel_h, s->kernel_w};
  if (!ae_shape_count(weights, AE_REAL, &conv->n_weights, error))
    return FALSE;
  return reserve(&conv->w, conv->n_weights, error) && reserve(&conv->bias, s->out, error) &&
         reserve(&conv->sum, s->out, error) && reserve(&conv->in_pixel, s->in.c, error) &&
         reserve(&conv->out_pixel, s->out, error) && (!s->backward || reserve(&conv->dw, conv->n_weights, error));
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
  if (!allocate(conv, error)) {
    conv_free(conv);
    return NULL;
  }
  return conv;
}

/* Index of w[p][q][c] in conv->w, for a tap p * kernel_w + q and an input channel of the whole. */
static gsize packed(const AeConv *conv, int tap, int c) { return ((gsize)tap * conv->spec.in.c + c) * conv->group_out; }

/* Index in OIHW of the weight between input channel c and output channel o of c's group. */
static gsize plain(const AeConv *conv, int tap, int c, int o) {
  int whole_o = c / conv->group_in * conv->group_out + o;
  return ((gsize)whole_o * conv->group_in + c % conv->group_in) * (conv->spec.kernel_h * conv->spec.kernel_w) + tap;
}

static void conv_weights(AeConv *conv, const ae_real *w, const ae_real *bias) {
  const AeConvSpec *s = &conv->spec;
  gboolean bf16 = s->bf16 || s->type == AE_BF16;
  for (int tap = 0; tap < s->kernel_h * s->kernel_w; tap++)
    for (int c = 0; c < s->in.c; c++)
      for (int o = 0; o < conv->group_out; o++) {
        ae_real value = w[plain(conv, tap, c, o)];
        conv->w[packed(conv, tap, c) + o] = bf16 ? round_bf16(value) : value;
      }
  for (int o = 0; o < s->out; o++)
    conv->bias[o] = bias ? bias[o] : 0;
}

/* Calls visit for each tap of output pixel (i, j) that falls inside the input: pixel is x(n, :, h, w), out_pixel y(n,
 * :, i, j). */
typedef void (*Visit)(AeConv *conv, const AeTensor *in, gsize in_pixel, const AeTensor *out, gsize out_pixel, int tap);

static void for_each_tap(AeConv *conv, const AeTensor *in, const AeTensor *out, int n, int i, int j, Visit visit) {
  const AeConvSpec *s = &conv->spec;
  for (int p = 0; p < s->kernel_h; p++)
    for (int q = 0; q < s->kernel_w; q++) {
      int h = i * s->stride_h + p - s->pad_top, w = j * s->stride_w + q - s->pad_left;
      if (h >= 0 && h < s->in.h && w >= 0 && w < s->in.w)
        visit(conv, in, offset_of(in, n, h, w), out, offset_of(out, n, i, j), p * s->kernel_w + q);
    }
}

static void for_each_pixel(AeConv *conv, const AeTensor *in, const AeTensor *out, Visit visit) {
  for (int n = 0; n < conv->out.n; n++)
    for (int i = 0; i < conv->out.h; i++)
      for (int j = 0; j < conv->out.w; j++)
        for_each_tap(conv, in, out, n, i, j, visit);
}

static void forward_tap(AeConv *conv, const AeTensor *x, gsize in_pixel, const AeTensor *y, gsize out_pixel, int tap) {
  read_pixel(x, in_pixel, conv->spec.bf16, conv->in_pixel);
  for (int c = 0; c < conv->spec.in.c; c++) {
    const ae_real *w = conv->w + packed(conv, tap, c);
    ae_real *sum = conv->sum + c / conv->group_in * conv->group_out;
    for (int o = 0; o < conv->group_out; o++)
      sum[o] += conv->in_pixel[c] * w[o];
  }
}

static ae_real activate(const AeConvSpec *s, ae_real v) {
  if (s->act == AE_ACT_NONE || v > 0)
    return v;
  return s->act == AE_ACT_LEAKY ? v * (ae_real)s->slope : 0;
}

/* conv->sum -> act(sum) + add */
static void finish_pixel(AeConv *conv, const AeTensor *add, AeTensor *y, int n, int i, int j) {
  const AeConvSpec *s = &conv->spec;
  if (s->add)
    read_pixel(add, offset_of(add, n, i, j), FALSE, conv->out_pixel);
  for (int o = 0; o < s->out; o++)
    conv->sum[o] = activate(s, conv->sum[o]) + (s->add ? conv->out_pixel[o] : 0);
  write_pixel(y, offset_of(y, n, i, j), conv->sum);
}

static void conv_forward(AeConv *conv, const AeTensor *x, const AeTensor *add, AeTensor *y) {
  for (int n = 0; n < conv->out.n; n++)
    for (int i = 0; i < conv->out.h; i++)
      for (int j = 0; j < conv->out.w; j++) {
        memcpy(conv->sum, conv->bias, (gsize)conv->spec.out * sizeof(ae_real));
        for_each_tap(conv, x, y, n, i, j, forward_tap);
        finish_pixel(conv, add, y, n, i, j);
      }
}

static void data_tap(AeConv *conv, const AeTensor *dx, gsize in_pixel, const AeTensor *dy, gsize out_pixel, int tap) {
  read_pixel(dy, out_pixel, conv->spec.bf16, conv->out_pixel);
  for (int c = 0; c < conv->spec.in.c; c++) {
    const ae_real *w = conv->w + packed(conv, tap, c);
    const ae_real *from = conv->out_pixel + c / conv->group_in * conv->group_out;
    ae_real sum = 0;
    for (int o = 0; o < conv->group_out; o++)
      sum += from[o] * w[o];
    ((ae_real *)dx->data)[in_pixel + c] += sum;
  }
}

static void conv_backward_data(AeConv *conv, const AeTensor *dy, AeTensor *dx) {
  for (int n = 0; n < dx->shape.n; n++)
    for (int h = 0; h < dx->shape.h; h++)
      memset(ae_real_row(dx, n, h), 0, (gsize)dx->shape.w * dx->shape.c * sizeof(ae_real));
  for_each_pixel(conv, dx, dy, data_tap);
}

static void weights_tap(AeConv *conv, const AeTensor *x, gsize in_pixel, const AeTensor *dy, gsize out_pixel, int tap) {
  read_pixel(x, in_pixel, conv->spec.bf16, conv->in_pixel);
  read_pixel(dy, out_pixel, conv->spec.bf16, conv->out_pixel);
  for (int c = 0; c < conv->spec.in.c; c++) {
    const ae_real *from = conv->out_pixel + c / conv->group_in * conv->group_out;
    ae_real *dw = conv->dw + packed(conv, tap, c);
    for (int o = 0; o < conv->group_out; o++)
      dw[o] += conv->in_pixel[c] * from[o];
  }
}

static void backward_bias(AeConv *conv, const AeTensor *dy, ae_real *db) {
  memset(conv->sum, 0, (gsize)conv->spec.out * sizeof(ae_real));
  for (int n = 0; n < conv->out.n; n++)
    for (int i = 0; i < conv->out.h; i++)
      for (int j = 0; j < conv->out.w; j++) {
        read_pixel(dy, offset_of(dy, n, i, j), FALSE, conv->out_pixel);
        for (int o = 0; o < conv->spec.out; o++)
          conv->sum[o] += conv->out_pixel[o];
      }
  for (int o = 0; o < conv->spec.out; o++)
    db[o] += conv->sum[o];
}

static void conv_backward_weights(AeConv *conv, const AeTensor *x, const AeTensor *dy, ae_real *dw, ae_real *db) {
  const AeConvSpec *s = &conv->spec;
  memset(conv->dw, 0, conv->n_weights * sizeof(ae_real));
  for_each_pixel(conv, x, dy, weights_tap);
  for (int tap = 0; tap < s->kernel_h * s->kernel_w; tap++)
    for (int c = 0; c < s->in.c; c++)
      for (int o = 0; o < conv->group_out; o++)
        dw[plain(conv, tap, c, o)] += conv->dw[packed(conv, tap, c) + o];
  if (db)
    backward_bias(conv, dy, db);
}

static void gemm(gboolean trans_a, gboolean trans_b, int m, int n, int k, ae_real alpha, const ae_real *a, int lda,
                 const ae_real *b, int ldb, ae_real beta, ae_real *c, int ldc) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++) {
      ae_real sum = 0;
      for (int l = 0; l < k; l++)
        sum += (trans_a ? a[(gsize)l * lda + i] : a[(gsize)i * lda + l]) *
               (trans_b ? b[(gsize)j * ldb + l] : b[(gsize)l * ldb + j]);
      ae_real *out = &c[(gsize)i * ldc + j];
      *out = alpha * sum + (beta != 0 ? beta * *out : 0); /* as BLAS: beta = 0 does not read c */
    }
}

const AeKernels ae_kernels_ref = {
    .name = "ref",
    .help = "plain C, slow: what the others are compared with",
    .available = available,
    .fast_bf16 = fast_bf16,
    .conv_new = conv_new,
    .conv_free = conv_free,
    .conv_weights = conv_weights,
    .conv_forward = conv_forward,
    .conv_backward_data = conv_backward_data,
    .conv_backward_weights = conv_backward_weights,
    .gemm = gemm,
};
