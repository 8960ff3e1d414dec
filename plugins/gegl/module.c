/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The GEGL module: one file that holds all operations. */
#include "operation.h"

#include <gegl-plugin.h>

G_MODULE_EXPORT const GeglModuleInfo *gegl_module_query(GTypeModule *module);
G_MODULE_EXPORT gboolean gegl_module_register(GTypeModule *module);

const GeglModuleInfo *gegl_module_query(GTypeModule *module) {
  static const GeglModuleInfo info = {GEGL_MODULE_ABI_VERSION};
  return &info;
}

/* Not those that work on a part of the picture: which one, is nothing that a graph could say. */
gboolean gegl_module_register(GTypeModule *module) {
  for (const AeStage *const *stage = ae_stages(); *stage; stage++)
    if ((*stage)->same_size && !(*stage)->marks)
      ae_operation_register(module, *stage);
  return TRUE;
}
