/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What a decoder draws for codes on a grid: pictures go over into each other. Two numbers of the code run over the
 * grid, the others stay 0. With spacing=normal the grid's lines are quantiles of N(0, 1), so that each tile stands for
 * as much of a variational autoencoder's codes as any other (Kingma & Welling 2013, arXiv 1312.6114, appendix A). */
#include <math.h>

#include "base/checked.h"
#include "plot/number.h"
#include "plot/part.h"
#include "plot/plots.h"
#include "plot/sheet.h"
#include "plot/vectors.h"

typedef enum { SPACING_EVEN, SPACING_NORMAL } Spacing;

typedef struct {
  AePlotCommon common;
  char *code;
  int n, spacing, x, y;
  double range;
} Options;

static const char *const spacings[] = {"even", "normal", NULL}; /* in the order of Spacing */

static const AeOption options[] = {
    {"n", "pictures on a side", AE_OPTION_INT, G_STRUCT_OFFSET(Options, n), "15", 2, 64},
    {"spacing", "steps of the code: even, or quantiles of N(0, 1)", AE_OPTION_CHOICE, G_STRUCT_OFFSET(Options, spacing),
     "normal", .choices = spacings},
    {"range", "even: numbers run from minus this to this", AE_OPTION_DOUBLE, G_STRUCT_OFFSET(Options, range), "2", 1e-3,
     1000},
    {"x", "which number of the code runs to the right, from 1", AE_OPTION_INT, G_STRUCT_OFFSET(Options, x), "1", 1,
     65536},
    {"y", "which runs upwards", AE_OPTION_INT, G_STRUCT_OFFSET(Options, y), "2", 1, 65536},
    {"code", "the line of the network that is the code, if not the one that the model names", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, code)},
    AE_PLOT_COMMON_ROWS(Options),
    {NULL},
};

/* The p-quantile of N(0, 1), by halving: exact to what a drawing shows. */
static double normal_quantile(double p) {
  double lo = -10, hi = 10;
  for (int i = 0; i < 60; i++) {
    double middle = (lo + hi) / 2;
    if (0.5 * erfc(-middle / G_SQRT2) < p)
      lo = middle;
    else
      hi = middle;
  }
  return (lo + hi) / 2;
}

static double step_at(const Options *o, int i) {
  if (o->spacing == SPACING_NORMAL)
    return normal_quantile((i + 0.5) / o->n);
  return o->range * (2.0 * i / (o->n - 1) - 1);
}

static gboolean fill_sheet(const Options *o, AePart *decoder, AeSheet *sheet, GError **error) {
  AeShape in = ae_part_in(decoder);
  float *z = ae_alloc((gsize)in.c * (gsize)in.h * (gsize)in.w, sizeof(float), "a code", error);
  gboolean ok = z != NULL;
  for (int at = 0; ok && at < o->n * o->n; at++) {
    z[o->x - 1] = (float)step_at(o, at % o->n);
    z[o->y - 1] = (float)step_at(o, o->n - 1 - at / o->n);
    AeImage *picture = ae_part_picture(decoder, z, error);
    ok = picture != NULL;
    if (ok)
      ae_sheet_add(sheet, picture, NULL);
  }
  ae_free(z);
  return ok;
}

static gboolean check_decoder(const Options *o, const AeModel *model, const AePart *decoder, GError **error) {
  AeShape in = ae_part_in(decoder);
  int length = in.c * in.h * in.w;
  if (ae_part_is_picture(decoder) && o->x <= length && o->y <= length && o->x != o->y)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
              "%s: x=%d and y=%d must be two of the code's %d numbers, and what is decoded a picture",
              ae_model_path(model), o->x, o->y, length);
  return FALSE;
}

static gboolean write_sheet(const AePlotJob *job, const Options *o, const AeModel *model, AePart *decoder,
                            GError **error) {
  AeSheet sheet;
  g_autofree char *title = ae_plot_title(&o->common, "What %s decodes", ae_model_name(model));
  g_autofree char *end = ae_number_short(step_at(o, o->n - 1), 3);
  g_autofree char *note = g_strdup_printf("number %d of the code to the right, %d upwards, from −%s to %s%s", o->x,
                                          o->y, end, end, o->spacing == SPACING_NORMAL ? ", quantiles of N(0, 1)" : "");
  ae_sheet_init(&sheet);
  sheet.title = title, sheet.note = note, sheet.zoom = o->common.zoom;
  sheet.columns = (guint)o->n;
  sheet.gap = 0;
  gboolean ok = fill_sheet(o, decoder, &sheet, error) && ae_sheet_write(&sheet, job->output, error);
  ae_sheet_clear(&sheet);
  return ok;
}

static gboolean draw(const AePlotJob *job, const void *values, GError **error) {
  const Options *o = values;
  AeModel *model = ae_model_load(job->inputs[0], NULL, error);
  const char *code = model ? ae_vectors_code(model, o->code, error) : NULL;
  AePart *decoder = code ? ae_part_new(model, code, NULL, 1, 1, error) : NULL;
  gboolean ok = decoder && check_decoder(o, model, decoder, error) && write_sheet(job, o, model, decoder, error);
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
