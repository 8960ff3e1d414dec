/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "host.h"

#include <libgimp/gimpui.h>

typedef struct {
  GimpProcedureDialog *dialog;
  GimpProcedureConfig *config;
  const AeValues *values;
} Dialog;

/* A number lies on a slider, and is grey while NAME-auto is on. */
static void shape(const Dialog *self, const AeOption *row) {
  g_autofree char *name = ae_values_argument(row), *switch_name = g_strconcat(name, "-auto", NULL);
  if (row->type == AE_OPTION_DOUBLE)
    gimp_procedure_dialog_get_scale_entry(self->dialog, name, 1);
  if (row->allow_auto)
    gimp_procedure_dialog_set_sensitive(self->dialog, name, TRUE, G_OBJECT(self->config), switch_name, TRUE);
}

static gboolean is_list(const AeOption *row) { return row->type == AE_OPTION_STRING && (row->choices || row->area); }

/* The names of the arguments that GIMP makes widgets for: of the advanced rows, or of the others. */
static GList *names_of(const Dialog *self, gboolean advanced) {
  GList *names = NULL;
  if (!advanced && ae_action_kind(self->values->action) == AE_ACTION_RESIZE)
    names = g_list_append(names, g_strdup(AE_NEW_IMAGE));
  for (const AeOption *row = self->values->rows; row->name; row++) {
    char *name = ae_values_argument(row);
    if (!row->advanced == !advanced && !is_list(row)) {
      names = row->allow_auto ? g_list_append(names, g_strconcat(name, "-auto", NULL)) : names;
      names = g_list_append(names, g_strdup(name));
    }
    g_free(name);
  }
  return names;
}

/* A list with an entry, in which any other text can be typed. */
static void add_list(const Dialog *self, GtkGrid *grid, int y, const AeOption *row) {
  g_autofree char *name = ae_values_argument(row), *title = ae_texts_label(row);
  g_autofree char *help = ae_values_help(row, FALSE);
  g_auto(GStrv) list = ae_values_list(self->values, row);
  GtkWidget *combo = gtk_combo_box_text_new_with_entry(), *label = gtk_label_new(title);
  for (char **item = list; *item; item++)
    gtk_combo_box_text_append_text(GTK_COMBO_BOX_TEXT(combo), *item);
  g_object_bind_property(self->config, name, gtk_bin_get_child(GTK_BIN(combo)), "text",
                         G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  gtk_label_set_xalign(GTK_LABEL(label), 0);
  gtk_widget_set_tooltip_text(combo, help);
  gtk_widget_set_hexpand(combo, TRUE);
  gtk_grid_attach(grid, label, 0, y, 1, 1);
  gtk_grid_attach(grid, combo, 1, y, 1, 1);
}

static void add_lists(const Dialog *self) {
  GtkWidget *grid = gtk_grid_new();
  int y = 0;
  gtk_grid_set_column_spacing(GTK_GRID(grid), 6);
  gtk_grid_set_row_spacing(GTK_GRID(grid), 6);
  for (const AeOption *row = self->values->rows; row->name; row++)
    if (is_list(row))
      add_list(self, GTK_GRID(grid), y++, row);
  gtk_box_pack_start(GTK_BOX(gtk_dialog_get_content_area(GTK_DIALOG(self->dialog))), grid, FALSE, FALSE, 0);
  gtk_widget_show_all(grid);
}

static void add_advanced(const Dialog *self) {
  GList *names = names_of(self, TRUE);
  if (names) {
    gimp_procedure_dialog_get_label(self->dialog, "advanced-title", _("A_dvanced"), FALSE, TRUE);
    gimp_procedure_dialog_fill_box_list(self->dialog, "advanced", names);
    gimp_procedure_dialog_fill_expander(self->dialog, "advanced-expander", "advanced-title", FALSE, "advanced");
    gimp_procedure_dialog_fill(self->dialog, "advanced-expander", NULL);
  }
  g_list_free_full(names, g_free);
}

gboolean ae_dialog_run(GimpProcedure *procedure, GimpProcedureConfig *config, const AeValues *values) {
  gimp_ui_init("aefilter");
  GtkWidget *window = gimp_procedure_dialog_new(procedure, config, _(values->action->label));
  const Dialog self = {GIMP_PROCEDURE_DIALOG(window), config, values};
  for (const AeOption *row = values->rows; row->name; row++)
    shape(&self, row);
  GList *names = names_of(&self, FALSE);
  if (names)
    gimp_procedure_dialog_fill_list(self.dialog, names);
  g_list_free_full(names, g_free);
  add_lists(&self);
  add_advanced(&self);
  gboolean ok = gimp_procedure_dialog_run(self.dialog);
  gtk_widget_destroy(window);
  return ok;
}
