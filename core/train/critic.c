/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/critic.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "train/matcher.h"

const char *const ae_critic_terms[AE_CRITIC_TERMS] = {"critic", "adversarial", "match", "pull"};

struct AeCritic {
  AeCriticSpec spec;
  AeNet *net;
  ae_real *grads;
  AeMatcher *matcher;
};

static gsize count_of(const AeTensor *t) { return (gsize)t->shape.n * t->image; }

/* ---- making ---- */

AeCritic *ae_critic_new(const AeCriticSpec *spec, AeShape shape, GError **error) {
  AeNetOptions options = {.training = TRUE, .input_gradient = TRUE};
  AeCritic *c = g_new0(AeCritic, 1);
  c->spec = *spec;
  c->net = ae_net_new(spec->graph, spec->params, shape.n, shape.h, shape.w, &options, error);
  c->grads = c->net ? ae_alloc(spec->params->total, sizeof(ae_real), "a critic", error) : NULL;
  if (c->grads && spec->graph->n_inputs == 1 && ae_net_input(c->net, 0)->shape.c == shape.c) {
    if ((c->matcher = ae_matcher_new(c->net, spec->nodes, spec->graph->owner, error)))
      return c;
  } else if (c->grads)
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: takes no pictures of %d channels", spec->graph->owner, shape.c);
  ae_critic_free(c);
  return NULL;
}

void ae_critic_free(AeCritic *c) {
  if (!c)
    return;
  ae_matcher_free(c->matcher);
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
  ae_matcher_remember(c->matcher);
  look_at(c, made);
  terms[AE_CRITIC_OWN] += share * judge_scores(c, -1, share);
  ae_net_backward(c->net, c->grads);
  terms[AE_CRITIC_MADE] += share * judge_scores(c, 1, share * c->spec.weight);
  terms[AE_CRITIC_MATCH] += share * ae_matcher_compare(c->matcher, share * c->spec.match);
  ae_net_backward(c->net, NULL);
  terms[AE_CRITIC_PULL] += share * add_gradient(ae_net_input_gradient(c->net, 0), gradient);
}
