/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Convolution by oneDNN's generated code. A plan has a pass for each direction, whose primitives are made when it is
 * first run, so that a network that is only evaluated never pays for gradients. A pass that oneDNN has no good
 * implementation for goes to the OpenBLAS back end, always the same one for the same specification. */
#include "base/checked.h"
#include "tensor/blas.h"
#include "tensor/im2col.h"
#include "tensor/onednn_pass.h"
#include "tensor/thin.h"

#include <string.h>

typedef struct {
  AeDnnlPassPlan plan;
  gboolean refused; /* conv->blas does it */
} Pass;

struct AeConv {
  AeConvSpec spec;
  gsize n_weights;
  ae_real *w, *bias; /* as conv_weights gave them, for passes that come later */
  ae_real *dw;       /* of one call, before it is added to the caller's */
  ae_real *sum;      /* [out], scratch */
  Pass forward, data, weights;
  AeConv *blas; /* NULL until a pass needs it */
  AeThin *thin; /* does all passes where it fits, else NULL */
};

static gboolean available(void) { return ae_dnnl_engine() != NULL; }

/* Elsewhere (AVX512_BF16 without AMX) the bf16 convolutions of oneDNN are slower than its float32 ones. */
static gboolean fast_bf16(void) {
  guint isa = dnnl_get_effective_cpu_isa(), amx = dnnl_cpu_isa_avx512_core_amx;
  return (isa & amx) == amx;
}

static void conv_free(AeConv *conv) {
  if (!conv)
    return;
  ae_dnnl_pass_clear(&conv->forward.plan);
  ae_dnnl_pass_clear(&conv->data.plan);
  ae_dnnl_pass_clear(&conv->weights.plan);
  ae_kernels_openblas.conv_free(conv->blas);
  ae_thin_free(conv->thin);
  ae_free(conv->w);
  ae_free(conv->bias);
  ae_free(conv->dw);
  ae_free(conv->sum);
  g_free(conv);
}

static gboolean reserve(ae_real **data, gsize count, GError **error) {
  *data = ae_alloc(count, sizeof(ae_real), "convolution", error);
  return *data != NULL;
}

static gboolean allocate(AeConv *conv, GError **error) {
  const AeConvSpec *s = &conv->spec;
  AeShape weights = {s->out, s->in.c / s->groups, s->kernel_h, s->kernel_w};
  return ae_shape_count(weights, AE_REAL, &conv->n_weights, error) && reserve(&conv->w, conv->n_weights, error) &&
         reserve(&conv->bias, s->out, error) && reserve(&conv->sum, s->out, error) &&
         (!s->backward || reserve(&conv->dw, conv->n_weights, error)) &&
         (!ae_thin_fits(s) || (conv->thin = ae_thin_new(s, error)) != NULL);
}

/* oneDNN 2.6 reads outside of its memory where an output pixel sees nothing but padding. */
static gboolean trusted(const AeConvSpec *s) {
  return s->pad_top < s->kernel_h && s->pad_bottom < s->kernel_h && s->pad_left < s->kernel_w &&
         s->pad_right < s->kernel_w;
}

static AeConv *conv_new(const AeConvSpec *spec, GError **error) {
  AeShape out;
  if (!ae_conv_shape(spec, &out, error))
    return NULL;
  AeConv *conv = g_new0(AeConv, 1);
  conv->spec = *spec;
  conv->forward.refused = conv->data.refused = conv->weights.refused = !trusted(spec);
  if (!allocate(conv, error))
    g_clear_pointer(&conv, conv_free);
  return conv;
}

static void conv_weights(AeConv *conv, const ae_real *w, const ae_real *bias) {
  if (conv->thin) {
    ae_thin_weights(conv->thin, w, bias);
    return;
  }
  memcpy(conv->w, w, conv->n_weights * sizeof *w);
  if (bias)
    memcpy(conv->bias, bias, (gsize)conv->spec.out * sizeof *bias);
  if (conv->blas)
    ae_kernels_openblas.conv_weights(conv->blas, conv->w, conv->bias);
  conv->forward.plan.stale = conv->data.plan.stale = TRUE;
}

static void use_blas(AeConv *conv) {
  g_autoptr(GError) error = NULL;
  conv->blas = ae_kernels_openblas.conv_new(&conv->spec, &error);
  if (!conv->blas)
    g_error("%s", error->message); /* a few megabytes are missing: as g_malloc does */
  ae_kernels_openblas.conv_weights(conv->blas, conv->w, conv->bias);
}

/* The whole tensors where they are dense; else, in row windows of several images, an image at a time. */
static int parts(const AeTensor *x, const AeTensor *y) {
  return ae_tensor_dense(x) && ae_tensor_dense(y) ? 1 : x->shape.n;
}

