/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/loader.h"

#include <string.h>

#include "base/checked.h"

/* A place in the ring: batch number n is made in slot n % slots by whichever thread comes first. */
typedef struct {
  AeBatchData batch;
  gboolean ready;
} Slot;

/* What a thread has for itself. */
typedef struct {
  float *scratch; /* four pictures */
  guint *cards;   /* the training part in the order of an epoch; NULL: not shuffled yet */
  guint64 epoch;
} Hand;

struct AeLoader {
  AeLoaderSpec spec;
  int n_slots, n_threads;
  Slot *slots;
  GThread **threads;
  float *scratch; /* four pictures for each thread */
  GMutex mutex;
  GCond changed;
  int n_running;                /* threads that have taken their scratch */
  guint64 next_made, next_used; /* batch numbers; the one in use is next_used - 1 */
  gboolean quit;
};

AeDataShape ae_loader_input_shape(const AeLoaderSpec *spec) {
  return (AeDataShape){spec->shape.width / spec->factor, spec->shape.height / spec->factor, spec->in_channels};
}

static gsize input_pixels(const AeLoaderSpec *spec) {
  return (gsize)(spec->shape.width / spec->factor) * (gsize)(spec->shape.height / spec->factor);
}

static gsize target_pixels(const AeLoaderSpec *spec) { return (gsize)spec->shape.width * (gsize)spec->shape.height; }

void ae_loader_corrupt(const AeLoaderSpec *spec, AeRng *rng, gboolean grey, const float *target, float *scratch,
                       float *input) {
  gsize pixels = target_pixels(spec), count = ae_data_count(spec->shape);
  int all = spec->shape.channels, channels = grey ? 1 : all;
  AePatch patch = {.pixels = scratch,
                   .height = spec->shape.height,
                   .width = spec->shape.width,
                   .channels = channels,
                   .room = scratch + count,
                   .plane = scratch + 2 * count};
  for (gsize i = 0; i < pixels; i++)
    memcpy(scratch + i * (gsize)channels, target + i * (gsize)all, (gsize)channels * sizeof *scratch);
  ae_corrupt_apply(spec->chain, rng, &patch);
  gboolean plane = spec->in_channels > all;
  pixels = input_pixels(spec);
  for (gsize i = 0; i < pixels; i++, scratch += channels) {
    for (int c = 0; c < all; c++)
      *input++ = scratch[MIN(c, channels - 1)];
    if (plane)
      *input++ = spec->blind ? 0 : patch.told ? patch.plane[i] : (float)patch.level;
  }
}

void ae_loader_label(int classes, int label, float *out) {
  for (int k = 0; k < classes; k++)
    out[k] = k == label;
}

void ae_loader_target(const AeLoaderSpec *spec, int label, float *out) {
  if (spec->target_classes && ae_data_columns(spec->kind, spec->data))
    memcpy(out, spec->kind->numbers(spec->data, label), (gsize)spec->target_classes * sizeof *out);
  else
    ae_loader_label(spec->target_classes, label, out);
}

/* Every channel becomes the luma (BT.601). */
static void turn_grey(float *rgb, gsize pixels) {
  for (gsize i = 0; i < pixels; i++, rgb += 3)
    rgb[0] = rgb[1] = rgb[2] = 0.299f * rgb[0] + 0.587f * rgb[1] + 0.114f * rgb[2];
}

static gsize target_count(const AeLoaderSpec *spec) {
  return spec->target_classes ? (gsize)spec->target_classes : ae_data_count(spec->shape);
}

/* Fisher and Yates, by the epoch's own random numbers. */
static void shuffle(Hand *hand, guint n, guint64 seed, guint64 epoch) {
  if (hand->cards && hand->epoch == epoch)
    return;
  AeRng rng;
  ae_rng_init(&rng, seed ^ G_GUINT64_CONSTANT(0x9e3779b97f4a7c15), epoch);
  hand->cards = hand->cards ? hand->cards : g_new(guint, n);
  hand->epoch = epoch;
  for (guint i = 0; i < n; i++) {
    guint other = ae_rng_below(&rng, i + 1);
    hand->cards[i] = hand->cards[other];
    hand->cards[other] = i;
  }
}

static guint choose(const AeLoaderSpec *spec, guint64 number, AeRng *rng, Hand *hand) {
  guint n = spec->kind->count(spec->data);
  if (!spec->epochs)
    return ae_rng_below(rng, n);
  shuffle(hand, n, spec->seed, number / n);
  return hand->cards[number % n];
}

/* The clean example of that number, and its input where the kind brings one. Returns its label. */
static int take(const AeLoaderSpec *spec, guint64 number, AeRng *rng, Hand *hand, float *clean, float *input) {
  if (!spec->epochs && !spec->kind->input)
    return spec->kind->draw(spec->data, rng, clean);
  guint i = choose(spec, number, rng, hand);
  if (spec->kind->input)
    spec->kind->input(spec->data, i, FALSE, input);
  return spec->kind->example(spec->data, i, clean);
}

static void corrupt(const AeLoaderSpec *spec, AeRng *rng, Hand *hand, float *clean, float *input) {
  gboolean grey = spec->shape.channels == 3 && spec->grey > 0 && ae_rng_uniform(rng) < spec->grey;
  if (grey)
    turn_grey(clean, target_pixels(spec));
  ae_loader_corrupt(spec, rng, grey, clean, hand->scratch, input);
}

