/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The report of a batch: tab-separated, a heading and one row a task in the order of the plan, written as soon as the
 * task and those before it have ended (one that was never begun has none). Of shards the first alone writes the
 * heading, so that their reports one after the other ("cat") are the whole's:
 *
 *   input, output   names as bytes; the inputs of a stream are joined by ", "
 *   status          done, skipped, left out, failed, cancelled
 *   seconds         3 decimals
 *   megapixels      of the pictures read, 6 decimals
 *   message         why, or empty
 *
 * In text, backslash, tab, line feed and carriage return are written \\ \t \n \r. */
#ifndef AE_STAGE_BATCH_REPORT_H
#define AE_STAGE_BATCH_REPORT_H

#include "stage/batch_plan.h"

G_BEGIN_DECLS

typedef struct AeReport AeReport;

/* Replaces a file that is there. */
AeReport *ae_report_open(const char *path, gboolean heading, GError **error);
void ae_report_row(AeReport *report, const AeTask *task); /* report may be NULL */
/* FALSE where anything was not written. Accepts NULL. */
gboolean ae_report_close(AeReport *report, GError **error);

G_END_DECLS
#endif
