/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "tensor/onednn_pass.h"

#include "base/checked.h"

#include <string.h>

enum { SLOT_X, SLOT_Y, SLOT_W };

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

/* The image stride of a single image is never used, but oneDNN takes only a dense one for dense. */
static AeDnnlLayout layout_of(const AeTensor *t) {
  return (AeDnnlLayout){t->row, t->shape.n == 1 ? t->row * t->shape.h : t->image};
}

static gboolean same_layout(AeDnnlLayout a, AeDnnlLayout b) { return a.row == b.row && a.image == b.image; }

static AeDnnlMd tensor_md(const AeTensor *t, dnnl_data_type_t type) {
  AeDnnlLayout layout = layout_of(t);
  const gint64 dims[] = {t->shape.n, t->shape.c, t->shape.h, t->shape.w};
  const gint64 strides[] = {(gint64)layout.image, 1, (gint64)layout.row, t->shape.c};
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

/* A dense bf16 copy of t, made before each run, where the convolution multiplies in bf16 and t is float32. */
static gboolean narrow_build(AeDnnlNarrow *narrow, const AeTensor *t) {
  AeTensor dense = ae_tensor_wrap(NULL, t->shape, AE_BF16);
  gsize count;
  if (!ae_shape_count(t->shape, AE_BF16, &count, NULL))
    return FALSE;
  AeDnnlMd from = tensor_md(t, dnnl_f32), to = tensor_md(&dense, dnnl_bf16);
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

static const void *narrow_run(const AeDnnlNarrow *narrow, const AeTensor *t) {
  if (!narrow->op)
    return t->data;
  ae_dnnl_op_data(narrow->op, 0, t->data);
  ae_dnnl_op_data(narrow->op, 1, narrow->data);
  ae_dnnl_op_run(narrow->op);
  return narrow->data;
}

static AeDnnlMd operand_md(const AeDnnlNarrow *narrow, const AeTensor *t) {
  AeTensor dense = ae_tensor_wrap(NULL, t->shape, AE_BF16);
  return narrow->op ? tensor_md(&dense, dnnl_bf16) : tensor_md(t, type_of(t->type));
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

/* Plain loops are slower than im2col and GEMM by far. Otherwise it is about bits: forward passes, and backward data,
 * which is the forward pass of a transposed convolution, must give a pixel the same bits whatever the size of the
 * picture. oneDNN's GEMM sums in an order that follows the size; so do its strided backward data below AVX-512, and it
 * changes between the two by the size where strides exceed 2. tests/test_kernels.cc would notice. */
static gboolean is_wanted(const_dnnl_primitive_desc_t pd, AeDnnlPass kind, const AeConvSpec *spec) {
  const char *name = "";
  dnnl_primitive_desc_query(pd, dnnl_query_impl_info_str, 0, &name);
  if (g_str_has_prefix(name, "ref"))
    return FALSE;
  if (kind == AE_DNNL_BACKWARD_WEIGHTS)
    return TRUE;
  int stride = MAX(spec->stride_h, spec->stride_w);
  gboolean steady = is_forward(kind) || stride == 1 || (stride == 2 && strstr(name, "avx512"));
  return steady && !strstr(name, "gemm:");
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
  plan->bias_slot = mds->bias ? SLOT_W + 1 : -1;
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

static gboolean mds_fill(AeDnnlConv *mds, const AeDnnlPassPlan *plan, const AeConvSpec *s, const AeTensor *x,
                         const AeTensor *y) {
  gboolean bf16 = (s->bf16 || s->type == AE_BF16) && plan->kind != AE_DNNL_BACKWARD_WEIGHTS;
  gboolean bias = s->bias && is_forward(plan->kind);
  *mds = (AeDnnlConv){
      .src = operand_md(&plan->narrow_x, x),
      .weights = weights_md(s, bf16 ? dnnl_bf16 : dnnl_f32, FALSE),
      .bias = bias ? bias_md(s) : NULL,
      .dst = operand_md(&plan->narrow_y, y),
      .strides = {s->stride_h, s->stride_w},
      .pad_begin = {s->pad_top, s->pad_left},
      .pad_end = {s->pad_bottom, s->pad_right},
  };
  return mds->src && mds->weights && mds->dst && (mds->bias || !bias);
}

static gboolean build_conv(AeDnnlPassPlan *plan, const AeConvSpec *spec, const AeTensor *x, const AeTensor *y) {
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

gboolean ae_dnnl_pass_build(AeDnnlPassPlan *plan, const AeConvSpec *spec, AeDnnlPass kind, const AeTensor *x,
                            const AeTensor *y) {
  gboolean narrow_x = spec->bf16 && spec->type == AE_REAL && kind != AE_DNNL_BACKWARD_DATA;
  gboolean narrow_y = spec->bf16 && spec->type == AE_REAL && !is_forward(kind);
  int token = ae_dnnl_enter();
  *plan = (AeDnnlPassPlan){.kind = kind, .x = layout_of(x), .y = layout_of(y)};
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

gboolean ae_dnnl_pass_fits(const AeDnnlPassPlan *plan, const AeTensor *x, const AeTensor *y) {
  return plan->conv && same_layout(plan->x, layout_of(x)) && same_layout(plan->y, layout_of(y));
}

static void reorder(AeDnnlPassPlan *plan, void *from, void *to) {
  ae_dnnl_op_data(plan->reorder, 0, from);
  ae_dnnl_op_data(plan->reorder, 1, to);
  ae_dnnl_op_run(plan->reorder);
}

void ae_dnnl_pass_run(AeDnnlPassPlan *plan, const AeTensor *x, const AeTensor *y, ae_real *w, const ae_real *bias) {
  gboolean gradient = plan->kind == AE_DNNL_BACKWARD_WEIGHTS;
  if (plan->stale && !gradient)
    reorder(plan, w, plan->w);
  plan->stale = FALSE;
  ae_dnnl_op_data(plan->conv, SLOT_X, narrow_run(&plan->narrow_x, x));
  ae_dnnl_op_data(plan->conv, SLOT_Y, narrow_run(&plan->narrow_y, y));
  ae_dnnl_op_data(plan->conv, SLOT_W, plan->w);
  if (plan->bias_slot >= 0)
    ae_dnnl_op_data(plan->conv, plan->bias_slot, bias);
  ae_dnnl_op_run(plan->conv);
  if (gradient)
    reorder(plan, plan->w, w);
}
