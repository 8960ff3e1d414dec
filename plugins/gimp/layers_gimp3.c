/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Pictures as layers of a new image: from one layer to the next, or out of nothing. */
#include "host_gimp3.h"

enum { FRAME_MS = 80 }; /* as GIMP's animations read it in a layer's name */

/* The layer below, of the lowest the one above. */
static GimpDrawable *neighbour(GimpImage *image, GimpDrawable *layer) {
  g_autofree GimpLayer **layers = gimp_image_get_layers(image);
  for (guint i = 0; layers[i] && layers[1]; i++)
    if (GIMP_DRAWABLE(layers[i]) == layer)
      return GIMP_DRAWABLE(layers[i + 1] ? layers[i + 1] : layers[i - 1]);
  return NULL;
}

static gboolean check_drawable(GimpDrawable *drawable, GError **error) {
  if (gimp_item_is_group(GIMP_ITEM(drawable)))
    g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE,
                        "A layer group has no pixels of its own: choose a layer in it.");
  else
    return TRUE;
  return FALSE;
}

static void unref_buffer(gpointer buffer) { g_object_unref(buffer); }

static gboolean add_buffer(GPtrArray *buffers, GimpDrawable *drawable, GError **error) {
  if (!check_drawable(drawable, error))
    return FALSE;
  g_ptr_array_add(buffers, gimp_drawable_get_buffer(drawable));
  return TRUE;
}

/* Of the drawables, or of the one and its neighbour. */
static GPtrArray *buffers_of(const AeCall *call, GError **error) {
  g_autoptr(GPtrArray) buffers = g_ptr_array_new_with_free_func(unref_buffer);
  GimpDrawable *other = NULL;
  if (call->drawables && call->drawables[0] && !call->drawables[1])
    other = neighbour(call->image, call->drawables[0]);
  for (GimpDrawable **drawable = call->drawables; drawable && *drawable; drawable++)
    if (!add_buffer(buffers, *drawable, error))
      return NULL;
  if (other && !add_buffer(buffers, other, error))
    return NULL;
  if (call->image && buffers->len < 2) {
    g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, "Two layers are needed, and this image has one.");
    return NULL;
  }
  return g_steal_pointer(&buffers);
}

static gboolean is_grey(GeglBuffer *buffer) {
  return (babl_get_model_flags(babl_format_get_model(gegl_buffer_get_format(buffer))) & BABL_MODEL_FLAG_GRAY) != 0;
}

static GimpImageType layer_type(GeglBuffer *buffer) {
  gboolean alpha = babl_format_has_alpha(gegl_buffer_get_format(buffer));
  if (is_grey(buffer))
    return alpha ? GIMP_GRAYA_IMAGE : GIMP_GRAY_IMAGE;
  return alpha ? GIMP_RGBA_IMAGE : GIMP_RGB_IMAGE;
}

/* In the precision and the colours of the image that the pictures are of, if of any. */
static GimpImage *image_new(const AeCall *call, GeglBuffer *first) {
  GimpPrecision precision = call->image ? gimp_image_get_precision(call->image) : GIMP_PRECISION_U8_NON_LINEAR;
  GimpImage *image = gimp_image_new_with_precision(gegl_buffer_get_width(first), gegl_buffer_get_height(first),
                                                   is_grey(first) ? GIMP_GRAY : GIMP_RGB, precision);
  GimpColorProfile *profile = call->image ? gimp_image_get_color_profile(call->image) : NULL;
  if (profile)
    gimp_image_set_color_profile(image, profile);
  g_clear_object(&profile);
  return image;
}

static void add_layer(GimpImage *image, GeglBuffer *picture, const char *name) {
  GimpLayer *layer = gimp_layer_new(image, name, gegl_buffer_get_width(picture), gegl_buffer_get_height(picture),
                                    layer_type(picture), 100, gimp_image_get_default_new_layer_mode(image));
  GimpDrawable *drawable = GIMP_DRAWABLE(layer);
  gimp_image_insert_layer(image, layer, NULL, 0);
  g_autoptr(GeglBuffer) out = gimp_drawable_get_buffer(drawable);
  gegl_buffer_copy(picture, NULL, GEGL_ABYSS_NONE, out, NULL);
  gegl_buffer_flush(out);
  gimp_drawable_update(drawable, 0, 0, gimp_drawable_get_width(drawable), gimp_drawable_get_height(drawable));
}

static GimpImage *image_of(const AeCall *call, const GPtrArray *pictures) {
  GimpImage *image = image_new(call, pictures->pdata[0]);
  gimp_image_undo_disable(image);
  for (guint i = 0; i < pictures->len; i++) {
    g_autofree char *name =
        call->image ? g_strdup_printf("Frame %u (%dms)", i + 1, FRAME_MS) : g_strdup_printf("Picture %u", i + 1);
    add_layer(image, pictures->pdata[i], name);
  }
  gimp_image_undo_enable(image);
  return image;
}

gboolean ae_layers_run(const AeCall *call, GimpImage **result, GError **error) {
  g_autoptr(GPtrArray) in = buffers_of(call, error);
  g_autoptr(AeWork) work = in ? ae_work_new(call->values, ae_host_progress, NULL, error) : NULL;
  g_autoptr(GPtrArray) pictures = work ? ae_work_pictures(work, (GeglBuffer *const *)in->pdata, in->len, error) : NULL;
  if (!pictures)
    return FALSE;
  *result = image_of(call, pictures);
  return TRUE;
}
