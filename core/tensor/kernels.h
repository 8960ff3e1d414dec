/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Back ends: one table of kernels each. kernels_ref.c is plain C, to be read and to be compared with;
 * kernels_openblas.c is im2col and GEMM by cache-sized strips; kernels_onednn.c is fast. A kernel runs on the calling
 * thread alone: whoever wants two cores runs two of them (tiles in inference, halves of the batch in training), so that
 * thread pools never multiply.
 *
 * A convolution is planned once for a shape (primitives, packed weights, scratch) and then executed many times; plans
 * are not shared between threads. Convolution is cross-correlation, as everywhere in this field (Dumoulin & Visin 2016,
 * arXiv 1603.07285):
 *
 *   y(n,o,i,j) = act( bias(o) + sum_{c,p,q} w(o,c,p,q) x(n, c, i*stride + p - pad, j*stride + q - pad) ) + add(n,o,i,j)
 *
 * with zeros outside x. A transposed convolution is backward_data of the convolution that leads back.
 *
 * Of forward and backward_data: on one machine and with one back end an output pixel has the same bits wherever it lies
 * in whatever picture, window or batch, as long as the inputs that it sees are the same. */
#ifndef AE_TENSOR_KERNELS_H
#define AE_TENSOR_KERNELS_H

#include "tensor/tensor.h"

G_BEGIN_DECLS

typedef enum { AE_ACT_NONE, AE_ACT_RELU, AE_ACT_LEAKY } AeAct; /* what a back end can fuse; LEAKY has slope */

typedef struct {
  AeShape in; /* shape of x */
  int out;    /* channels of y */
  int kernel_h, kernel_w, stride_h, stride_w;
  int pad_top, pad_bottom, pad_left, pad_right; /* zeros; may differ (strips have rows of their own above and below) */
  int groups;                                   /* divides in.c and out */
  AeType type;                                  /* of x, y and add: AE_BF16 only for forward */
  gboolean bf16; /* multiply in bf16, accumulate in float32 (x, y stay ae_real unless type says so) */
  gboolean bias, add;
  AeAct act;
  double slope;      /* of AE_ACT_LEAKY */
  gboolean backward; /* backward_data and backward_weights will be asked for */
} AeConvSpec;

/* Shape of y; FALSE with AE_ERROR_USAGE where the kernel does not fit the padded input. */
gboolean ae_conv_shape(const AeConvSpec *spec, AeShape *out, GError **error);
/* Multiply-adds of one forward pass: out.n * out.h * out.w * out.c * in.c / groups * kernel_h * kernel_w. */
guint64 ae_conv_macs(const AeConvSpec *spec);

typedef struct AeConv AeConv; /* a back end's plan; each back end has its own struct that begins with the spec */

typedef struct {
  const char *name; /* "ref", "openblas", "onednn" */
  const char *help;
  gboolean (*available)(void); /* lazily opened; cheap */
  gboolean (*fast_bf16)(void); /* TRUE where bf16 beats float32 on this CPU (AMX) */
  AeConv *(*conv_new)(const AeConvSpec *spec, GError **error);
  void (*conv_free)(AeConv *conv); /* accepts NULL */
  /* Takes a copy in the back end's own layout. w is OIHW (out, in/groups, kernel_h, kernel_w), bias (out) or NULL. Call
   * again when the weights changed; called before forward and backward_data. */
  void (*conv_weights)(AeConv *conv, const ae_real *w, const ae_real *bias);
  /* y is overwritten. x, add and y may be row windows (views) of larger tensors; add may be y itself. */
  void (*conv_forward)(AeConv *conv, const AeTensor *x, const AeTensor *add, AeTensor *y);
  /* dx is overwritten (the convolution part only: the caller undoes act and add before). */
  void (*conv_backward_data)(AeConv *conv, const AeTensor *dy, AeTensor *dx);
  /* dw and db (NULL without bias) are added to. */
  void (*conv_backward_weights)(AeConv *conv, const AeTensor *x, const AeTensor *dy, ae_real *dw, ae_real *db);
  /* Row-major C (m x n) = alpha op(A) op(B) + beta C, op transposes where the flag is set; lda/ldb/ldc as in CBLAS. */
  void (*gemm)(gboolean trans_a, gboolean trans_b, int m, int n, int k, ae_real alpha, const ae_real *a, int lda,
               const ae_real *b, int ldb, ae_real beta, ae_real *c, int ldc);
} AeKernels;

const AeKernels *const *ae_kernels(void); /* NULL-ended, slowest first */
const AeKernels *ae_kernels_by_name(const char *name, GError **error);
const AeKernels *ae_kernels_best(void); /* the last available one; $AEFILTER_KERNELS overrides by name */

G_END_DECLS
#endif
