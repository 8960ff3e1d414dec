/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Columns of a table as curves over one of them: what a measure becomes as a size grows. */
#include <string.h>

#include "plot/chart.h"
#include "plot/label.h"
#include "plot/legend.h"
#include "plot/palette.h"
#include "plot/plots.h"
#include "base/table.h"

enum { MAX_CURVES = 16, MARKED = 60 };

typedef struct {
  AePlotCommon common;
  char *x, *y, *right, *x_label, *y_label, *right_label;
  gboolean logarithmic_x, logarithmic_y;
} Options;

static const AeOption options[] = {
    {"x", "column of the x axis; the first if not given", AE_OPTION_STRING, G_STRUCT_OFFSET(Options, x)},
    {"y", "columns of the y axis, separated by commas; all others if not given", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, y)},
    {"right", "columns that have an axis of their own at the right", AE_OPTION_STRING, G_STRUCT_OFFSET(Options, right)},
    {"logarithmic_x", "a logarithmic x axis", AE_OPTION_BOOL, G_STRUCT_OFFSET(Options, logarithmic_x), "no"},
    {"logarithmic_y", "a logarithmic y axis at the left", AE_OPTION_BOOL, G_STRUCT_OFFSET(Options, logarithmic_y),
     "no"},
    {"x_label", "what the x axis says, with its unit; its column's name if not given", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, x_label)},
    {"y_label", "what the y axis says; the columns' names if not given", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, y_label)},
    {"right_label", "what the axis at the right says; the columns' names if not given", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, right_label)},
    AE_PLOT_SIZE_ROWS(Options, "900", "520"),
    AE_PLOT_COMMON_ROWS(Options),
    {NULL},
};

typedef struct {
  AeSide side;
  const char *name; /* borrowed from the table */
  double *y;
} Curve;

typedef struct {
  const AeTable *table;
  guint x_column, n;
  double *x;
  Curve curves[MAX_CURVES];
} Curves;

static void clear_curves(Curves *c) {
  for (guint i = 0; i < c->n; i++)
    g_free(c->curves[i].y);
  g_free(c->x);
}

static gboolean add_curve(Curves *c, AeSide side, guint column, GError **error) {
  if (c->n == MAX_CURVES) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: more than %d curves; choose some by y=", c->table->path,
                MAX_CURVES);
    return FALSE;
  }
  Curve curve = {side, c->table->names[column], ae_table_numbers(c->table, column, error)};
  if (curve.y)
    c->curves[c->n++] = curve;
  return curve.y != NULL;
}

static gboolean add_named(Curves *c, AeSide side, const char *columns, GError **error) {
  g_auto(GStrv) names = g_strsplit(columns, ",", -1);
  guint column;
  for (char **name = names; *name; name++)
    if (!ae_table_column(c->table, *name, &column, error) || !add_curve(c, side, column, error))
      return FALSE;
  return TRUE;
}

static gboolean is_taken(const Curves *c, guint column) {
  for (guint i = 0; i < c->n; i++)
    if (c->curves[i].name == c->table->names[column])
      return TRUE;
  return column == c->x_column;
}

static gboolean read_curves(const Options *o, Curves *c, GError **error) {
  if ((o->x && !ae_table_column(c->table, o->x, &c->x_column, error)) ||
      !(c->x = ae_table_numbers(c->table, c->x_column, error)) ||
      (o->right && !add_named(c, AE_AXIS_RIGHT, o->right, error)))
    return FALSE;
  if (o->y)
    return add_named(c, AE_AXIS_LEFT, o->y, error);
  for (guint i = 0; i < c->table->n_columns; i++)
    if (!is_taken(c, i) && !add_curve(c, AE_AXIS_LEFT, i, error))
      return FALSE;
  if (!c->n)
    g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: there is no column beside \"%s\"", c->table->path,
                c->table->names[c->x_column]);
  return c->n > 0;
}

/* The names of a side's columns; NULL: there are none. g_free. */
static char *names_of(const Curves *c, AeSide side) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (guint i = 0; i < c->n; i++)
    if (c->curves[i].side == side)
      g_ptr_array_add(names, (gpointer)c->curves[i].name);
  g_ptr_array_add(names, NULL);
  return names->len > 1 ? g_strjoinv(", ", (char **)names->pdata) : NULL;
}

static double draw_legend(const Curves *c, AePage *page, double y) {
  AeLegendEntry entries[MAX_CURVES];
  for (guint i = 0; i < c->n; i++)
    entries[i] = (AeLegendEntry){c->curves[i].name, AE_LEGEND_LINE, i, i};
  return c->n > 1 ? ae_legend(page, y, entries, c->n) : y;
}

static void draw_curve(const AeChart *chart, cairo_t *cr, const Curves *c, guint i) {
  const Curve *curve = &c->curves[i];
  guint n = c->table->n_rows;
  ae_chart_line(chart, cr, curve->side, c->x, curve->y, n, &(AeStroke){i, i, 2, 1});
  ae_set_colour(cr, i, 1);
  for (guint k = 0; n <= MARKED && k < n; k++)
    ae_chart_marker(chart, cr, curve->side, c->x[k], curve->y[k], i, 4);
}

static void draw_chart(const Options *o, const Curves *c, AePage *page, const char *title) {
  g_autofree char *left = names_of(c, AE_AXIS_LEFT), *right = names_of(c, AE_AXIS_RIGHT);
  AeChart chart = {.weight = 1};
  chart.axis[AE_AXIS_X].label = o->x_label ? o->x_label : c->table->names[c->x_column];
  chart.axis[AE_AXIS_LEFT].label = o->y_label ? o->y_label : left ? left : "";
  chart.axis[AE_AXIS_RIGHT].label = right && o->right_label ? o->right_label : right;
  chart.axis[AE_AXIS_X].logarithmic = o->logarithmic_x;
  chart.axis[AE_AXIS_LEFT].logarithmic = o->logarithmic_y;
  for (guint k = 0; k < c->table->n_rows; k++) {
    ae_axis_cover(&chart.axis[AE_AXIS_X], c->x[k]);
    for (guint i = 0; i < c->n; i++)
      ae_axis_cover(&chart.axis[c->curves[i].side], c->curves[i].y[k]);
  }
  double top = draw_legend(c, page, ae_heading(page, title)) + 6;
  ae_charts_layout(&chart, 1, page->cr, (AeBox){0, top, page->width, page->height - top});
  ae_charts_frames(&chart, 1, page->cr);
  for (guint i = 0; i < c->n; i++)
    draw_curve(&chart, page->cr, c, i);
}

static gboolean draw(const AePlotJob *job, const void *values, GError **error) {
  const Options *o = values;
  g_autoptr(AeTable) table = ae_table_read(job->inputs[0], error);
  Curves curves = {.table = table};
  gboolean ok = table && read_curves(o, &curves, error);
  g_autofree char *name = g_path_get_basename(job->inputs[0]), *title = ae_plot_title(&o->common, "%s", name);
  AePage *page = ok ? ae_plot_page(job, &o->common, error) : NULL;
  if (page)
    draw_chart(o, &curves, page, title);
  ok = page && ae_page_write(page, error);
  ae_page_free(page);
  clear_curves(&curves);
  return ok;
}

const AePlot ae_plot_curves = {
    .name = "curves",
    .help = "columns of a table over one of them, as curves",
    .usage = "TABLE.csv",
    .max_inputs = 1,
    .options = options,
    .options_size = sizeof(Options),
    .draw = draw,
};
