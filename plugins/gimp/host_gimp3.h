/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The parts of the plug-in for GIMP 3. Effects that keep the size are in GIMP 3's menus as GEGL operations; here they
 * are procedures for scripts. */
#ifndef AE_GIMP_HOST_GIMP3_H
#define AE_GIMP_HOST_GIMP3_H

#include "work.h"

#include <libgimp/gimp.h>

G_BEGIN_DECLS

/* Actions that change the size: whether into a new image, so that this one stays as it is. */
#define AE_NEW_IMAGE "new-image"

/* One run of an action. */
typedef struct {
  const AeAction *action;
  GimpImage *image;         /* NULL, as drawables, where there is none (AE_ACTION_MAKE) */
  GimpDrawable **drawables; /* NULL-ended */
  AeValues *values;
  gboolean new_image;
} AeCall;

/* config_gimp3.c: an argument for each option. A number that may be "auto" is two: NAME-auto and NAME, as the GEGL
 * operation has them. */
void ae_config_add(GimpProcedure *procedure, const AeAction *action);
/* The call's values from the arguments. A number given beside NAME-auto that is true is refused, unless forgiving. */
gboolean ae_config_read(AeCall *call, GimpProcedureConfig *config, gboolean forgiving, GError **error);

/* dialog_gimp3.c: asks the user; TRUE on OK, with config changed. */
gboolean ae_dialog_run(GimpProcedure *procedure, GimpProcedureConfig *config, const AeAction *action);

/* effect_gimp3.c: the selected part of each drawable becomes the result, in one undo step. */
gboolean ae_effect_run(const AeCall *call, GError **error);

/* enlarge_gimp3.c: the whole image, in one undo step, or a copy of it. result is the image that was changed or made;
 * GIMP's. */
gboolean ae_enlarge_run(const AeCall *call, GimpImage **result, GError **error);

/* layers_gimp3.c: a new image with a layer a picture, the first at the bottom: from each drawable to the next, or,
 * where there is one only, to its neighbour. result is GIMP's. */
gboolean ae_layers_run(const AeCall *call, GimpImage **result, GError **error);

/* host_gimp3.c: an AeWorkProgress that moves GIMP's progress bar. */
gboolean ae_host_progress(double fraction, gpointer data);

G_END_DECLS
#endif