static void make_batch(const AeLoaderSpec *spec, guint64 number, Hand *hand, AeBatchData *batch) {
  guint64 whole = (guint64)(spec->whole ? spec->whole : spec->batch);
  gsize count = ae_data_count(spec->shape), input_count = ae_data_count(ae_loader_input_shape(spec));
  for (int i = 0; i < spec->batch; i++) {
    guint64 example = number * whole + (guint64)(spec->first + i);
    AeRng rng;
    ae_rng_init(&rng, spec->seed, example);
    float *target = batch->target + (gsize)i * target_count(spec), *input = batch->input + (gsize)i * input_count;
    float *clean = spec->target_classes ? hand->scratch + 3 * count : target;
    int label = take(spec, example, &rng, hand, clean, input);
    if (!spec->kind->input)
      corrupt(spec, &rng, hand, clean, input);
    ae_loader_label(spec->classes, label, batch->label + (gsize)i * (gsize)spec->classes);
    ae_loader_target(spec, label, target);
  }
}

/* The batch in use, next_used - 1, keeps its slot; so the others may hold next_used .. next_used + n_slots - 2. */
static gboolean slot_free(const AeLoader *l) { return l->next_made + 1 < l->next_used + (guint64)l->n_slots; }

static gpointer run(gpointer data) {
  AeLoader *l = data;
  g_mutex_lock(&l->mutex);
  Hand hand = {l->scratch + 4 * ae_data_count(l->spec.shape) * (gsize)l->n_running++};
  for (;;) {
    while (!l->quit && !slot_free(l))
      g_cond_wait(&l->changed, &l->mutex);
    if (l->quit)
      break;
    guint64 number = l->next_made++;
    Slot *slot = &l->slots[number % (guint64)l->n_slots];
    slot->ready = FALSE;
    g_mutex_unlock(&l->mutex);
    make_batch(&l->spec, number, &hand, &slot->batch);
    g_mutex_lock(&l->mutex);
    slot->ready = TRUE;
    g_cond_broadcast(&l->changed);
  }
  g_mutex_unlock(&l->mutex);
  g_free(hand.cards);
  return NULL;
}

static gboolean allocate(AeLoader *l, int threads, GError **error) {
  gsize target = target_count(&l->spec) * (gsize)l->spec.batch;
  gsize input = ae_data_count(ae_loader_input_shape(&l->spec)) * (gsize)l->spec.batch;
  gsize labels = (gsize)l->spec.batch * (gsize)l->spec.classes;
  l->scratch = ae_alloc(4 * ae_data_count(l->spec.shape) * (gsize)threads, sizeof(float), "training pictures", error);
  if (!l->scratch)
    return FALSE;
  for (int i = 0; i < l->n_slots; i++) {
    AeBatchData *b = &l->slots[i].batch;
    b->input = ae_alloc(input, sizeof(float), "a training batch", error);
    b->target = b->input ? ae_alloc(target, sizeof(float), "a training batch", error) : NULL;
    b->label = b->target ? ae_alloc(MAX(labels, 1), sizeof(float), "a training batch", error) : NULL;
    if (!b->label)
      return FALSE;
  }
  return TRUE;
}

static gboolean start(AeLoader *l, int threads, GError **error) {
  for (; l->n_threads < threads; l->n_threads++)
    if (!(l->threads[l->n_threads] = g_thread_try_new("loader", run, l, error)))
      return FALSE;
  return TRUE;
}

AeLoader *ae_loader_new(const AeLoaderSpec *spec, int threads, guint64 first, GError **error) {
  AeLoader *l = g_new0(AeLoader, 1);
  l->spec = *spec;
  l->n_slots = threads + 2;
  l->slots = g_new0(Slot, (gsize)l->n_slots);
  l->threads = g_new0(GThread *, (gsize)threads);
  l->next_made = l->next_used = first;
  g_mutex_init(&l->mutex);
  g_cond_init(&l->changed);
  if (allocate(l, threads, error) && start(l, threads, error))
    return l;
  ae_loader_free(l);
  return NULL;
}

void ae_loader_free(AeLoader *l) {
  if (!l)
    return;
  g_mutex_lock(&l->mutex);
  l->quit = TRUE;
  g_cond_broadcast(&l->changed);
  g_mutex_unlock(&l->mutex);
  for (int i = 0; i < l->n_threads; i++)
    g_thread_join(l->threads[i]);
  for (int i = 0; i < l->n_slots; i++) {
    ae_free(l->slots[i].batch.input);
    ae_free(l->slots[i].batch.target);
    ae_free(l->slots[i].batch.label);
  }
  ae_free(l->scratch);
  g_mutex_clear(&l->mutex);
  g_cond_clear(&l->changed);
  g_free(l->slots);
  g_free(l->threads);
  g_free(l);
}

const AeBatchData *ae_loader_next(AeLoader *l) {
  g_mutex_lock(&l->mutex);
  guint64 number = l->next_used++;
  Slot *slot = &l->slots[number % (guint64)l->n_slots];
  g_cond_broadcast(&l->changed);
  while (l->next_made <= number || !slot->ready)
    g_cond_wait(&l->changed, &l->mutex);
  g_mutex_unlock(&l->mutex);
  return &slot->batch;
}
