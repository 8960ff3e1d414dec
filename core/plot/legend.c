/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/legend.h"

#include "plot/label.h"
#include "plot/palette.h"

enum { EDGE = 20, LINE = 24, SAMPLE = 34, MARKER = 14, GAP = 8, BETWEEN = 22 }; /* page units */

static const AeLabelStyle style = {.size = AE_TICK_SIZE};

static gboolean is_line(const AeLegendEntry *entry) {
  return entry->kind == AE_LEGEND_LINE || entry->kind == AE_LEGEND_CURVE;
}

static void draw_sample(cairo_t *cr, double x, double y, const AeLegendEntry *entry) {
  cairo_save(cr);
  ae_set_colour(cr, entry->colour, 1);
  if (entry->kind == AE_LEGEND_MARKER)
    ae_draw_marker(cr, entry->form, x + MARKER / 2, y, 5.5);
  else if (entry->kind == AE_LEGEND_BAR) {
    cairo_rectangle(cr, x, y - MARKER / 2, MARKER, MARKER);
    cairo_fill(cr);
  } else {
    cairo_move_to(cr, x, y);
    cairo_line_to(cr, x + SAMPLE, y);
    cairo_set_line_width(cr, 2.5);
    ae_set_dash(cr, entry->form, 2.5);
    cairo_stroke(cr);
    if (entry->kind == AE_LEGEND_CURVE)
      ae_draw_marker(cr, entry->form, x + SAMPLE / 2, y, 5);
  }
  cairo_restore(cr);
}

double ae_legend(AePage *page, double y, const AeLegendEntry *entries, guint n) {
  double x = EDGE, end = page->width - EDGE;
  for (guint i = 0; i < n; i++) {
    double sample = (is_line(&entries[i]) ? SAMPLE : MARKER) + GAP;
    g_autofree char *text = ae_label_fit(page->cr, entries[i].text, &style, end - EDGE - sample);
    double width = sample + ae_label_width(page->cr, text, &style);
    if (x > EDGE && x + width > end)
      x = EDGE, y += LINE;
    draw_sample(page->cr, x, y + LINE / 2, &entries[i]);
    ae_set_grey(page->cr, AE_INK);
    ae_label(page->cr, x + sample, y + LINE / 2, text, &style);
    x += width + BETWEEN;
  }
  return n ? y + LINE + GAP : y;
}
