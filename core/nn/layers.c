/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "nn/layer.h"

#include <string.h>

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
  ROW(dropout)

#define DECLARE(name) extern const AeLayerType ae_layer_##name;
#define ADDRESS(name) &ae_layer_##name,

LAYERS(DECLARE)

static const AeLayerType *const layers[] = {LAYERS(ADDRESS) NULL};

const AeLayerType *const *ae_layers(void) { return layers; }

static void set_unknown_error(const char *name, GError **error) {
  const char *names[G_N_ELEMENTS(layers)] = {NULL};
  for (guint i = 0; layers[i]; i++)
    names[i] = layers[i]->name;
  const char *near = ae_nearest_name(name, names);
  g_autofree char *all = g_strjoinv(", ", (char **)names);
  if (near)
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "no layer \"%s\"; did you mean \"%s\"?", name, near);
  else
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "no layer \"%s\". Layers: %s", name, all);
}

const AeLayerType *ae_layer_by_name(const char *name, GError **error) {
  for (guint i = 0; layers[i]; i++)
    if (!strcmp(layers[i]->name, name))
      return layers[i];
  set_unknown_error(name, error);
  return NULL;
}
