/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What a decoder draws for codes on a grid: pictures go over into each other. Two numbers of the code run over the
 * grid, the others stay 0. With spacing=normal the grid's lines are quantiles of N(0, 1), so that each tile stands for
 * as much of a variational autoencoder's codes as any other (Kingma & Welling 2013, arXiv 1312.6114, appendix A). With
 * spacing=random each tile is a code of its own, drawn from N(0, I).
 *
 * A conditional model's grid has a row a label, and in each column one drawn code for all of them: what the code says
 * beside the label is the same down a column (Sohn, Lee & Yan 2015, "Learning structured output representation using
 * deep conditional generative models"). */
#include "base/checked.h"
#include "base/rng.h"
#include "latent/quantile.h"
#include "plot/number.h"
#include "plot/part.h"
#include "plot/plots.h"
#include "plot/sheet.h"
#include "plot/vectors.h"

typedef enum { SPACING_EVEN, SPACING_NORMAL, SPACING_RANDOM } Spacing;

enum { MAX_LABELS = 256 };

typedef struct {
  AePlotCommon common;
  char *code;
  int n, spacing, x, y, label, seed;
  double range;
} Options;

static const char *const spacings[] = {"even", "normal", "random", NULL}; /* in the order of Spacing */

static const AeOption options[] = {
    {"n", "pictures on a side", AE_OPTION_INT, G_STRUCT_OFFSET(Options, n), "15", 2, 64},
    {"spacing", "steps of the code: even, quantiles of N(0, 1), or each code drawn from N(0, I)", AE_OPTION_CHOICE,
     G_STRUCT_OFFSET(Options, spacing), "normal", .choices = spacings},
    {"range", "even: numbers run from minus this to this", AE_OPTION_DOUBLE, G_STRUCT_OFFSET(Options, range), "2", 1e-3,
     1000},
    {"x", "which number of the code runs to the right, from 1", AE_OPTION_INT, G_STRUCT_OFFSET(Options, x), "1", 1,
     65536},
    {"y", "which runs upwards", AE_OPTION_INT, G_STRUCT_OFFSET(Options, y), "2", 1, 65536},
    {"label", "conditional model: the class that is told; auto: a row each, in a column the same drawn code",
     AE_OPTION_INT, G_STRUCT_OFFSET(Options, label), "auto", 0, MAX_LABELS - 1, TRUE},
    {"seed", "another seed, other drawn codes", AE_OPTION_INT, G_STRUCT_OFFSET(Options, seed), "0", 0, G_MAXINT},
    {"code", "the line of the network that is the code, if not the one that the model names", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, code)},
    AE_PLOT_COMMON_ROWS(Options),
    {NULL},
};

static double step_at(const Options *o, int i) {
  if (o->spacing == SPACING_NORMAL)
    return ae_normal_quantile((i + 0.5) / o->n);
  return o->range * (2.0 * i / (o->n - 1) - 1);
}

/* A sheet in the making. */
typedef struct {
  const Options *options;
  const AeModel *model;
  AePart *decoder;
  int length;  /* of a code */
  int classes; /* rows that are a label each; 0: the rows are steps of the code */
  Spacing spacing;
} Grid;

/* The code of a tile; drawn ones of a column are alike in all rows that are labels. */
static void set_code(const Grid *g, int row, int column, float *z) {
  const Options *o = g->options;
  if (g->spacing == SPACING_RANDOM) {
    AeRng rng;
    ae_rng_init(&rng, (guint64)o->seed, (guint64)(g->classes ? column : row * o->n + column));
    ae_rng_normals(&rng, z, (gsize)g->length);
    return;
  }
  z[o->x - 1] = (float)step_at(o, column);
  z[o->y - 1] = (float)step_at(o, o->n - 1 - row);
}

static gboolean fill_sheet(const Grid *g, AeSheet *sheet, GError **error) {
  float *z = ae_alloc((gsize)g->length, sizeof(float), "a code", error);
  int n = g->options->n, rows = g->classes ? g->classes : n;
  gboolean ok = z != NULL;
  for (int at = 0; ok && at < rows * n; at++) {
    set_code(g, at / n, at % n, z);
    AeImage *picture = ae_part_picture(g->decoder, z, g->classes ? at / n : g->options->label, error);
    ok = picture != NULL;
    if (ok)
      ae_sheet_add(sheet, picture, NULL);
  }
  ae_free(z);
  return ok;
}

