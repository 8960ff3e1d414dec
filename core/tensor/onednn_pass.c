/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "tensor/onednn_pass.h"

#include "base/checked.h"

#include <string.h>

enum { SLOT_X, SLOT_Y, SLOT_W, SLOT_BIAS };

/* What oneDNN calls the parts of a convolution in each pass. */
static const struct {
  int x, y, w;
  dnnl_query_t w_md;
} names[] = {
    [AE_DNNL_INFERENCE] = {DNNL_ARG_SRC, DNNL_ARG_DST, DNNL_ARG_WEIGHTS, dnnl_query_weights_md},
    [AE_DNNL_FORWARD] = {DNNL_ARG_SRC, DNNL_ARG_DST, DNNL_ARG_WEIGHTS, dnnl_query_weights_md},
    [AE_DNNL_BACKWARD_DATA] = {DNNL_ARG_DIFF_SRC, DNNL_ARG_DIFF_DST, DNNL_ARG_WEIGHTS, dnnl_query_weights_md},
    [AE_DNNL_BACKWARD_WEIGHTS] = {DNNL_ARG_SRC, DNNL_ARG_DIFF_DST, DNNL_ARG_DIFF_WEIGHTS, dnnl_query_diff_weights_md},
};

static gboolean is_forward(AeDnnlPass kind) { return kind == AE_DNNL_INFERENCE || kind == AE_DNNL_FORWARD; }

/* Dense NHWC. */
static AeDnnlMd tensor_md(AeShape s, dnnl_data_type_t type) {
  const gint64 dims[] = {s.n, s.c, s.h, s.w};
  const gint64 row = (gint64)s.w * s.c, strides[] = {row * s.h, 1, row, s.c};
  return ae_dnnl_md_new(4, dims, strides, type);
}

/* GOIHW, or OIHW without groups: in OIHW's order, or in any. */
static AeDnnlMd weights_md(const AeConvSpec *s, dnnl_data_type_t type, gboolean plain) {
  const gint64 dims[] = {s->groups, s->out / s->groups, s->in.c / s->groups, s->kernel_h, s->kernel_w};
  gint64 strides[G_N_ELEMENTS(dims)], stride = 1;
  for (int i = G_N_ELEMENTS(dims) - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= dims[i];
  }
  int skip = s->groups == 1;
  return ae_dnnl_md_new(G_N_ELEMENTS(dims) - skip, dims + skip, plain ? strides + skip : NULL, type);
}

static AeDnnlMd bias_md(const AeConvSpec *s) {
  const gint64 dims[] = {s->out}, strides[] = {1};
  return ae_dnnl_md_new(1, dims, strides, dnnl_f32);
}

static dnnl_data_type_t type_of(AeType type) { return type == AE_BF16 ? dnnl_bf16 : dnnl_f32; }

static gboolean narrow_build(AeDnnlNarrow *narrow, AeShape shape) {
  gsize count;
  if (!ae_shape_count(shape, AE_BF16, &count, NULL))
    return FALSE;
  AeDnnlMd from = tensor_md(shape, dnnl_f32), to = tensor_md(shape, dnnl_bf16);
  narrow->op = from && to ? ae_dnnl_reorder_new(from, to) : NULL;
  narrow->data = ae_alloc(count, sizeof(ae_bf16), "convolution", NULL);
  ae_dnnl_md_free(from);
  ae_dnnl_md_free(to);
  return narrow->op && narrow->data;
}

static void narrow_clear(AeDnnlNarrow *narrow) {
  ae_dnnl_op_free(narrow->op);
  ae_free(narrow->data);
}

static const void *narrow_run(const AeDnnlNarrow *narrow, const void *data) {
  if (!narrow->op)
    return data;
  ae_dnnl_op_data(narrow->op, 0, data);
  ae_dnnl_op_data(narrow->op, 1, narrow->data);
  ae_dnnl_op_run(narrow->op);
  return narrow->data;
}

/* y = act(...) + y, in this order. A sum and not a binary post-op with an operand of its own: oneDNN 2.6 takes the
 * latter only in its slower implementations, one of which (gemm) reads the operand at wrong places. */
