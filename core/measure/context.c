/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "measure/context.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "measure/keys.h"
#include "stage/model_prior.h"

static const char *const labels[] = {"given", "none", NULL};

#define FIELD(name) G_STRUCT_OFFSET(AeMeasureOptions, name)

const AeOption ae_measure_rows[] = {
    {"measures", "which, with commas between; all: every one that can be taken; usual: of these the cheap ones",
     AE_OPTION_STRING, FIELD(measures), "usual"},
    {"kind", "kind of data; if not given, found by what lies in the folder", AE_OPTION_STRING, FIELD(kind)},
    {"n", "held-out examples; auto: all", AE_OPTION_INT, FIELD(n), "auto", 1, G_MAXINT, TRUE},
    {"corrupt", "corruptions of what the network gets, as in a recipe", AE_OPTION_STRING, FIELD(corrupt)},
    {"label", "what a conditional network is told", AE_OPTION_CHOICE, FIELD(label), "given", .choices = labels},
    {"classifier", "model for classify that judges samples", AE_OPTION_STRING, FIELD(classifier)},
    {"samples", "codes that are drawn from the prior; of a conditional network, for each label", AE_OPTION_INT,
     FIELD(samples), "1000", 1, 1000000},
    {"prior", "what they are drawn from", AE_OPTION_CHOICE, FIELD(prior), "normal", .choices = ae_model_prior_names},
    {"draws", "codes that are drawn from q(z|x) for each example", AE_OPTION_INT, FIELD(draws), "1", 1, 10000},
    {"patch", "width and height of an example where the network takes any", AE_OPTION_INT, FIELD(patch), "28", 1, 4096,
     .unit = "px"},
    {"each", "print the squared error of each example instead", AE_OPTION_BOOL, FIELD(each), "no"},
    {"seed", "of all that is random", AE_OPTION_INT, FIELD(seed), "0", 0, G_MAXINT},
    {NULL}};

/* ---- the network ---- */

static gboolean refuse(const AeMeasureContext *c, GError **error, const char *why) {
  g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: %s", ae_model_path(c->model), why);
  return FALSE;
}

static gboolean find_lines(AeMeasureContext *c, GError **error) {
  const AeGraph *graph = ae_model_graph(c->model);
  c->code = ae_model_get(c->model, "code");
  for (int i = 0; i < graph->n_nodes; i++)
    if (!strcmp(graph->nodes[i].type->name, "sample"))
      c->sample = graph->nodes[i].name;
  if (c->code && ae_graph_find(graph, c->code) < 0)
    return refuse(c, error, "the network has no line that its code is named after");
  return TRUE;
}

/* The example is what comes out, or for a classifier what goes in. */
static gboolean take_shape(AeMeasureContext *c, GError **error) {
  const AeGraph *graph = ae_model_graph(c->model);
  const AeGraphInfo *info = ae_model_info(c->model);
  int side = c->options.patch / MAX(info->scale_num / info->scale_den, 1);
  c->in_height = info->fixed ? info->in.h : side;
  c->in_width = info->fixed ? info->in.w : side;
  g_autofree AeShape *shapes = ae_graph_shapes(graph, 1, c->in_height, c->in_width, error);
  if (!shapes)
    return FALSE;
  gboolean classify = !strcmp(ae_model_task(c->model), "classify");
  AeShape in = shapes[graph->inputs[0]], out = classify ? in : shapes[graph->n_nodes - 1];
  c->spec.factor = MAX(out.h / in.h, 1);
  c->spec.in_channels = in.c;
  c->spec.shape = (AeDataShape){out.w, out.h, out.c};
  return TRUE;
}

