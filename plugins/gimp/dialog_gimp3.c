/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "host_gimp3.h"

#include <libgimp/gimpui.h>

/* A number lies on a slider, and is grey while NAME-auto is on. */
static void shape(GimpProcedureDialog *dialog, GimpProcedureConfig *config, const AeOption *row) {
  g_autofree char *name = ae_values_argument(row), *switch_name = g_strconcat(name, "-auto", NULL);
  if (row->type == AE_OPTION_DOUBLE)
    gimp_procedure_dialog_get_scale_entry(dialog, name, 1);
  if (row->allow_auto)
    gimp_procedure_dialog_set_sensitive(dialog, name, TRUE, G_OBJECT(config), switch_name, TRUE);
}

gboolean ae_dialog_run(GimpProcedure *procedure, GimpProcedureConfig *config, const AeAction *action) {
  gimp_ui_init("aefilter");
  GtkWidget *dialog = gimp_procedure_dialog_new(procedure, config, action->label);
  g_autoptr(AeStageKeys) keys = ae_action_keys(action);
  for (const AeOption *row = keys->rows; row->name; row++)
    shape(GIMP_PROCEDURE_DIALOG(dialog), config, row);
  gimp_procedure_dialog_fill(GIMP_PROCEDURE_DIALOG(dialog), NULL);
  gboolean ok = gimp_procedure_dialog_run(GIMP_PROCEDURE_DIALOG(dialog));
  gtk_widget_destroy(dialog);
  return ok;
}
