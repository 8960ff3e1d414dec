/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Pictures as layers of a new image: from one layer to the next, or out of nothing. */
#include "buffer.h"
#include "host.h"

enum { FRAME_MS = 80 }; /* as GIMP's animations read it in a layer's name */

static GimpImageType layer_type(GeglBuffer *buffer) {
  gboolean alpha = babl_format_has_alpha(gegl_buffer_get_format(buffer));
  if (ae_buffer_is_grey(buffer))
    return alpha ? GIMP_GRAYA_IMAGE : GIMP_GRAY_IMAGE;
  return alpha ? GIMP_RGBA_IMAGE : GIMP_RGB_IMAGE;
}

/* In the precision and the colours of the image that the pictures are of, if of any. */
static AeGimpImage image_new(const AeCall *call, GeglBuffer *first) {
  AeGimpImage image =
      gimp_image_new_with_precision(gegl_buffer_get_width(first), gegl_buffer_get_height(first),
                                    ae_buffer_is_grey(first) ? GIMP_GRAY : GIMP_RGB, ae_gimp_precision(call->image));
  GimpColorProfile *profile = call->image == AE_GIMP_NONE ? NULL : gimp_image_get_color_profile(call->image);
  if (profile)
    gimp_image_set_color_profile(image, profile);
  g_clear_object(&profile);
  return image;
}

static void add_layer(AeGimpImage image, GeglBuffer *picture, const char *name) {
  int width = gegl_buffer_get_width(picture), height = gegl_buffer_get_height(picture);
  AeGimpLayer layer = ae_gimp_layer_new(image, name, width, height, layer_type(picture));
  g_autoptr(GeglBuffer) out = gimp_drawable_get_buffer(layer);
  gegl_buffer_copy(picture, NULL, GEGL_ABYSS_NONE, out, NULL);
  gegl_buffer_flush(out);
  gimp_drawable_update(layer, 0, 0, width, height);
}

static AeGimpImage image_of(const AeCall *call, const GPtrArray *pictures) {
  AeGimpImage image = image_new(call, pictures->pdata[0]);
  gimp_image_undo_disable(image);
  for (guint i = 0; i < pictures->len; i++) {
    g_autofree char *name = call->image == AE_GIMP_NONE ? g_strdup_printf(_("Picture %u"), i + 1)
                                                        /* Translators: "(%dms)" is what GIMP reads, and stays. */
                                                        : g_strdup_printf(_("Frame %u (%dms)"), i + 1, FRAME_MS);
    add_layer(image, pictures->pdata[i], name);
  }
  gimp_image_undo_enable(image);
  return image;
}

gboolean ae_layers_run(const AeCall *call, const GPtrArray *in, AeGimpImage *result, GError **error) {
  g_autoptr(AeWork) work = ae_work_new(call->values, ae_host_progress, NULL, error);
  g_autoptr(GPtrArray) pictures = work ? ae_work_pictures(work, (GeglBuffer *const *)in->pdata, in->len, error) : NULL;
  if (!pictures)
    return FALSE;
  *result = image_of(call, pictures);
  return TRUE;
}
