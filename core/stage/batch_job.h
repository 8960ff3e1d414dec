/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* One task of a batch: its pictures read, put through the chain, written. */
#ifndef AE_STAGE_BATCH_JOB_H
#define AE_STAGE_BATCH_JOB_H

#include "stage/batch_plan.h"

G_BEGIN_DECLS

/* What a thread of the batch has for itself. */
typedef struct {
  const AeBatch *batch;
  AeLimits limits;
  AeChain *chain; /* owned, open */
  /* Of the task at work; counted by ae_job_run. */
  guint64 pictures;  /* finished */
  double megapixels; /* of them, as read */
  double current;    /* megapixels of the picture at work */
} AeJob;

/* Sets task's status to done or, with its message, to left out (a file in a folder that is no picture) or skipped (with
 * resume, another run is writing the same output or has just done so); FALSE where it failed. A file is there only
 * after TRUE. */
gboolean ae_job_run(AeJob *job, AeTask *task, GError **error);

G_END_DECLS
#endif