static dnnl_primitive_attr_t forward_attributes(const AeConvSpec *s) {
  dnnl_post_ops_t ops = NULL;
  dnnl_primitive_attr_t attr = NULL;
  if (dnnl_post_ops_create(&ops) != dnnl_success)
    return NULL;
  float slope = s->act == AE_ACT_LEAKY ? (float)s->slope : 0;
  if ((s->act == AE_ACT_NONE || ae_dnnl_append_relu(ops, slope) == dnnl_success) &&
      (!s->add || ae_dnnl_append_sum(ops, type_of(s->type)) == dnnl_success))
    attr = ae_dnnl_attr_new(ops);
  dnnl_post_ops_destroy(ops);
  return attr;
}

/* Not oneDNN's plain loops, which are slower than im2col and GEMM by far, nor its GEMM, which sums in an order that
 * follows the picture's size, and in 3.7 misreads images with rows between them, nor its code for SSE4.1, which faults
 * on rows that are not aligned. Backward data is the forward pass of a transposed convolution, and so must give a pixel
 * the same bits whatever the size as well: strided ones do not below AVX-512, and strides over 2 have other code for
 * other sizes. tests/test_kernels.cc would notice. */
static gboolean is_wanted(const_dnnl_primitive_desc_t pd, AeDnnlPass kind, const AeConvSpec *spec) {
  const char *name = "";
  dnnl_primitive_desc_query(pd, dnnl_query_impl_info_str, 0, &name);
  if (g_str_has_prefix(name, "ref") || strstr(name, "gemm:") || strstr(name, "sse41"))
    return FALSE;
  int stride = MAX(spec->stride_h, spec->stride_w);
  return kind != AE_DNNL_BACKWARD_DATA || stride == 1 || (stride == 2 && strstr(name, "avx512"));
}

static AeDnnlOp *conv_op(const AeDnnlConv *mds, AeDnnlPass kind, const AeConvSpec *spec,
                         const_dnnl_primitive_attr_t attr) {
  dnnl_primitive_desc_t pd = NULL;
  if (ae_dnnl_conv(&pd, kind, mds, attr, ae_dnnl_engine()) != dnnl_success)
    return NULL;
  if (!is_wanted(pd, kind, spec)) {
    dnnl_primitive_desc_destroy(pd);
    return NULL;
  }
  return ae_dnnl_op_new(pd);
}

static gboolean add_arguments(AeDnnlPassPlan *plan, const AeDnnlConv *mds) {
  AeDnnlConstMd w = ae_dnnl_op_md(plan->conv, names[plan->kind].w_md);
  return ae_dnnl_op_arg(plan->conv, names[plan->kind].x, mds->src) &&
         ae_dnnl_op_arg(plan->conv, names[plan->kind].y, mds->dst) &&
         ae_dnnl_op_arg(plan->conv, names[plan->kind].w, w) &&
         (!mds->bias || ae_dnnl_op_arg(plan->conv, DNNL_ARG_BIAS, mds->bias));
}

static gboolean add_weights(AeDnnlPassPlan *plan, const AeConvSpec *spec) {
  AeDnnlConstMd packed = ae_dnnl_op_md(plan->conv, names[plan->kind].w_md);
  AeDnnlMd plain = weights_md(spec, dnnl_f32, TRUE);
  plan->w = ae_alloc(dnnl_memory_desc_get_size(packed), 1, "weights", NULL);
  if (plain && plan->kind == AE_DNNL_BACKWARD_WEIGHTS)
    plan->reorder = ae_dnnl_reorder_new(packed, plain);
  else if (plain)
    plan->reorder = ae_dnnl_reorder_new(plain, packed);
  ae_dnnl_md_free(plain);
  plan->stale = TRUE;
  return plan->w && plan->reorder;
}

static void mds_clear(AeDnnlConv *mds) {
  ae_dnnl_md_free(mds->src);
  ae_dnnl_md_free(mds->weights);
  ae_dnnl_md_free(mds->bias);
  ae_dnnl_md_free(mds->dst);
}

