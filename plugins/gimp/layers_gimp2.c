/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Pictures as layers of a new image: from one layer to another, or out of nothing. */
#include "host_gimp2.h"

enum { FRAME_MS = 80 }; /* as GIMP's animations read it in a layer's name */

/* The layer below, of the lowest the one above. */
static gint32 neighbour(gint32 image, gint32 layer) {
  int n;
  g_autofree gint32 *layers = gimp_image_get_layers(image, &n);
  for (int i = 0; i < n && n > 1; i++)
    if (layers[i] == layer)
      return layers[i + 1 < n ? i + 1 : i - 1];
  return -1;
}

static gboolean check_layer(gint32 image, gint32 layer, GError **error) {
  if (!gimp_item_is_valid(layer) || !gimp_item_is_layer(layer) || gimp_item_get_image(layer) != image)
    g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, "There is no such second layer in this image.");
  else if (gimp_item_is_group(layer))
    g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE,
                        "A layer group has no pixels of its own: choose a layer in it.");
  else
    return TRUE;
  return FALSE;
}

gboolean ae_layers_check(AeCall *call, GError **error) {
  if (!check_layer(call->image, call->drawable, error))
    return FALSE;
  if (call->second == -1)
    call->second = neighbour(call->image, call->drawable);
  if (call->second != -1)
    return check_layer(call->image, call->second, error);
  g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, "Two layers are needed, and this image has one.");
  return FALSE;
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
static gint32 image_new(const AeCall *call, GeglBuffer *first) {
  GimpPrecision precision = call->image == -1 ? GIMP_PRECISION_U8_GAMMA : gimp_image_get_precision(call->image);
  gint32 image = gimp_image_new_with_precision(gegl_buffer_get_width(first), gegl_buffer_get_height(first),
                                               is_grey(first) ? GIMP_GRAY : GIMP_RGB, precision);
  GimpColorProfile *profile = call->image == -1 ? NULL : gimp_image_get_color_profile(call->image);
  if (profile)
    gimp_image_set_color_profile(image, profile);
  g_clear_object(&profile);
  return image;
}

static void add_layer(gint32 image, GeglBuffer *picture, const char *name) {
  gint32 layer = gimp_layer_new(image, name, gegl_buffer_get_width(picture), gegl_buffer_get_height(picture),
                                layer_type(picture), 100, gimp_image_get_default_new_layer_mode(image));
  gimp_image_insert_layer(image, layer, 0, 0);
  g_autoptr(GeglBuffer) out = gimp_drawable_get_buffer(layer);
  gegl_buffer_copy(picture, NULL, GEGL_ABYSS_NONE, out, NULL);
  gegl_buffer_flush(out);
  gimp_drawable_update(layer, 0, 0, gimp_drawable_width(layer), gimp_drawable_height(layer));
}

static gint32 image_of(const AeCall *call, const GPtrArray *pictures) {
  gint32 image = image_new(call, pictures->pdata[0]);
  gimp_image_undo_disable(image);
  for (guint i = 0; i < pictures->len; i++) {
    g_autofree char *name =
        call->image == -1 ? g_strdup_printf("Picture %u", i + 1) : g_strdup_printf("Frame %u (%dms)", i + 1, FRAME_MS);
    add_layer(image, pictures->pdata[i], name);
  }
  gimp_image_undo_enable(image);
  return image;
}

static GPtrArray *make_pictures(const AeCall *call, AeWork *work, GError **error) {
  if (call->image == -1)
    return ae_work_pictures(work, NULL, 0, error);
  g_autoptr(GeglBuffer) first = gimp_drawable_get_buffer(call->drawable);
  g_autoptr(GeglBuffer) second = gimp_drawable_get_buffer(call->second);
  GeglBuffer *in[] = {first, second};
  return ae_work_pictures(work, in, G_N_ELEMENTS(in), error);
}

gboolean ae_layers_run(const AeCall *call, gint32 *result, GError **error) {
  g_autoptr(AeWork) work = ae_work_new(call->values, ae_host_progress, NULL, error);
  g_autoptr(GPtrArray) pictures = work ? make_pictures(call, work, error) : NULL;
  if (!pictures)
    return FALSE;
  *result = image_of(call, pictures);
  return TRUE;
}
