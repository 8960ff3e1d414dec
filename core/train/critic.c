/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/critic.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"

const char *const ae_critic_terms[AE_CRITIC_TERMS] = {"critic", "adversarial", "match", "pull"};

struct AeCritic {
  AeCriticSpec spec;
  AeNet *net;
  ae_real *grads;
  guint n_nodes;
  ae_real **seen; /* of each node: what it gave for the data's pictures */
};

static gsize count_of(const AeTensor *t) { return (gsize)t->shape.n * t->image; }

/* ---- making ---- */

static gboolean watch_node(AeCritic *c, guint i, GError **error) {
  const char *name = c->spec.nodes[i];
  const AeTensor *node = ae_net_node(c->net, name);
  if (node && ae_net_node_gradient(c->net, name))
    return (c->seen[i] = ae_alloc(count_of(node), sizeof(ae_real), "a critic", error)) != NULL;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "critic.nodes: the critic has no node %s that can be matched", name);
  return FALSE;
}

static gboolean watch_nodes(AeCritic *c, GError **error) {
  c->n_nodes = c->spec.nodes ? g_strv_length(c->spec.nodes) : 0;
  c->seen = g_new0(ae_real *, c->n_nodes + 1);
  for (guint i = 0; i < c->n_nodes; i++)
    if (!watch_node(c, i, error))
      return FALSE;
  return TRUE;
}

AeCritic *ae_critic_new(const AeCriticSpec *spec, AeShape shape, GError **error) {
  AeNetOptions options = {.training = TRUE, .input_gradient = TRUE};
  AeCritic *c = g_new0(AeCritic, 1);
  c->spec = *spec;
  c->net = ae_net_new(spec->graph, spec->params, shape.n, shape.h, shape.w, &options, error);
  c->grads = c->net ? ae_alloc(spec->params->total, sizeof(ae_real), "a critic", error) : NULL;
  if (c->grads && spec->graph->n_inputs == 1 && ae_net_input(c->net, 0)->shape.c == shape.c) {
    if (watch_nodes(c, error))
      return c;
  } else if (c->grads)
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: takes no pictures of %d channels", spec->graph->owner, shape.c);
  ae_critic_free(c);
  return NULL;
}

void ae_critic_free(AeCritic *c) {
  if (!c)
    return;
  for (guint i = 0; c->seen && i < c->n_nodes; i++)
    ae_free(c->seen[i]);
  g_free(c->seen);
  ae_net_free(c->net);
  ae_free(c->grads);
  g_free(c);
}

void ae_critic_begin(AeCritic *c) {
  ae_net_weights_changed(c->net);
  memset(c->grads, 0, c->spec.params->total * sizeof *c->grads);
}

ae_real *ae_critic_gradient(AeCritic *c) { return c->grads; }

/* ---- judging ---- */

static double softplus(double x) { return MAX(x, 0) + log1p(exp(-fabs(x))); }

static void look_at(AeCritic *c, const AeTensor *pictures) {
  AeTensor *in = ae_net_input(c->net, 0);
  memcpy(in->data, pictures->data, count_of(in) * sizeof(ae_real));
  ae_net_forward(c->net);
}

/* softplus(-sign D), averaged over the scores; times `weight`, its derivative becomes the output's gradient. */
static double judge_scores(AeCritic *c, double sign, double weight) {
  const AeTensor *out = ae_net_output(c->net);
  const ae_real *score = out->data;
  ae_real *gradient = ae_net_output_gradient(c->net)->data;
  gsize n = count_of(out);
  double sum = 0;
  for (gsize i = 0; i < n; i++) {
    double wrong = -sign * (double)score[i];
    sum += softplus(wrong);
    gradient[i] = (ae_real)(-sign * weight / (double)n / (1 + exp(-wrong)));
  }
  return sum / (double)n;
}

static void remember(AeCritic *c) {
  for (guint i = 0; i < c->n_nodes; i++) {
    const AeTensor *node = ae_net_node(c->net, c->spec.nodes[i]);
    memcpy(c->seen[i], node->data, count_of(node) * sizeof(ae_real));
  }
}

/* The mean absolute difference from what was remembered, added up over the nodes; times weight, its derivative is added
 * to theirs. */
static double match_nodes(AeCritic *c, double weight) {
  double loss = 0;
  for (guint i = 0; i < c->n_nodes; i++) {
    const AeTensor *node = ae_net_node(c->net, c->spec.nodes[i]);
    ae_real *gradient = ae_net_node_gradient(c->net, c->spec.nodes[i])->data;
    const ae_real *value = node->data;
    gsize n = count_of(node);
    const ae_real step = (ae_real)(weight / (double)n);
    double sum = 0;
    for (gsize k = 0; k < n; k++) {
      ae_real d = value[k] - c->seen[i][k];
      sum += fabs((double)d);
      gradient[k] += d > 0 ? step : d < 0 ? -step : 0;
    }
    loss += sum / (double)n;
  }
  return loss;
}

/* Returns the pull. */
static double add_gradient(const AeTensor *by, AeTensor *gradient) {
  const ae_real *from = by->data;
  ae_real *to = gradient->data;
  double added = 0, there = 0;
  for (gsize i = 0; i < count_of(by); i++) {
    added += (double)from[i] * (double)from[i];
    there += (double)to[i] * (double)to[i];
    to[i] += from[i];
  }
  return there > 0 ? sqrt(added / there) : 0;
}

void ae_critic_judge(AeCritic *c, const AeTensor *data, const AeTensor *made, double share, AeTensor *gradient,
                     double *terms) {
  look_at(c, data);
  terms[AE_CRITIC_OWN] += share * judge_scores(c, 1, share);
  ae_net_backward(c->net, c->grads);
  remember(c);
  look_at(c, made);
  terms[AE_CRITIC_OWN] += share * judge_scores(c, -1, share);
  ae_net_backward(c->net, c->grads);
  terms[AE_CRITIC_MADE] += share * judge_scores(c, 1, share * c->spec.weight);
  terms[AE_CRITIC_MATCH] += share * match_nodes(c, share * c->spec.match);
  ae_net_backward(c->net, NULL);
  terms[AE_CRITIC_PULL] += share * add_gradient(ae_net_input_gradient(c->net, 0), gradient);
}
