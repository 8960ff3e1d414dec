/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/features.h"

#include <string.h>

#include "model/model.h"
#include "train/matcher.h"

struct AeFeatures {
  const AeFeaturesSpec *spec;
  AeNet *net;
  AeMatcher *matcher;
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
                               GError **error) {
  AeGraph *whole = ae_model_graph(model);
  *spec = (AeFeaturesSpec){.weight = weight, .nodes = g_strsplit(nodes ? nodes : "", " ", -1)};
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
  g_free(f);
}

/* ---- judging ---- */

static void look_at(AeFeatures *f, const AeTensor *pictures) {
  AeTensor *in = ae_net_input(f->net, 0);
  memcpy(in->data, pictures->data, count_of(in) * sizeof(ae_real));
  ae_net_forward(f->net);
}

double ae_features_judge(AeFeatures *f, const AeTensor *data, const AeTensor *made, double share, AeTensor *gradient) {
  AeTensor *out = ae_net_output_gradient(f->net);
  look_at(f, data);
  ae_matcher_remember(f->matcher);
  look_at(f, made);
  memset(out->data, 0, count_of(out) * sizeof(ae_real));
  double loss = ae_matcher_compare(f->matcher, share * f->spec->weight);
  ae_net_backward(f->net, NULL);
  const ae_real *by = ae_net_input_gradient(f->net, 0)->data;
  ae_real *to = gradient->data;
  for (gsize i = 0; i < count_of(made); i++)
    to[i] += by[i];
  return loss;
}
