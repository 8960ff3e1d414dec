/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "host.h"

int ae_gimp_width(AeGimpImage image) { return gimp_image_get_width(image); }

int ae_gimp_height(AeGimpImage image) { return gimp_image_get_height(image); }

const char *ae_gimp_error(void) { return gimp_pdb_get_last_error(gimp_get_pdb()); }

gboolean ae_gimp_has_floating(AeGimpImage image) { return gimp_image_get_floating_sel(image) != NULL; }

GimpPrecision ae_gimp_precision(AeGimpImage image) {
  return image ? gimp_image_get_precision(image) : GIMP_PRECISION_U8_NON_LINEAR;
}

/* Takes layers. */
static void collect(GArray *all, GimpItem **layers) {
  for (int i = 0; layers[i]; i++) {
    if (gimp_item_is_group(layers[i]))
      collect(all, gimp_item_get_children(layers[i]));
    g_array_append_val(all, layers[i]);
  }
  g_free(layers);
}

GArray *ae_gimp_layers(AeGimpImage image) {
  GArray *all = g_array_new(FALSE, FALSE, sizeof(AeGimpLayer));
  collect(all, (GimpItem **)gimp_image_get_layers(image));
  return all;
}

AeGimpLayer ae_gimp_neighbour(AeGimpImage image, AeGimpLayer layer) {
  GimpItem *group = gimp_item_get_parent(GIMP_ITEM(layer));
  g_autofree GimpItem **layers = group ? gimp_item_get_children(group) : (GimpItem **)gimp_image_get_layers(image);
  for (guint i = 0; layers[i] && layers[1]; i++)
    if (layers[i] == GIMP_ITEM(layer))
      return GIMP_DRAWABLE(layers[i + 1] ? layers[i + 1] : layers[i - 1]);
  return NULL;
}

AeGimpLayer ae_gimp_layer_new(AeGimpImage image, const char *name, int width, int height, GimpImageType type) {
  GimpLayer *layer =
      gimp_layer_new(image, name, width, height, type, 100, gimp_image_get_default_new_layer_mode(image));
  gimp_image_insert_layer(image, layer, NULL, 0);
  return GIMP_DRAWABLE(layer);
}

/* The others are classes of their own. */
gboolean ae_gimp_is_plain(AeGimpLayer layer) { return G_OBJECT_TYPE(layer) == GIMP_TYPE_LAYER; }

gboolean ae_gimp_is_group(AeGimpLayer layer) { return gimp_item_is_group(GIMP_ITEM(layer)); }

AePictureFacts ae_gimp_facts(AeGimpImage image, AeGimpLayer layer) {
  GimpItem *item = GIMP_ITEM(layer);
  return (AePictureFacts){.foreign = gimp_item_get_image(item) != image,
                          .indexed = gimp_image_get_base_type(image) == GIMP_INDEXED,
                          .group = gimp_item_is_group(item),
                          .locked = gimp_item_get_lock_content(item),
                          .unselected = gimp_selection_is_empty(image)};
}
