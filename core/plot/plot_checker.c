/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Checkerboards of networks (nn/checkerboard.h): how many products of the last transposed convolution reach each
 * pixel, what a decoder without training draws for random codes, and the power of its frequencies. */
#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "base/rng.h"
#include "nn/checkerboard.h"
#include "nn/convolution.h"
#include "plot/names.h"
#include "plot/number.h"
#include "plot/part.h"
#include "plot/picture.h"
#include "plot/plots.h"
#include "plot/sheet.h"
#include "plot/spectrum.h"
#include "plot/tones.h"
#include "plot/vectors.h"

enum { MAX_MODELS = 6, COLUMNS = 3, MAX_STRIDE = 16, SPAN = 60 /* dB, of a spectrum */ };

typedef struct {
  AePlotCommon common;
  char *names;
  int runs, stride, seed;
  gboolean trained;
} Options;

static const AeOption options[] = {
    {"trained", "with the models' weights, not with those before a training", AE_OPTION_BOOL,
     G_STRUCT_OFFSET(Options, trained), "no"},
    {"runs", "codes, and without training also weights, that the power is the mean of", AE_OPTION_INT,
     G_STRUCT_OFFSET(Options, runs), "16", 1, 256},
    {"stride", "what repeats every so many pixels is measured; auto: of the last line that enlarges", AE_OPTION_INT,
     G_STRUCT_OFFSET(Options, stride), "auto", 2, MAX_STRIDE, TRUE, .unit = "px"},
    {"seed", "another seed, other codes and weights", AE_OPTION_INT, G_STRUCT_OFFSET(Options, seed), "0", 0, G_MAXINT},
    {"names", "what several models are called, separated by commas; their own names if not given", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, names)},
    AE_PLOT_COMMON_ROWS(Options),
    {NULL}};

/* A model under test. */
typedef struct {
  const Options *options;
  AePart *part;
  const AeConvOptions *last; /* transposed convolution; NULL: there is none */
  int stride;
  int height, width;      /* of what is looked at: the middle of what comes out */
  double *pixels, *power; /* of the first channel */
  double share;           /* mean of AeStrideEnergy.share */
} Probe;

/* ---- the network ---- */

static int factor_of(const AeNode *node) {
  if (strcmp(node->type->name, "upsample") && strcmp(node->type->name, "pixel_shuffle"))
    return 0;
  const AeOption *row = ae_option_find(node->type->options, "factor");
  return row ? *(const int *)(gconstpointer)((const char *)node->options + row->offset) : 0;
}

/* The last line that enlarges says what may repeat. */
static void find_lines(Probe *p, const AeGraph *graph) {
  p->stride = 2;
  for (int i = 0; i < graph->n_nodes; i++) {
    const AeNode *node = &graph->nodes[i];
    gboolean transposed = !strcmp(node->type->name, "tconv2d");
    if (transposed)
      p->last = node->options;
    int factor = transposed ? p->last->stride : factor_of(node);
    p->stride = factor > 1 ? MIN(factor, MAX_STRIDE) : p->stride;
  }
  if (p->options->stride != AE_AUTO)
    p->stride = p->options->stride;
}

static gboolean open_probe(Probe *p, const AeModel *model, GError **error) {
  const char *code = ae_model_get(model, "code");
  const AeShape in = ae_model_info(model)->in;
  find_lines(p, ae_model_graph(model));
  p->part = ae_part_new(model, code, NULL, code ? 1 : in.h, code ? 1 : in.w, error);
  if (!p->part)
    return FALSE;
  AeShape out = ae_part_out(p->part);
  p->height = MIN(out.h, AE_SPECTRUM_MAX), p->width = MIN(out.w, AE_SPECTRUM_MAX);
  if (p->height < 4 * p->stride || p->width < 4 * p->stride) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: %d x %d pixels are too few to look for a checkerboard",
                ae_model_path(model), out.w, out.h);
    return FALSE;
  }
  p->pixels = g_new0(double, p->height * p->width);
  p->power = g_new0(double, p->height * p->width);
  return TRUE;
}

static void close_probe(Probe *p) {
  ae_part_free(p->part);
  g_free(p->pixels);
  g_free(p->power);
}

/* ---- what it draws ---- */

static void take_middle(Probe *p, const float *out, AeShape shape) {
  int top = (shape.h - p->height) / 2, left = (shape.w - p->width) / 2;
  for (int y = 0; y < p->height; y++)
    for (int x = 0; x < p->width; x++)
      p->pixels[y * p->width + x] = (double)out[((top + y) * shape.w + left + x) * shape.c];
}

static gboolean run_once(Probe *p, guint run, float *in, float *out, GError **error) {
  AeShape from = ae_part_in(p->part), to = ae_part_out(p->part);
  AeRng rng;
  AeStrideEnergy energy;
  AeTensor drawn = ae_tensor_wrap(out, to, AE_REAL);
  ae_rng_init(&rng, (guint64)p->options->seed, run);
  ae_rng_normals(&rng, in, (gsize)from.c * (gsize)from.h * (gsize)from.w);
  if (!p->options->trained)
    ae_part_untrain(p->part, (guint64)p->options->seed + run);
  ae_part_run(p->part, in, NULL, 1, out);
  take_middle(p, out, to);
  ae_spectrum_add(p->pixels, p->height, p->width, p->power);
  if (!ae_stride_energy(&drawn, p->stride, p->stride, &energy, error))
    return FALSE;
  p->share += energy.share / p->options->runs;
  return TRUE;
}