static void *part(const AeTensor *t, int i) { return (guint8 *)t->data + (gsize)i * t->image * ae_type_size(t->type); }

static gboolean has_gaps(const AeTensor *t) { return t->row != (gsize)t->shape.w * t->shape.c; }

/* Makes pass fit the tensors. FALSE: conv->blas does it. */
static gboolean ready(AeConv *conv, Pass *pass, AeDnnlPass kind, const AeTensor *x, const AeTensor *y) {
  int images = x->shape.n / parts(x, y);
  gboolean gaps = has_gaps(x) || has_gaps(y);
  if (!gaps && !pass->refused && pass->plan.images != images) {
    ae_dnnl_pass_clear(&pass->plan);
    pass->refused = !ae_dnnl_pass_build(&pass->plan, &conv->spec, kind, images);
  }
  if ((gaps || pass->refused) && !conv->blas)
    use_blas(conv);
  return !gaps && !pass->refused;
}

/* The convolution adds to what y holds. */
static void copy_rows(const AeTensor *from, AeTensor *to) {
  gsize size = ae_type_size(to->type), bytes = size * to->shape.w * to->shape.c;
  for (int n = 0; n < to->shape.n; n++)
    for (int h = 0; h < to->shape.h; h++)
      memcpy((guint8 *)to->data + size * (n * to->image + h * to->row),
             (const guint8 *)from->data + size * (n * from->image + h * from->row), bytes);
}

static void conv_forward(AeConv *conv, const AeTensor *x, const AeTensor *add, AeTensor *y) {
  AeDnnlPass kind = conv->spec.backward ? AE_DNNL_FORWARD : AE_DNNL_INFERENCE;
  if (conv->thin) {
    ae_thin_forward(conv->thin, x, y);
    return;
  }
  if (!ready(conv, &conv->forward, kind, x, y)) {
    ae_kernels_openblas.conv_forward(conv->blas, x, add, y);
    return;
  }
  if (conv->spec.add && add->data != y->data)
    copy_rows(add, y);
  for (int i = 0; i < parts(x, y); i++)
    ae_dnnl_pass_run(&conv->forward.plan, part(x, i), part(y, i), conv->w, conv->spec.bias ? conv->bias : NULL);
}

static void conv_backward_data(AeConv *conv, const AeTensor *dy, AeTensor *dx) {
  if (conv->thin) {
    ae_thin_backward_data(conv->thin, dy, dx);
    return;
  }
  if (!ready(conv, &conv->data, AE_DNNL_BACKWARD_DATA, dx, dy)) {
    ae_kernels_openblas.conv_backward_data(conv->blas, dy, dx);
    return;
  }
  for (int i = 0; i < parts(dx, dy); i++)
    ae_dnnl_pass_run(&conv->data.plan, part(dx, i), part(dy, i), conv->w, NULL);
}

static void conv_backward_weights(AeConv *conv, const AeTensor *x, const AeTensor *dy, ae_real *dw, ae_real *db) {
  if (conv->thin) {
    ae_thin_backward_weights(conv->thin, x, dy, dw, db);
    return;
  }
  if (!ready(conv, &conv->weights, AE_DNNL_BACKWARD_WEIGHTS, x, dy)) {
    ae_kernels_openblas.conv_backward_weights(conv->blas, x, dy, dw, db);
    return;
  }
  for (int i = 0; i < parts(x, dy); i++) {
    ae_dnnl_pass_run(&conv->weights.plan, part(x, i), part(dy, i), conv->dw, NULL);
    for (gsize k = 0; k < conv->n_weights; k++)
      dw[k] += conv->dw[k];
  }
  if (db)
    ae_bias_gradient(dy, conv->sum, db);
}

/* oneDNN's own rather than OpenBLAS's, which takes a CPU younger than itself for one without AVX; but its first call
 * costs 30 ms of code generation, which a small product is not worth. */
static void gemm(gboolean trans_a, gboolean trans_b, int m, int n, int k, ae_real alpha, const ae_real *a, int lda,
                 const ae_real *b, int ldb, ae_real beta, ae_real *c, int ldc) {
  const double small = 1e6;
  if ((double)m * n * k < small) {
    ae_blas_gemm(trans_a, trans_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
    return;
  }
  int token = ae_dnnl_enter();
  dnnl_sgemm(trans_a ? 'T' : 'N', trans_b ? 'T' : 'N', m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
  ae_dnnl_leave(token);
}

const AeKernels ae_kernels_onednn = {
    .name = "onednn",
    .help = "oneDNN: generated code for this CPU, float32 and bf16",
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
