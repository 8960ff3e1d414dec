/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The parts of the plug-in for GIMP 2.10. */
#ifndef AE_GIMP_HOST_GIMP2_H
#define AE_GIMP_HOST_GIMP2_H

#include "checks.h"
#include "work.h"

#include <libgimp/gimp.h>

G_BEGIN_DECLS

typedef gint32 AeGimpImage;
typedef gint32 AeGimpLayer; /* or channel, or mask */

enum { AE_GIMP_NONE = -1 };

/* One run of an action. */
typedef struct {
  const AeAction *action;
  AeGimpImage image;
  AeGimpLayer drawable; /* AE_GIMP_NONE, as image, where there is none (AE_ACTION_MAKE) */
  AeGimpLayer second;   /* AE_ACTION_MIX: the layer to which the way leads; AE_GIMP_NONE: the drawable's neighbour */
  AeValues *values;
  gboolean new_image; /* actions that change the size: into a new image, this one stays as it is */
} AeCall;

/* pdb_gimp2.c: calls in the procedural database's own types. Arguments are run-mode, image, drawable (but for
 * AE_ACTION_MAKE), for an action that changes the size new-image, for one that mixes second, then one for each option.
 */
void ae_pdb_install(const AeAction *action);
gboolean ae_pdb_read(AeCall *call, int n_params, const GimpParam *params, GError **error);
/* What the user last said OK to, kept by GIMP until it ends. Where there is nothing yet, the call stays as it is. */
void ae_pdb_remember(const AeCall *call);
void ae_pdb_recall(AeCall *call);

/* dialog_gimp2.c: asks the user; TRUE on OK, with the call's values changed. */
gboolean ae_dialog_run(AeCall *call);

/* effect_gimp2.c: the selected part of the drawable becomes the result, in one undo step. */
gboolean ae_effect_run(const AeCall *call, GError **error);

/* host_gimp2.c: the selection in the drawable's coordinates, a copy to be unreffed; NULL where all is selected. */
GeglBuffer *ae_host_selection(gint32 drawable);

G_END_DECLS
#endif