/* pixels are then those of the last run. */
static gboolean run_probe(Probe *p, GError **error) {
  AeShape from = ae_part_in(p->part), to = ae_part_out(p->part);
  float *in = ae_alloc((gsize)from.c * (gsize)from.h * (gsize)from.w, sizeof *in, "a code", error);
  float *out = in ? ae_alloc((gsize)to.c * (gsize)to.h * (gsize)to.w, sizeof *out, "a picture", error) : NULL;
  gboolean ok = out != NULL;
  for (int run = 0; ok && run < p->options->runs; run++)
    ok = run_once(p, (guint)run, in, out, error);
  ae_free(out);
  ae_free(in);
  return ok;
}

/* ---- tiles ---- */

static AeImage *overlap_tile(const Probe *p, char **caption, GError **error) {
  int counts[MAX_STRIDE] = {1}, s = p->last ? p->last->stride : 1, most = 1;
  AeImage *tile = ae_picture_new((guint)p->width, (guint)p->height, 1, error);
  if (p->last && s <= MAX_STRIDE)
    ae_overlap_counts(p->last->kernel, s, counts);
  for (int i = 0; i < MIN(s, MAX_STRIDE); i++)
    most = MAX(most, counts[i]);
  for (int i = 0; tile && i < p->width * p->height; i++)
    ((float *)tile->data)[i] =
        (float)(counts[i / p->width % MIN(s, MAX_STRIDE)] * counts[i % p->width % MIN(s, MAX_STRIDE)]) /
        (float)(most * most);
  *caption = p->last ? g_strdup_printf("kernel %d, stride %d", p->last->kernel, s) : g_strdup("none transposed");
  return tile;
}

/* Around its mean, which is middle grey. */
static AeImage *drawn_tile(const Probe *p, GError **error) {
  AeImage *tile = ae_picture_new((guint)p->width, (guint)p->height, 1, error);
  int n = p->width * p->height;
  double mean = 0;
  for (int i = 0; i < n; i++)
    mean += p->pixels[i] / n;
  for (int i = 0; tile && i < n; i++)
    ((float *)tile->data)[i] = (float)(p->pixels[i] - mean);
  if (tile)
    ae_tones(&tile, 1, AE_SCALE_EACH);
  return tile;
}

/* Decibels below the largest. */
static AeImage *spectrum_tile(const Probe *p, GError **error) {
  AeImage *tile = ae_picture_new((guint)p->width, (guint)p->height, 1, error);
  double most = 1e-300;
  for (int i = 0; i < p->width * p->height; i++)
    most = MAX(most, p->power[i]);
  for (int i = 0; tile && i < p->width * p->height; i++)
    ((float *)tile->data)[i] = (float)CLAMP(1 + 10 * log10(MAX(p->power[i], 1e-300) / most) / SPAN, 0, 1);
  return tile;
}

static gboolean add_tiles(const Probe *p, AeSheet *sheet, GError **error) {
  char *caption = NULL;
  AeImage *tile = overlap_tile(p, &caption, error);
  ae_sheet_add(sheet, tile, caption);
  AeImage *drawn = tile ? drawn_tile(p, error) : NULL;
  g_autofree char *share = ae_number_short(100 * p->share, 2);
  ae_sheet_add(sheet, drawn, g_strdup_printf("%s %% every %d px", share, p->stride));
  AeImage *spectrum = drawn ? spectrum_tile(p, error) : NULL;
  ae_sheet_add(sheet, spectrum, NULL);
  return spectrum != NULL;
}

static gboolean add_model(const Options *o, AeModel *model, AeSheet *sheet, GError **error) {
  Probe probe = {.options = o};
  gboolean ok = open_probe(&probe, model, error) && run_probe(&probe, error) && add_tiles(&probe, sheet, error);
  close_probe(&probe);
  return ok;
}

static gboolean write_sheet(const AePlotJob *job, const Options *o, AeModel **models, guint n, GError **error) {
  static const char *const heads[] = {"products", "drawn", "spectrum"};
  const char *own[MAX_MODELS];
  for (guint i = 0; i < n; i++)
    own[i] = ae_model_name(models[i]);
  g_auto(GStrv) names = ae_plot_names(o->names, own, job->inputs, n, error);
  g_autofree char *title =
      ae_plot_title(&o->common, "Checkerboards of %s", o->trained ? "decoders" : "untrained decoders");
  AeSheet sheet;
  ae_sheet_init(&sheet);
  sheet.title = title, sheet.zoom = o->common.zoom;
  sheet.note =
      "%: share of what repeats in the variance; spectrum: 60 dB, 0 in the middle, half a cycle a pixel at the edges";
  sheet.heads = heads, sheet.sides = (const char *const *)names;
  sheet.columns = COLUMNS;
  sheet.outlined = TRUE;
  gboolean ok = names != NULL;
  for (guint i = 0; ok && i < n; i++)
    ok = add_model(o, models[i], &sheet, error);
  ok = ok && ae_sheet_write(&sheet, job->output, error);
  ae_sheet_clear(&sheet);
  return ok;
}

static gboolean draw(const AePlotJob *job, const void *values, GError **error) {
  AeModel *models[MAX_MODELS] = {NULL};
  guint n = 0;
  gboolean ok = TRUE;
  for (; ok && job->inputs[n]; n += ok)
    ok = (models[n] = ae_model_load(job->inputs[n], NULL, error)) != NULL;
  ok = ok && write_sheet(job, values, models, n, error);
  for (guint i = 0; i < n; i++)
    ae_model_unref(models[i]);
  return ok;
}

const AePlot ae_plot_checker = {
    .name = "checker",
    .help = "how unequally the pixels of decoders are made, what that draws, and the power of its frequencies",
    .usage = "MODEL...",
    .max_inputs = MAX_MODELS,
    .options = options,
    .options_size = sizeof(Options),
    .draw = draw,
};
