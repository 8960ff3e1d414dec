/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* An image in a new size: GIMP scales all of it - layers, masks, channels, paths, guides, text - and the pixels of each
 * plain layer are then the chain's. All chains have run before the image is touched. */
#include "host_gimp2.h"

/* The layers below `layers`, groups after their children, in an order that a copy of the image has too. Takes layers.
 */
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

static GArray *layers_of(gint32 image) {
  GArray *all = g_array_new(FALSE, FALSE, sizeof(gint32));
  int n;
  gint32 *layers = gimp_image_get_layers(image, &n);
  collect(all, layers, n);
  return all;
}

static gint32 layer_at(const GArray *layers, guint i) { return g_array_index(layers, gint32, i); }

/* Text and groups are GIMP's to scale. */
static gboolean is_plain(gint32 layer) { return !gimp_item_is_group(layer) && !gimp_item_is_text_layer(layer); }

static double pixels_of(gint32 layer) {
  return is_plain(layer) ? (double)gimp_drawable_width(layer) * gimp_drawable_height(layer) : 0;
}

/* The result in the layer's own format, which is smaller than the chain's floats. */
static GeglBuffer *enlarged(AeWork *work, gint32 layer, GError **error) {
  g_autoptr(GeglBuffer) in = gimp_drawable_get_buffer(layer);
  g_autoptr(GeglBuffer) result = ae_work_whole(work, in, error);
  if (!result)
    return NULL;
  GeglBuffer *own = gegl_buffer_new(gegl_buffer_get_extent(result), gegl_buffer_get_format(in));
  gegl_buffer_copy(result, NULL, GEGL_ABYSS_NONE, own, NULL);
  return own;
}

static void unref_buffer(gpointer buffer) { g_clear_object((GeglBuffer **)&buffer); }

/* A buffer for each layer, NULL for those that are not plain; NULL on failure. */
static GPtrArray *enlarge_layers(AeWork *work, const GArray *layers, GError **error) {
  g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func(unref_buffer);
  double total = 0, done = 0;
  for (guint i = 0; i < layers->len; i++)
    total += pixels_of(layer_at(layers, i));
  for (guint i = 0; i < layers->len; i++) {
    double part = pixels_of(layer_at(layers, i));
    ae_work_share(work, done / MAX(total, 1), (done + part) / MAX(total, 1));
    GeglBuffer *result = part ? enlarged(work, layer_at(layers, i), error) : NULL;
    if (part && !result)
      return NULL;
    g_ptr_array_add(results, result);
    done += part;
  }
  return g_steal_pointer(&results);
}

/* Where layer and result differ by a pixel, because GIMP rounds a layer's edges and not its size, the edge stays
 * GIMP's. */
static void put(gint32 layer, GeglBuffer *result) {
  g_autoptr(GeglBuffer) out = gimp_drawable_get_buffer(layer);
  GeglRectangle part;
  gegl_rectangle_intersect(&part, gegl_buffer_get_extent(out), gegl_buffer_get_extent(result));
  gegl_buffer_copy(result, &part, GEGL_ABYSS_NONE, out, &part);
  gegl_buffer_flush(out);
  gimp_drawable_update(layer, 0, 0, gimp_drawable_width(layer), gimp_drawable_height(layer));
}

static gboolean scale(gint32 image, int width, int height, GError **error) {
  double x, y, factor_x = (double)width / gimp_image_width(image), factor_y = (double)height / gimp_image_height(image);
  gimp_context_push();
  gimp_context_set_interpolation(GIMP_INTERPOLATION_CUBIC);
  gboolean ok = gimp_image_scale(image, width, height);
  gimp_context_pop();
  if (!ok) {
    g_set_error_literal(error, AE_ERROR, AE_ERROR_IO, gimp_get_pdb_error());
    return FALSE;
  }
  /* The print keeps its size. */
  gimp_image_get_resolution(image, &x, &y);
  return gimp_image_set_resolution(image, MIN(x * factor_x, GIMP_MAX_RESOLUTION),
                                   MIN(y * factor_y, GIMP_MAX_RESOLUTION));
}

static gboolean fill(gint32 image, int width, int height, const GPtrArray *results, GError **error) {
  if (!scale(image, width, height, error))
    return FALSE;
  g_autoptr(GArray) layers = layers_of(image);
  for (guint i = 0; i < MIN(layers->len, results->len); i++)
    if (results->pdata[i])
      put(layer_at(layers, i), results->pdata[i]);
  return TRUE;
}

static gboolean fill_this(gint32 image, int width, int height, const GPtrArray *results, GError **error) {
  gimp_image_undo_group_start(image);
  gboolean ok = fill(image, width, height, results, error);
  gimp_image_undo_group_end(image);
  return ok;
}

static gboolean fill_copy(gint32 image, int width, int height, const GPtrArray *results, gint32 *copy, GError **error) {
  *copy = gimp_image_duplicate(image);
  gimp_image_undo_disable(*copy);
  gboolean ok = fill(*copy, width, height, results, error);
  gimp_image_undo_enable(*copy);
  if (!ok)
    gimp_image_delete(*copy);
  return ok;
}

/* Text is better drawn anew in a larger size than enlarged. */
static void tell_of_text(const GArray *layers) {
  guint n = 0;
  for (guint i = 0; i < layers->len; i++)
    n += gimp_item_is_text_layer(layer_at(layers, i)) ? 1 : 0;
  if (n)
    g_message("%u text layer%s became pixels, scaled by GIMP and not by the network.", n, n == 1 ? "" : "s");
}

gboolean ae_enlarge_run(const AeCall *call, gint32 *result, GError **error) {
  int width, height;
  if (gimp_image_get_floating_sel(call->image) != -1) {
    g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, "Anchor the floating selection first.");
    return FALSE;
  }
  g_autoptr(AeWork) work = ae_work_new(call->values, ae_host_progress, NULL, error);
  if (!work ||
      !ae_work_size(work, gimp_image_width(call->image), gimp_image_height(call->image), &width, &height, error))
    return FALSE;
  g_autoptr(GArray) layers = layers_of(call->image);
  g_autoptr(GPtrArray) results = enlarge_layers(work, layers, error);
  if (!results)
    return FALSE;
  *result = call->image;
  gboolean ok = call->new_image ? fill_copy(call->image, width, height, results, result, error)
                                : fill_this(call->image, width, height, results, error);
  if (ok)
    tell_of_text(layers);
  return ok;
}
