/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "nn/layer.h"

#include "base/row.h"

/* The table: one row a layer type. */
#define LAYERS(ROW)    \
  ROW(input)           \
  ROW(conv2d)          \
  ROW(tconv2d)         \
  ROW(dense)           \
  ROW(upsample)        \
  ROW(max_pool)        \
  ROW(avg_pool)        \
  ROW(pixel_shuffle)   \
  ROW(pixel_unshuffle) \
  ROW(relu)            \
  ROW(leaky)           \
  ROW(prelu)           \
  ROW(silu)            \
  ROW(sigmoid)         \
  ROW(tanh)            \
  ROW(add)             \
  ROW(concat)          \
  ROW(slice)           \
  ROW(flatten)         \
  ROW(reshape)         \
  ROW(batch_norm)      \
  ROW(group_norm)      \
  ROW(dropout)         \
  ROW(sample)          \
  ROW(tied)

#define DECLARE(name) extern const AeLayerType ae_layer_##name;
#define ADDRESS(name) &ae_layer_##name,

LAYERS(DECLARE)

static const AeLayerType *const layers[] = {LAYERS(ADDRESS) NULL};

const AeLayerType *const *ae_layers(void) { return layers; }

const AeLayerType *ae_layer_by_name(const char *name, GError **error) {
  return ae_row_by_name((gconstpointer const *)layers, "layer", "Layers", name, error);
}
