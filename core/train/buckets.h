/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The gradient in pieces that become final one after another, from the last layer's weights to the first one's, while
 * the backward passes of several workers go on. Small weights share a piece, large ones have several. So a piece can be
 * summed over processes while those before it are still computed (Li et al. 2020, "PyTorch Distributed: Experiences on
 * Accelerating Data Parallel Training", Proc. VLDB 13 (12), 3005-3018). */
#ifndef AE_TRAIN_BUCKETS_H
#define AE_TRAIN_BUCKETS_H

#include "nn/net.h"

G_BEGIN_DECLS

typedef struct AeBuckets AeBuckets;

enum { AE_BUCKET_NUMBERS = 32768 }; /* in each but the last, which has the rest */

/* params must have the layout of the gradients; nothing of it is kept. */
AeBuckets *ae_buckets_new(const AeParams *params, int workers);
void ae_buckets_free(AeBuckets *buckets); /* accepts NULL */
int ae_buckets_count(const AeBuckets *buckets);
/* The numbers of bucket i are first .. first + n - 1; bucket 0 has the last ones of all. */
void ae_buckets_range(const AeBuckets *buckets, int i, gsize *first, gsize *n);

/* Before a gradient is begun: no bucket is final. */
void ae_buckets_reset(AeBuckets *buckets);
/* By a worker, on its thread: its gradients of the weights of node and of all nodes behind it are final. */
void ae_buckets_passed(AeBuckets *buckets, int worker, int node);
/* Whether bucket i is final with all workers; waits for it at most so many microseconds. */
gboolean ae_buckets_wait(AeBuckets *buckets, int i, gint64 microseconds);

G_END_DECLS
#endif
