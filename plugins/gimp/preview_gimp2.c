/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What is seen is computed by a task in another thread, one at a time, on a copy of the drawable: libgimp's own buffers
 * are for the main thread. What changes meanwhile is done next. */
#include "dialog_gimp2.h"

#include <string.h>

#include <gio/gio.h>

#include "buffer.h"

struct AePreview {
  gint32 drawable;
  GtkWidget *box, *area, *status;
  GeglBuffer *picture, *selection; /* selection: NULL where all is selected */
  AeValues *values;
  gboolean split, centred;
  gboolean running, again; /* a task is at work; what it does is old */
  GCancellable *cancel;
  AeWork *work; /* the task's, kept while the values stay, with what it measured */
  char **work_words;
  GeglRectangle region; /* what before and after show */
  guchar *before, *after;
};

/* What a task needs and makes. */
typedef struct {
  AePreview *preview;
  AeValues *values;
  GeglRectangle region;
  guchar *before, *after;
} Look;

static void start(AePreview *preview);

/* As ae_view_fetch gives them. */
static gsize pixel_bytes(const AePreview *preview) {
  return babl_format_has_alpha(gegl_buffer_get_format(preview->picture)) ? 4 : 3;
}

static void look_free(gpointer data) {
  Look *look = data;
  ae_values_free(look->values);
  g_free(look->before);
  g_free(look->after);
  g_free(look);
}

/* ---- in the task's thread ---- */

static gboolean go_on(double fraction, gpointer data) { return !g_cancellable_is_cancelled(data); }

/* Where little is selected, little of the result is seen. */
static void apply_selection(AePreview *preview, Look *look) {
  gsize n = (gsize)look->region.width * (gsize)look->region.height, bytes = pixel_bytes(preview);
  g_autofree guchar *mask = g_malloc(n);
  gegl_buffer_get(preview->selection, &look->region, 1, babl_format("Y u8"), mask, GEGL_AUTO_ROWSTRIDE,
                  GEGL_ABYSS_NONE);
  for (gsize i = 0; i < n * bytes; i++) {
    int before = look->before[i], after = look->after[i];
    look->after[i] = (guchar)(before + (after - before) * mask[i / bytes] / 255);
  }
}

static AeWork *work_for(AePreview *preview, const AeValues *values, GError **error) {
  g_auto(GStrv) words = ae_values_words(values);
  if (preview->work && g_strv_equal((const char *const *)words, (const char *const *)preview->work_words))
    return preview->work;
  ae_work_free(preview->work);
  g_strfreev(preview->work_words);
  preview->work = ae_work_new(values, go_on, preview->cancel, error);
  preview->work_words = g_steal_pointer(&words);
  return preview->work;
}

static gboolean put(AeWork *work, const AePreview *preview, const GeglRectangle *region, GeglBuffer *out,
                    GError **error) {
  return ae_action_is_marked(preview->values->action) && preview->selection
             ? ae_work_selected(work, preview->picture, preview->selection, region, out, error)
             : ae_work_region(work, preview->picture, region, out, error);
}

static gboolean compute(Look *look, GError **error) {
  AePreview *preview = look->preview;
  AeWork *work = work_for(preview, look->values, error);
  g_autoptr(GeglBuffer) out =
      gegl_buffer_new(&look->region, ae_buffer_format(gegl_buffer_get_format(preview->picture)));
  if (!work || !put(work, preview, &look->region, out, error))
    return FALSE;
  look->before = ae_view_fetch(preview->picture, &look->region, 1);
  look->after = ae_view_fetch(out, &look->region, 1);
  if (preview->selection)
    apply_selection(preview, look);
  return TRUE;
}

static void task_main(GTask *task, gpointer source, gpointer data, GCancellable *cancel) {
  GError *error = NULL;
  if (compute(data, &error))
    g_task_return_boolean(task, TRUE);
  else
    g_task_return_error(task, error);
}

/* ---- in the main thread ---- */

/* A line of one dark and one bright pixel, to be seen on anything. */
static void draw_line(guchar *pixels, const GeglRectangle *region, gsize bytes, int x) {
  for (int y = 0; y < region->height; y++) {
    guchar *at = pixels + ((gsize)y * (gsize)region->width + (gsize)x) * bytes;
    memset(at, 0, bytes);
    memset(at + bytes, 255, bytes);
    if (bytes == 4)
      at[3] = 255;
  }
}

/* Left of the middle the original, right of it the result. */
static guchar *halves(const AePreview *preview) {
  const GeglRectangle *region = &preview->region;
  gsize bytes = pixel_bytes(preview), row = (gsize)region->width * bytes;
  guchar *pixels = g_memdup2(preview->after, row * (gsize)region->height);
  int middle = region->width / 2;
  for (int y = 0; y < region->height; y++)
    memcpy(pixels + (gsize)y * row, preview->before + (gsize)y * row, (gsize)middle * bytes);
  if (middle > 0)
    draw_line(pixels, region, bytes, middle - 1);
  return pixels;
}

static void draw(AePreview *preview) {
  GeglRectangle now = ae_view_visible(preview->area);
  if (!preview->after || !gegl_rectangle_equal(&now, &preview->region))
    return;
  g_autofree guchar *split = preview->split ? halves(preview) : NULL;
  int row = now.width * (int)pixel_bytes(preview);
  gimp_preview_draw_buffer(GIMP_PREVIEW(preview->area), split ? split : preview->after, row);
}

static void show_status(AePreview *preview, const char *text) {
  g_autofree char *line = ae_texts_capitalised(text);
  gtk_label_set_text(GTK_LABEL(preview->status), g_strdelimit(line, "\n", ' '));
  gimp_help_set_help_data(preview->status, *text ? text : NULL, NULL);
}

