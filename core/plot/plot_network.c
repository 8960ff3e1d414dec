/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A network as an hourglass: a bar for each line, the longer the more numbers come out of it, from the picture at the
 * top through the code to the picture at the bottom. Lines at the right are inputs that skip others. */
#include <math.h>
#include <string.h>

#include "plot/label.h"
#include "plot/legend.h"
#include "plot/number.h"
#include "plot/palette.h"
#include "plot/plots.h"
#include "plot/probe.h"

/* Page units: a line's height; where its name begins, its bar's middle, the first lane of skips, its shape, and where
 * its weights end. */
enum {
  WIDE = 900,
  ROW = 28,
  BAR = 18,
  NAME = 20,
  MIDDLE = 390,
  LONGEST = 250,
  LANES = 545,
  SHAPE = 630,
  WEIGHTS = 880
};
enum { MAX_LANES = 9, LANE = 8, MAX_LINES = 500 };

typedef struct {
  AePlotCommon common;
  char *code;
} Options;

static const AeOption options[] = {
    {"code", "the line that is the code, if not the one that the model names", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, code)},
    AE_PLOT_COMMON_ROWS(Options),
    {NULL},
};

typedef struct {
  const AeModel *model;
  const AeGraph *graph;
  const AeShape *shapes;
  const char *code;     /* or NULL */
  double top;           /* of the first line */
  double largest;       /* how many numbers come out of a line at most */
  int lanes[MAX_LANES]; /* the last line that a skip in this lane goes to */
} Drawing;

static const AeLabelStyle left_style = {.size = AE_TICK_SIZE};
static const AeLabelStyle name_style = {.size = AE_TICK_SIZE, .bold = TRUE};
static const AeLabelStyle right_style = {.size = AE_TICK_SIZE, .align = AE_ALIGN_RIGHT};

static double count_of(AeShape s) { return (double)s.c * s.h * s.w; }
static double middle_of(const Drawing *d, int i) { return d->top + (i + 0.5) * ROW; }

/* By the square root, as the side of a picture: a short code must be seen beside it. */
static double length_of(const Drawing *d, int i) { return MAX(LONGEST * sqrt(count_of(d->shapes[i]) / d->largest), 4); }

static guint64 weights_of(const Drawing *d, int node) {
  const AeParams *params = ae_model_params(d->model);
  guint64 n = 0;
  for (guint i = 0; i < params->n; i++)
    if (node < 0 || params->items[i].node == node)
      n += params->items[i].count;
  return n;
}

static gboolean reads(const AeNode *node, int input) {
  for (int i = 0; i < node->n_inputs; i++)
    if (node->inputs[i] == input)
      return TRUE;
  return FALSE;
}

static void draw_bar(const Drawing *d, cairo_t *cr, int i) {
  gboolean is_code = d->code && !strcmp(d->graph->nodes[i].name, d->code);
  double length = length_of(d, i), y = middle_of(d, i);
  if (i > 0 && reads(&d->graph->nodes[i], i - 1)) {
    cairo_rectangle(cr, MIDDLE - 1, y - ROW + BAR / 2, 2, ROW - BAR);
    ae_set_grey(cr, 0.5);
    cairo_fill(cr);
  }
  cairo_rectangle(cr, MIDDLE - length / 2, y - BAR / 2, length, BAR);
  ae_set_colour(cr, is_code ? 1 : 0, 1);
  cairo_fill(cr);
}

static void draw_words(const Drawing *d, cairo_t *cr, int i) {
  const AeNode *node = &d->graph->nodes[i];
  AeShape s = d->shapes[i];
  guint64 weights = weights_of(d, i);
  double y = middle_of(d, i), name_width = 100;
  g_autofree char *name = ae_label_fit(cr, node->name, &name_style, name_width - 8);
  g_autofree char *type = ae_label_fit(cr, node->type->name, &left_style, MIDDLE - LONGEST / 2 - NAME - name_width - 8);
  g_autofree char *shape = s.h * s.w == 1 ? ae_number(s.c, 1) : g_strdup_printf("%d×%d×%d", s.c, s.h, s.w);
  ae_set_grey(cr, AE_INK);
  ae_label(cr, NAME, y, name, &name_style);
  ae_label(cr, NAME + name_width, y, type, &left_style);
  ae_label(cr, SHAPE, y, shape, &left_style);
  if (!weights)
    return;
  g_autofree char *number = ae_number((double)weights, 1), *text = g_strconcat(number, " weights", NULL);
  ae_label(cr, WEIGHTS, y, text, &right_style);
}

