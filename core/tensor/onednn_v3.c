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

static const dnnl_dims_t no_dilation = {0};

static dnnl_status_t forward(dnnl_primitive_desc_t *pd, dnnl_prop_kind_t kind, const AeDnnlConv *c,
                             const_dnnl_primitive_attr_t attr, dnnl_engine_t engine) {
  return dnnl_convolution_forward_primitive_desc_create(pd, engine, kind, dnnl_convolution_direct, c->src, c->weights,
                                                        c->bias, c->dst, c->strides, no_dilation, c->pad_begin,
                                                        c->pad_end, attr);
}

static dnnl_status_t backward(dnnl_primitive_desc_t *pd, AeDnnlPass pass, const AeDnnlConv *c,
                              const_dnnl_primitive_attr_t attr, dnnl_engine_t engine,
                              const_dnnl_primitive_desc_t hint) {
  if (pass == AE_DNNL_BACKWARD_DATA)
    return dnnl_convolution_backward_data_primitive_desc_create(pd, engine, dnnl_convolution_direct, c->src, c->weights,
                                                                c->dst, c->strides, no_dilation, c->pad_begin,
                                                                c->pad_end, hint, attr);
  return dnnl_convolution_backward_weights_primitive_desc_create(pd, engine, dnnl_convolution_direct, c->src,
                                                                 c->weights, NULL, c->dst, c->strides, no_dilation,
                                                                 c->pad_begin, c->pad_end, hint, attr);
}

/* The hint of a backward pass is a forward descriptor of the same shapes and types; it does not have to be the one that
 * ran. Where oneDNN has no forward pass for a mixture of types, the backward one is tried without. */
dnnl_status_t ae_dnnl_conv(dnnl_primitive_desc_t *pd, AeDnnlPass pass, const AeDnnlConv *c,
                           const_dnnl_primitive_attr_t attr, dnnl_engine_t engine) {
  if (pass == AE_DNNL_INFERENCE || pass == AE_DNNL_FORWARD)
    return forward(pd, pass == AE_DNNL_INFERENCE ? dnnl_forward_inference : dnnl_forward_training, c, attr, engine);
  dnnl_primitive_desc_t hint = NULL;
  if (forward(&hint, dnnl_forward_training, c, attr, engine) != dnnl_success)
    hint = NULL;
  dnnl_status_t status = backward(pd, pass, c, attr, engine, hint);
  if (hint)
    dnnl_primitive_desc_destroy(hint);
  return status;
}
