/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "dialog_gimp2.h"

enum { RESPONSE_RESET = 1, MANY_ROWS = 8, WIDTH = 640, HEIGHT = 620, CONTROLS_WIDTH = 400 };

typedef struct {
  AeCall *call;
  GtkWidget *window, *body, *controls; /* body: of the preview and the controls */
  GtkWidget *size;                     /* in words; NULL where it stays */
  AePreview *preview;                  /* NULL for actions that change the size */
} Dialog;

/* ---- actions that change the size ---- */

static void show_size(Dialog *dialog) {
  int width, height;
  g_autoptr(GError) error = NULL;
  g_autoptr(AeWork) work = ae_work_new(dialog->call->values, NULL, NULL, &error);
  g_autofree char *text = NULL;
  if (work && ae_work_size(work, gimp_image_width(dialog->call->image), gimp_image_height(dialog->call->image), &width,
                           &height, &error))
    text = g_strdup_printf(_("%d × %d pixels"), width, height);
  gtk_label_set_text(GTK_LABEL(dialog->size), text ? text : error->message);
}

static void where_chosen(GtkWidget *radio, Dialog *dialog) {
  gimp_radio_button_update(radio, &dialog->call->new_image);
}

static GtkWidget *where_new(Dialog *dialog) {
  return gimp_int_radio_group_new(TRUE, _("Result"), G_CALLBACK(where_chosen), dialog, dialog->call->new_image,
                                  _("A _new image"), TRUE, NULL, _("_Scale this image"), FALSE, NULL, NULL);
}

/* ---- actions that mix ---- */

static void second_chosen(GtkWidget *combo, Dialog *dialog) {
  gimp_int_combo_box_get_active(GIMP_INT_COMBO_BOX(combo), &dialog->call->second);
}

static gboolean is_of_image(gint32 image, gint32 drawable, gpointer data) {
  return image == ((AeCall *)data)->image && drawable != ((AeCall *)data)->drawable;
}

/* ---- the dialog ---- */

static void changed(gpointer data) {
  Dialog *dialog = data;
  if (dialog->preview)
    ae_preview_update(dialog->preview, dialog->call->values);
  if (dialog->size)
    show_size(dialog);
}

static GtkWidget *content(Dialog *dialog) { return gtk_dialog_get_content_area(GTK_DIALOG(dialog->window)); }

/* More than there is room for below a preview. */
static gboolean has_many_rows(const Dialog *dialog) {
  guint n = 0;
  while (dialog->call->values->rows[n].name)
    n++;
  return dialog->preview && n > MANY_ROWS;
}

/* Labels are longer in some languages. */
static void widen(GtkWidget *controls) {
  GtkRequisition wanted;
  gtk_widget_size_request(controls, &wanted);
  gtk_widget_set_size_request(controls, MAX(CONTROLS_WIDTH, wanted.width), -1);
}

static void add_controls(Dialog *dialog) {
  GtkWidget *controls = ae_controls_new(dialog->call->values, changed, dialog);
  gtk_container_set_border_width(GTK_CONTAINER(controls), 12);
  dialog->controls = controls;
  if (has_many_rows(dialog)) {
    dialog->controls = gtk_scrolled_window_new(NULL, NULL);
    gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(dialog->controls), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
    gtk_scrolled_window_add_with_viewport(GTK_SCROLLED_WINDOW(dialog->controls), controls);
    gtk_viewport_set_shadow_type(GTK_VIEWPORT(gtk_bin_get_child(GTK_BIN(dialog->controls))), GTK_SHADOW_NONE);
    gtk_widget_show_all(dialog->controls);
    widen(dialog->controls);
  }
  gtk_box_pack_start(GTK_BOX(dialog->body), dialog->controls, FALSE, FALSE, 0);
}

static void reset(Dialog *dialog) {
  ae_values_reset(dialog->call->values);
  gtk_widget_destroy(dialog->controls);
  add_controls(dialog);
  changed(dialog);
}

