/* SPDX-License-Identifier: LGPL-3.0-or-later */
#ifndef AE_MEASURE_RUN_H
#define AE_MEASURE_RUN_H

#include "measure/measure.h"

G_BEGIN_DECLS

/* Whether models for that task are judged by the table of measures. */
gboolean ae_measure_takes(const char *task);

/* Prints the table for the job's data and words. */
gboolean ae_measure_run(const AeEvalJob *job, AeModel *model, GError **error);

G_END_DECLS
#endif
