/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/crew.h"

#include <math.h>
#include <string.h>
#ifdef __SSE__
#include <xmmintrin.h>
#endif

#include "base/checked.h"
#include "tensor/clones.h"

typedef struct {
  AeCrew *crew;
  GThread *thread;
  int first, last;  /* its chunks */
  AeParams *params; /* the crew's own, or a copy where layers write running statistics */
  AeNet *net;
  ae_real *grads;
  double *terms;
  double squares; /* of its share of the summed gradient */
} Worker;

struct AeCrew {
  AeCrewSpec spec;
  int n_workers;
  Worker *workers;
  gboolean own_params;
  AeShape in, out; /* of a chunk */
  GMutex mutex;
  GCond go, done;
  guint64 round; /* counts the calls of ae_crew_share */
  int pending;
  gboolean quit;
  AeCrewPart part; /* of this round */
  gpointer part_data;
  gsize n_numbers;
  const AeBatchData *batch; /* of this step */
  guint64 step;
  ae_real *sum;
};

enum { SHARE_UNIT = 16 }; /* numbers in a line of cache, which no two workers write */

/* Adds a loss of this chunk, whose pictures are `share` of the batch, to its node's gradient. */
static double apply_loss(Worker *w, const AeRecipeLoss *loss, const AeTensor *target, double share) {
  const AeTensor *value = loss->node ? ae_net_node(w->net, loss->node) : ae_net_output(w->net);
  AeTensor *gradient = loss->node ? ae_net_node_gradient(w->net, loss->node) : ae_net_output_gradient(w->net);
  return loss->type->apply(loss->options, value, loss->type->inner ? NULL : target, share * loss->weight, gradient);
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
  ae_rng_init(ae_net_rng(w->net), ~crew->spec.seed, crew->step * (guint64)crew->spec.batch + first);
  ae_net_forward(w->net);
  memset(gradient->data, 0, (gsize)crew->spec.micro * gradient->image * sizeof(ae_real));
  double share = (double)crew->spec.micro / crew->spec.batch;
  for (guint i = 0; i < crew->spec.losses->len; i++) {
    const AeRecipeLoss *loss = &g_array_index(crew->spec.losses, AeRecipeLoss, i);
    w->terms[i] += share * apply_loss(w, loss, &target, share);
  }
  ae_net_backward(w->net, w->grads);
}

/* ---- the workers ---- */

/* A worker's chunks are the same in every step, so that it uses its own part of the weights' gradient. */
static void find_gradient(gpointer data, int worker, gsize first, gsize last) {
  AeCrew *crew = data;
  Worker *w = &crew->workers[worker];
  const AeParams *shared = crew->spec.params;
  if (w->params != shared)
    memcpy(w->params->data, shared->data, shared->total * sizeof(ae_real));
  ae_net_weights_changed(w->net);
  memset(w->grads, 0, shared->total * sizeof(ae_real));
  memset(w->terms, 0, w->crew->spec.losses->len * sizeof *w->terms);
  for (int chunk = w->first; chunk < w->last; chunk++)
    run_chunk(w, chunk);
}

static void work(const Worker *w) {
  const AeCrew *crew = w->crew;
  int index = (int)(w - crew->workers);
  gsize units = (crew->n_numbers + SHARE_UNIT - 1) / SHARE_UNIT, n = (gsize)crew->n_workers;
  gsize first = units * (gsize)index / n * SHARE_UNIT, last = units * (gsize)(index + 1) / n * SHARE_UNIT;
  crew->part(crew->part_data, index, MIN(first, crew->n_numbers), MIN(last, crew->n_numbers));
}

/* Numbers too small for a full mantissa become 0 on this thread: gradients through saturated units are full of them,
 * and some processors take a hundred times as long over each. */
static void flush_denormals(void) {
#ifdef __SSE__
  enum { FLUSH_TO_ZERO = 0x8000, DENORMALS_ARE_ZERO = 0x40 };
  _mm_setcsr(_mm_getcsr() | FLUSH_TO_ZERO | DENORMALS_ARE_ZERO);
#endif
}

