/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/label.h"

#include "plot/palette.h"

static void select_font(cairo_t *cr, const AeLabelStyle *style) {
  cairo_select_font_face(cr, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
                         style->bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(cr, style->size);
}

double ae_label_width(cairo_t *cr, const char *text, const AeLabelStyle *style) {
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  cairo_text_extents_t extents;
  select_font(cr, style);
  cairo_text_extents(cr, valid, &extents);
  return extents.x_advance;
}

static void draw_halo(cairo_t *cr, const char *text) {
  double x, y;
  cairo_get_current_point(cr, &x, &y);
  cairo_save(cr);
  cairo_text_path(cr, text);
  cairo_set_source_rgba(cr, 1, 1, 1, 0.9);
  cairo_set_line_width(cr, 5);
  cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke(cr);
  cairo_restore(cr);
  cairo_move_to(cr, x, y);
}

void ae_label(cairo_t *cr, double x, double y, const char *text, const AeLabelStyle *style) {
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  double shift = style->align * 0.5 * ae_label_width(cr, valid, style);
  cairo_save(cr);
  cairo_translate(cr, x, y);
  if (style->upward)
    cairo_rotate(cr, -G_PI / 2);
  cairo_move_to(cr, -shift, 0.36 * style->size); /* half the height of capitals */
  select_font(cr, style);
  if (style->halo)
    draw_halo(cr, valid);
  cairo_show_text(cr, valid);
  cairo_restore(cr);
  cairo_new_path(cr);
}

char *ae_label_fit(cairo_t *cr, const char *text, const AeLabelStyle *style, double width) {
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  if (ae_label_width(cr, valid, style) <= width)
    return g_steal_pointer(&valid);
  for (glong n = MIN(g_utf8_strlen(valid, -1) - 1, 200); n > 0; n--) {
    g_autofree char *start = g_utf8_substring(valid, 0, n);
    g_autofree char *shorter = g_strconcat(g_strchomp(start), "…", NULL);
    if (ae_label_width(cr, shorter, style) <= width)
      return g_steal_pointer(&shorter);
  }
  return g_strdup("");
}

double ae_heading(AePage *page, const char *title) {
  static const AeLabelStyle style = {.size = AE_TITLE_SIZE, .bold = TRUE};
  if (!title || !*title)
    return 14;
  g_autofree char *shown = ae_label_fit(page->cr, title, &style, page->width - 40);
  ae_set_grey(page->cr, AE_INK);
  ae_label(page->cr, 20, 28, shown, &style);
  return 50;
}
