/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "checks.h"

static gboolean refuse(GError **error, const char *who, const char *why) {
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s%s%s", who, *who ? ": " : "", why);
  return FALSE;
}

/* What the host would refuse in the end, when all is computed. */
static gboolean check_pixels(const AeAction *action, const AePictureFacts *facts, GError **error) {
  AeActionKind kind = ae_action_kind(action);
  if (facts->group && kind != AE_ACTION_RESIZE)
    return refuse(error, "", _("A layer group has no pixels of its own: choose a layer in it."));
  if (facts->locked && kind == AE_ACTION_EFFECT)
    return refuse(error, "", _("The layer's pixels are locked."));
  if (facts->unselected && ae_action_is_marked(action))
    return refuse(error, "", _("Nothing is selected: select what is to be repaired."));
  return TRUE;
}

gboolean ae_picture_check(const AeAction *action, const AePictureFacts *facts, GError **error) {
  if (facts->foreign)
    return refuse(error, action->procedure, "the drawable is not of that image");
  if (facts->indexed)
    return refuse(error, _(action->label), _("an indexed image; make it RGB first (Image > Mode > RGB)"));
  if (facts->none)
    return ae_action_kind(action) == AE_ACTION_RESIZE ||
           refuse(error, _(action->label), _("no layer or channel is chosen"));
  return check_pixels(action, facts, error);
}
