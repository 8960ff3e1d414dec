/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/coder_queue.h"

#include "base/checked.h"

enum { MOST = 64, NUMBERS = 1 << 22 };

typedef struct {
  AeSample origin;
  AeMeta *meta;
} Entry;

struct AeCoderQueue {
  AeCoder *coder;
  const AeSettings *settings;
  int labels[MOST];
  guint room, filled, given;
  gboolean done; /* out holds the results of all that is filled */
  float *in, *out;
  Entry entries[MOST];
};

AeCoderQueue *ae_coder_queue_new(AeCoder *coder, int label, const AeSettings *settings, GError **error) {
  gsize in = ae_coder_in(coder), out = ae_coder_out(coder), fitting = NUMBERS / (in + out);
  AeCoderQueue *queue = g_new0(AeCoderQueue, 1);
  queue->coder = coder;
  queue->settings = settings;
  queue->room = (guint)CLAMP(fitting, AE_CODER_BLOCK, MOST);
  for (guint i = 0; i < MOST; i++)
    queue->labels[i] = label;
  queue->in = ae_alloc(queue->room * in, sizeof *queue->in, "pictures", error);
  queue->out = queue->in ? ae_alloc(queue->room * out, sizeof *queue->out, "codes", error) : NULL;
  if (!queue->out)
    g_clear_pointer(&queue, ae_coder_queue_free);
  return queue;
}

void ae_coder_queue_free(AeCoderQueue *queue) {
  if (!queue)
    return;
  ae_coder_queue_begin(queue);
  ae_free(queue->in);
  ae_free(queue->out);
  g_free(queue);
}

void ae_coder_queue_begin(AeCoderQueue *queue) {
  for (guint i = 0; i < queue->filled; i++)
    ae_meta_unref(queue->entries[i].meta);
  queue->filled = queue->given = 0;
  queue->done = FALSE;
}

static gboolean run(AeCoderQueue *queue, GError **error) {
  const AeSettings *settings = queue->settings;
  if (!ae_coder_run(queue->coder, queue->in, queue->labels, queue->filled, queue->out, error))
    return FALSE;
  queue->done = TRUE;
  if (!settings->progress || settings->progress(1, settings->progress_data))
    return TRUE;
  g_set_error_literal(error, AE_ERROR, AE_ERROR_CANCELLED, "cancelled");
  return FALSE;
}

static gboolean load(AeCoderQueue *queue, AeRows *in, GError **error) {
  gboolean code = ae_coder_half(queue->coder) == AE_CODER_DECODER;
  if (!ae_coder_load(queue->coder, in, queue->in + queue->filled * ae_coder_in(queue->coder), error))
    return FALSE;
  AeMeta *meta = in->info.meta ? ae_meta_ref(in->info.meta) : NULL;
  queue->entries[queue->filled++] = (Entry){code ? in->info.origin : in->info.sample, meta};
  return TRUE;
}

gboolean ae_coder_queue_take(AeCoderQueue *queue, AeRows *in, GError **error) {
  gboolean good = !in || load(queue, in, error);
  gboolean full = in ? queue->filled == queue->room : queue->filled > 0;
  ae_rows_free(in);
  return good && (!full || run(queue, error));
}

AeRows *ae_coder_queue_next(AeCoderQueue *queue, GError **error) {
  if (!queue->done)
    return NULL;
  if (queue->given == queue->filled) {
    ae_coder_queue_begin(queue);
    return NULL;
  }
  guint i = queue->given++;
  const Entry *entry = &queue->entries[i];
  return ae_coder_result(queue->coder, queue->out + i * ae_coder_out(queue->coder), entry->origin, entry->meta, error);
}