static gpointer run(gpointer data) {
  Worker *w = data;
  AeCrew *crew = w->crew;
  guint64 seen = 0;
  flush_denormals();
  g_mutex_lock(&crew->mutex);
  for (;;) {
    while (!crew->quit && crew->round == seen)
      g_cond_wait(&crew->go, &crew->mutex);
    if (crew->quit)
      break;
    seen = crew->round;
    g_mutex_unlock(&crew->mutex);
    work(w);
    g_mutex_lock(&crew->mutex);
    if (--crew->pending == 0)
      g_cond_signal(&crew->done);
  }
  g_mutex_unlock(&crew->mutex);
  return NULL;
}

/* ---- sizes ---- */

static int largest_divisor(int n, int limit) {
  int d = MIN(n, limit);
  while (n % d)
    d--;
  return d;
}

/* A chunk goes through all weights and their gradients some times, and matrices of few rows multiply slowly: measured,
 * both are paid for by activations eight times as large as the weights. As long as the activations fit the second-level
 * cache, larger chunks cost nothing. */
static int suitable_micro(const AeCrewSpec *s, const AeShape *shapes, int share) {
  const double cache = 4e6, most = 256e6, weights = 8.0 * (double)(s->params->total * sizeof(ae_real));
  double picture = 1;
  for (int i = 0; i < s->graph->n_nodes; i++)
    picture += 2.0 * shapes[i].c * shapes[i].h * shapes[i].w * sizeof(ae_real);
  double wanted = MIN(MAX(cache, weights), most) / picture;
  return (int)CLAMP(wanted, MIN(share, 2), share);
}

static gboolean choose_sizes(AeCrewSpec *s, GError **error) {
  int wanted = s->threads == AE_AUTO ? (int)g_get_num_processors() : s->threads;
  g_autofree AeShape *shapes = ae_graph_shapes(s->graph, 1, s->height, s->width, error);
  if (!shapes)
    return FALSE;
  if (s->micro == AE_AUTO)
    s->micro = largest_divisor(s->batch, suitable_micro(s, shapes, MAX(s->batch / wanted, 1)));
  if (s->batch % s->micro) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "run.micro=%d does not divide data.batch=%d", s->micro, s->batch);
    return FALSE;
  }
  s->threads = MIN(wanted, s->batch / s->micro);
  return TRUE;
}

static gboolean has_statistics(const AeParams *params) {
  for (guint i = 0; i < params->n; i++)
    if (!params->items[i].trainable)
      return TRUE;
  return FALSE;
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
  w->terms = g_new0(double, s->losses->len);
  w->params = crew->own_params ? ae_params_copy(s->params, error) : s->params;
  w->grads = w->params ? ae_alloc(s->params->total, sizeof(ae_real), "gradients", error) : NULL;
  if (!w->grads)
    return FALSE;
  AeNetOptions options = {.training = TRUE, .bf16 = s->bf16, .seed = s->seed};
  w->net = ae_net_new(s->graph, w->params, s->micro, s->height, s->width, &options, error);
  return w->net && check_losses(w, error);
}

AeCrew *ae_crew_new(const AeCrewSpec *spec, GError **error) {
  AeCrew *crew = g_new0(AeCrew, 1);
  crew->spec = *spec;
  g_mutex_init(&crew->mutex);
  g_cond_init(&crew->go);
  g_cond_init(&crew->done);
  if (!choose_sizes(&crew->spec, error))
    goto fail;
  crew->own_params = has_statistics(spec->params);
  crew->workers = g_new0(Worker, (gsize)crew->spec.threads);
  crew->n_workers = crew->spec.threads;
  for (int i = 0; i < crew->n_workers; i++)
    if (!worker_init(&crew->workers[i], crew, i, error))
      goto fail;
  for (int i = 0; i < crew->n_workers; i++)
    if (!(crew->workers[i].thread = g_thread_try_new("trainer", run, &crew->workers[i], error)))
      goto fail;
  return crew;
fail:
  ae_crew_free(crew);
  return NULL;
}

