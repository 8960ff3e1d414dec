/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/coder_queue.h"

#include "base/checked.h"

enum { MOST = 64, NUMBERS = 1 << 22 };

struct AeCoderQueue {
  AeCoder *coder;
  const AeSettings *settings;
  guint room, filled, given;
  gboolean done; /* out holds the results of all that is filled */
  float *in, *out;
  int labels[MOST];
  AeCoderItem items[MOST];
};

AeCoderQueue *ae_coder_queue_new(AeCoder *coder, const AeSettings *settings, GError **error) {
  gsize in = ae_coder_in(coder), out = ae_coder_out(coder), fitting = NUMBERS / (in + out);
  AeCoderQueue *queue = g_new0(AeCoderQueue, 1);
  queue->coder = coder;
  queue->settings = settings;
  queue->room = (guint)CLAMP(fitting, AE_CODER_BLOCK, MOST);
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
    ae_meta_unref(queue->items[i].meta);
  queue->filled = queue->given = 0;
  queue->done = FALSE;
}

float *ae_coder_queue_slot(AeCoderQueue *queue) {
  if (queue->given == queue->filled)
    ae_coder_queue_begin(queue);
  return queue->in + queue->filled * ae_coder_in(queue->coder);
}

gboolean ae_coder_queue_push(AeCoderQueue *queue, const AeCoderItem *item, GError **error) {
  guint i = queue->filled++;
  queue->items[i] = *item;
  queue->labels[i] = item->label;
  if (item->meta)
    ae_meta_ref(item->meta);
  return queue->filled < queue->room || ae_coder_queue_flush(queue, error);
}

gboolean ae_coder_queue_flush(AeCoderQueue *queue, GError **error) {
  const AeSettings *settings = queue->settings;
  if (queue->done || !queue->filled)
    return TRUE;
  if (!ae_coder_run(queue->coder, queue->in, queue->labels, queue->filled, queue->out, error))
    return FALSE;
  queue->done = TRUE;
  if (!settings->progress || settings->progress(1, settings->progress_data))
    return TRUE;
  g_set_error_literal(error, AE_ERROR, AE_ERROR_CANCELLED, "cancelled");
  return FALSE;
}

gboolean ae_coder_queue_pop(AeCoderQueue *queue, AeCoderItem *item, const float **result) {
  if (!queue->done || queue->given == queue->filled)
    return FALSE;
  *item = queue->items[queue->given];
  *result = queue->out + queue->given++ * ae_coder_out(queue->coder);
  return TRUE;
}

guint ae_coder_queue_length(const AeCoderQueue *queue) { return queue->filled - queue->given; }

/* ---- stages ---- */

gboolean ae_coder_queue_take(AeCoderQueue *queue, AeRows *in, int label, GError **error) {
  if (!in)
    return ae_coder_queue_flush(queue, error);
  gboolean code = ae_coder_half(queue->coder) == AE_CODER_DECODER;
  AeCoderItem item = {.label = label, .sample = code ? in->info.origin : in->info.sample, .meta = in->info.meta};
  gboolean good =
      ae_coder_load(queue->coder, in, ae_coder_queue_slot(queue), error) && ae_coder_queue_push(queue, &item, error);
  ae_rows_free(in);
  return good;
}

AeRows *ae_coder_queue_next(AeCoderQueue *queue, GError **error) {
  AeCoderItem item;
  const float *result;
  if (!ae_coder_queue_pop(queue, &item, &result))
    return NULL;
  return ae_coder_result(queue->coder, result, item.sample, item.meta, error);
}
