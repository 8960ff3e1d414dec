/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Pictures before and behind a model: what went in, what came out, and their difference, enlarged. Where there is a way
 * to measure models of its task (train/eval.h), the picture is spoiled and repaired as there; else the network is run.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plot/number.h"
#include "plot/pictures.h"
#include "plot/plots.h"
#include "plot/sheet.h"
#include "train/eval.h"
#include "train/metrics.h"

enum { MAX_PICTURES = 64, SMALL = 96 };

typedef enum { CLEAN, SPOILED, RESULT, DIFFERENCE, KINDS } Kind;

typedef struct {
  AePlotCommon common;
  int count, size, fit, seed;
  double level, gain;
} Options;

static const AeOption options[] = {
    {"count", "pictures, the first of them", AE_OPTION_INT, G_STRUCT_OFFSET(Options, count), "4", 1, MAX_PICTURES},
    {"size", "sides of a picture at most", AE_OPTION_INT, G_STRUCT_OFFSET(Options, size), "256", 8, 2048, .unit = "px"},
    {"fit", "how a larger picture is brought to that size: its middle, or all of it", AE_OPTION_CHOICE,
     G_STRUCT_OFFSET(Options, fit), "crop", .choices = ae_fit_names},
    {"level",
     "how much it is spoiled, in the units of the task: sigma of a denoiser; auto: as in the middle of eval's list",
     AE_OPTION_DOUBLE, G_STRUCT_OFFSET(Options, level), "auto", 0, 1e6, TRUE},
    {"gain", "factor of the difference; auto: as large as shows it", AE_OPTION_DOUBLE, G_STRUCT_OFFSET(Options, gain),
     "auto", 0.1, 1000, TRUE},
    {"seed", "another seed, other noise", AE_OPTION_INT, G_STRUCT_OFFSET(Options, seed), "0", 0, G_MAXINT},
    AE_PLOT_COMMON_ROWS(Options),
    {NULL}};

typedef struct {
  const Options *options;
  AeModel *model;
  const AeEval *eval; /* NULL: the network itself */
  void *eval_options;
  double level;
  guint n;
  AeImage *pictures[MAX_PICTURES][KINDS]; /* SPOILED: NULL without eval */
} Strip;

static void clear_strip(Strip *s) {
  for (guint i = 0; i < MAX_PICTURES; i++)
    for (Kind k = 0; k < KINDS; k++)
      ae_image_free(s->pictures[i][k]);
  if (s->eval)
    ae_options_clear(s->eval->options, s->eval_options);
  g_free(s->eval_options);
  ae_model_unref(s->model);
}

/* ---- spoiling and repairing ---- */

static gboolean find_eval(Strip *s, GError **error) {
  for (const AeEval *const *eval = ae_evals(); *eval; eval++)
    if (!strcmp((*eval)->task, ae_model_task(s->model)))
      s->eval = *eval;
  if (!s->eval)
    return TRUE;
  s->eval_options = g_malloc0(s->eval->options_size);
  ae_options_init(s->eval->options, s->eval_options);
  g_auto(GStrv) values = g_strsplit(((AeEvalOptions *)s->eval_options)->values, ",", -1);
  s->level = s->options->level;
  if (s->level == AE_AUTO)
    s->level = g_ascii_strtod(values[g_strv_length(values) / 2], NULL);
  if (s->level >= s->eval->min && s->level <= s->eval->max)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "plot strip: level=%g: %s is in %g..%g", s->level, s->eval->value,
              s->eval->min, s->eval->max);
  return FALSE;
}

static AeImage *repair(const Strip *s, AeImage *spoiled, GError **error) {
  static const AeSettings settings;
  g_auto(GStrv) words = s->eval->chain(ae_model_path(s->model), s->level, s->eval_options);
  g_autoptr(AeChain) chain = ae_chain_parse((const char *const *)words, error);
  gboolean open = chain && ae_chain_open(chain, &settings, error);
  AeRows *rows = open ? ae_chain_apply(chain, ae_image_rows(spoiled, FALSE), error) : NULL;
  AeImage *result = rows ? ae_image_from_rows(rows, error) : NULL;
  ae_rows_free(rows);
  return result;
}

