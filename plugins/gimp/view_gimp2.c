/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* GIMP's own preview of a drawable shows the numbers of linear and of wide-gamut images as if they were sRGB; this one
 * lets GEGL convert them, so that colours are those of the image window. */
#include "dialog_gimp2.h"

/* Not by G_DECLARE_FINAL_TYPE, which wants more of its parent than GIMP 2.10 gives. */
typedef struct {
  GimpScrolledPreview parent;
  GeglBuffer *picture;
} AeView;

typedef struct {
  GimpScrolledPreviewClass parent;
} AeViewClass;

GType ae_view_get_type(void);

#define AE_VIEW(object) G_TYPE_CHECK_INSTANCE_CAST(object, ae_view_get_type(), AeView)

G_DEFINE_TYPE(AeView, ae_view, GIMP_TYPE_SCROLLED_PREVIEW)

static int bytes_per_pixel(AeView *self) {
  return babl_format_has_alpha(gegl_buffer_get_format(self->picture)) ? 4 : 3;
}

static GimpImageType type_of(AeView *self) { return bytes_per_pixel(self) == 4 ? GIMP_RGBA_IMAGE : GIMP_RGB_IMAGE; }

guchar *ae_view_fetch(GeglBuffer *buffer, const GeglRectangle *region, double scale) {
  const Babl *format = babl_format(babl_format_has_alpha(gegl_buffer_get_format(buffer)) ? "R'G'B'A u8" : "R'G'B' u8");
  gsize pixels = (gsize)region->width * (gsize)region->height;
  guchar *data = g_malloc_n(pixels, (gsize)babl_format_get_bytes_per_pixel(format));
  gegl_buffer_get(buffer, region, scale, format, data, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_CLAMP);
  return data;
}

GeglRectangle ae_view_visible(GtkWidget *view) {
  GeglRectangle region;
  gimp_preview_get_position(GIMP_PREVIEW(view), &region.x, &region.y);
  gimp_preview_get_size(GIMP_PREVIEW(view), &region.width, &region.height);
  gegl_rectangle_intersect(&region, &region, gegl_buffer_get_extent(AE_VIEW(view)->picture));
  return region;
}

static void put(AeView *self, GimpPreviewArea *area, int width, int height, const guchar *pixels, int row) {
  gimp_preview_area_draw(area, 0, 0, width, height, type_of(self), pixels, row);
}

/* The original, until somebody draws better. The parent draws even while it is made. */
static void draw(GimpPreview *preview) {
  AeView *self = AE_VIEW(preview);
  if (!self->picture)
    return;
  GeglRectangle region = ae_view_visible(GTK_WIDGET(preview));
  g_autofree guchar *pixels = ae_view_fetch(self->picture, &region, 1);
  put(self, GIMP_PREVIEW_AREA(preview->area), region.width, region.height, pixels,
      region.width * bytes_per_pixel(self));
}

static void draw_buffer(GimpPreview *preview, const guchar *pixels, gint row) {
  GeglRectangle region = ae_view_visible(GTK_WIDGET(preview));
  put(AE_VIEW(preview), GIMP_PREVIEW_AREA(preview->area), region.width, region.height, pixels, row);
}

/* The whole picture in the window that finds one's way. */
static void draw_thumb(GimpPreview *preview, GimpPreviewArea *area, gint width, gint height) {
  AeView *self = AE_VIEW(preview);
  const GeglRectangle *all = gegl_buffer_get_extent(self->picture);
  double scale = MIN((double)width / all->width, (double)height / all->height);
  GeglRectangle small = {0, 0, MAX(1, (int)(all->width * scale)), MAX(1, (int)(all->height * scale))};
  g_autofree guchar *pixels = ae_view_fetch(self->picture, &small, scale);
  gtk_widget_set_size_request(GTK_WIDGET(area), small.width, small.height);
  gtk_widget_show(GTK_WIDGET(area));
  gtk_widget_realize(GTK_WIDGET(area));
  put(self, area, small.width, small.height, pixels, small.width * bytes_per_pixel(self));
}

static void ae_view_finalize(GObject *object) {
  g_clear_object(&AE_VIEW(object)->picture);
  G_OBJECT_CLASS(ae_view_parent_class)->finalize(object);
}

static void ae_view_class_init(AeViewClass *class) {
  G_OBJECT_CLASS(class)->finalize = ae_view_finalize;
  GIMP_PREVIEW_CLASS(class)->draw = draw;
  GIMP_PREVIEW_CLASS(class)->draw_buffer = draw_buffer;
  GIMP_PREVIEW_CLASS(class)->draw_thumb = draw_thumb;
}

static void ae_view_init(AeView *self) {}

GtkWidget *ae_view_new(GeglBuffer *picture) {
  AeView *self = g_object_new(ae_view_get_type(), NULL);
  GimpColorConfig *config = gimp_get_color_configuration();
  self->picture = g_object_ref(picture);
  gimp_preview_area_set_color_config(GIMP_PREVIEW_AREA(GIMP_PREVIEW(self)->area), config);
  g_object_unref(config);
  gimp_preview_set_bounds(GIMP_PREVIEW(self), 0, 0, gegl_buffer_get_width(picture), gegl_buffer_get_height(picture));
  /* GIMP's previews are square, photographs are not. */
  gtk_aspect_frame_set(GTK_ASPECT_FRAME(GIMP_PREVIEW(self)->frame), 0.5f, 0, 1.5f, FALSE);
  return GTK_WIDGET(self);
}
