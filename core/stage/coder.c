/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/coder.h"

#include "base/cpus.h"

#include <string.h>

struct AeCoder {
  AeCoderHalf half;
  AeModel *model;
  AeGraph *graph;
  AeParams *params;
  AeNet **nets; /* one a thread, made when it is first needed */
  guint threads, classes, block;
  AeShape in, out;
};

/* ---- making ---- */

static gboolean refuse(const AeModel *model, GError **error, const char *why) {
  g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: %s", ae_model_path(model), why);
  return FALSE;
}

/* The shape of the second input, or all 0. */
static AeShape label_shape(const AeModel *model) {
  const AeGraph *graph = ae_model_graph(model);
  AeShape in = ae_model_info(model)->in;
  g_autofree AeShape *shapes = graph->n_inputs > 1 ? ae_graph_shapes(graph, 1, in.h, in.w, NULL) : NULL;
  return shapes ? shapes[graph->inputs[1]] : (AeShape){0};
}

static gboolean check_label(const AeModel *model, GError **error) {
  int inputs = ae_model_graph(model)->n_inputs;
  AeShape label = label_shape(model);
  return inputs == 1 || (inputs == 2 && label.h == 1 && label.w == 1) ||
         refuse(model, error, "the model takes more than a picture and a label");
}

static gboolean check_model(const AeModel *model, GError **error) {
  if (!ae_model_get(model, "code"))
    return refuse(model, error, "the model has no code: it is no autoencoder");
  if (!ae_model_info(model)->fixed)
    return refuse(model, error, "the model takes pictures of any size, so its code has no length");
  return check_label(model, error);
}

static gboolean check_half(const AeModel *model, AeCoderHalf half, const char *code, GError **error) {
  const AeGraph *graph = ae_model_graph(model);
  int i = ae_graph_find(graph, code);
  if (half != AE_CODER_DECODER && i == graph->inputs[0])
    return refuse(model, error, "it was exported without its encoder");
  if (half == AE_CODER_DECODER && i == graph->n_nodes - 1)
    return refuse(model, error, "it was exported without its decoder");
  if (half == AE_CODER_DISTRIBUTION && i >= 0 && strcmp(graph->nodes[i].type->name, "sample") != 0)
    return refuse(model, error, "the model is not variational: its codes have no variances");
  return TRUE;
}

static AeGraph *part_of(const AeModel *model, AeCoderHalf half, GError **error) {
  const AeGraph *whole = ae_model_graph(model);
  const char *code = ae_model_get(model, "code"), *input = whole->nodes[whole->inputs[0]].name;
  if (!check_half(model, half, code, error))
    return NULL;
  if (half == AE_CODER_DECODER)
    return ae_graph_part(whole, code, whole->nodes[whole->n_nodes - 1].name, error);
  int i = half == AE_CODER_DISTRIBUTION ? ae_graph_find(whole, code) : -1;
  return ae_graph_part(whole, input, i < 0 ? code : whole->nodes[whole->nodes[i].inputs[0]].name, error);
}

static gboolean make_part(AeCoder *c, GError **error) {
  AeGraphInfo info;
  c->graph = part_of(c->model, c->half, error);
  if (!c->graph || !ae_graph_info(c->graph, &info, error))
    return FALSE;
  c->in = info.in;
  c->out = info.out;
  c->classes = c->graph->n_inputs > 1 ? ae_coder_model_classes(c->model) : 0;
  c->params = ae_params_part(ae_model_graph(c->model), ae_model_params(c->model), c->graph, error);
  return c->params != NULL;
}

AeCoder *ae_coder_new_of(AeModel *model, AeCoderHalf half, guint threads, GError **error) {
  g_autoptr(AeCoder) c = g_new0(AeCoder, 1);
  c->half = half;
  c->model = ae_model_ref(model);
  c->threads = threads ? threads : ae_cpus();
  c->block = AE_CODER_BLOCK;
  c->nets = g_new0(AeNet *, c->threads);
  return check_model(model, error) && make_part(c, error) ? g_steal_pointer(&c) : NULL;
}

AeCoder *ae_coder_new(const char *which, AeCoderHalf half, guint threads, GError **error) {
  if (!which) {
    g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, "which autoencoder? give model=NAME (aefilter --list models)");
    return NULL;
  }
  AeModel *model = ae_model_load(which, NULL, error);
  AeCoder *c = model ? ae_coder_new_of(model, half, threads, error) : NULL;
  ae_model_unref(model);
  return c;
}

void ae_coder_free(AeCoder *c) {
  if (!c)
    return;
  for (guint i = 0; i < c->threads; i++)
    ae_net_free(c->nets[i]);
  g_free(c->nets);
  ae_params_free(c->params);
  ae_graph_unref(c->graph);
  ae_model_unref(c->model);
  g_free(c);
}

void ae_coder_set_block(AeCoder *c, guint block) { c->block = block; }

/* ---- what it is ---- */

static gsize count(AeShape s) { return (gsize)s.c * s.h * s.w; }

