/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Convolution by oneDNN's generated code. A plan holds a pass for each direction, made for dense tensors; one for
 * another memory layout or for y += is made when it is first asked for. What oneDNN does only by a plain loop goes to
 * the OpenBLAS back end. */
#include "base/checked.h"
#include "tensor/blas.h"
#include "tensor/onednn_pass.h"

#include <string.h>

struct AeConv {
  AeConvSpec spec;
  AeShape out;
  gsize n_weights;
  ae_real *w, *bias; /* as conv_weights gave them, for passes that come later */
  ae_real *dw, *db;  /* of one call, before they are added to the caller's */
  AeDnnlPassPlan forward, in_place, data, weights;
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
  ae_dnnl_pass_clear(&conv->in_place);
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

static gboolean build_passes(AeConv *conv) {
  const AeConvSpec *s = &conv->spec;
  AeTensor x = ae_tensor_wrap(NULL, s->in, s->type), y = ae_tensor_wrap(NULL, conv->out, s->type);
  AeDnnlPass kind = s->backward ? AE_DNNL_FORWARD : AE_DNNL_INFERENCE;
  const AeDnnlPassPlan *f = &conv->forward;
  if (!ae_dnnl_pass_build(&conv->forward, s, kind, &x, s->add ? &y : NULL, &y, FALSE, NULL))
    return FALSE;
  return !s->backward || (ae_dnnl_pass_build(&conv->data, s, AE_DNNL_BACKWARD_DATA, &x, NULL, &y, FALSE, f) &&
                          ae_dnnl_pass_build(&conv->weights, s, AE_DNNL_BACKWARD_WEIGHTS, &x, NULL, &y, FALSE, f));
}

static AeConv *conv_new(const AeConvSpec *spec, GError **error) {
  AeShape out;
  if (!ae_conv_shape(spec, &out, error))
    return NULL;
  AeConv *conv = g_new0(AeConv, 1);
  conv->spec = *spec;
  conv->out = out;
  gboolean ok = allocate(conv, error);
  if (ok && !build_passes(conv)) {
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
  conv->forward.stale = conv->in_place.stale = conv->data.stale = TRUE;
}

/* Makes pass fit the tensors. FALSE: conv->blas does the work from now on. */
static gboolean ready(AeConv *conv, AeDnnlPassPlan *pass, AeDnnlPass kind, const AeTensor *x, const AeTensor *add,
                      const AeTensor *y) {
  gboolean in_place = pass == &conv->in_place, backward = pass == &conv->data || pass == &conv->weights;
  if (conv->blas)
    return FALSE;
  if (ae_dnnl_pass_fits(pass, x, add, y))
    return TRUE;
  AeDnnlPassPlan old = *pass;
  gboolean built = ae_dnnl_pass_build(pass, &conv->spec, kind, x, add, y, in_place, backward ? &conv->forward : NULL);
  ae_dnnl_pass_clear(&old);
  if (built)
    return TRUE;
  g_autoptr(GError) error = NULL;
  conv->blas = ae_kernels_openblas.conv_new(&conv->spec, &error);
  if (!conv->blas)
    g_error("%s", error->message); /* a few megabytes are missing: as g_malloc does */
  ae_kernels_openblas.conv_weights(conv->blas, conv->w, conv->bias);
  return FALSE;
}

static void conv_forward(AeConv *conv, const AeTensor *x, const AeTensor *add, AeTensor *y) {
  const AeTensor *operand = conv->spec.add ? add : NULL;
  AeDnnlPassPlan *pass = operand && operand->data == y->data ? &conv->in_place : &conv->forward;
  if (ready(conv, pass, conv->spec.backward ? AE_DNNL_FORWARD : AE_DNNL_INFERENCE, x, operand, y))
    ae_dnnl_pass_run(pass, x, operand, y, conv->w, conv->bias);
  else
    ae_kernels_openblas.conv_forward(conv->blas, x, operand, y);
}

static void conv_backward_data(AeConv *conv, const AeTensor *dy, AeTensor *dx) {
  if (ready(conv, &conv->data, AE_DNNL_BACKWARD_DATA, dx, NULL, dy))
    ae_dnnl_pass_run(&conv->data, dx, NULL, dy, conv->w, NULL);
  else
    ae_kernels_openblas.conv_backward_data(conv->blas, dy, dx);
}

static void add_to(ae_real *sum, const ae_real *more, gsize n) {
  for (gsize i = 0; i < n; i++)
    sum[i] += more[i];
}

static void conv_backward_weights(AeConv *conv, const AeTensor *x, const AeTensor *dy, ae_real *dw, ae_real *db) {
  if (!ready(conv, &conv->weights, AE_DNNL_BACKWARD_WEIGHTS, x, NULL, dy)) {
    ae_kernels_openblas.conv_backward_weights(conv->blas, x, dy, dw, db);
    return;
  }
  ae_dnnl_pass_run(&conv->weights, x, NULL, dy, conv->dw, conv->db);
  add_to(dw, conv->dw, conv->n_weights);
  if (db)
    add_to(db, conv->db, conv->spec.out);
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
