/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "tensor/onednn_shim.h"

#include <string.h>

/* oneDNN reads arrays of DNNL_MAX_NDIMS whatever the rank is. */
static void widen(dnnl_dims_t out, int rank, const gint64 *in) {
  memset(out, 0, sizeof(dnnl_dims_t));
  memcpy(out, in, (gsize)rank * sizeof *in);
}

AeDnnlMd ae_dnnl_md_new(int rank, const gint64 *dims, const gint64 *strides, dnnl_data_type_t type) {
  dnnl_dims_t wide_dims, wide_strides;
  AeDnnlMd md = g_new0(dnnl_memory_desc_t, 1);
  dnnl_status_t status;
  widen(wide_dims, rank, dims);
  if (strides) {
    widen(wide_strides, rank, strides);
    status = dnnl_memory_desc_init_by_strides(md, rank, wide_dims, type, wide_strides);
  } else {
    status = dnnl_memory_desc_init_by_tag(md, rank, wide_dims, type, dnnl_format_tag_any);
  }
  if (status != dnnl_success)
    g_clear_pointer(&md, g_free);
  return md;
}

void ae_dnnl_md_free(AeDnnlMd md) { g_free(md); }

dnnl_status_t ae_dnnl_append_relu(dnnl_post_ops_t ops, float slope) {
  return dnnl_post_ops_append_eltwise(ops, 1, dnnl_eltwise_relu, slope, 0);
}

dnnl_status_t ae_dnnl_append_sum(dnnl_post_ops_t ops, dnnl_data_type_t type) {
  return dnnl_post_ops_append_sum_v2(ops, 1, type);
}

static dnnl_status_t describe(dnnl_convolution_desc_t *desc, AeDnnlPass pass, const AeDnnlConv *c) {
  const dnnl_alg_kind_t direct = dnnl_convolution_direct;
  switch (pass) {
  case AE_DNNL_BACKWARD_DATA:
    return dnnl_convolution_backward_data_desc_init(desc, direct, c->src, c->weights, c->dst, c->strides, c->pad_begin,
                                                    c->pad_end);
  case AE_DNNL_BACKWARD_WEIGHTS:
    return dnnl_convolution_backward_weights_desc_init(desc, direct, c->src, c->weights, NULL, c->dst, c->strides,
                                                       c->pad_begin, c->pad_end);
  default:
    return dnnl_convolution_forward_desc_init(
        desc, pass == AE_DNNL_INFERENCE ? dnnl_forward_inference : dnnl_forward_training, direct, c->src, c->weights,
        c->bias, c->dst, c->strides, c->pad_begin, c->pad_end);
  }
}

dnnl_status_t ae_dnnl_conv(dnnl_primitive_desc_t *pd, AeDnnlPass pass, const AeDnnlConv *conv,
                           const_dnnl_primitive_attr_t attr, dnnl_engine_t engine) {
  dnnl_convolution_desc_t desc;
  dnnl_status_t status = describe(&desc, pass, conv);
  return status == dnnl_success ? dnnl_primitive_desc_create(pd, &desc, attr, engine, NULL) : status;
}