static gboolean mds_fill(AeDnnlConv *mds, const AeDnnlPassPlan *plan, const AeConvSpec *s, AeShape x, AeShape y) {
  gboolean bf16 = (s->bf16 || s->type == AE_BF16) && plan->kind != AE_DNNL_BACKWARD_WEIGHTS;
  gboolean bias = s->bias && is_forward(plan->kind);
  *mds = (AeDnnlConv){
      .src = tensor_md(x, plan->narrow_x.op ? dnnl_bf16 : type_of(s->type)),
      .weights = weights_md(s, bf16 ? dnnl_bf16 : dnnl_f32, FALSE),
      .bias = bias ? bias_md(s) : NULL,
      .dst = tensor_md(y, plan->narrow_y.op ? dnnl_bf16 : type_of(s->type)),
      .strides = {s->stride_h, s->stride_w},
      .pad_begin = {s->pad_top, s->pad_left},
      .pad_end = {s->pad_bottom, s->pad_right},
  };
  return mds->src && mds->weights && mds->dst && (mds->bias || !bias);
}

static gboolean build_conv(AeDnnlPassPlan *plan, const AeConvSpec *spec, AeShape x, AeShape y) {
  AeDnnlConv mds;
  gboolean ok = mds_fill(&mds, plan, spec, x, y);
  dnnl_primitive_attr_t attr = is_forward(plan->kind) ? forward_attributes(spec) : ae_dnnl_attr_new(NULL);
  if (ok && attr)
    plan->conv = conv_op(&mds, plan->kind, spec, attr);
  ok = plan->conv && add_arguments(plan, &mds);
  dnnl_primitive_attr_destroy(attr);
  mds_clear(&mds);
  return ok;
}

gboolean ae_dnnl_pass_build(AeDnnlPassPlan *plan, const AeConvSpec *spec, AeDnnlPass kind, int images) {
  gboolean narrow_x = spec->bf16 && spec->type == AE_REAL && kind != AE_DNNL_BACKWARD_DATA;
  gboolean narrow_y = spec->bf16 && spec->type == AE_REAL && !is_forward(kind);
  AeShape x = spec->in, y;
  *plan = (AeDnnlPassPlan){.kind = kind, .images = images};
  if (!ae_conv_shape(spec, &y, NULL))
    return FALSE;
  x.n = y.n = images;
  int token = ae_dnnl_enter();
  gboolean ok = (!narrow_x || narrow_build(&plan->narrow_x, x)) && (!narrow_y || narrow_build(&plan->narrow_y, y)) &&
                build_conv(plan, spec, x, y) && add_weights(plan, spec);
  ae_dnnl_leave(token);
  if (!ok)
    ae_dnnl_pass_clear(plan);
  return ok;
}

void ae_dnnl_pass_clear(AeDnnlPassPlan *plan) {
  narrow_clear(&plan->narrow_x);
  narrow_clear(&plan->narrow_y);
  ae_dnnl_op_free(plan->conv);
  ae_dnnl_op_free(plan->reorder);
  ae_free(plan->w);
  memset(plan, 0, sizeof *plan);
}

static void reorder(AeDnnlPassPlan *plan, void *from, void *to) {
  ae_dnnl_op_data(plan->reorder, 0, from);
  ae_dnnl_op_data(plan->reorder, 1, to);
  ae_dnnl_op_run(plan->reorder);
}

void ae_dnnl_pass_run(AeDnnlPassPlan *plan, const void *x, const void *y, ae_real *w, const ae_real *bias) {
  gboolean gradient = plan->kind == AE_DNNL_BACKWARD_WEIGHTS;
  if (plan->stale && !gradient)
    reorder(plan, w, plan->w);
  plan->stale = FALSE;
  ae_dnnl_op_data(plan->conv, SLOT_X, narrow_run(&plan->narrow_x, x));
  ae_dnnl_op_data(plan->conv, SLOT_Y, narrow_run(&plan->narrow_y, y));
  ae_dnnl_op_data(plan->conv, SLOT_W, plan->w);
  if (bias)
    ae_dnnl_op_data(plan->conv, SLOT_BIAS, bias);
  ae_dnnl_op_run(plan->conv);
  if (gradient)
    reorder(plan, plan->w, w);
}
