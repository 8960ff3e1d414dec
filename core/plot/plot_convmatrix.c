/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A convolution of one channel as the matrix that it is (nn/conv_matrix.h): a row an output pixel, a column an input
 * pixel, in each cell which weight of the kernel is there. */
#include <math.h>

#include "nn/conv_matrix.h"
#include "plot/label.h"
#include "plot/palette.h"
#include "plot/plots.h"

enum { EDGE = 20, HEAD = 50, SIDE = 56, MAX_CELLS = 1 << 16, LEAST = 5, MOST = 46, READABLE = 26 };

typedef struct {
  AePlotCommon common;
  int input, kernel, stride, pad;
  gboolean transposed;
} Options;

static const AeOption options[] = {
    {"input", "rows and columns of the input", AE_OPTION_INT, G_STRUCT_OFFSET(Options, input), "4", 1, 64,
     .unit = "px"},
    {"kernel", "side of the kernel", AE_OPTION_INT, G_STRUCT_OFFSET(Options, kernel), "3", 1, 9, .unit = "px"},
    {"stride", "input pixels from one output pixel to the next", AE_OPTION_INT, G_STRUCT_OFFSET(Options, stride), "1",
     1, 9, .unit = "px"},
    {"pad", "zeros put around the input", AE_OPTION_INT, G_STRUCT_OFFSET(Options, pad), "0", 0, 8, .unit = "px"},
    {"transposed", "the matrix of the transposed convolution: rows and columns change their parts", AE_OPTION_BOOL,
     G_STRUCT_OFFSET(Options, transposed), "no"},
    AE_PLOT_COMMON_ROWS(Options),
    {NULL}};

/* The matrix on its page. Numbers are those of the weights, counted from 1 row by row; 0: no weight. */
typedef struct {
  const Options *options;
  AeConvMatrix matrix;
  gsize rows, columns;       /* as drawn */
  int row_side, column_side; /* pixels of a side of what the rows and the columns stand for */
  double cell, left, top;
} Drawn;

static gboolean make_matrix(Drawn *d, GError **error) {
  const Options *o = d->options;
  ae_real weights[81];
  for (int i = 0; i < o->kernel * o->kernel; i++)
    weights[i] = (ae_real)(i + 1);
  AeConvSpec spec = {.in = {1, 1, o->input, o->input}, .out = 1, .groups = 1, .type = AE_REAL};
  spec.kernel_h = spec.kernel_w = o->kernel;
  spec.stride_h = spec.stride_w = o->stride;
  spec.pad_top = spec.pad_bottom = spec.pad_left = spec.pad_right = o->pad;
  AeShape out;
  if (!ae_conv_shape(&spec, &out, error) || !ae_conv_matrix_init(&d->matrix, &spec, weights, error))
    return FALSE;
  d->rows = o->transposed ? d->matrix.columns : d->matrix.rows;
  d->columns = o->transposed ? d->matrix.rows : d->matrix.columns;
  d->row_side = o->transposed ? o->input : out.w;
  d->column_side = o->transposed ? out.w : o->input;
  if (d->rows * d->columns <= MAX_CELLS)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "plot convmatrix: %zu x %zu cells are too many to see", d->rows,
              d->columns);
  return FALSE;
}

static int weight_at(const Drawn *d, gsize row, gsize column) {
  const AeConvMatrix *m = &d->matrix;
  return (int)m->data[d->options->transposed ? column * m->columns + row : row * m->columns + column];
}

static guint count_weights(const AeConvMatrix *m) {
  guint n = 0;
  for (gsize i = 0; i < m->rows * m->columns; i++)
    n += m->data[i] != 0;
  return n;
}

/* ---- drawing ---- */

static void draw_cell(const Drawn *d, cairo_t *cr, gsize row, gsize column) {
  int weight = weight_at(d, row, column), k = d->options->kernel;
  double x = d->left + (double)column * d->cell, y = d->top + (double)row * d->cell;
  AeLabelStyle style = {.size = d->cell * 0.4, .align = AE_ALIGN_CENTRE};
  if (weight) {
    cairo_rectangle(cr, x, y, d->cell, d->cell);
    ae_set_colour(cr, (guint)((weight - 1) / k), d->cell < READABLE ? 0.9 : 0.35);
    cairo_fill(cr);
  }
  if (d->cell < READABLE)
    return;
  g_autofree char *text = weight ? g_strdup_printf("w%d%d", (weight - 1) / k, (weight - 1) % k) : g_strdup("0");
  ae_set_grey(cr, weight ? 0 : 0.65);
  ae_label(cr, x + d->cell / 2, y + d->cell / 2, text, &style);
}

