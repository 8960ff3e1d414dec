/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "tensor/onednn_shim.h"

#include <string.h>

static void widen(dnnl_dims_t out, int rank, const gint64 *in) {
  memset(out, 0, sizeof(dnnl_dims_t));
  memcpy(out, in, (gsize)rank * sizeof *in);
}

AeDnnlMd ae_dnnl_md_new(int rank, const gint64 *dims, const gint64 *strides, dnnl_data_type_t type) {
  dnnl_dims_t wide_dims, wide_strides;
  AeDnnlMd md = NULL;
  dnnl_status_t status;
  widen(wide_dims, rank, dims);
  if (strides) {
    widen(wide_strides, rank, strides);
    status = dnnl_memory_desc_create_with_strides(&md, rank, wide_dims, type, wide_strides);
  } else {
    status = dnnl_memory_desc_create_with_tag(&md, rank, wide_dims, type, dnnl_format_tag_any);
  }
  return status == dnnl_success ? md : NULL;
}

void ae_dnnl_md_free(AeDnnlMd md) {
  if (md)
    dnnl_memory_desc_destroy(md);
}

dnnl_status_t ae_dnnl_append_relu(dnnl_post_ops_t ops, float slope) {
  return dnnl_post_ops_append_eltwise(ops, dnnl_eltwise_relu, slope, 0);
}

dnnl_status_t ae_dnnl_append_sum(dnnl_post_ops_t ops, dnnl_data_type_t type) {
  return dnnl_post_ops_append_sum(ops, 1, 0, type);
}

dnnl_status_t ae_dnnl_conv(dnnl_primitive_desc_t *pd, AeDnnlPass pass, const AeDnnlConv *c,
                           const_dnnl_primitive_attr_t attr, dnnl_engine_t engine,
                           const_dnnl_primitive_desc_t forward) {
  const dnnl_alg_kind_t direct = dnnl_convolution_direct;
  const dnnl_dims_t no_dilation = {0};
  switch (pass) {
  case AE_DNNL_BACKWARD_DATA:
    return dnnl_convolution_backward_data_primitive_desc_create(pd, engine, direct, c->src, c->weights, c->dst,
                                                                c->strides, no_dilation, c->pad_begin, c->pad_end,
                                                                forward, attr);
  case AE_DNNL_BACKWARD_WEIGHTS:
    return dnnl_convolution_backward_weights_primitive_desc_create(pd, engine, direct, c->src, c->weights, c->bias,
                                                                   c->dst, c->strides, no_dilation, c->pad_begin,
                                                                   c->pad_end, forward, attr);
  default:
    return dnnl_convolution_forward_primitive_desc_create(
        pd, engine, pass == AE_DNNL_INFERENCE ? dnnl_forward_inference : dnnl_forward_training, direct, c->src,
        c->weights, c->bias, c->dst, c->strides, no_dilation, c->pad_begin, c->pad_end, attr);
  }
}