static AeImage *run_network(const Strip *s, const AeImage *picture, GError **error) {
  const AeGraph *graph = ae_model_graph(s->model);
  AeTensor out;
  if (!ae_probe_run(s->model, graph->nodes[graph->n_nodes - 1].name, picture, 0, &out, error))
    return NULL;
  AeImage *image = ae_probe_image(&out, out.shape.c == 3 ? -1 : 0, error);
  ae_tensor_clear(&out);
  return image;
}

static gboolean same_form(const AeImage *a, const AeImage *b) {
  return a->info.width == b->info.width && a->info.height == b->info.height && a->info.channels == b->info.channels;
}

static gsize count_of(const AeImage *image) {
  return (gsize)image->info.width * image->info.height * image->info.channels;
}

static double psnr(const AeImage *a, const AeImage *b) {
  return ae_psnr(ae_mse((const float *)a->data, (const float *)b->data, count_of(a)));
}

/* Takes the picture's image. */
static gboolean process(Strip *s, guint i, AeNamedPicture *picture, GError **error) {
  AeImage **p = s->pictures[i];
  AeRng rng;
  ae_rng_init(&rng, (guint64)s->options->seed, g_str_hash(picture->name));
  p[CLEAN] = g_steal_pointer(&picture->image);
  if (s->eval) {
    p[SPOILED] = s->eval->spoil(p[CLEAN], s->level, &rng, error);
    p[RESULT] = p[SPOILED] ? repair(s, p[SPOILED], error) : NULL;
  } else
    p[RESULT] = run_network(s, p[CLEAN], error);
  if (!p[RESULT])
    return FALSE;
  if (same_form(p[CLEAN], p[RESULT]))
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: what comes out is no picture like the one that goes in",
              ae_model_path(s->model));
  return FALSE;
}

/* ---- differences ---- */

static int compare_floats(const void *a, const void *b) {
  float d = *(const float *)a - *(const float *)b;
  return d < 0 ? -1 : d > 0;
}

/* What all but one in a hundred differences are under. */
static gboolean usual_difference(const AeImage *a, const AeImage *b, float *usual, GError **error) {
  gsize n = count_of(a);
  g_autofree float *sizes = g_try_new(float, n);
  if (!sizes) {
    g_set_error(error, AE_ERROR, AE_ERROR_MEMORY, "no memory for %zu differences", n);
    return FALSE;
  }
  for (gsize i = 0; i < n; i++)
    sizes[i] = fabsf(((const float *)a->data)[i] - ((const float *)b->data)[i]);
  qsort(sizes, n, sizeof *sizes, compare_floats);
  *usual = MAX(*usual, sizes[n * 99 / 100]);
  return TRUE;
}

/* The largest power of two that keeps it within the tones. */
static double choose_gain(double usual) { return usual > 0 ? CLAMP(pow(2, floor(log2(0.5 / usual))), 1, 64) : 1; }

/* Middle grey where they are equal, brighter where the result is. */
static AeImage *difference(const AeImage *clean, const AeImage *result, double gain, GError **error) {
  AeImage *image = ae_image_new(&clean->info, error);
  for (gsize i = 0; image && i < count_of(clean); i++)
    ((float *)image->data)[i] =
        (float)(0.5 + gain * (((const float *)result->data)[i] - ((const float *)clean->data)[i]));
  return image;
}

static gboolean add_differences(Strip *s, double *gain, GError **error) {
  float usual = 0;
  *gain = s->options->gain;
  for (guint i = 0; *gain == AE_AUTO && i < s->n; i++)
    if (!usual_difference(s->pictures[i][CLEAN], s->pictures[i][RESULT], &usual, error))
      return FALSE;
  *gain = *gain == AE_AUTO ? choose_gain(usual) : *gain;
  for (guint i = 0; i < s->n; i++)
    if (!(s->pictures[i][DIFFERENCE] = difference(s->pictures[i][CLEAN], s->pictures[i][RESULT], *gain, error)))
      return FALSE;
  return TRUE;
}

/* ---- the sheet ---- */