/* Thin between cells, thick between rows of pixels. */
static void draw_lines(const Drawn *d, cairo_t *cr) {
  double width = (double)d->columns * d->cell, height = (double)d->rows * d->cell;
  for (gsize pass = 0; pass < 2; pass++) {
    for (gsize i = 0; i <= d->columns; i += pass ? (gsize)d->column_side : 1) {
      cairo_move_to(cr, d->left + (double)i * d->cell, d->top);
      cairo_rel_line_to(cr, 0, height);
    }
    for (gsize i = 0; i <= d->rows; i += pass ? (gsize)d->row_side : 1) {
      cairo_move_to(cr, d->left, d->top + (double)i * d->cell);
      cairo_rel_line_to(cr, width, 0);
    }
    cairo_set_line_width(cr, pass ? 2 : 1);
    ae_set_grey(cr, pass ? AE_INK : AE_GRID);
    cairo_stroke(cr);
  }
}

static void draw_words(const Drawn *d, AePage *page) {
  const char *input = "input pixel (row column)", *output = "output pixel";
  gboolean turned = d->options->transposed;
  AeLabelStyle style = {.size = AE_TICK_SIZE, .align = AE_ALIGN_CENTRE}, upward = style;
  upward.upward = TRUE;
  ae_set_grey(page->cr, AE_INK);
  ae_label(page->cr, d->left + (double)d->columns * d->cell / 2, d->top - 32, turned ? output : input, &style);
  ae_label(page->cr, EDGE, d->top + (double)d->rows * d->cell / 2, turned ? "input pixel" : output, &upward);
  for (gsize i = 0; d->cell >= READABLE && i < MAX(d->rows, d->columns); i++) {
    int row_side = d->row_side, column_side = d->column_side;
    g_autofree char *down = g_strdup_printf("%d %d", (int)i / row_side, (int)i % row_side);
    g_autofree char *across = g_strdup_printf("%d %d", (int)i / column_side, (int)i % column_side);
    if (i < d->rows)
      ae_label(page->cr, d->left - 18, d->top + ((double)i + 0.5) * d->cell, down, &style);
    if (i < d->columns)
      ae_label(page->cr, d->left + ((double)i + 0.5) * d->cell, d->top - 12, across, &style);
  }
}

static gboolean write_page(const AePlotJob *job, Drawn *d, GError **error) {
  const Options *o = d->options;
  g_autofree char *title =
      ae_plot_title(&o->common, "A %sconvolution as a matrix: %zu × %zu, %u numbers that are not 0",
                    o->transposed ? "transposed " : "", d->rows, d->columns, count_weights(&d->matrix));
  d->cell = CLAMP(floor(820.0 / (double)d->columns), LEAST, MOST);
  d->left = EDGE + SIDE;
  d->top = (*title ? HEAD : EDGE) + 46;
  AePage *page = ae_page_new(job->output, MAX(d->left + (double)d->columns * d->cell + EDGE, 720),
                             d->top + (double)d->rows * d->cell + EDGE, o->common.zoom, error);
  if (!page)
    return FALSE;
  ae_heading(page, title);
  for (gsize row = 0; row < d->rows; row++)
    for (gsize column = 0; column < d->columns; column++)
      draw_cell(d, page->cr, row, column);
  draw_lines(d, page->cr);
  draw_words(d, page);
  gboolean ok = ae_page_write(page, error);
  ae_page_free(page);
  return ok;
}

static gboolean draw(const AePlotJob *job, const void *values, GError **error) {
  Drawn drawn = {.options = values};
  gboolean ok = make_matrix(&drawn, error) && write_page(job, &drawn, error);
  ae_conv_matrix_clear(&drawn.matrix);
  return ok;
}

const AePlot ae_plot_convmatrix = {
    .name = "convmatrix",
    .help = "a convolution written out as a matrix",
    .usage = "[KEY=VALUE]...",
    .options = options,
    .options_size = sizeof(Options),
    .draw = draw,
};
