/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* An image in a new size: GIMP scales all of it - layers, masks, channels, paths, guides, text - and the pixels of each
 * plain layer are then the chain's. All chains have run before the image is touched. */
#include "host.h"

static AeGimpLayer layer_at(const GArray *layers, guint i) { return g_array_index(layers, AeGimpLayer, i); }

/* Also of NULL. */
static void unref_buffer(gpointer buffer) { g_clear_object((GeglBuffer **)&buffer); }

/* A buffer for each layer, NULL for those that are not plain. */
static GPtrArray *buffers_of(const GArray *layers) {
  GPtrArray *buffers = g_ptr_array_new_with_free_func(unref_buffer);
  for (guint i = 0; i < layers->len; i++)
    g_ptr_array_add(buffers,
                    ae_gimp_is_plain(layer_at(layers, i)) ? gimp_drawable_get_buffer(layer_at(layers, i)) : NULL);
  return buffers;
}

/* Where layer and result differ by a pixel, because GIMP rounds a layer's edges and not its size, the edge stays
 * GIMP's. */
static void put(AeGimpLayer layer, GeglBuffer *result) {
  g_autoptr(GeglBuffer) out = gimp_drawable_get_buffer(layer);
  GeglRectangle part;
  gegl_rectangle_intersect(&part, gegl_buffer_get_extent(out), gegl_buffer_get_extent(result));
  gegl_buffer_copy(result, &part, GEGL_ABYSS_NONE, out, &part);
  gegl_buffer_flush(out);
  gimp_drawable_update(layer, 0, 0, gegl_buffer_get_width(out), gegl_buffer_get_height(out));
}

static gboolean scale(AeGimpImage image, int width, int height, GError **error) {
  double x, y, factor_x = (double)width / ae_gimp_width(image), factor_y = (double)height / ae_gimp_height(image);
  gimp_context_push();
  gimp_context_set_interpolation(GIMP_INTERPOLATION_CUBIC);
  gboolean ok = gimp_image_scale(image, width, height);
  gimp_context_pop();
  if (!ok) {
    g_set_error_literal(error, AE_ERROR, AE_ERROR_IO, ae_gimp_error());
    return FALSE;
  }
  /* The print keeps its size. */
  gimp_image_get_resolution(image, &x, &y);
  return gimp_image_set_resolution(image, MIN(x * factor_x, GIMP_MAX_RESOLUTION),
                                   MIN(y * factor_y, GIMP_MAX_RESOLUTION));
}

static gboolean fill(AeGimpImage image, int width, int height, const GPtrArray *results, GError **error) {
  if (!scale(image, width, height, error))
    return FALSE;
  g_autoptr(GArray) layers = ae_gimp_layers(image);
  for (guint i = 0; i < MIN(layers->len, results->len); i++)
    if (results->pdata[i])
      put(layer_at(layers, i), results->pdata[i]);
  return TRUE;
}

static gboolean fill_this(AeGimpImage image, int width, int height, const GPtrArray *results, GError **error) {
  gimp_image_undo_group_start(image);
  gboolean ok = fill(image, width, height, results, error);
  gimp_image_undo_group_end(image);
  return ok;
}

static gboolean fill_copy(AeGimpImage image, int width, int height, const GPtrArray *results, AeGimpImage *copy,
                          GError **error) {
  *copy = gimp_image_duplicate(image);
  gimp_image_undo_disable(*copy);
  gboolean ok = fill(*copy, width, height, results, error);
  gimp_image_undo_enable(*copy);
  if (!ok)
    gimp_image_delete(*copy);
  return ok;
}

/* What is not made of pixels alone looks different from what a network would make of it; text is better drawn anew in a
 * larger size than enlarged. */
static void tell_of_others(const GArray *layers) {
  guint n = 0;
  for (guint i = 0; i < layers->len; i++)
    n += !ae_gimp_is_plain(layer_at(layers, i)) && !ae_gimp_is_group(layer_at(layers, i)) ? 1 : 0;
  if (n)
    g_message(ae_texts_plural("%u text or vector layer was scaled by GIMP, not by the network.",
                              "%u text or vector layers were scaled by GIMP, not by the network.", n),
              n);
}

gboolean ae_enlarge_run(const AeCall *call, AeGimpImage *result, GError **error) {
  int width = ae_gimp_width(call->image), height = ae_gimp_height(call->image);
  if (ae_gimp_has_floating(call->image)) {
    g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, _("Anchor the floating selection first."));
    return FALSE;
  }
  g_autoptr(AeWork) work = ae_work_new(call->values, ae_host_progress, NULL, error);
  if (!work || !ae_work_size(work, width, height, &width, &height, error))
    return FALSE;
  g_autoptr(GArray) layers = ae_gimp_layers(call->image);
  g_autoptr(GPtrArray) in = buffers_of(layers), results = ae_work_wholes(work, in, error);
  if (!results)
    return FALSE;
  *result = call->image;
  gboolean ok = call->new_image ? fill_copy(call->image, width, height, results, result, error)
                                : fill_this(call->image, width, height, results, error);
  if (ok)
    tell_of_others(layers);
  return ok;
}
