/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A coder on a stream: pictures or codes are gathered and sent through the network together, since one by one most of
 * its time is lost. The results are those of one by one, to the bit.
 *
 *     float *slot = ae_coder_queue_slot(queue);               for each: fill it, then
 *     ae_coder_queue_push(queue, &item, &error)               the network may run here
 *     while (ae_coder_queue_pop(queue, &item, &result)) ...   after each push, and at the end after
 *     ae_coder_queue_flush(queue, &error) */
#ifndef AE_STAGE_CODER_QUEUE_H
#define AE_STAGE_CODER_QUEUE_H

#include "stage/coder.h"

G_BEGIN_DECLS

typedef struct AeCoderQueue AeCoderQueue;

/* What goes with one of them. */
typedef struct {
  int label;       /* where the coder is given one */
  AeSample sample; /* of the picture that it is, was made of, or shall become */
  guint channels;
  AeMeta *meta; /* or NULL */
} AeCoderItem;

/* coder and settings stay the caller's. */
AeCoderQueue *ae_coder_queue_new(AeCoder *coder, const AeSettings *settings, GError **error);
void ae_coder_queue_free(AeCoderQueue *queue);  /* accepts NULL */
void ae_coder_queue_begin(AeCoderQueue *queue); /* drops what is in it */

float *ae_coder_queue_slot(AeCoderQueue *queue);
/* References item's meta. */
gboolean ae_coder_queue_push(AeCoderQueue *queue, const AeCoderItem *item, GError **error);
gboolean ae_coder_queue_flush(AeCoderQueue *queue, GError **error);
/* The next result; FALSE: none until more is pushed or all is flushed. item's meta and result stay the queue's, until
 * the next push. */
gboolean ae_coder_queue_pop(AeCoderQueue *queue, AeCoderItem *item, const float **result);
guint ae_coder_queue_length(const AeCoderQueue *queue); /* pushed and not yet popped */

/* The whole of AeStage's take and next for a stage that does nothing else. */
gboolean ae_coder_queue_take(AeCoderQueue *queue, AeRows *in, int label, GError **error);
AeRows *ae_coder_queue_next(AeCoderQueue *queue, GError **error);

G_END_DECLS
#endif
