/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "host_gimp3.h"

/* What merging the result would refuse is refused before the work. */
static gboolean check_drawable(const AeCall *call, GimpDrawable *drawable, GError **error) {
  if (gimp_item_is_group(GIMP_ITEM(drawable)))
    g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE,
                        "A layer group has no pixels of its own: choose a layer in it.");
  else if (gimp_item_get_lock_content(GIMP_ITEM(drawable)))
    g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, "The layer's pixels are locked.");
  else if (ae_action_is_marked(call->action) && gimp_selection_is_empty(call->image))
    g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, "Nothing is selected: select what is to be repaired.");
  else
    return TRUE;
  return FALSE;
}

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

static gboolean fill_shadow(const AeCall *call, AeWork *work, GimpDrawable *drawable, GError **error) {
  GeglRectangle region = region_of(drawable);
  if (gegl_rectangle_is_empty(&region))
    return TRUE;
  g_autoptr(GeglBuffer) in = gimp_drawable_get_buffer(drawable);
  g_autoptr(GeglBuffer) shadow = gimp_drawable_get_shadow_buffer(drawable);
  if (!ae_action_is_marked(call->action))
    return ae_work_region(work, in, &region, shadow, error);
  g_autoptr(GeglBuffer) selection = selection_of(call, drawable);
  return ae_work_selected(work, in, selection, &region, shadow, error);
}

/* Into the drawables' shadows: the image changes only when all of it is there. */
static gboolean fill_shadows(const AeCall *call, guint n, GError **error) {
  g_autoptr(AeWork) work = ae_work_new(call->values, ae_host_progress, NULL, error);
  if (!work)
    return FALSE;
  for (guint i = 0; i < n; i++) {
    ae_work_share(work, (double)i / n, (i + 1.0) / n);
    if (!fill_shadow(call, work, call->drawables[i], error))
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
  g_set_error_literal(error, AE_ERROR, AE_ERROR_IO, gimp_pdb_get_last_error(gimp_get_pdb()));
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
  for (; call->drawables[n]; n++)
    if (!check_drawable(call, call->drawables[n], error))
      return FALSE;
  if (fill_shadows(call, n, error))
    return merge_shadows(call, error);
  for (guint i = 0; i < n; i++)
    gimp_drawable_free_shadow(call->drawables[i]);
  return FALSE;
}