static void worker_clear(Worker *w) {
  ae_net_free(w->net);
  ae_free(w->grads);
  if (w->crew && w->params != w->crew->spec.params)
    ae_params_free(w->params);
  g_free(w->terms);
}

void ae_crew_free(AeCrew *crew) {
  if (!crew)
    return;
  g_mutex_lock(&crew->mutex);
  crew->quit = TRUE;
  g_cond_broadcast(&crew->go);
  g_mutex_unlock(&crew->mutex);
  for (int i = 0; i < crew->n_workers; i++)
    if (crew->workers[i].thread)
      g_thread_join(crew->workers[i].thread);
  for (int i = 0; i < crew->n_workers; i++)
    worker_clear(&crew->workers[i]);
  g_mutex_clear(&crew->mutex);
  g_cond_clear(&crew->go);
  g_cond_clear(&crew->done);
  g_free(crew->workers);
  g_free(crew);
}

/* Running statistics become the workers' mean. */
static void collect_statistics(AeCrew *crew) {
  for (guint i = 0; i < crew->spec.params->n; i++) {
    const AeParam *item = &crew->spec.params->items[i];
    if (item->trainable)
      continue;
    for (gsize k = 0; k < item->count; k++) {
      double sum = 0;
      for (int w = 0; w < crew->n_workers; w++)
        sum += (double)crew->workers[w].params->items[i].data[k];
      item->data[k] = (ae_real)(sum / crew->n_workers);
    }
  }
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

/* The sum over all workers, and its squares' sum. */
AE_CLONES static double sum_block(const AeCrew *crew, gsize first, gsize n) {
  ae_real *restrict sum = crew->sum + first;
  memcpy(sum, crew->workers[0].grads + first, n * sizeof *sum);
  for (int w = 1; w < crew->n_workers; w++) {
    const ae_real *other = crew->workers[w].grads + first;
    for (gsize i = 0; i < n; i++)
      sum[i] += other[i];
  }
  return sum_squares(sum, n);
}

/* Block by block, which stays in the first-level cache. */
static void sum_gradients(gpointer data, int worker, gsize first, gsize last) {
  const gsize block = 2048;
  AeCrew *crew = data;
  double squares = 0;
  for (gsize i = first; i < last; i += block)
    squares += sum_block(crew, i, MIN(block, last - i));
  crew->workers[worker].squares = squares;
}

static void sum_terms(const AeCrew *crew, double *terms) {
  for (guint i = 0; i < crew->spec.losses->len; i++) {
    terms[i] = 0;
    for (int w = 0; w < crew->n_workers; w++)
      terms[i] += crew->workers[w].terms[i];
  }
}

void ae_crew_share(AeCrew *crew, gsize n, AeCrewPart part, gpointer data) {
  g_mutex_lock(&crew->mutex);
  crew->part = part;
  crew->part_data = data;
  crew->n_numbers = n;
  crew->pending = crew->n_workers;
  crew->round++;
  g_cond_broadcast(&crew->go);
  while (crew->pending)
    g_cond_wait(&crew->done, &crew->mutex);
  g_mutex_unlock(&crew->mutex);
}

double ae_crew_step(AeCrew *crew, const AeBatchData *batch, guint64 step, ae_real *grads, double *terms) {
  double squares = 0;
  crew->batch = batch;
  crew->step = step;
  crew->sum = grads;
  ae_crew_share(crew, (gsize)crew->n_workers, find_gradient, crew);
  ae_crew_share(crew, crew->spec.params->total, sum_gradients, crew);
  sum_terms(crew, terms);
  if (crew->own_params)
    collect_statistics(crew);
  for (int w = 0; w < crew->n_workers; w++)
    squares += crew->workers[w].squares;
  return sqrt(squares);
}

int ae_crew_threads(const AeCrew *crew) { return crew->n_workers; }
