/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "measure/runner.h"

#include "base/cpus.h"

#include <string.h>

typedef struct {
  AeRunner *runner;
  AeNet *net;
  GThread *thread;
} Worker;

struct AeRunner {
  AeGraph *graph;
  AeParams *params, *own; /* own: where they are not the model's */
  AeShape in, out;        /* of one */
  int classes;
  gboolean bf16;
  guint n_workers;
  Worker *workers;
  /* of one run */
  const float *from;
  const int *labels;
  gsize n;
  float *to;
  gint next; /* batch to be taken; atomic */
};

static gsize count_of(AeShape s) { return (gsize)s.c * (gsize)s.h * (gsize)s.w; }

gsize ae_runner_in(const AeRunner *r) { return count_of(r->in); }
gsize ae_runner_out(const AeRunner *r) { return count_of(r->out); }
AeShape ae_runner_out_shape(const AeRunner *r) { return r->out; }
int ae_runner_classes(const AeRunner *r) { return r->classes; }

/* ---- making ---- */

static gboolean take_graph(AeRunner *r, const AeModel *model, const char *from, const char *to, GError **error) {
  AeGraph *whole = ae_model_graph(model);
  if (!from && !to) {
    r->graph = ae_graph_ref(whole);
    r->params = ae_model_params(model);
    return TRUE;
  }
  r->graph = ae_graph_part(whole, from ? from : whole->nodes[whole->inputs[0]].name,
                           to ? to : whole->nodes[whole->n_nodes - 1].name, error);
  r->params = r->own = r->graph ? ae_params_part(whole, ae_model_params(model), r->graph, error) : NULL;
  return r->params != NULL;
}

/* Of one example: what goes in at FROM when the picture is height x width. */
static gboolean take_shapes(AeRunner *r, const AeModel *model, const char *from, int height, int width,
                            GError **error) {
  AeGraph *whole = ae_model_graph(model);
  g_autofree AeShape *all = ae_graph_shapes(whole, 1, height, width, error);
  if (!all)
    return FALSE;
  r->in = all[from ? ae_graph_find(whole, from) : whole->inputs[0]];
  g_autofree AeShape *shapes = ae_graph_shapes(r->graph, 1, r->in.h, r->in.w, error);
  if (!shapes)
    return FALSE;
  r->out = shapes[r->graph->n_nodes - 1];
  AeShape label = r->graph->n_inputs > 1 ? shapes[r->graph->inputs[1]] : (AeShape){1, 0, 1, 1};
  r->classes = label.c;
  if (r->graph->n_inputs <= 2 && label.h == 1 && label.w == 1)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: the network takes more than a picture and a label",
              ae_model_path(model));
  return FALSE;
}

AeRunner *ae_runner_new(const AeModel *model, const char *from, const char *to, int height, int width, guint threads,
                        gboolean bf16, GError **error) {
  AeRunner *r = g_new0(AeRunner, 1);
  r->bf16 = bf16;
  r->n_workers = MIN(threads ? threads : ae_cpus(), 256);
  r->workers = g_new0(Worker, r->n_workers);
  if (take_graph(r, model, from, to, error) && take_shapes(r, model, from, height, width, error))
    return r;
  ae_runner_free(r);
  return NULL;
}

void ae_runner_free(AeRunner *r) {
  if (!r)
    return;
  for (guint i = 0; i < r->n_workers; i++)
    ae_net_free(r->workers[i].net);
  g_free(r->workers);
  ae_params_free(r->own);
  ae_graph_unref(r->graph);
  g_free(r);
}

/* ---- running ---- */

static void fill_labels(const AeRunner *r, gsize first, gsize count, float *to) {
  memset(to, 0, AE_RUNNER_BATCH * (gsize)r->classes * sizeof *to);
  for (gsize i = 0; r->labels && i < count; i++) {
    int label = r->labels[first + i];
    if (label >= 0 && label < r->classes)
      to[i * (gsize)r->classes + (gsize)label] = 1;
  }
}

static void run_batch(const AeRunner *r, AeNet *net, gsize batch) {
  gsize first = batch * AE_RUNNER_BATCH, count = MIN(r->n - first, AE_RUNNER_BATCH), in = ae_runner_in(r),
        out = ae_runner_out(r);
  float *to = ae_net_input(net, 0)->data;
  memcpy(to, r->from + first * in, count * in * sizeof *to);
  memset(to + count * in, 0, (AE_RUNNER_BATCH - count) * in * sizeof *to);
  if (r->classes)
    fill_labels(r, first, count, ae_net_input(net, 1)->data);
  ae_net_forward(net);
  memcpy(r->to + first * out, ae_net_output(net)->data, count * out * sizeof *to);
}

static gpointer work(gpointer data) {
  Worker *w = data;
  gsize batches = (w->runner->n + AE_RUNNER_BATCH - 1) / AE_RUNNER_BATCH;
  for (gsize i; (i = (gsize)g_atomic_int_add(&w->runner->next, 1)) < batches;)
    run_batch(w->runner, w->net, i);
  return NULL;
}

static gboolean start(AeRunner *r, guint wanted, GError **error) {
  AeNetOptions options = {.bf16 = r->bf16};
  for (guint i = 0; i < wanted; i++) {
    Worker *w = &r->workers[i];
    w->runner = r;
    if (!w->net)
      w->net = ae_net_new(r->graph, r->params, AE_RUNNER_BATCH, r->in.h, r->in.w, &options, error);
    if (!w->net)
      return FALSE;
    if (i + 1 < wanted && !(w->thread = g_thread_try_new("measure", work, w, error)))
      return FALSE;
  }
  return TRUE;
}

gboolean ae_runner_run(AeRunner *r, const float *in, const int *labels, gsize n, float *out, GError **error) {
  guint wanted = (guint)MIN((n + AE_RUNNER_BATCH - 1) / AE_RUNNER_BATCH, r->n_workers);
  r->from = in;
  r->labels = labels;
  r->n = n;
  r->to = out;
  g_atomic_int_set(&r->next, 0);
  gboolean ok = start(r, wanted, error);
  if (ok && wanted)
    work(&r->workers[wanted - 1]);
  for (guint i = 0; i < wanted; i++)
    if (r->workers[i].thread)
      g_thread_join(g_steal_pointer(&r->workers[i].thread));
  return ok;
}
