/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A chain over files, folders and streams. */
#ifndef AEFILTER_BATCH_H
#define AEFILTER_BATCH_H

#include <aefilter/format.h>
#include <aefilter/stage.h>

G_BEGIN_DECLS

typedef struct {
  const char *const *inputs; /* paths or "-", NULL-ended; folders are walked in name order and mirrored below output */
  const char *output;        /* file, folder or "-" */
  const AeFormat *format;    /* NULL: by output's extension; on stdout and in folders the input's own */
  const char *const *format_options; /* "quality=90", NULL-ended, or NULL */
  gboolean resume;           /* leave out what is already there and newer than its input; outputs appear only when complete */
  guint jobs;                /* files at once; 0: 1 */
  guint shard, shards;       /* every shards-th file, beginning with number shard (1..shards), by a hash of its relative name; 0: all */
  const char *report;        /* TSV, a row a file: input, output, status, seconds, megapixels, message; or NULL */
  /* One line about a file that failed (level 0) or was done (level 1), or a warning; called from one thread at a time. */
  void (*message)(int level, const char *text, gpointer data);
  void (*progress)(guint done, guint total, double megapixels, double seconds, double fraction, gpointer data); /* may be NULL */
  gpointer data;
} AeBatch;

typedef struct {
  guint done, skipped, failed;
  gboolean pipe_closed; /* stdout's reader went away: end quietly */
} AeBatchResult;

/* TRUE if the run could begin, whatever became of the files (result says); FALSE: the call is wrong as a whole (several inputs but one
 * output file, an output folder that cannot be made). */
AE_API gboolean ae_batch_run(const AeBatch *batch, AeChain *chain, const AeSettings *settings, AeBatchResult *result, GError **error);

G_END_DECLS
#endif
