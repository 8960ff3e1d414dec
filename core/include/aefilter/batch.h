/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A chain over files, folders and streams.
 *
 *     const char *const inputs[] = {"photos", NULL};
 *     AeBatch batch = {.inputs = inputs, .output = "clean", .resume = TRUE, .jobs = 2, .message = print_line};
 *     AeBatchResult result;
 *     if (!ae_batch_run(&batch, chain, &settings, &result, &error)) ...  // nothing was done
 *     if (result.failed) ...                                             // batch.message has named each
 *
 * Output is a stream ("-", a file) or a folder (an existing one, a name that ends in '/', or any name where an input is
 * a folder).
 *
 * Stream: the pictures of all inputs go into it in order, so several inputs need an output that holds several pictures.
 * The first failure ends it, and a file is then not made.
 *
 * Folder: a file of an input folder keeps its place below output; a file named by itself goes to output under its own
 * name. Where format is given and not that of the extension, the extension is changed ("a.jpg" -> "a.png"; "scan.2" ->
 * "scan.2.png"). Two files that would come to one name: the first keeps it and the other fails. Names that begin with
 * '.' and the output folder itself are not looked at; a file met in a folder whose content is no picture is left out
 * with a message, unless its name has a picture's extension: then it failed. Symbolic links are followed, but not to a
 * folder that holds them. */
#ifndef AEFILTER_BATCH_H
#define AEFILTER_BATCH_H

#include <aefilter/format.h>
#include <aefilter/stage.h>

G_BEGIN_DECLS

typedef enum {
  AE_TELL_FAILURE, /* a file failed */
  AE_TELL_NOTE,    /* what the user should know: a file was left out */
  AE_TELL_DETAIL,  /* a file was done or skipped */
} AeTell;

typedef struct {
  guint done, total; /* files; of a stream: 0 or 1 of 1 */
  guint64 pictures;  /* finished */
  double megapixels; /* of input, with the finished part of the pictures at work */
  double seconds;    /* since the beginning */
  double fraction;   /* of the files, 0..1; of a stream that is one picture too: of the picture; else -1 (not known) */
  double left;       /* seconds to the end at the speed so far, files that were skipped not counted; -1: not known */
} AeBatchProgress;

typedef struct {
  const char *const *inputs;         /* paths or "-", NULL-ended; folders are walked in name order */
  const char *output;                /* file, folder or "-" */
  const AeFormat *format;            /* NULL: by output's extension; on stdout and in folders the input's own, but csv
                                        for codes and png for pictures made of codes */
  const char *const *format_options; /* "quality=90", NULL-ended, or NULL; for the input's own format, those it has */
  gboolean resume;                   /* leave out what is already there and not older than its input, and what another
                                        run is just making */
  guint jobs;                        /* files at once, which share the settings' threads and memory; 0: one a thread,
                                        but not more than memory allows */
  guint shard, shards;               /* part number shard (1..shards) of the files, by a hash of their names; 0: all */
  const char *report;                /* TSV, a row a file: input, output, status, seconds, megapixels, message; the
                                        heading only where shard is 0 or 1 */
  /* Both may be NULL, and are called by one thread at a time, not always the same. text is UTF-8 and names the file. */
  void (*message)(AeTell tell, const char *text, gpointer data);
  void (*progress)(const AeBatchProgress *progress, gpointer data);
  gpointer data;
} AeBatch;

typedef struct {
  guint done, skipped, left_out, failed;
  gboolean pipe_closed; /* stdout's reader went away: end quietly */
  gboolean cancelled;   /* settings->progress returned FALSE; what was not finished is not there */
} AeBatchResult;

/* chain is parsed and need not be open: each job opens a copy. settings->progress is asked (by one thread at a time)
 * whether to go on; its fraction is that of the job's picture. TRUE if the run could begin, whatever became of the
 * files (result says); FALSE: the call is wrong as a whole (AE_ERROR_USAGE: several inputs but one output file), or the
 * chain, the output folder or the report cannot be opened. */
AE_API gboolean ae_batch_run(const AeBatch *batch, const AeChain *chain, const AeSettings *settings,
                             AeBatchResult *result, GError **error);

G_END_DECLS
#endif