AeModel *ae_coder_model(const AeCoder *c) { return c->model; }
AeCoderHalf ae_coder_half(const AeCoder *c) { return c->half; }
gsize ae_coder_in(const AeCoder *c) { return count(c->in); }
gsize ae_coder_out(const AeCoder *c) { return count(c->out); }
AeShape ae_coder_picture(const AeCoder *c) { return c->half == AE_CODER_DECODER ? c->out : c->in; }
gsize ae_coder_model_code(const AeModel *model) {
  const AeGraph *graph = ae_model_graph(model);
  AeShape in = ae_model_info(model)->in;
  int i = ae_model_get(model, "code") ? ae_graph_find(graph, ae_model_get(model, "code")) : -1;
  g_autofree AeShape *shapes =
      i < 0 || !ae_model_info(model)->fixed ? NULL : ae_graph_shapes(graph, 1, in.h, in.w, NULL);
  return shapes ? count(shapes[i]) : 0;
}

guint ae_coder_model_classes(const AeModel *model) { return (guint)label_shape(model).c; }
guint ae_coder_classes(const AeCoder *c) { return c->classes; }

gboolean ae_coder_vectors(const AeCoder *c) {
  AeShape picture = ae_coder_picture(c);
  return picture.h == 1 && picture.w == 1;
}

gboolean ae_coder_variational(const AeCoder *c) {
  const AeGraph *whole = ae_model_graph(c->model);
  int i = ae_graph_find(whole, ae_model_get(c->model, "code"));
  return i >= 0 && !strcmp(whole->nodes[i].type->name, "sample");
}

/* ---- running ---- */

/* A thread's share: every threads-th block from first on. */
typedef struct {
  const AeCoder *coder;
  AeNet *net;
  const float *in;
  const int *labels;
  gsize n;
  float *out;
  guint first, step;
} Share;

static void set_labels(AeNet *net, const int *labels, gsize n, guint block, guint classes) {
  float *one_hot = ae_net_input(net, 1)->data;
  memset(one_hot, 0, (gsize)block * classes * sizeof *one_hot);
  for (gsize i = 0; i < n; i++)
    one_hot[i * classes + (guint)labels[i]] = 1;
}

/* The network gives d means and d logarithms a pixel; wanted are all means first. */
static void part_means(AeShape s, const float *from, float *to) {
  gsize pixels = (gsize)s.h * s.w, d = (gsize)s.c / 2;
  for (gsize i = 0; i < pixels; i++, from += 2 * d) {
    memcpy(to + i * d, from, d * sizeof *to);
    memcpy(to + (pixels + i) * d, from + d, d * sizeof *to);
  }
}

static void run_block(const Share *share, gsize at) {
  const AeCoder *c = share->coder;
  gsize n = MIN(share->n - at, c->block), in = count(c->in), out = count(c->out);
  float *input = ae_net_input(share->net, 0)->data;
  memcpy(input, share->in + at * in, n * in * sizeof *input);
  memset(input + n * in, 0, (c->block - n) * in * sizeof *input);
  if (c->classes)
    set_labels(share->net, share->labels + at, n, c->block, c->classes);
  ae_net_forward(share->net);
  const float *output = ae_net_output(share->net)->data;
  if (c->half != AE_CODER_DISTRIBUTION)
    memcpy(share->out + at * out, output, n * out * sizeof *output);
  else
    for (gsize i = 0; i < n; i++)
      part_means(c->out, output + i * out, share->out + (at + i) * out);
}

static gpointer run_share(gpointer data) {
  const Share *share = data;
  gsize size = share->coder->block;
  for (gsize block = share->first; block * size < share->n; block += share->step)
    run_block(share, block * size);
  return NULL;
}

static gboolean check_labels(const AeCoder *c, const int *labels, gsize n, GError **error) {
  const char *name = ae_model_name(c->model);
  if (c->classes && !labels) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "model %s must be told a label; give label=0..%u", name,
                c->classes - 1);
    return FALSE;
  }
  for (gsize i = 0; c->classes && i < n; i++)
    if (labels[i] < 0 || (guint)labels[i] >= c->classes) {
      g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "model %s has no label %d; its labels are 0..%u", name, labels[i],
                  c->classes - 1);
      return FALSE;
    }
  return TRUE;
}

static gboolean make_nets(AeCoder *c, guint n, GError **error) {
  AeNetOptions options = {.training = FALSE};
  for (guint i = 0; i < n; i++)
    if (!c->nets[i])
      c->nets[i] = ae_net_new(c->graph, c->params, (int)c->block, c->in.h, c->in.w, &options, error);
  return !n || c->nets[n - 1];
}

gboolean ae_coder_run(AeCoder *c, const float *in, const int *labels, gsize n, float *out, GError **error) {
  gsize blocks = (n + c->block - 1) / c->block;
  guint threads = (guint)MIN(blocks, c->threads);
  if (!check_labels(c, labels, n, error) || !make_nets(c, threads, error))
    return FALSE;
  g_autofree Share *shares = g_new(Share, threads);
  g_autofree GThread **others = g_new0(GThread *, threads);
  for (guint i = 0; i < threads; i++)
    shares[i] = (Share){c, c->nets[i], in, labels, n, out, i, threads};
  for (guint i = 1; i < threads; i++)
    others[i] = g_thread_try_new("coder", run_share, &shares[i], NULL);
  for (guint i = 0; i < threads; i++)
    if (!others[i]) /* the first, and those for which there was no thread */
      run_share(&shares[i]);
  for (guint i = 1; i < threads; i++)
    if (others[i])
      g_thread_join(others[i]);
  return TRUE;
}
