/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "measure/context.h"

#include <string.h>

static gboolean reconstructs(const AeMeasureContext *c) { return !strcmp(ae_model_task(c->model), "reconstruct"); }
static gboolean classifies(const AeMeasureContext *c) { return !strcmp(ae_model_task(c->model), "classify"); }
static gboolean labelled(const AeMeasureContext *c) { return ae_measure_classes(c) > 0; }
static gboolean coded(const AeMeasureContext *c) { return c->code != NULL; }
static gboolean variational(const AeMeasureContext *c) { return c->sample != NULL; }
static gboolean conditional(const AeMeasureContext *c) { return ae_model_graph(c->model)->n_inputs == 2; }
static gboolean judged(const AeMeasureContext *c) { return c->classifier != NULL; }

/* Or brought along, like the example but for what is wrong with it. */
static gboolean corrupted(const AeMeasureContext *c) {
  int more = c->spec.in_channels - c->spec.shape.channels;
  return (c->options.corrupt && *c->options.corrupt) || (ae_example_parts_paired(c->parts) && (more == 0 || more == 1));
}

static gboolean has_numbers(const AeMeasureContext *c, int n) {
  const AeGraph *graph = ae_model_graph(c->model);
  const char *latent = c->sample ? c->sample : c->code;
  g_autofree AeShape *shapes = latent ? ae_graph_shapes(graph, 1, c->in_height, c->in_width, NULL) : NULL;
  AeShape s = shapes ? shapes[ae_graph_find(graph, latent)] : (AeShape){0};
  return s.c == n && s.h == 1 && s.w == 1;
}

static gboolean line(const AeMeasureContext *c) { return has_numbers(c, 1); }
static gboolean plane(const AeMeasureContext *c) { return has_numbers(c, 2); }

/* Nothing computes but two layers that are linear maps of vectors. */
static gboolean linear(const AeMeasureContext *c) {
  static const char *const still[] = {"input", "flatten", "reshape", NULL};
  const AeGraph *graph = ae_model_graph(c->model);
  int maps = 0;
  for (int i = 0; i < graph->n_nodes; i++) {
    const char *type = graph->nodes[i].type->name;
    gboolean map = !strcmp(type, "dense") || !strcmp(type, "tied");
    maps += map;
    if (!map && !g_strv_contains(still, type))
      return FALSE;
  }
  return maps == 2 && graph->n_inputs == 1 && c->code;
}

static gboolean many(const AeMeasureContext *c) { return c->n > 10; }
static gboolean text(const AeMeasureContext *c) { return ae_example_parts_text(c->parts); }
static gboolean pictures(const AeMeasureContext *c) { return MIN(c->spec.shape.width, c->spec.shape.height) >= 8; }

static const struct {
  AeMeasureNeeds need;
  gboolean (*met)(const AeMeasureContext *c);
  const char *missing;
} needs[] = {
    {AE_NEEDS_RECONSTRUCT, reconstructs, "the model is not for reconstruct"},
    {AE_NEEDS_CLASSIFY, classifies, "the model is not for classify"},
    {AE_NEEDS_LABELS, labelled, "the data has no labels"},
    {AE_NEEDS_CODE, coded, "the model names no code"},
    {AE_NEEDS_VARIATIONAL, variational, "the model has no layer sample"},
    {AE_NEEDS_CONDITIONAL, conditional, "the model is not told a label"},
    {AE_NEEDS_CLASSIFIER, judged, "it needs classifier=MODEL"},
    {AE_NEEDS_CORRUPT, corrupted, "it needs corrupt=CHAIN"},
    {AE_NEEDS_LINE, line, "the code has not one number"},
    {AE_NEEDS_PLANE, plane, "the code has not two numbers"},
    {AE_NEEDS_LINEAR, linear, "the model is not two dense layers and nothing else"},
    {AE_NEEDS_PICTURE, pictures, "the examples are smaller than 8 x 8 pixels"},
    {AE_NEEDS_MANY, many, "there are no more than ten examples"},
    {AE_NEEDS_TEXT, text, "the examples are no lines of text"},
};

const char *ae_measure_obstacle(const AeMeasureContext *c, const AeMeasure *measure) {
  for (guint i = 0; i < G_N_ELEMENTS(needs); i++)
    if ((measure->needs & needs[i].need) && !needs[i].met(c))
      return needs[i].missing;
  return NULL;
}