/* The first lane that is free from line FROM on; the last one holds all that find none. */
static int take_lane(Drawing *d, int from, int to) {
  int lane = 0;
  while (lane + 1 < MAX_LANES && d->lanes[lane] > from)
    lane++;
  d->lanes[lane] = MAX(d->lanes[lane], to);
  return lane;
}

static void draw_skip(Drawing *d, cairo_t *cr, int from, int to) {
  double x = LANES + LANE * take_lane(d, from, to), start = middle_of(d, from), end = middle_of(d, to) - 3;
  double from_x = MIDDLE + length_of(d, from) / 2 + 3, to_x = MIDDLE + length_of(d, to) / 2 + 3;
  cairo_move_to(cr, from_x, start + 3);
  cairo_line_to(cr, x, start + 3);
  cairo_line_to(cr, x, end);
  cairo_line_to(cr, to_x, end);
  cairo_set_line_width(cr, 1.5);
  ae_set_grey(cr, 0.5);
  cairo_stroke(cr);
  cairo_move_to(cr, to_x - 1, end);
  cairo_line_to(cr, to_x + 7, end - 4);
  cairo_line_to(cr, to_x + 7, end + 4);
  cairo_close_path(cr);
  cairo_fill(cr);
}

static void draw_lines(Drawing *d, cairo_t *cr) {
  for (int i = 0; i < d->graph->n_nodes; i++) {
    draw_bar(d, cr, i);
    draw_words(d, cr, i);
  }
  for (int i = 0; i < d->graph->n_nodes; i++)
    for (int k = 0; k < d->graph->nodes[i].n_inputs; k++)
      if (d->graph->nodes[i].inputs[k] != i - 1)
        draw_skip(d, cr, d->graph->nodes[i].inputs[k], i);
}

static AePage *make_page(const AePlotJob *job, const Options *o, const Drawing *d, GError **error) {
  if (d->graph->n_nodes > MAX_LINES) {
    g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "%s: a network of %d lines is too large to draw; at most %d",
                ae_model_path(d->model), d->graph->n_nodes, MAX_LINES);
    return NULL;
  }
  return ae_page_new(job->output, WIDE, 100 + ROW * d->graph->n_nodes, o->common.zoom, error);
}

static gboolean draw_network(const AePlotJob *job, const Options *o, Drawing *d, GError **error) {
  const AeLegendEntry entries[] = {{"numbers that come out (square root)", AE_LEGEND_BAR, 0, 0},
                                   {"the code", AE_LEGEND_BAR, 1, 0}};
  g_autofree char *weights = ae_number((double)weights_of(d, -1), 1);
  g_autofree char *title = ae_plot_title(&o->common, "Network of %s: %s weights", ae_model_name(d->model), weights);
  for (int i = 0; i < d->graph->n_nodes; i++)
    d->largest = MAX(d->largest, count_of(d->shapes[i]));
  AePage *page = make_page(job, o, d, error);
  if (page) {
    d->top = ae_legend(page, ae_heading(page, title), entries, d->code ? 2 : 1);
    draw_lines(d, page->cr);
  }
  gboolean ok = page && ae_page_write(page, error);
  ae_page_free(page);
  return ok;
}

static gboolean draw(const AePlotJob *job, const void *values, GError **error) {
  const Options *o = values;
  AeModel *model = ae_model_load(job->inputs[0], NULL, error);
  g_autofree AeShape *shapes = model ? ae_probe_shapes(model, error) : NULL;
  gboolean ok = shapes && (!o->code || ae_probe_node(model, o->code, error));
  if (ok) {
    Drawing d = {model, ae_model_graph(model), shapes, o->code ? o->code : ae_model_get(model, "code")};
    ok = draw_network(job, o, &d, error);
  }
  ae_model_unref(model);
  return ok;
}

const AePlot ae_plot_network = {
    .name = "network",
    .help = "the lines of a network, how many numbers come out of each and how many weights it has",
    .usage = "MODEL",
    .max_inputs = 1,
    .options = options,
    .options_size = sizeof(Options),
    .draw = draw,
};
