/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "host.h"

/* Into the drawable's shadow: the image changes only when all of it is there. */
static gboolean fill_shadow(const AeCall *call, const GeglRectangle *region, GError **error) {
  g_autoptr(AeWork) work = ae_work_new(call->values, ae_host_progress, NULL, error);
  if (!work)
    return FALSE;
  g_autoptr(GeglBuffer) in = gimp_drawable_get_buffer(call->drawable);
  g_autoptr(GeglBuffer) shadow = gimp_drawable_get_shadow_buffer(call->drawable);
  if (!ae_action_is_marked(call->action))
    return ae_work_region(work, in, region, shadow, error);
  g_autoptr(GeglBuffer) selection = ae_host_selection(call->drawable);
  return ae_work_selected(work, in, selection, region, shadow, error);
}

gboolean ae_effect_run(const AeCall *call, GError **error) {
  GeglRectangle region;
  if (!gimp_drawable_mask_intersect(call->drawable, &region.x, &region.y, &region.width, &region.height))
    return TRUE;
  if (!fill_shadow(call, &region, error)) {
    gimp_drawable_free_shadow(call->drawable);
    return FALSE;
  }
  if (!gimp_drawable_merge_shadow(call->drawable, TRUE)) {
    g_set_error_literal(error, AE_ERROR, AE_ERROR_IO, ae_gimp_error());
    return FALSE;
  }
  return gimp_drawable_update(call->drawable, region.x, region.y, region.width, region.height);
}
