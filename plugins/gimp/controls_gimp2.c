/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "dialog_gimp2.h"

#include <math.h>

#include <aefilter/model.h>

enum { COLUMNS = 4, SCALE_WIDTH = 200, SPIN_DIGITS = 6 };

/* A row of the dialog. */
typedef struct {
  AeValues *values;
  const AeOption *row;
  void (*changed)(gpointer data);
  gpointer data;
  GtkObject *number;    /* INT and DOUBLE: the slider's value */
  GtkWidget *automatic; /* the check button beside it, or NULL */
} Control;

static void set_number(Control *control, double number) {
  if (ae_values_set_number(control->values, control->row, number, NULL))
    control->changed(control->data);
}

static void set_text(Control *control, const char *text) {
  if (ae_values_set_text(control->values, control->row, text, NULL))
    control->changed(control->data);
}

static gboolean is_automatic(const Control *control) {
  return control->automatic && gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(control->automatic));
}

static void number_changed(Control *control) {
  if (control->automatic)
    gimp_scale_entry_set_sensitive(control->number, !is_automatic(control));
  set_number(control, is_automatic(control) ? AE_AUTO : gtk_adjustment_get_value(GTK_ADJUSTMENT(control->number)));
}

static void toggled(GtkToggleButton *button, Control *control) {
  set_number(control, gtk_toggle_button_get_active(button));
}

static void chosen(GtkWidget *combo, Control *control) {
  int index = 0;
  gimp_int_combo_box_get_active(GIMP_INT_COMBO_BOX(combo), &index);
  set_number(control, index);
}

static void typed(GtkEntry *entry, Control *control) { set_text(control, gtk_entry_get_text(entry)); }

static void file_chosen(GtkFileChooser *chooser, Control *control) {
  g_autofree char *path = gtk_file_chooser_get_filename(chooser);
  set_text(control, path);
}

/* The first entry is the default. */
static void model_chosen(GtkComboBox *combo, Control *control) {
  g_autofree char *name = gtk_combo_box_text_get_active_text(GTK_COMBO_BOX_TEXT(combo));
  set_text(control, gtk_combo_box_get_active(combo) > 0 ? name : NULL);
}

/* "standard deviation of the noise" -> "Standard deviation of the noise." */
static char *tooltip_of(const AeOption *row) {
  g_autofree char *help = ae_texts_help(row);
  return row->area ? g_strdup_printf(_("%s, or %s: what is selected in the image."), help, AE_SELECTED)
                   : g_strconcat(help, ".", NULL);
}

static char *label_of(const AeOption *row) {
  g_autofree char *label = ae_texts_label(row);
  return row->unit ? g_strdup_printf("%s (%s):", label, _(row->unit)) : g_strconcat(label, ":", NULL);
}

/* A hundredth of the range or some more, as 1, 0.1, 0.01, ... */
static double step_of(const AeOption *row) {
  return row->type == AE_OPTION_INT ? 1 : pow(10, ceil(log10((row->max - row->min) / 100)));
}

/* Where a slider stands that does not count yet. */
static double start_of(const AeValues *values, const AeOption *row) {
  double number = ae_values_number(values, row);
  return row->allow_auto && number < row->min ? row->min + (row->max - row->min) / 10 : number;
}

static void add_number(GtkTable *table, int y, Control *control) {
  const AeOption *row = control->row;
  g_autofree char *label = label_of(row), *tooltip = tooltip_of(row);
  double step = step_of(row);
  int digits = row->type == AE_OPTION_INT ? 0 : 2;
  control->number = gimp_scale_entry_new(table, 0, y, label, SCALE_WIDTH, SPIN_DIGITS, start_of(control->values, row),
                                         row->min, row->max, step, step * 10, (guint)digits, TRUE, 0, 0, tooltip, NULL);
  if (row->allow_auto) {
    gboolean automatic = ae_values_number(control->values, row) == AE_AUTO;
    control->automatic = gtk_check_button_new_with_mnemonic(_("_Automatic"));
    gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(control->automatic), automatic);
    gimp_scale_entry_set_sensitive(control->number, !automatic);
    gimp_help_set_help_data(control->automatic, _("Chosen by itself."), NULL);
    gtk_table_attach(table, control->automatic, 3, 4, (guint)y, (guint)y + 1, GTK_FILL, GTK_FILL, 0, 0);
    g_signal_connect_swapped(control->automatic, "toggled", G_CALLBACK(number_changed), control);
  }
  g_signal_connect_swapped(control->number, "value-changed", G_CALLBACK(number_changed), control);
}

static GtkWidget *choice_new(Control *control) {
  GtkWidget *combo = g_object_new(GIMP_TYPE_INT_COMBO_BOX, NULL);
  for (int i = 0; control->row->choices[i]; i++)
    gimp_int_combo_box_append(GIMP_INT_COMBO_BOX(combo), GIMP_INT_STORE_VALUE, i, GIMP_INT_STORE_LABEL,
                              _(control->row->choices[i]), -1);
  gimp_int_combo_box_set_active(GIMP_INT_COMBO_BOX(combo), (int)ae_values_number(control->values, control->row));
  g_signal_connect(combo, "changed", G_CALLBACK(chosen), control);
  return combo;
}

/* Those of the stage's own task, by the names that the model option takes. */
static void append_models(GtkComboBoxText *combo, const char *task, const char *current) {
  g_auto(GStrv) paths = ae_model_list();
  int n = 0;
  for (char **path = paths; *path; path++) {
    g_autofree char *name = g_path_get_basename(*path);
    AeModel *model = ae_model_load(*path, task, NULL);
    if (!model)
      continue;
    ae_model_unref(model);
    *strrchr(name, '.') = '\0';
    gtk_combo_box_text_append_text(combo, name);
    n++;
    if (!g_strcmp0(name, current))
      gtk_combo_box_set_active(GTK_COMBO_BOX(combo), n);
  }
}

