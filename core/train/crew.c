/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/crew.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "tensor/clones.h"
#include "train/buckets.h"
#include "train/crew_sizes.h"
#include "train/team.h"

typedef struct {
  AeCrew *crew;
  int first, last;  /* its chunks */
  AeParams *params; /* the crew's own, or a copy where layers write running statistics */
  AeNet *net;
  ae_real *grads;
  double *terms;
  AeFeatures *features; /* NULL: there are none; and no critic */
  AeCritic *critic;
  double squares; /* of its share of the summed gradient */
} Worker;

struct AeCrew {
  AeCrewSpec spec;
  int n_workers;
  Worker *workers;
  gboolean own_params;
  AeShape in, out; /* of a chunk */
  AeTeam *team;
  const AeBatchData *batch; /* of this step */
  guint64 step;
  ae_real *sum;
  AeBuckets *buckets; /* NULL: alone */
  gsize n_extra;      /* numbers that go with the gradient */
  double *numbers;
};

/* Adds a loss of this chunk, whose pictures are `share` of the batch, to its node's gradient. */
static double apply_loss(Worker *w, const AeRecipeLoss *loss, const AeTensor *target, double share) {
  const AeTensor *value = loss->node ? ae_net_node(w->net, loss->node) : ae_net_output(w->net);
  AeTensor *gradient = loss->node ? ae_net_node_gradient(w->net, loss->node) : ae_net_output_gradient(w->net);
  return loss->type->apply(loss->options, value, loss->type->inner ? NULL : target, share * loss->weight, gradient);
}

static guint count_terms(const AeCrew *crew) {
  const AeCrewSpec *s = &crew->spec;
  return s->losses->len + (s->features ? 1 : 0) + (s->critic ? AE_CRITIC_TERMS : 0);
}

/* The critic comes last: it tells how strong it is beside the others. */
static void apply_losses(Worker *w, const AeTensor *target, double share) {
  const GArray *losses = w->crew->spec.losses;
  const AeTensor *out = ae_net_output(w->net);
  AeTensor *gradient = ae_net_output_gradient(w->net);
  double *term = w->terms;
  for (guint i = 0; i < losses->len; i++)
    *term++ += share * apply_loss(w, &g_array_index(losses, AeRecipeLoss, i), target, share);
  if (w->features)
    *term++ += share * ae_features_judge(w->features, target, out, share, ae_net_rng(w->net), gradient);
  if (w->critic)
    ae_critic_judge(w->critic, target, out, share, gradient, term);
}

static int whole_batch(const AeCrew *crew) { return crew->spec.batch * ae_fleet_count(crew->spec.fleet); }

/* The number of this process's first picture of the step. */
static guint64 first_picture(const AeCrew *crew) {
  return crew->step * (guint64)whole_batch(crew) + (guint64)(ae_fleet_index(crew->spec.fleet) * crew->spec.batch);
}

static void run_chunk(Worker *w, int chunk) {
  const AeCrew *crew = w->crew;
  gsize first = (gsize)chunk * (gsize)crew->spec.micro;
  AeTensor *in = ae_net_input(w->net, 0), *gradient = ae_net_output_gradient(w->net);
  const AeTensor *out = ae_net_output(w->net);
  memcpy(in->data, crew->batch->input + first * in->image, (gsize)crew->spec.micro * in->image * sizeof(ae_real));
  if (crew->spec.graph->n_inputs > 1) {
    AeTensor *label = ae_net_input(w->net, 1);
    memcpy(label->data, crew->batch->label + first * label->image,
           (gsize)crew->spec.micro * label->image * sizeof(ae_real));
  }
  AeTensor target = ae_tensor_wrap(crew->batch->target + first * out->image, out->shape, AE_REAL);
  ae_rng_init(ae_net_rng(w->net), ~crew->spec.seed, first_picture(crew) + first);
  ae_net_forward(w->net);
  memset(gradient->data, 0, (gsize)crew->spec.micro * gradient->image * sizeof(ae_real));
  apply_losses(w, &target, (double)crew->spec.micro / whole_batch(crew));
  ae_net_backward(w->net, w->grads);
}

/* ---- the workers ---- */

static void node_passed(gpointer data, int node) {
  const Worker *w = data;
  ae_buckets_passed(w->crew->buckets, (int)(w - w->crew->workers), node);
}

/* A worker's chunks are the same in every step, so that it uses its own part of the weights' gradient. */
static void find_gradient(gpointer data, int worker, gsize first, gsize last) {
  AeCrew *crew = data;
  Worker *w = &crew->workers[worker];
  const AeParams *shared = crew->spec.params;
  if (w->params != shared)
    memcpy(w->params->data, shared->data, shared->total * sizeof(ae_real));
  ae_net_weights_changed(w->net);
  memset(w->grads, 0, shared->total * sizeof(ae_real));
  memset(w->terms, 0, count_terms(crew) * sizeof *w->terms);
  if (w->critic)
    ae_critic_begin(w->critic);
  for (int chunk = w->first; chunk < w->last; chunk++) {
    ae_net_watch(w->net, crew->buckets && chunk == w->last - 1 ? node_passed : NULL, w);
    run_chunk(w, chunk);
  }
}