/* How an input is made of an example; where each example brings its own, it is not. */
static gboolean take_chain(AeMeasureContext *c, GError **error) {
  int channels = c->spec.in_channels - c->spec.shape.channels;
  c->chain = ae_corrupt_parse(c->options.corrupt ? c->options.corrupt : "", "corrupt", error);
  if (!c->chain)
    return FALSE;
  c->spec.chain = c->chain;
  if (ae_example_parts_paired(c->parts))
    return ae_example_parts_open_inputs(c->parts, (AeDataShape){c->in_width, c->in_height, c->spec.in_channels}, error);
  if (c->spec.shape.height != c->in_height * c->spec.factor || c->spec.shape.width != c->in_width * c->spec.factor ||
      channels < 0 || channels > 1)
    return refuse(c, error, "what comes out is no picture like the one that goes in");
  if (ae_corrupt_factor(c->chain) == c->spec.factor)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
              "%s: makes pictures %d times larger, but corrupt= makes them %d times smaller", ae_model_path(c->model),
              c->spec.factor, ae_corrupt_factor(c->chain));
  return FALSE;
}

/* ---- the data ---- */

static gboolean open_data(AeMeasureContext *c, const char *dir, const char *const *words, GError **error) {
  const AeDataKind *kind = ae_examples_kind(c->options.kind, dir, error);
  g_auto(GStrv) own = kind ? ae_keys_rest(ae_measure_rows, kind, "eval", words, error) : NULL;
  if (!own)
    return FALSE;
  c->parts = ae_example_parts_open(kind, dir, (const char *const *)own, c->spec.shape, error);
  if (!c->parts)
    return FALSE;
  c->n = ae_example_parts_held_out(c->parts);
  if (c->options.n != AE_AUTO)
    c->n = MIN(c->n, (gsize)c->options.n);
  if (c->n > 0)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: no examples are held out", dir);
  return FALSE;
}

/* A conditional network must be told a label that it knows. */
static gboolean check_labels(const AeMeasureContext *c, GError **error) {
  const AeGraph *graph = ae_model_graph(c->model);
  guint classes = ae_measure_classes(c);
  if (graph->n_inputs < 2 || c->options.label == AE_LABEL_NONE)
    return TRUE;
  g_autofree AeShape *shapes = ae_graph_shapes(graph, 1, c->in_height, c->in_width, error);
  if (!shapes)
    return FALSE;
  int known = shapes[graph->inputs[1]].c;
  if (classes > 0 && classes <= (guint)known)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
              "%s: is told one of %d labels, but the data has %u; label=none measures it without",
              ae_model_path(c->model), known, classes);
  return FALSE;
}

static gboolean open_classifier(AeMeasureContext *c, GError **error) {
  if (!c->options.classifier)
    return TRUE;
  c->classifier = ae_model_load(c->options.classifier, "classify", error);
  if (!c->classifier)
    return FALSE;
  AeShape in = ae_model_info(c->classifier)->in;
  AeDataShape shape = c->spec.shape;
  if (in.c == shape.channels && in.h == shape.height && in.w == shape.width)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: takes pictures of %dx%dx%d, not of %dx%dx%d as the model makes",
              ae_model_path(c->classifier), in.c, in.h, in.w, shape.channels, shape.height, shape.width);
  return FALSE;
}

AeMeasureContext *ae_measure_context_new(AeModel *model, const char *data, const char *const *given,
                                         const AeSettings *settings, GError **error) {
  g_auto(GStrv) list = ae_keys_with_model(model, data, given);
  const char *const *words = (const char *const *)list;
  AeMeasureContext *c = g_new0(AeMeasureContext, 1);
  ae_options_init(ae_measure_rows, &c->options);
  c->model = ae_model_ref(model);
  c->threads = settings ? settings->threads : 0;
  c->bf16 = settings && settings->precision == AE_PRECISION_BF16;
  if (ae_keys_set(ae_measure_rows, &c->options, "eval", words, error) && find_lines(c, error) && take_shape(c, error) &&
      open_data(c, data, words, error) && check_labels(c, error) && take_chain(c, error) && open_classifier(c, error))
    return c;
  ae_measure_context_free(c);
  return NULL;
}

