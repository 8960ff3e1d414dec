/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A coder on a stream: pictures or codes are gathered and sent through the network together, since one by one most of
 * its time is lost. The results are those of one by one, to the bit. */
#ifndef AE_STAGE_CODER_QUEUE_H
#define AE_STAGE_CODER_QUEUE_H

#include "stage/coder.h"

G_BEGIN_DECLS

typedef struct AeCoderQueue AeCoderQueue;

/* coder and settings stay the caller's. label: as for ae_coder_apply. */
AeCoderQueue *ae_coder_queue_new(AeCoder *coder, int label, const AeSettings *settings, GError **error);
void ae_coder_queue_free(AeCoderQueue *queue); /* accepts NULL */

/* As AeStage's begin, take and next. */
void ae_coder_queue_begin(AeCoderQueue *queue);
gboolean ae_coder_queue_take(AeCoderQueue *queue, AeRows *in, GError **error);
AeRows *ae_coder_queue_next(AeCoderQueue *queue, GError **error);

G_END_DECLS
#endif
