/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The parts of the plug-in for GIMP 3. Effects that keep the size are in GIMP 3's menus as GEGL operations; here they
 * are procedures for scripts. */
#ifndef AE_GIMP_HOST_GIMP3_H
#define AE_GIMP_HOST_GIMP3_H

#include "checks.h"
#include "work.h"

#include <libgimp/gimp.h>

G_BEGIN_DECLS

typedef GimpImage *AeGimpImage;
typedef GimpDrawable *AeGimpLayer; /* or channel, or mask */

#define AE_GIMP_NONE NULL

/* Actions that change the size: whether into a new image, so that this one stays as it is. */
#define AE_NEW_IMAGE "new-image"

/* One run of an action. */
typedef struct {
  const AeAction *action;
  AeGimpImage image;        /* NULL, as drawables, where there is none (AE_ACTION_MAKE) */
  GimpDrawable **drawables; /* NULL-ended */
  AeGimpLayer second;       /* AE_ACTION_MIX where one drawable is chosen: its neighbour */
  AeValues *values;
  gboolean new_image;
} AeCall;

/* config_gimp3.c: an argument for each option. A number that may be "auto" is two: NAME-auto and NAME, as the GEGL
 * operation has them. */
void ae_config_add(GimpProcedure *procedure, const AeAction *action);
/* The call's values from the arguments. A number given beside NAME-auto that is true is refused, unless forgiving. */
gboolean ae_config_read(AeCall *call, GimpProcedureConfig *config, gboolean forgiving, GError **error);

/* dialog_gimp3.c: asks the user; TRUE on OK, with config changed. values: the action's, with what is selected. */
gboolean ae_dialog_run(GimpProcedure *procedure, GimpProcedureConfig *config, const AeValues *values);

/* effect_gimp3.c: the selected part of each drawable becomes the result, in one undo step. */
gboolean ae_effect_run(const AeCall *call, GError **error);

/* host_gimp3.c: what is selected of the drawable, for its values; nothing where nothing is. */
void ae_host_place(AeValues *values, GimpDrawable *drawable);

G_END_DECLS
#endif