static void add_preview(Dialog *dialog) {
  dialog->preview = ae_preview_new(dialog->call->drawable, dialog->call->values);
  GtkWidget *widget = ae_preview_widget(dialog->preview);
  gtk_container_set_border_width(GTK_CONTAINER(widget), 12);
  if (has_many_rows(dialog))
    dialog->body = gtk_hbox_new(FALSE, 0);
  gtk_box_pack_start(GTK_BOX(dialog->body), widget, TRUE, TRUE, 0);
  if (dialog->body != content(dialog))
    gtk_box_pack_start(GTK_BOX(content(dialog)), dialog->body, TRUE, TRUE, 0);
  gtk_widget_show(dialog->body);
  gtk_window_set_default_size(GTK_WINDOW(dialog->window), WIDTH + (has_many_rows(dialog) ? CONTROLS_WIDTH : 0), HEIGHT);
}

static void add_size(Dialog *dialog) {
  GtkWidget *box = gtk_vbox_new(FALSE, 6), *where = where_new(dialog);
  dialog->size = gtk_label_new(NULL);
  gtk_misc_set_alignment(GTK_MISC(dialog->size), 0, 0.5f);
  gtk_label_set_line_wrap(GTK_LABEL(dialog->size), TRUE);
  gtk_container_set_border_width(GTK_CONTAINER(box), 12);
  gtk_box_pack_start(GTK_BOX(box), where, FALSE, FALSE, 0);
  gtk_box_pack_start(GTK_BOX(box), dialog->size, FALSE, FALSE, 0);
  gtk_box_pack_start(GTK_BOX(content(dialog)), box, FALSE, FALSE, 0);
  gtk_widget_show_all(box);
  show_size(dialog);
}

static void add_second(Dialog *dialog) {
  GtkWidget *box = gtk_hbox_new(FALSE, 6);
  GtkWidget *combo = gimp_layer_combo_box_new(is_of_image, dialog->call);
  gimp_int_combo_box_connect(GIMP_INT_COMBO_BOX(combo), dialog->call->second, G_CALLBACK(second_chosen), dialog);
  gtk_container_set_border_width(GTK_CONTAINER(box), 12);
  gtk_box_pack_start(GTK_BOX(box), gtk_label_new(_("From this layer to:")), FALSE, FALSE, 0);
  gtk_box_pack_start(GTK_BOX(box), combo, TRUE, TRUE, 0);
  gtk_box_pack_start(GTK_BOX(content(dialog)), box, FALSE, FALSE, 0);
  gtk_widget_show_all(box);
}

static void build(Dialog *dialog) {
  const AeAction *action = dialog->call->action;
  AeActionKind kind = ae_action_kind(action);
  dialog->window = gimp_dialog_new(_(action->label), action->procedure, NULL, 0, NULL, action->procedure, _("_Reset"),
                                   RESPONSE_RESET, _("_Cancel"), GTK_RESPONSE_CANCEL, _("_OK"), GTK_RESPONSE_OK, NULL);
  gtk_dialog_set_alternative_button_order(GTK_DIALOG(dialog->window), GTK_RESPONSE_OK, RESPONSE_RESET,
                                          GTK_RESPONSE_CANCEL, -1);
  gtk_dialog_set_default_response(GTK_DIALOG(dialog->window), GTK_RESPONSE_OK);
  gimp_window_set_transient(GTK_WINDOW(dialog->window));
  dialog->body = content(dialog);
  if (kind == AE_ACTION_EFFECT)
    add_preview(dialog);
  if (kind == AE_ACTION_MIX)
    add_second(dialog);
  add_controls(dialog);
  if (kind == AE_ACTION_RESIZE)
    add_size(dialog);
}

gboolean ae_dialog_run(AeCall *call) {
  int response;
  Dialog dialog = {.call = call};
  gimp_ui_init("aefilter", TRUE);
  build(&dialog);
  gtk_widget_show(dialog.window);
  while ((response = gimp_dialog_run(GIMP_DIALOG(dialog.window))) == RESPONSE_RESET)
    reset(&dialog);
  ae_preview_free(dialog.preview);
  gtk_widget_destroy(dialog.window);
  return response == GTK_RESPONSE_OK;
}
