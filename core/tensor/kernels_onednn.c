/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Convolution by oneDNN's generated code. A plan holds a pass for each direction, made for dense tensors; one for
 * another memory layout or for y += is made when it is first asked for. What oneDNN does only by a plain loop goes to
 * the OpenBLAS back end. */
#include "base/checked.h"
#include "tensor/blas.h"
#include "tensor/im2col.h"
#include "tensor/onednn_pass.h"

#include <string.h>

struct AeConv {
  AeConvSpec spec;
  AeShape out;
  gsize n_weights;
  ae_real *w, *bias; /* as conv_weights gave them, for passes that come later */
  ae_real *dw, *db;  /* of one call, before they are added to the caller's */
  AeDnnlPassPlan forward, data, weights;
  AeConv *blas; /* instead of the passes, once one of them could not be made */
};

static gboolean available(void) { return ae_dnnl_engine() != NULL; }

/* Elsewhere (AVX512_BF16 without AMX) the bf16 convolutions of oneDNN are slower than its float32 ones. */
static gboolean fast_bf16(void) {
  guint isa = dnnl_get_effective_cpu_isa(), amx = dnnl_cpu_isa_avx512_core_amx;
  return (isa & amx) == amx;
}

static void passes_clear(AeConv *conv) {
  ae_dnnl_pass_clear(&conv->forward);
  ae_dnnl_pass_clear(&conv->data);
  ae_dnnl_pass_clear(&conv->weights);
}

static void conv_free(AeConv *conv) {
  if (!conv)
    return;
  passes_clear(conv);
  ae_kernels_openblas.conv_free(conv->blas);
  ae_free(conv->w);
  ae_free(conv->bias);
  ae_free(conv->dw);
  ae_free(conv->db);
  g_free(conv);
}

static gboolean allocate(AeConv *conv, GError **error) {
  const AeConvSpec *s = &conv->spec;
  AeShape weights = {s->out, s->in.c / s->groups, s->kernel_h, s->kernel_w};
  if (!ae_shape_count(weights, AE_REAL, &conv->n_weights, error))
    return FALSE;
  conv->w = ae_alloc(conv->n_weights, sizeof(ae_real), "weights", error);
  conv->bias = conv->w ? ae_alloc(s->out, sizeof(ae_real), "bias", error) : NULL;
  if (conv->bias && s->backward) {
    conv->dw = ae_alloc(conv->n_weights, sizeof(ae_real), "gradient of weights", error);
    conv->db = conv->dw ? ae_alloc(s->out, sizeof(ae_real), "gradient of bias", error) : NULL;
  }
  return conv->bias && (conv->db || !s->backward);
}

/* oneDNN 2.6 reads outside of its memory where an output pixel sees nothing but padding. */
static gboolean trusted(const AeConvSpec *s) {
  return s->pad_top < s->kernel_h && s->pad_bottom < s->kernel_h && s->pad_left < s->kernel_w &&
         s->pad_right < s->kernel_w;
}

static AeDnnlPass forward_kind(const AeConv *conv) { return conv->spec.backward ? AE_DNNL_FORWARD : AE_DNNL_INFERENCE; }

static gboolean build(AeConv *conv, AeDnnlPassPlan *pass, AeDnnlPass kind, const AeTensor *x, const AeTensor *y) {
  return ae_dnnl_pass_build(pass, &conv->spec, kind, x, y, pass == &conv->forward ? NULL : &conv->forward);
}

static gboolean build_all(AeConv *conv) {
  AeType type = conv->spec.type;
  AeTensor x = ae_tensor_wrap(NULL, conv->spec.in, type), y = ae_tensor_wrap(NULL, conv->out, type);
  return build(conv, &conv->forward, forward_kind(conv), &x, &y) &&
         (!conv->spec.backward || (build(conv, &conv->data, AE_DNNL_BACKWARD_DATA, &x, &y) &&
                                   build(conv, &conv->weights, AE_DNNL_BACKWARD_WEIGHTS, &x, &y)));
}

static AeConv *conv_new(const AeConvSpec *spec, GError **error) {
  AeShape out;
  if (!ae_conv_shape(spec, &out, error))
    return NULL;
  AeConv *conv = g_new0(AeConv, 1);
  conv->spec = *spec;
  conv->out = out;
  gboolean ok = allocate(conv, error);
  if (ok && !(trusted(spec) && build_all(conv))) {
    passes_clear(conv);
    conv->blas = ae_kernels_openblas.conv_new(spec, error);
    ok = conv->blas != NULL;
  }
  if (!ok)
    g_clear_pointer(&conv, conv_free);
  return conv;
}

static void conv_weights(AeConv *conv, const ae_real *w, const ae_real *bias) {
  memcpy(conv->w, w, conv->n_weights * sizeof *w);
  if (bias)
    memcpy(conv->bias, bias, (gsize)conv->spec.out * sizeof *bias);
  if (conv->blas)
    ae_kernels_openblas.conv_weights(conv->blas, conv->w, conv->bias);
  conv->forward.stale = conv->data.stale = TRUE;
}

/* Makes pass fit the tensors. FALSE: conv->blas does the work from now on. */
static gboolean ready(AeConv *conv, AeDnnlPassPlan *pass, AeDnnlPass kind, const AeTensor *x, const AeTensor *y) {
  if (conv->blas)
    return FALSE;
  if (ae_dnnl_pass_fits(pass, x, y))
    return TRUE;
  ae_dnnl_pass_clear(pass);
  if (build(conv, pass, kind, x, y))
    return TRUE;
  g_autoptr(GError) error = NULL;
  conv->blas = ae_kernels_openblas.conv_new(&conv->spec, &error);
  if (!conv->blas)
    g_error("%s", error->message); /* a few megabytes are missing: as g_malloc does */
  ae_kernels_openblas.conv_weights(conv->blas, conv->w, conv->bias);
  return FALSE;
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
  if (!ready(conv, &conv->forward, forward_kind(conv), x, y)) {
    ae_kernels_openblas.conv_forward(conv->blas, x, add, y);
    return;
  }
  if (conv->spec.add && add->data != y->data)
    copy_rows(add, y);
  ae_dnnl_pass_run(&conv->forward, x, y, conv->w, conv->bias);
}

static void conv_backward_data(AeConv *conv, const AeTensor *dy, AeTensor *dx) {
  if (ready(conv, &conv->data, AE_DNNL_BACKWARD_DATA, dx, dy))
    ae_dnnl_pass_run(&conv->data, dx, dy, conv->w, NULL);
  else
    ae_kernels_openblas.conv_backward_data(conv->blas, dy, dx);
}

static void conv_backward_weights(AeConv *conv, const AeTensor *x, const AeTensor *dy, ae_real *dw, ae_real *db) {
  if (!ready(conv, &conv->weights, AE_DNNL_BACKWARD_WEIGHTS, x, dy)) {
    ae_kernels_openblas.conv_backward_weights(conv->blas, x, dy, dw, db);
    return;
  }
  ae_dnnl_pass_run(&conv->weights, x, dy, conv->dw, NULL);
  for (gsize i = 0; i < conv->n_weights; i++)
    dw[i] += conv->dw[i];
  if (db)
    ae_bias_gradient(dy, conv->db, db);
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
    .gemm = ae_blas_gemm,
};
