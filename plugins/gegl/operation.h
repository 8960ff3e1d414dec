/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* GEGL operations made from stages: aefilter:NAME for each that takes an image and gives one of the same size. One body
 * serves all; what differs is the stage, its option rows, and its action's place in GIMP's menus. */
#ifndef AE_GEGL_OPERATION_H
#define AE_GEGL_OPERATION_H

#include <aefilter/stage.h>
#include <glib-object.h>

G_BEGIN_DECLS

/* Registers the stage's type with the module; again where the module is loaded again. Quietly leaves it where another
 * copy of the module has it already. The operation has no name, and so is in no list or menu, where its stage cannot
 * be opened with its defaults: no model is installed, or none with the keys that the stage is about. */
void ae_operation_register(GTypeModule *module, const AeStage *stage);

G_END_DECLS
#endif
