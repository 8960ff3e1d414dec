/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "host.h"

int ae_gimp_width(AeGimpImage image) { return gimp_image_width(image); }

int ae_gimp_height(AeGimpImage image) { return gimp_image_height(image); }

const char *ae_gimp_error(void) { return gimp_get_pdb_error(); }

gboolean ae_gimp_has_floating(AeGimpImage image) { return gimp_image_get_floating_sel(image) != AE_GIMP_NONE; }

GimpPrecision ae_gimp_precision(AeGimpImage image) {
  return image == AE_GIMP_NONE ? GIMP_PRECISION_U8_GAMMA : gimp_image_get_precision(image);
}

/* Takes layers. */
static void collect(GArray *all, gint32 *layers, int n) {
  for (int i = 0; i < n; i++) {
    int n_children = 0;
    if (gimp_item_is_group(layers[i])) {
      gint32 *children = gimp_item_get_children(layers[i], &n_children);
      collect(all, children, n_children);
    }
    g_array_append_val(all, layers[i]);
  }
  g_free(layers);
}

GArray *ae_gimp_layers(AeGimpImage image) {
  GArray *all = g_array_new(FALSE, FALSE, sizeof(AeGimpLayer));
  int n;
  gint32 *layers = gimp_image_get_layers(image, &n);
  collect(all, layers, n);
  return all;
}

AeGimpLayer ae_gimp_neighbour(AeGimpImage image, AeGimpLayer layer) {
  int n;
  gint32 group = gimp_item_get_parent(layer);
  g_autofree gint32 *layers =
      group == AE_GIMP_NONE ? gimp_image_get_layers(image, &n) : gimp_item_get_children(group, &n);
  for (int i = 0; i < n && n > 1; i++)
    if (layers[i] == layer)
      return layers[i + 1 < n ? i + 1 : i - 1];
  return AE_GIMP_NONE;
}

AeGimpLayer ae_gimp_layer_new(AeGimpImage image, const char *name, int width, int height, GimpImageType type) {
  gint32 layer = gimp_layer_new(image, name, width, height, type, 100, gimp_image_get_default_new_layer_mode(image));
  gimp_image_insert_layer(image, layer, 0, 0);
  return layer;
}

gboolean ae_gimp_is_plain(AeGimpLayer layer) { return !gimp_item_is_group(layer) && !gimp_item_is_text_layer(layer); }

gboolean ae_gimp_is_group(AeGimpLayer layer) { return gimp_item_is_group(layer); }

AePictureFacts ae_gimp_facts(AeGimpImage image, AeGimpLayer layer) {
  return (AePictureFacts){.foreign = gimp_item_get_image(layer) != image,
                          .indexed = gimp_drawable_is_indexed(layer),
                          .group = gimp_item_is_group(layer),
                          .locked = gimp_item_get_lock_content(layer),
                          .unselected = gimp_selection_is_empty(image)};
}
