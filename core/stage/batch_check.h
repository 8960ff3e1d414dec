/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What can be known to be wrong with a batch before anything is read. */
#ifndef AE_STAGE_BATCH_CHECK_H
#define AE_STAGE_BATCH_CHECK_H

#include "stage/batch_plan.h"

G_BEGIN_DECLS

/* FALSE with AE_ERROR_USAGE. */
gboolean ae_batch_check(const AeBatch *batch, const AePlan *plan, const AeChain *chain, GError **error);

/* The format that the batch itself fixes for task, or NULL where it is to be the input's own. */
const AeFormat *ae_batch_format(const AeBatch *batch, const AeTask *task);

/* What its files hold: images, codes or archives. */
AeKind ae_batch_kind(const AeFormat *format);

G_END_DECLS
#endif