/* unit: there is room for it. */
static char *caption_of(const Strip *s, guint i, Kind kind, gboolean unit) {
  const AeImage *clean = s->pictures[i][CLEAN], *own = s->pictures[i][kind];
  if ((kind != SPOILED && kind != RESULT) || !same_form(clean, own))
    return NULL;
  g_autofree char *number = ae_number(psnr(clean, own), 0.01);
  return g_strconcat(number, unit ? " dB" : "", NULL);
}

/* Tiles go from the strip to the sheet. across: a column a picture, else a row. */
static void fill_sheet(Strip *s, AeSheet *sheet, const Kind *kinds, guint n_kinds, gboolean across) {
  guint rows = across ? n_kinds : s->n;
  sheet->columns = across ? s->n : n_kinds;
  for (guint at = 0; at < rows * sheet->columns; at++) {
    guint row = at / sheet->columns, column = at % sheet->columns, i = across ? column : row;
    Kind kind = kinds[across ? row : column];
    ae_sheet_add(sheet, NULL, caption_of(s, i, kind, !across));
  }
  for (guint at = 0; at < sheet->tiles->len; at++) {
    guint row = at / sheet->columns, column = at % sheet->columns;
    g_array_index(sheet->tiles, AeTile, at).picture =
        g_steal_pointer(&s->pictures[across ? column : row][kinds[across ? row : column]]);
  }
}

static gboolean write_sheet(Strip *s, const AePlotJob *job, double gain, GError **error) {
  static const Kind with[] = {CLEAN, SPOILED, RESULT, DIFFERENCE}, without[] = {CLEAN, RESULT, DIFFERENCE};
  guint n = s->eval ? 4 : 3;
  gboolean across = MAX(s->pictures[0][CLEAN]->info.width, s->pictures[0][CLEAN]->info.height) <= SMALL;
  g_autofree char *level = ae_number_short(s->level, 4), *factor = ae_number_short(gain, 4);
  g_autofree char *spoiled = s->eval ? g_strconcat(s->eval->value, " ", level, NULL) : NULL;
  g_autofree char *times = g_strconcat("difference × ", factor, NULL), *white = ae_number_short(0.5 / gain, 3);
  const char *four[] = {"original", spoiled, "result", times}, *three[] = {"in", "out", times};
  g_autofree char *title =
      ae_plot_title(&s->options->common, "Model %s (%s)", ae_model_name(s->model), ae_model_task(s->model));
  g_autofree char *note = g_strdup_printf("%sgrey is no difference, white +%s, black −%s of full scale",
                                          across ? "numbers: PSNR in dB; " : "", white, white);
  AeSheet sheet;
  ae_sheet_init(&sheet);
  fill_sheet(s, &sheet, s->eval ? with : without, n, across);
  *(across ? &sheet.sides : &sheet.heads) = s->eval ? four : three;
  sheet.title = title, sheet.note = note, sheet.zoom = s->options->common.zoom;
  gboolean ok = ae_sheet_write(&sheet, job->output, error);
  ae_sheet_clear(&sheet);
  return ok;
}

static gboolean draw(const AePlotJob *job, const void *values, GError **error) {
  double gain;
  Strip strip = {.options = values, .model = ae_model_load(job->inputs[0], NULL, error)};
  const Options *o = values;
  gboolean ok = strip.model && find_eval(&strip, error);
  GArray *pictures =
      ok ? ae_pictures_read(job->data, strip.model, o->size, (AeFit)o->fit, (guint)o->count, error) : NULL;
  strip.n = pictures ? pictures->len : 0;
  ok = pictures != NULL;
  for (guint i = 0; ok && i < strip.n; i++)
    ok = process(&strip, i, &g_array_index(pictures, AeNamedPicture, i), error);
  ok = ok && add_differences(&strip, &gain, error) && write_sheet(&strip, job, gain, error);
  clear_strip(&strip);
  if (pictures)
    g_array_unref(pictures);
  return ok;
}

const AePlot ae_plot_strip = {
    .name = "strip",
    .help = "pictures before and behind a model, and their difference",
    .usage = "MODEL --data PICTURES",
    .max_inputs = 1,
    .data = TRUE,
    .options = options,
    .options_size = sizeof(Options),
    .draw = draw,
};
