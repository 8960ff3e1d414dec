/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What differs between the C APIs of oneDNN 2 (Debian 12) and oneDNN 3 (Debian 13), and nothing more: onednn_v2.c and
 * onednn_v3.c both implement this header and the build takes the one that fits. In version 3 memory descriptors are
 * opaque, operation descriptors are gone, and an eltwise post-op has no scale. */
#ifndef AE_TENSOR_ONEDNN_SHIM_H
#define AE_TENSOR_ONEDNN_SHIM_H

#include <dnnl.h>
#include <glib.h>

G_BEGIN_DECLS

/* Both are pointers in both versions, and are passed to oneDNN's functions as they are. */
#if DNNL_VERSION_MAJOR >= 3
typedef dnnl_memory_desc_t AeDnnlMd;
typedef const_dnnl_memory_desc_t AeDnnlConstMd;
#else
typedef dnnl_memory_desc_t *AeDnnlMd;
typedef const dnnl_memory_desc_t *AeDnnlConstMd;
#endif

/* A descriptor of rank dimensions; strides in elements, or NULL to let the primitive choose a layout. NULL on failure.
 */
AeDnnlMd ae_dnnl_md_new(int rank, const gint64 *dims, const gint64 *strides, dnnl_data_type_t type);
void ae_dnnl_md_free(AeDnnlMd md); /* accepts NULL */

/* v -> v > 0 ? v : slope * v */
dnnl_status_t ae_dnnl_append_relu(dnnl_post_ops_t ops, float slope);
/* v -> v + what the destination held before */
dnnl_status_t ae_dnnl_append_sum(dnnl_post_ops_t ops, dnnl_data_type_t type);

typedef enum { AE_DNNL_INFERENCE, AE_DNNL_FORWARD, AE_DNNL_BACKWARD_DATA, AE_DNNL_BACKWARD_WEIGHTS } AeDnnlPass;

/* Backward passes read src as diff_src, weights as diff_weights and so on. */
typedef struct {
  AeDnnlMd src, weights, bias, dst;        /* bias is for forward and may be NULL */
  dnnl_dims_t strides, pad_begin, pad_end; /* height, width */
} AeDnnlConv;

/* A direct convolution. */
dnnl_status_t ae_dnnl_conv(dnnl_primitive_desc_t *pd, AeDnnlPass pass, const AeDnnlConv *conv,
                           const_dnnl_primitive_attr_t attr, dnnl_engine_t engine);

G_END_DECLS
#endif
