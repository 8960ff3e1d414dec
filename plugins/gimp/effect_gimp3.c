/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "host.h"

/* The selected part of a drawable; empty where the selection lies beside it. */
static GeglRectangle region_of(GimpDrawable *drawable) {
  GeglRectangle region;
  if (!gimp_drawable_mask_intersect(drawable, &region.x, &region.y, &region.width, &region.height))
    return (GeglRectangle){0};
  return region;
}

/* In the drawable's coordinates. */
static GeglBuffer *selection_of(const AeCall *call, GimpDrawable *drawable) {
  int x, y;
  gimp_drawable_get_offsets(drawable, &x, &y);
  g_autoptr(GeglBuffer) all = gimp_drawable_get_buffer(GIMP_DRAWABLE(gimp_image_get_selection(call->image)));
  GeglRectangle part = {x, y, gimp_drawable_get_width(drawable), gimp_drawable_get_height(drawable)}, own = part;
  own.x = own.y = 0;
  GeglBuffer *selection = gegl_buffer_new(&own, babl_format("Y u8"));
  gegl_buffer_copy(all, &part, GEGL_ABYSS_NONE, selection, &own);
  return selection;
}

/* With a work of its own: an area may be what is selected, which lies elsewhere in each drawable. */
static AeWork *work_on(const AeCall *call, GimpDrawable *drawable, GError **error) {
  g_autoptr(AeValues) values = ae_values_copy(call->values);
  ae_host_place(values, drawable);
  return ae_work_new(values, ae_host_progress, NULL, error);
}

static gboolean fill_shadow(const AeCall *call, AeWork *work, GimpDrawable *drawable, const GeglRectangle *region,
                            GError **error) {
  g_autoptr(GeglBuffer) in = gimp_drawable_get_buffer(drawable);
  g_autoptr(GeglBuffer) shadow = gimp_drawable_get_shadow_buffer(drawable);
  if (!ae_action_is_marked(call->action))
    return ae_work_region(work, in, region, shadow, error);
  g_autoptr(GeglBuffer) selection = selection_of(call, drawable);
  return ae_work_selected(work, in, selection, region, shadow, error);
}

/* Into the drawables' shadows: the image changes only when all of it is there. */
static gboolean fill_shadows(const AeCall *call, guint n, GError **error) {
  for (guint i = 0; i < n; i++) {
    GeglRectangle region = region_of(call->drawables[i]);
    g_autoptr(AeWork) work = work_on(call, call->drawables[i], error);
    if (!work)
      return FALSE;
    ae_work_share(work, (double)i / n, (i + 1.0) / n);
    if (!gegl_rectangle_is_empty(&region) && !fill_shadow(call, work, call->drawables[i], &region, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean merge_shadow(GimpDrawable *drawable, GError **error) {
  GeglRectangle region = region_of(drawable);
  if (gegl_rectangle_is_empty(&region))
    return TRUE;
  if (gimp_drawable_merge_shadow(drawable, TRUE))
    return gimp_drawable_update(drawable, region.x, region.y, region.width, region.height);
  g_set_error_literal(error, AE_ERROR, AE_ERROR_IO, ae_gimp_error());
  return FALSE;
}

static gboolean merge_shadows(const AeCall *call, GError **error) {
  gboolean ok = TRUE;
  gimp_image_undo_group_start(call->image);
  for (GimpDrawable **drawable = call->drawables; ok && *drawable; drawable++)
    ok = merge_shadow(*drawable, error);
  gimp_image_undo_group_end(call->image);
  return ok;
}

gboolean ae_effect_run(const AeCall *call, GError **error) {
  guint n = 0;
  while (call->drawables[n])
    n++;
  if (fill_shadows(call, n, error))
    return merge_shadows(call, error);
  for (guint i = 0; i < n; i++)
    gimp_drawable_free_shadow(call->drawables[i]);
  return FALSE;
}