/* ---- making ---- */

static gsize count_statistics(const AeParams *params) {
  gsize count = 0;
  for (guint i = 0; i < params->n; i++)
    count += params->items[i].trainable ? 0 : params->items[i].count;
  return count;
}

/* A loss on a node needs one that has a gradient, and, with a target, the target's shape. */
static gboolean loss_fits(AeNet *net, const AeRecipeLoss *loss) {
  const AeTensor *node = ae_net_node(net, loss->node);
  if (!node || !ae_net_node_gradient(net, loss->node))
    return FALSE;
  if (loss->type->inner)
    return !loss->type->paired || node->shape.c % 2 == 0;
  return !memcmp(&node->shape, &ae_net_output(net)->shape, sizeof node->shape);
}

static gboolean check_losses(const Worker *w, GError **error) {
  const GArray *losses = w->crew->spec.losses;
  for (guint i = 0; i < losses->len; i++) {
    const AeRecipeLoss *loss = &g_array_index(losses, AeRecipeLoss, i);
    if (!loss->node || loss_fits(w->net, loss))
      continue;
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "loss %s: the net has no node %s that it can judge", loss->type->name,
                loss->node);
    return FALSE;
  }
  return TRUE;
}

static gboolean worker_init(Worker *w, AeCrew *crew, int index, GError **error) {
  const AeCrewSpec *s = &crew->spec;
  int chunks = s->batch / s->micro;
  w->crew = crew;
  w->first = chunks * index / s->threads;
  w->last = chunks * (index + 1) / s->threads;
  w->terms = g_new0(double, count_terms(crew));
  w->params = crew->own_params ? ae_params_copy(s->params, error) : s->params;
  w->grads = w->params ? ae_alloc(s->params->total, sizeof(ae_real), "gradients", error) : NULL;
  if (!w->grads)
    return FALSE;
  AeNetOptions options = {.training = TRUE, .bf16 = s->bf16, .seed = s->seed};
  w->net = ae_net_new(s->graph, w->params, s->micro, s->height, s->width, &options, error);
  if (!w->net || !check_losses(w, error))
    return FALSE;
  AeShape out = ae_net_output(w->net)->shape;
  return (!s->features || (w->features = ae_features_new(s->features, out, error))) &&
         (!s->critic || (w->critic = ae_critic_new(s->critic, out, error)));
}

AeCrew *ae_crew_new(const AeCrewSpec *spec, GError **error) {
  AeCrew *crew = g_new0(AeCrew, 1);
  crew->spec = *spec;
  if (!ae_crew_sizes(&crew->spec, error))
    goto fail;
  crew->n_extra = 1 + count_terms(crew) + count_statistics(spec->params);
  crew->numbers = g_new0(double, crew->n_extra);
  crew->own_params = count_statistics(spec->params) > 0;
  crew->workers = g_new0(Worker, (gsize)crew->spec.threads);
  crew->n_workers = crew->spec.threads;
  if (spec->fleet)
    crew->buckets = ae_buckets_new(spec->params, crew->n_workers);
  for (int i = 0; i < crew->n_workers; i++)
    if (!worker_init(&crew->workers[i], crew, i, error))
      goto fail;
  if (!(crew->team = ae_team_new(crew->n_workers, error)))
    goto fail;
  return crew;
fail:
  ae_crew_free(crew);
  return NULL;
}

static void worker_clear(Worker *w) {
  ae_net_free(w->net);
  ae_features_free(w->features);
  ae_critic_free(w->critic);
  ae_free(w->grads);
  if (w->crew && w->params != w->crew->spec.params)
    ae_params_free(w->params);
  g_free(w->terms);
}

void ae_crew_free(AeCrew *crew) {
  if (!crew)
    return;
  ae_team_free(crew->team);
  for (int i = 0; i < crew->n_workers; i++)
    worker_clear(&crew->workers[i]);
  ae_buckets_free(crew->buckets);
  g_free(crew->numbers);
  g_free(crew->workers);
  g_free(crew);
}

/* ---- a step ---- */

/* The sum of the squares, by lanes. */
static inline double sum_squares(const ae_real *x, gsize n) {
  enum { LANES = 8 };
  double lanes[LANES] = {0}, sum = 0;
  gsize i = 0;
  for (; i + LANES <= n; i += LANES)
    for (int l = 0; l < LANES; l++)
      lanes[l] += (double)x[i + l] * (double)x[i + l];
  for (; i < n; i++)
    sum += (double)x[i] * (double)x[i];
  for (int l = 0; l < LANES; l++)
    sum += lanes[l];
  return sum;
}

