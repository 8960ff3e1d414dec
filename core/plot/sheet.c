/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/sheet.h"

#include <math.h>

#include "plot/label.h"
#include "plot/palette.h"
#include "plot/picture.h"

enum { EDGE = 20, WIDE = 900, HIGH = 1200, LEAST = 240, CAPTION = 22, HEAD = 26, NOTE = 32 };

static const AeLabelStyle caption_style = {.size = AE_TICK_SIZE, .align = AE_ALIGN_CENTRE};
static const AeLabelStyle head_style = {.size = AE_LABEL_SIZE, .align = AE_ALIGN_CENTRE};
static const AeLabelStyle side_style = {.size = AE_LABEL_SIZE, .align = AE_ALIGN_RIGHT};
static const AeLabelStyle note_style = {.size = AE_TICK_SIZE};

/* Where things are, in units. */
typedef struct {
  guint rows;
  int enlarge;
  double left, top;      /* of the first picture */
  double cell_w, cell_h; /* of a picture, without the gap */
} Layout;

void ae_sheet_init(AeSheet *sheet) {
  *sheet = (AeSheet){.columns = 1, .gap = 8, .zoom = 1};
  sheet->tiles = g_array_new(FALSE, FALSE, sizeof(AeTile));
}

void ae_sheet_clear(AeSheet *sheet) {
  for (guint i = 0; i < sheet->tiles->len; i++) {
    ae_image_free(g_array_index(sheet->tiles, AeTile, i).picture);
    g_free(g_array_index(sheet->tiles, AeTile, i).caption);
  }
  g_array_unref(sheet->tiles);
}

void ae_sheet_add(AeSheet *sheet, AeImage *picture, char *caption) {
  AeTile tile = {picture, caption};
  g_array_append_val(sheet->tiles, tile);
}

guint ae_sheet_columns(guint n, guint width, guint height) {
  guint wanted = (guint)CLAMP(ceil(sqrt(1.5 * n * height / width)), 1, MAX(n, 1));
  for (guint off = 0; off * 4 <= wanted; off++) {
    if (n % (wanted - off) == 0)
      return wanted - off;
    if (n % (wanted + off) == 0)
      return wanted + off;
  }
  return wanted;
}

/* The widest of n words (each may be NULL), before there is a page. */
static double widest(const char *const *words, guint n, const AeLabelStyle *style) {
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 1, 1);
  cairo_t *cr = cairo_create(surface);
  double width = 0;
  for (guint i = 0; words && i < n; i++)
    width = MAX(width, words[i] ? ceil(ae_label_width(cr, words[i], style)) : 0);
  cairo_destroy(cr);
  cairo_surface_destroy(surface);
  return width;
}

/* A page of few pictures is still as wide as its heading and its note, within reason. */
static double least_width(const AeSheet *sheet) {
  static const AeLabelStyle title_style = {.size = AE_TITLE_SIZE, .bold = TRUE};
  double words = MAX(widest(&sheet->title, 1, &title_style), widest(&sheet->note, 1, &note_style));
  return CLAMP(words + 2 * EDGE + 4, LEAST, WIDE);
}

static gboolean has_captions(const AeSheet *sheet, guint row) {
  for (guint i = row * sheet->columns; i < MIN((row + 1) * sheet->columns, sheet->tiles->len); i++)
    if (g_array_index(sheet->tiles, AeTile, i).caption)
      return TRUE;
  return FALSE;
}

/* From the first row to this one. */
static double row_offset(const AeSheet *sheet, const Layout *l, guint row) {
  double y = row * (l->cell_h + sheet->gap);
  for (guint i = 0; i < row; i++)
    y += has_captions(sheet, i) ? CAPTION : 0;
  return y;
}

static Layout lay_out(const AeSheet *sheet) {
  guint width = 1, height = 1;
  Layout l = {.rows = (sheet->tiles->len + sheet->columns - 1) / sheet->columns, .enlarge = sheet->enlarge};
  for (guint i = 0; i < sheet->tiles->len; i++) {
    const AeImage *picture = g_array_index(sheet->tiles, AeTile, i).picture;
    width = picture ? MAX(width, picture->info.width) : width;
    height = picture ? MAX(height, picture->info.height) : height;
  }
  double side = widest(sheet->sides, l.rows, &side_style);
  l.left = EDGE + (side > 0 ? side + 12 : 0);
  double room = WIDE - l.left - EDGE - (double)(sheet->columns - 1) * sheet->gap;
  if (!l.enlarge) {
    double across = floor(room / sheet->columns / width), down = floor(HIGH / MAX(l.rows, 1) / (double)height);
    l.enlarge = (int)CLAMP(MIN(across, down), 1, 32);
  }
  l.cell_w = (double)width * l.enlarge;
  l.cell_h = (double)height * l.enlarge;
  l.top = (sheet->title && *sheet->title ? 54 : EDGE) + (sheet->heads ? HEAD : 0);
  return l;
}