/* ---- checks ---- */

static gboolean check_label(const Grid *g, GError **error) {
  int label = g->options->label, classes = ae_part_classes(g->decoder);
  if (label == AE_AUTO ? classes <= MAX_LABELS : label < classes)
    return TRUE;
  if (classes)
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: label=%d: the model knows %d classes, counted from 0",
                ae_model_path(g->model), label, classes);
  else
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: label=%d: the model is not told a class", ae_model_path(g->model),
                label);
  return FALSE;
}

static gboolean check_grid(const Grid *g, GError **error) {
  const Options *o = g->options;
  gboolean steps = o->x <= g->length && o->y <= g->length && o->x != o->y;
  if (ae_part_is_picture(g->decoder) && (steps || g->spacing == SPACING_RANDOM))
    return check_label(g, error);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
              "%s: x=%d and y=%d must be two of the code's %d numbers, and what is decoded a picture",
              ae_model_path(g->model), o->x, o->y, g->length);
  return FALSE;
}

/* ---- words ---- */

static char *make_note(const Grid *g) {
  const Options *o = g->options;
  g_autofree char *end = ae_number_short(step_at(o, o->n - 1), 3);
  if (g->classes)
    return g_strdup("a row a label; in each column the same code, drawn from N(0, I)");
  if (g->spacing == SPACING_RANDOM)
    return g_strdup("each code drawn from N(0, I)");
  return g_strdup_printf("number %d of the code to the right, %d upwards, from −%s to %s%s", o->x, o->y, end, end,
                         g->spacing == SPACING_NORMAL ? ", quantiles of N(0, 1)" : "");
}

static char *make_title(const Grid *g) {
  const char *name = ae_model_name(g->model);
  if (g->options->label != AE_AUTO)
    return ae_plot_title(&g->options->common, "What %s decodes for label %d", name, g->options->label);
  return ae_plot_title(&g->options->common, g->classes ? "What %s decodes for each label" : "What %s decodes", name);
}

/* Numbers of the labels, NULL-ended. g_strfreev. */
static char **make_sides(int classes) {
  char **sides = g_new0(char *, classes + 1);
  for (int i = 0; i < classes; i++)
    sides[i] = g_strdup_printf("%d", i);
  return sides;
}

static gboolean write_sheet(const AePlotJob *job, const Grid *g, GError **error) {
  AeSheet sheet;
  g_autofree char *title = make_title(g), *note = make_note(g);
  g_auto(GStrv) sides = make_sides(g->classes);
  ae_sheet_init(&sheet);
  sheet.title = title, sheet.note = note, sheet.zoom = g->options->common.zoom;
  sheet.columns = (guint)g->options->n;
  sheet.sides = g->classes ? (const char *const *)sides : NULL;
  sheet.gap = 0;
  gboolean ok = fill_sheet(g, &sheet, error) && ae_sheet_write(&sheet, job->output, error);
  ae_sheet_clear(&sheet);
  return ok;
}

static Grid grid_of(const Options *o, const AeModel *model, AePart *decoder) {
  AeShape in = ae_part_in(decoder);
  Grid grid = {.options = o, .model = model, .decoder = decoder, .length = in.c * in.h * in.w};
  grid.classes = o->label == AE_AUTO ? ae_part_classes(decoder) : 0;
  grid.spacing = grid.classes ? SPACING_RANDOM : (Spacing)o->spacing;
  return grid;
}

static gboolean draw(const AePlotJob *job, const void *values, GError **error) {
  const Options *o = values;
  AeModel *model = ae_model_load(job->inputs[0], NULL, error);
  const char *code = model ? ae_vectors_code(model, o->code, error) : NULL;
  AePart *decoder = code ? ae_part_new(model, code, NULL, 1, 1, error) : NULL;
  gboolean ok = FALSE;
  if (decoder) {
    Grid grid = grid_of(o, model, decoder);
    ok = check_grid(&grid, error) && write_sheet(job, &grid, error);
  }
  ae_part_free(decoder);
  ae_model_unref(model);
  return ok;
}

const AePlot ae_plot_manifold = {
    .name = "manifold",
    .help = "what a decoder draws for codes on a grid",
    .usage = "MODEL",
    .max_inputs = 1,
    .options = options,
    .options_size = sizeof(Options),
    .draw = draw,
};