void ae_measure_context_free(AeMeasureContext *c) {
  if (!c)
    return;
  for (guint i = 0; i < AE_WAYS; i++)
    ae_runner_free(c->runners[i]);
  for (guint i = 0; i < AE_SETS; i++)
    ae_free(c->rows[i]);
  g_free(c->labels);
  ae_corrupt_free(c->chain);
  ae_example_parts_free(c->parts);
  ae_model_unref(c->classifier);
  ae_model_unref(c->model);
  ae_options_clear(ae_measure_rows, &c->options);
  g_free(c);
}

/* ---- what measures ask ---- */

const AeMeasureOptions *ae_measure_keys(const AeMeasureContext *c) { return &c->options; }
const AeModel *ae_measure_model(const AeMeasureContext *c) { return c->model; }
const AeExampleParts *ae_measure_parts(const AeMeasureContext *c) { return c->parts; }
AeDataShape ae_measure_shape(const AeMeasureContext *c) { return c->spec.shape; }
guint ae_measure_classes(const AeMeasureContext *c) { return ae_example_parts_classes(c->parts); }

void ae_measure_rng(const AeMeasureContext *c, AeMeasureDraw purpose, gsize row, AeRng *rng) {
  ae_rng_init(rng, (guint64)c->options.seed, ((guint64)purpose << 48) + row);
}

/* ---- parts of the model ---- */

AeRunner *ae_measure_runner(AeMeasureContext *c, AeMeasureWay way, GError **error) {
  const AeGraph *graph = ae_model_graph(c->model);
  const char *from = NULL, *to = NULL;
  if (c->runners[way])
    return c->runners[way];
  if (way == AE_WAY_ENCODE)
    to = c->code;
  else if (way == AE_WAY_DISTRIBUTION)
    to = graph->nodes[graph->nodes[ae_graph_find(graph, c->sample)].inputs[0]].name;
  else if (way == AE_WAY_DECODE)
    from = c->sample ? c->sample : c->code;
  gboolean judge = way == AE_WAY_CLASSIFY;
  c->runners[way] =
      ae_runner_new(judge ? c->classifier : c->model, from, to, judge ? c->spec.shape.height : c->in_height,
                    judge ? c->spec.shape.width : c->in_width, c->threads, c->bf16, error);
  return c->runners[way];
}

gsize ae_measure_way_out(AeMeasureContext *c, AeMeasureWay way, GError **error) {
  AeRunner *runner = ae_measure_runner(c, way, error);
  return runner ? ae_runner_out(runner) : 0;
}

int ae_measure_sample_channels(AeMeasureContext *c) {
  AeRunner *runner = ae_measure_runner(c, AE_WAY_DISTRIBUTION, NULL);
  return runner ? ae_runner_out_shape(runner).c / 2 : 0;
}

gboolean ae_measure_pass(AeMeasureContext *c, AeMeasureWay way, const float *in, const int *given, gsize n, float *out,
                         GError **error) {
  AeRunner *runner = ae_measure_runner(c, way, error);
  return runner && ae_runner_run(runner, in, given, n, out, error);
}

int ae_measure_largest(const float *scores, gsize classes, float *share) {
  gsize best = 0;
  double sum = 0;
  for (gsize k = 1; k < classes; k++)
    if (scores[k] > scores[best])
      best = k;
  for (gsize k = 0; share && k < classes; k++)
    sum += exp((double)scores[k] - (double)scores[best]);
  if (share)
    *share = (float)(1 / sum);
  return (int)best;
}

gboolean ae_measure_classify(AeMeasureContext *c, const float *pictures, gsize n, int *found, float *confidence,
                             GError **error) {
  gsize classes = ae_measure_way_out(c, AE_WAY_CLASSIFY, error);
  float *scores = classes ? ae_alloc(n, classes * sizeof *scores, "scores of classes", error) : NULL;
  gboolean ok = scores && ae_measure_pass(c, AE_WAY_CLASSIFY, pictures, NULL, n, scores, error);
  for (gsize i = 0; ok && i < n; i++) {
    int label = ae_measure_largest(scores + i * classes, classes, confidence ? &confidence[i] : NULL);
    if (found)
      found[i] = label;
  }
  ae_free(scores);
  return ok;
}
