/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/page.h"

#include <aefilter/format.h>
#include <cairo-svg.h>
#include <math.h>
#include <string.h>

#include "image/sink.h"
#include "plot/svg_ids.h"

static gboolean has_extension(const char *path, const char *extension) {
  gsize n = strlen(path), m = strlen(extension);
  return n > m && !g_ascii_strcasecmp(path + n - m, extension);
}

gboolean ae_page_check_path(const char *path, GError **error) {
  if (has_extension(path, ".png") || has_extension(path, ".svg"))
    return TRUE;
  g_autofree char *shown = g_filename_display_name(path);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: the name of a drawing must end in .png or .svg", shown);
  return FALSE;
}

static cairo_status_t collect(void *closure, const unsigned char *data, unsigned int n) {
  g_string_append_len(closure, (const char *)data, n);
  return CAIRO_STATUS_SUCCESS;
}

static void make_svg(AePage *page) {
  page->svg = g_string_new(NULL);
  page->surface = cairo_svg_surface_create_for_stream(collect, page->svg, page->width, page->height);
  cairo_svg_surface_restrict_to_version(page->surface, CAIRO_SVG_VERSION_1_1);
  cairo_svg_surface_set_document_unit(page->surface, CAIRO_SVG_UNIT_PX);
}

static gboolean check_status(const AePage *page, GError **error) {
  cairo_status_t status = cairo_status(page->cr);
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  AeError code = status == CAIRO_STATUS_NO_MEMORY ? AE_ERROR_MEMORY : AE_ERROR_INTERNAL;
  g_set_error(error, AE_ERROR, (int)code, "%s: cairo: %s", page->path, cairo_status_to_string(status));
  return FALSE;
}

/* Letters are placed and formed as at any size: hinting would tie them to this machine's settings. */
static void prepare(AePage *page, int zoom) {
  cairo_font_options_t *options = cairo_font_options_create();
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  page->cr = cairo_create(page->surface);
  cairo_set_font_options(page->cr, options);
  cairo_font_options_destroy(options);
  if (!page->svg)
    cairo_scale(page->cr, zoom, zoom);
  cairo_set_source_rgb(page->cr, 1, 1, 1);
  cairo_paint(page->cr);
}

AePage *ae_page_new(const char *path, double width, double height, int zoom, GError **error) {
  if (!ae_page_check_path(path, error))
    return NULL;
  double wide = ceil(width) * zoom, high = ceil(height) * zoom;
  if (wide > AE_PAGE_MAX_SIDE || high > AE_PAGE_MAX_SIDE || wide * high > AE_PAGE_MAX_PIXELS) {
    g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "%s: a drawing of %.0f x %.0f px is too large; draw less in it", path,
                wide, high);
    return NULL;
  }
  AePage *page = g_new0(AePage, 1);
  page->path = g_strdup(path);
  page->width = ceil(width);
  page->height = ceil(height);
  if (has_extension(path, ".svg"))
    make_svg(page);
  else
    page->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)wide, (int)high);
  prepare(page, zoom);
  if (check_status(page, error))
    return page;
  ae_page_free(page);
  return NULL;
}

/* cairo's pixels are 0x00RRGGBB in the machine's byte order. */
static guint32 pixel_at(const guint8 *row, guint32 x) {
  guint32 pixel;
  memcpy(&pixel, row + (gsize)x * sizeof pixel, sizeof pixel);
  return pixel & 0xFFFFFF;
}

static gboolean is_grey(const guint8 *row, gsize stride, guint32 width, guint32 height) {
  for (guint32 y = 0; y < height; y++, row += stride)
    for (guint32 x = 0; x < width; x++) {
      guint32 pixel = pixel_at(row, x);
      if (pixel != (pixel & 0xFF) * 0x010101)
        return FALSE;
    }
  return TRUE;
}

/* A drawing without colours is half as large as a grey file. */
static AeImage *to_image(cairo_surface_t *surface, GError **error) {
  cairo_surface_flush(surface);
  const guint8 *row = cairo_image_surface_get_data(surface);
  gsize stride = (gsize)cairo_image_surface_get_stride(surface);
  AeImageInfo info = {.sample = AE_SAMPLE_U8, .maxval = 255};
  info.width = (guint32)cairo_image_surface_get_width(surface);
  info.height = (guint32)cairo_image_surface_get_height(surface);
  info.channels = is_grey(row, stride, info.width, info.height) ? 1 : 3;
  AeImage *image = ae_image_new(&info, error);
  guint8 *to = image ? image->data : NULL;
  for (guint32 y = 0; image && y < info.height; y++, row += stride)
    for (guint32 x = 0; x < info.width; x++)
      for (guint32 pixel = pixel_at(row, x), c = info.channels; c--;)
        *to++ = (guint8)(pixel >> 8 * c);
  return image;
}

static gboolean write_png(const AePage *page, GError **error) {
  AeImage *image = to_image(page->surface, error);
  AeWriter *writer = image ? ae_writer_open(page->path, ae_format_by_name("png"), NULL, NULL, error) : NULL;
  if (!writer) {
    ae_image_free(image);
    return FALSE;
  }
  if (ae_writer_write(writer, ae_image_rows(image, TRUE), error))
    return ae_writer_close(writer, error);
  ae_writer_abort(writer);
  return FALSE;
}

static gboolean write_svg(const AePage *page, GError **error) {
  g_autofree char *text = ae_svg_number_ids(page->svg->str);
  AeSink *sink = ae_sink_new(page->path, error);
  if (!sink)
    return FALSE;
  if (ae_sink_write(sink, text, strlen(text), error))
    return ae_sink_close(sink, error);
  ae_sink_abort(sink);
  return FALSE;
}

gboolean ae_page_write(AePage *page, GError **error) {
  if (!check_status(page, error))
    return FALSE;
  if (!page->svg)
    return write_png(page, error);
  cairo_surface_finish(page->surface); /* now it writes */
  return write_svg(page, error);
}

void ae_page_free(AePage *page) {
  if (!page)
    return;
  cairo_destroy(page->cr);
  cairo_surface_destroy(page->surface);
  if (page->svg)
    g_string_free(page->svg, TRUE);
  g_free(page->path);
  g_free(page);
}