static void show(AePreview *preview, Look *look) {
  g_free(preview->before);
  g_free(preview->after);
  preview->region = look->region;
  preview->before = g_steal_pointer(&look->before);
  preview->after = g_steal_pointer(&look->after);
  const char *note = ae_work_note(preview->work);
  show_status(preview, note ? note : "");
  draw(preview);
}

static void task_done(GObject *source, GAsyncResult *result, gpointer data) {
  AePreview *preview = data;
  g_autoptr(GError) error = NULL;
  preview->running = FALSE;
  if (g_task_propagate_boolean(G_TASK(result), &error))
    show(preview, g_task_get_task_data(G_TASK(result)));
  else if (!g_error_matches(error, AE_ERROR, AE_ERROR_CANCELLED))
    show_status(preview, error->message);
  if (preview->again)
    start(preview);
}

static void start(AePreview *preview) {
  preview->again = preview->running;
  GeglRectangle region = ae_view_visible(preview->area);
  if (preview->running || !gimp_preview_get_update(GIMP_PREVIEW(preview->area)) || gegl_rectangle_is_empty(&region))
    return;
  Look *look = g_new0(Look, 1);
  look->preview = preview;
  look->values = ae_values_copy(preview->values);
  look->region = region;
  preview->running = TRUE;
  /* The task is not cancelled by GTask, so that its end is always waited for. */
  g_autoptr(GTask) task = g_task_new(NULL, NULL, task_done, preview);
  g_task_set_task_data(task, look, look_free);
  g_task_run_in_thread(task, task_main);
}

/* At first the middle of what is selected is shown: it says more of a photograph than its corner. */
static void centre(AePreview *preview) {
  GeglRectangle now = ae_view_visible(preview->area), all = {0};
  gimp_drawable_mask_intersect(preview->drawable, &all.x, &all.y, &all.width, &all.height);
  preview->centred = TRUE;
  gimp_scrolled_preview_set_position(GIMP_SCROLLED_PREVIEW(preview->area), all.x + (all.width - now.width) / 2,
                                     all.y + (all.height - now.height) / 2);
}

/* Another part is in view. */
static void moved(GimpPreview *area, AePreview *preview) {
  if (!preview->centred)
    centre(preview);
  GeglRectangle now = ae_view_visible(preview->area);
  if (preview->after && gegl_rectangle_equal(&now, &preview->region))
    draw(preview);
  start(preview);
}

static void split_toggled(GtkToggleButton *button, AePreview *preview) {
  preview->split = gtk_toggle_button_get_active(button);
  draw(preview);
}

static GeglBuffer *copy_of(gint32 drawable) {
  g_autoptr(GeglBuffer) in = gimp_drawable_get_buffer(drawable);
  GeglBuffer *copy = gegl_buffer_new(gegl_buffer_get_extent(in), gegl_buffer_get_format(in));
  gegl_buffer_copy(in, NULL, GEGL_ABYSS_NONE, copy, NULL);
  return copy;
}

static void pack(AePreview *preview) {
  GtkWidget *split = gtk_check_button_new_with_mnemonic(_("_Split view"));
  preview->box = gtk_vbox_new(FALSE, 6);
  preview->area = ae_view_new(preview->picture);
  preview->status = gtk_label_new("");
  gtk_misc_set_alignment(GTK_MISC(preview->status), 0, 0.5f);
  gtk_label_set_ellipsize(GTK_LABEL(preview->status), PANGO_ELLIPSIZE_END);
  gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(split), preview->split);
  gimp_help_set_help_data(split, _("The original on the left, the result on the right."), NULL);
  gtk_box_pack_start(GTK_BOX(preview->box), preview->area, TRUE, TRUE, 0);
  gtk_box_pack_start(GTK_BOX(gimp_preview_get_controls(GIMP_PREVIEW(preview->area))), split, FALSE, FALSE, 12);
  gtk_box_pack_start(GTK_BOX(preview->box), preview->status, FALSE, FALSE, 0);
  g_signal_connect(preview->area, "invalidated", G_CALLBACK(moved), preview);
  g_signal_connect(split, "toggled", G_CALLBACK(split_toggled), preview);
  gtk_widget_show_all(preview->box);
}

AePreview *ae_preview_new(gint32 drawable, const AeValues *values) {
  AePreview *preview = g_new0(AePreview, 1);
  preview->drawable = drawable;
  preview->picture = copy_of(drawable);
  preview->selection = ae_host_selection(drawable);
  preview->values = ae_values_copy(values);
  preview->cancel = g_cancellable_new();
  preview->split = TRUE;
  pack(preview);
  return preview;
}

GtkWidget *ae_preview_widget(AePreview *preview) { return preview->box; }

void ae_preview_update(AePreview *preview, const AeValues *values) {
  ae_values_free(preview->values);
  preview->values = ae_values_copy(values);
  start(preview);
}

void ae_preview_free(AePreview *preview) {
  if (!preview)
    return;
  g_signal_handlers_disconnect_by_data(preview->area, preview);
  g_cancellable_cancel(preview->cancel);
  preview->again = FALSE;
  while (preview->running)
    g_main_context_iteration(NULL, TRUE);
  ae_work_free(preview->work);
  g_strfreev(preview->work_words);
  ae_values_free(preview->values);
  g_object_unref(preview->cancel);
  g_object_unref(preview->picture);
  g_clear_object(&preview->selection);
  g_free(preview->before);
  g_free(preview->after);
  g_free(preview);
}