/* Of one block, over all workers. */
AE_CLONES static void add_workers(const AeCrew *crew, gsize first, gsize n) {
  ae_real *restrict sum = crew->sum + first;
  memcpy(sum, crew->workers[0].grads + first, n * sizeof *sum);
  for (int w = 1; w < crew->n_workers; w++) {
    const ae_real *other = crew->workers[w].grads + first;
    for (gsize i = 0; i < n; i++)
      sum[i] += other[i];
  }
}

AE_CLONES static double block_squares(const AeCrew *crew, gsize first, gsize n) {
  return sum_squares(crew->sum + first, n);
}

/* Block by block, which stays in the first-level cache. In a fleet the sum is already there. */
static void finish_gradient(gpointer data, int worker, gsize first, gsize last) {
  const gsize block = 2048;
  AeCrew *crew = data;
  double squares = 0;
  for (gsize i = first; i < last; i += block) {
    gsize n = MIN(block, last - i);
    if (!crew->buckets)
      add_workers(crew, i, n);
    squares += block_squares(crew, i, n);
  }
  crew->workers[worker].squares = squares;
}

/* What goes with the gradient: the number of workers, their losses, and the sums of their running statistics. */
static void gather_numbers(const AeCrew *crew) {
  const AeParams *params = crew->spec.params;
  double *to = crew->numbers;
  memset(to, 0, crew->n_extra * sizeof *to);
  *to++ = crew->n_workers;
  for (guint i = 0; i < count_terms(crew); i++, to++)
    for (int w = 0; w < crew->n_workers; w++)
      *to += crew->workers[w].terms[i];
  for (guint i = 0; i < params->n; i++)
    for (gsize k = 0; !params->items[i].trainable && k < params->items[i].count; k++, to++)
      for (int w = 0; w < crew->n_workers; w++)
        *to += (double)crew->workers[w].params->items[i].data[k];
}

static void spread_numbers(const AeCrew *crew, double *terms) {
  const AeParams *params = crew->spec.params;
  const double *from = crew->numbers;
  double workers = *from++;
  for (guint i = 0; i < count_terms(crew); i++)
    terms[i] = *from++;
  for (guint i = 0; i < params->n; i++)
    for (gsize k = 0; !params->items[i].trainable && k < params->items[i].count; k++)
      params->items[i].data[k] = (ae_real)(*from++ / workers);
}

void ae_crew_share(AeCrew *crew, gsize n, AeTeamPart part, gpointer data) {
  ae_team_start(crew->team, n, part, data);
  ae_team_await(crew->team);
}

/* While the workers go backwards: each bucket is summed over them as soon as all are through with it, and goes to the
 * fleet while the next is waited for. */
static gboolean sum_over_fleet(AeCrew *crew, GError **error) {
  const gint64 look = 20000; /* microseconds */
  gsize first, n;
  for (int i = 0; i < ae_buckets_count(crew->buckets); i++) {
    while (!ae_buckets_wait(crew->buckets, i, look))
      if (!ae_fleet_check(crew->spec.fleet, error))
        return FALSE;
    ae_buckets_range(crew->buckets, i, &first, &n);
    add_workers(crew, first, n);
    if (!ae_fleet_start_sum(crew->spec.fleet, crew->sum + first, n, error))
      return FALSE;
  }
  return ae_fleet_wait(crew->spec.fleet, error);
}

static gboolean find_whole_gradient(AeCrew *crew, GError **error) {
  if (crew->buckets)
    ae_buckets_reset(crew->buckets);
  ae_team_start(crew->team, (gsize)crew->n_workers, find_gradient, crew);
  if (crew->buckets && !sum_over_fleet(crew, error))
    return FALSE;
  ae_team_await(crew->team);
  return TRUE;
}

gboolean ae_crew_step(AeCrew *crew, const AeBatchData *batch, guint64 step, ae_real *grads, double *terms, double *norm,
                      GError **error) {
  double squares = 0;
  crew->batch = batch;
  crew->step = step;
  crew->sum = grads;
  if (!find_whole_gradient(crew, error))
    return FALSE;
  gather_numbers(crew);
  if (!ae_fleet_sum(crew->spec.fleet, crew->numbers, crew->n_extra, error))
    return FALSE;
  ae_crew_share(crew, crew->spec.params->total, finish_gradient, crew);
  spread_numbers(crew, terms);
  for (int w = 0; w < crew->n_workers; w++)
    squares += crew->workers[w].squares;
  *norm = sqrt(squares);
  return TRUE;
}

void ae_crew_critic_gradient(const AeCrew *crew, ae_real *grads, double *norm) {
  gsize n = crew->spec.critic->params->total;
  memset(grads, 0, n * sizeof *grads);
  for (int w = 0; w < crew->n_workers; w++) {
    const ae_real *own = ae_critic_gradient(crew->workers[w].critic);
    for (gsize i = 0; i < n; i++)
      grads[i] += own[i];
  }
  *norm = sqrt(sum_squares(grads, n));
}

int ae_crew_threads(const AeCrew *crew) { return crew->n_workers; }
