/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/buckets.h"

struct AeBuckets {
  gsize total;
  int count, n_nodes, n_workers;
  int *passed;  /* of each node and one more: buckets that are final when it has been passed */
  int *reached; /* of each worker: its buckets that are final */
  GMutex mutex;
  GCond changed;
};

/* Buckets that lie wholly in the numbers from `first` on. */
static int buckets_from(const AeBuckets *b, gsize first) {
  return first ? (int)((b->total - first) / AE_BUCKET_NUMBERS) : b->count;
}

/* Weights lie in the order of their nodes. */
static void find_passed(AeBuckets *b, const AeParams *params) {
  guint item = params->n;
  gsize first = b->total;
  for (int node = b->n_nodes - 1; node >= 0; node--) {
    while (item > 0 && params->items[item - 1].node >= node)
      first = (gsize)(params->items[--item].data - params->data);
    b->passed[node] = buckets_from(b, first);
  }
}

AeBuckets *ae_buckets_new(const AeParams *params, int workers) {
  AeBuckets *b = g_new0(AeBuckets, 1);
  b->total = params->total;
  b->count = (int)((b->total + AE_BUCKET_NUMBERS - 1) / AE_BUCKET_NUMBERS);
  b->n_nodes = params->n ? params->items[params->n - 1].node + 1 : 0;
  b->n_workers = workers;
  b->passed = g_new0(int, (gsize)MAX(b->n_nodes, 1));
  b->reached = g_new0(int, (gsize)workers);
  g_mutex_init(&b->mutex);
  g_cond_init(&b->changed);
  find_passed(b, params);
  return b;
}

void ae_buckets_free(AeBuckets *b) {
  if (!b)
    return;
  g_mutex_clear(&b->mutex);
  g_cond_clear(&b->changed);
  g_free(b->passed);
  g_free(b->reached);
  g_free(b);
}

int ae_buckets_count(const AeBuckets *b) { return b->count; }

void ae_buckets_range(const AeBuckets *b, int i, gsize *first, gsize *n) {
  gsize end = b->total - (gsize)i * AE_BUCKET_NUMBERS;
  *n = MIN(end, AE_BUCKET_NUMBERS);
  *first = end - *n;
}

void ae_buckets_reset(AeBuckets *b) {
  g_mutex_lock(&b->mutex);
  for (int w = 0; w < b->n_workers; w++)
    b->reached[w] = 0;
  g_mutex_unlock(&b->mutex);
}

/* Most nodes end no bucket, and cost no lock: a worker alone writes its number while buckets are awaited. */
void ae_buckets_passed(AeBuckets *b, int worker, int node) {
  if (node >= b->n_nodes || b->passed[node] <= b->reached[worker])
    return;
  g_mutex_lock(&b->mutex);
  b->reached[worker] = b->passed[node];
  g_cond_signal(&b->changed);
  g_mutex_unlock(&b->mutex);
}

static gboolean is_final(const AeBuckets *b, int i) {
  for (int w = 0; w < b->n_workers; w++)
    if (b->reached[w] <= i)
      return FALSE;
  return TRUE;
}

gboolean ae_buckets_wait(AeBuckets *b, int i, gint64 microseconds) {
  gint64 until = g_get_monotonic_time() + microseconds;
  g_mutex_lock(&b->mutex);
  gboolean final = is_final(b, i);
  while (!final && g_cond_wait_until(&b->changed, &b->mutex, until))
    final = is_final(b, i);
  g_mutex_unlock(&b->mutex);
  return final;
}
