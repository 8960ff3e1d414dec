/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/features.h"

#include <string.h>

#include "model/model.h"
#include "train/matcher.h"

struct AeFeatures {
  const AeFeaturesSpec *spec;
  AeNet *net;
  AeMatcher *matcher;
  guint *moves; /* of each picture: down, right; in pixels */
};

static gsize count_of(const AeTensor *t) { return (gsize)t->shape.n * t->image; }

/* ---- the network ---- */

/* The last line that one of the nodes is; NULL and an error where one is none. */
static const char *last_node(const AeGraph *graph, char **nodes, const char *owner, GError **error) {
  int last = -1;
  for (; *nodes; nodes++) {
    int i = ae_graph_find(graph, *nodes);
    if (i <= 0) {
      g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: the network has no layer %s", owner, *nodes);
      return NULL;
    }
    last = MAX(last, i);
  }
  if (last < 0)
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: which layers are to be compared? (features.nodes)", owner);
  return last < 0 ? NULL : graph->nodes[last].name;
}

gboolean ae_features_spec_init(AeFeaturesSpec *spec, const AeModel *model, const char *nodes, double weight,
                               guint jitter, GError **error) {
  AeGraph *whole = ae_model_graph(model);
  *spec = (AeFeaturesSpec){.weight = weight, .jitter = jitter, .nodes = g_strsplit(nodes ? nodes : "", " ", -1)};
  const char *last = last_node(whole, spec->nodes, ae_model_path(model), error);
  spec->graph = last ? ae_graph_part(whole, whole->nodes[whole->inputs[0]].name, last, error) : NULL;
  spec->params = spec->graph ? ae_params_part(whole, ae_model_params(model), spec->graph, error) : NULL;
  return spec->params != NULL;
}

void ae_features_spec_clear(AeFeaturesSpec *spec) {
  ae_graph_unref(spec->graph);
  ae_params_free(spec->params);
  g_strfreev(spec->nodes);
  *spec = (AeFeaturesSpec){NULL};
}

AeFeatures *ae_features_new(const AeFeaturesSpec *spec, AeShape shape, GError **error) {
  AeNetOptions options = {.training = TRUE, .input_gradient = TRUE};
  AeFeatures *f = g_new0(AeFeatures, 1);
  f->spec = spec;
  f->moves = g_new0(guint, 2 * (gsize)shape.n);
  f->net = ae_net_new(spec->graph, spec->params, shape.n, shape.h, shape.w, &options, error);
  if (f->net && ae_net_input(f->net, 0)->shape.c != shape.c)
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: takes no pictures of %d channels", spec->graph->owner, shape.c);
  else if (f->net && (f->matcher = ae_matcher_new(f->net, spec->nodes, spec->graph->owner, error)))
    return f;
  ae_features_free(f);
  return NULL;
}

void ae_features_free(AeFeatures *f) {
  if (!f)
    return;
  ae_matcher_free(f->matcher);
  ae_net_free(f->net);
  g_free(f->moves);
  g_free(f);
}

/* ---- judging ---- */

static void draw_moves(AeFeatures *f, AeRng *rng) {
  AeShape shape = ae_net_input(f->net, 0)->shape;
  for (int i = 0; i < 2 * shape.n && f->spec->jitter > 1; i++) {
    guint side = (guint)(i % 2 ? shape.w : shape.h);
    f->moves[i] = ae_rng_below(rng, MIN(f->spec->jitter, side));
  }
}

typedef void (*Rows)(const ae_real *from, ae_real *to, gsize n);

static void copy_row(const ae_real *from, ae_real *to, gsize n) { memcpy(to, from, n * sizeof *to); }

static void add_row(const ae_real *from, ae_real *to, gsize n) {
  for (gsize i = 0; i < n; i++)
    to[i] += from[i];
}

/* Row by row from `still` to its place in `moved`, or back; what leaves on one side comes in on the other. */
static void move(const AeFeatures *f, ae_real *still, ae_real *moved, gboolean back, Rows rows) {
  AeShape s = ae_net_input(f->net, 0)->shape;
  gsize row = (gsize)s.w * (gsize)s.c;
  for (int i = 0; i < s.n * s.h; i++) {
    const guint *by = f->moves + 2 * (i / s.h);
    gsize right = by[1] * (gsize)s.c, left = row - right;
    ae_real *a = still + (gsize)i * row;
    ae_real *b = moved + (gsize)(i / s.h * s.h + (i % s.h + (int)by[0]) % s.h) * row;
    rows(back ? b + right : a, back ? a : b + right, left);
    rows(back ? b : a + left, back ? a + left : b, right);
  }
}

static void look_at(AeFeatures *f, const AeTensor *pictures) {
  move(f, pictures->data, ae_net_input(f->net, 0)->data, FALSE, copy_row);
  ae_net_forward(f->net);
}

double ae_features_judge(AeFeatures *f, const AeTensor *data, const AeTensor *made, double share, AeRng *rng,
                         AeTensor *gradient) {
  AeTensor *out = ae_net_output_gradient(f->net);
  draw_moves(f, rng);
  look_at(f, data);
  ae_matcher_remember(f->matcher);
  look_at(f, made);
  memset(out->data, 0, count_of(out) * sizeof(ae_real));
  double loss = ae_matcher_compare(f->matcher, share * f->spec->weight);
  ae_net_backward(f->net, NULL);
  move(f, gradient->data, ae_net_input_gradient(f->net, 0)->data, TRUE, add_row);
  return loss;
}