static GtkWidget *model_new(Control *control) {
  GtkWidget *combo = gtk_combo_box_text_new();
  g_autofree char *current = ae_values_text(control->values, control->row);
  gtk_combo_box_text_append_text(GTK_COMBO_BOX_TEXT(combo), _("Automatic"));
  gtk_combo_box_set_active(GTK_COMBO_BOX(combo), 0);
  append_models(GTK_COMBO_BOX_TEXT(combo), ae_action_stage(control->values->action)->name, current);
  g_signal_connect(combo, "changed", G_CALLBACK(model_chosen), control);
  return combo;
}

static GtkWidget *text_new(Control *control) {
  g_autofree char *text = ae_values_text(control->values, control->row);
  GtkWidget *entry = gtk_entry_new();
  gtk_entry_set_text(GTK_ENTRY(entry), text ? text : "");
  g_signal_connect(entry, "changed", G_CALLBACK(typed), control);
  return entry;
}

/* Any other text can be typed. */
static GtkWidget *list_new(Control *control, char **list) {
  g_autofree char *text = ae_values_text(control->values, control->row);
  GtkWidget *combo = gtk_combo_box_text_new_with_entry(), *entry = gtk_bin_get_child(GTK_BIN(combo));
  for (char **item = list; *item; item++)
    gtk_combo_box_text_append_text(GTK_COMBO_BOX_TEXT(combo), *item);
  gtk_entry_set_text(GTK_ENTRY(entry), text ? text : "");
  g_signal_connect(entry, "changed", G_CALLBACK(typed), control);
  return combo;
}

static GtkWidget *file_new(Control *control) {
  g_autofree char *path = ae_values_text(control->values, control->row);
  g_autofree char *title = ae_texts_label(control->row);
  GtkWidget *button = gtk_file_chooser_button_new(title, GTK_FILE_CHOOSER_ACTION_OPEN);
  if (path)
    gtk_file_chooser_set_filename(GTK_FILE_CHOOSER(button), path);
  g_signal_connect(button, "file-set", G_CALLBACK(file_chosen), control);
  return button;
}

static GtkWidget *check_new(Control *control) {
  g_autofree char *label = ae_texts_label(control->row);
  GtkWidget *button = gtk_check_button_new_with_label(label);
  gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(button), ae_values_number(control->values, control->row) != 0);
  g_signal_connect(button, "toggled", G_CALLBACK(toggled), control);
  return button;
}

static GtkWidget *string_new(Control *control) {
  g_auto(GStrv) list = ae_values_list(control->values, control->row);
  if (list)
    return list_new(control, list);
  return g_str_equal(control->row->name, "model") ? model_new(control) : text_new(control);
}

static GtkWidget *widget_new(Control *control) {
  switch (control->row->type) {
  case AE_OPTION_BOOL:
    return check_new(control);
  case AE_OPTION_CHOICE:
    return choice_new(control);
  case AE_OPTION_FILE:
    return file_new(control);
  default:
    return string_new(control);
  }
}

static void add_widget(GtkTable *table, int y, Control *control) {
  g_autofree char *label = label_of(control->row), *tooltip = tooltip_of(control->row);
  GtkWidget *widget = widget_new(control);
  gimp_help_set_help_data(widget, tooltip, NULL);
  gimp_table_attach_aligned(table, 0, y, control->row->type == AE_OPTION_BOOL ? NULL : label, 0, 0.5f, widget,
                            COLUMNS - 1, FALSE);
}

static void add_row(GtkTable *table, int y, const Control *like) {
  Control *control = g_memdup2(like, sizeof *like);
  g_object_set_data_full(G_OBJECT(table), control->row->name, control, g_free);
  if (control->row->type == AE_OPTION_INT || control->row->type == AE_OPTION_DOUBLE)
    add_number(table, y, control);
  else
    add_widget(table, y, control);
}

/* A table of those rows that are advanced, or of those that are not; NULL where there are none. */
static GtkWidget *table_new(const Control *like, gboolean advanced) {
  GtkWidget *table = NULL;
  Control control = *like;
  int y = 0;
  for (control.row = like->values->rows; control.row->name; control.row++) {
    if (!control.row->advanced != !advanced)
      continue;
    if (!table)
      table = gtk_table_new(1, COLUMNS, FALSE);
    add_row(GTK_TABLE(table), y++, &control);
  }
  if (table) {
    gtk_table_set_col_spacings(GTK_TABLE(table), 6);
    gtk_table_set_row_spacings(GTK_TABLE(table), 6);
  }
  return table;
}

GtkWidget *ae_controls_new(AeValues *values, void (*changed)(gpointer data), gpointer data) {
  const Control like = {.values = values, .changed = changed, .data = data};
  GtkWidget *box = gtk_vbox_new(FALSE, 6), *table = table_new(&like, FALSE), *advanced = table_new(&like, TRUE);
  if (table)
    gtk_box_pack_start(GTK_BOX(box), table, FALSE, FALSE, 0);
  if (advanced) {
    GtkWidget *expander = gtk_expander_new_with_mnemonic(_("A_dvanced"));
    gtk_container_add(GTK_CONTAINER(expander), advanced);
    gtk_box_pack_start(GTK_BOX(box), expander, FALSE, FALSE, 0);
  }
  gtk_widget_show_all(box);
  return box;
}