/* A picture that is smaller than its place is enlarged by a whole number and set in its middle. */
static gboolean draw_picture(const AeSheet *sheet, const Layout *l, cairo_t *cr, const AeImage *picture, double x,
                             double y, GError **error) {
  guint w = picture->info.width, h = picture->info.height;
  int enlarge = (int)MAX(MIN(l->cell_w / w, l->cell_h / h), 1);
  double left = x + floor((l->cell_w - (double)w * enlarge) / 2),
         top = y + floor((l->cell_h - (double)h * enlarge) / 2);
  if (!ae_picture_draw(cr, picture, left, top, enlarge, error))
    return FALSE;
  if (sheet->outlined) {
    cairo_rectangle(cr, left - 0.5, top - 0.5, (double)w * enlarge + 1, (double)h * enlarge + 1);
    cairo_set_line_width(cr, 1);
    ae_set_grey(cr, 0.6);
    cairo_stroke(cr);
  }
  return TRUE;
}

static gboolean draw_tile(const AeSheet *sheet, const Layout *l, cairo_t *cr, guint i, GError **error) {
  const AeTile *tile = &g_array_index(sheet->tiles, AeTile, i);
  guint row = i / sheet->columns, column = i % sheet->columns;
  double x = l->left + column * (l->cell_w + sheet->gap), y = l->top + row_offset(sheet, l, row);
  if (tile->picture && !draw_picture(sheet, l, cr, tile->picture, x, y, error))
    return FALSE;
  if (!tile->caption)
    return TRUE;
  g_autofree char *shown = ae_label_fit(cr, tile->caption, &caption_style, l->cell_w + sheet->gap - 2);
  ae_set_grey(cr, AE_INK);
  ae_label(cr, x + l->cell_w / 2, y + l->cell_h + CAPTION / 2 + 1, shown, &caption_style);
  return TRUE;
}

static void draw_words(const AeSheet *sheet, const Layout *l, AePage *page) {
  ae_heading(page, sheet->title);
  ae_set_grey(page->cr, AE_INK);
  for (guint i = 0; sheet->heads && i < sheet->columns; i++) {
    g_autofree char *shown = ae_label_fit(page->cr, sheet->heads[i], &head_style, l->cell_w + sheet->gap - 2);
    ae_label(page->cr, l->left + i * (l->cell_w + sheet->gap) + l->cell_w / 2, l->top - HEAD / 2, shown, &head_style);
  }
  for (guint i = 0; sheet->sides && i < l->rows; i++)
    ae_label(page->cr, l->left - 12, l->top + row_offset(sheet, l, i) + l->cell_h / 2, sheet->sides[i], &side_style);
  if (!sheet->note)
    return;
  g_autofree char *note = ae_label_fit(page->cr, sheet->note, &note_style, page->width - 2 * EDGE);
  ae_label(page->cr, EDGE, page->height - EDGE, note, &note_style);
}

gboolean ae_sheet_write(const AeSheet *sheet, const char *path, GError **error) {
  Layout l = lay_out(sheet);
  double width = l.left + sheet->columns * (l.cell_w + sheet->gap) - sheet->gap + EDGE;
  double height = l.top + row_offset(sheet, &l, l.rows) - sheet->gap + (sheet->note ? NOTE + EDGE : EDGE);
  AePage *page = ae_page_new(path, MAX(width, least_width(sheet)), height, sheet->zoom, error);
  gboolean ok = page != NULL;
  if (page)
    draw_words(sheet, &l, page);
  for (guint i = 0; ok && i < sheet->tiles->len; i++)
    ok = draw_tile(sheet, &l, page->cr, i, error);
  ok = ok && ae_page_write(page, error);
  ae_page_free(page);
  return ok;
}
