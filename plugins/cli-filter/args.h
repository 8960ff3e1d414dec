/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The command line of aefilter as data. Does no I/O: whether a file exists or standard input is a terminal is run.c's
 * business. */
#ifndef CLI_FILTER_ARGS_H
#define CLI_FILTER_ARGS_H

#include <aefilter/batch.h>

G_BEGIN_DECLS

typedef enum { ARGS_RUN, ARGS_HELP, ARGS_LIST, ARGS_VERSION, ARGS_DOCTOR } ArgsAction;
typedef enum { ARGS_PROGRESS_AUTO, ARGS_PROGRESS_ALWAYS, ARGS_PROGRESS_NEVER } ArgsProgress;

typedef struct {
  ArgsAction action;
  char *topic;       /* of help, or NULL; of list */
  GPtrArray *words;  /* the chain; NULL-ended */
  GPtrArray *inputs; /* never empty: "-" where none was given; NULL-ended */
  gboolean input_given;
  char *output;              /* never NULL: "-" */
  const AeFormat *format;    /* or NULL */
  GPtrArray *format_options; /* KEY=VALUE, NULL-ended */
  AeSettings settings;       /* resources only */
  gboolean resume;
  guint jobs, shard, shards; /* as in AeBatch */
  gboolean shard_auto;       /* shard is to be found in the environment, and shards where it is 0 */
  char *report;
  ArgsProgress progress;
  int verbosity; /* 0 quiet, 1, 2 verbose: the highest AeTell that is shown */
} Args;

/* Options may stand between the words; "--" ends them. FALSE with AE_ERROR_USAGE; args is to be cleared in any case.
 * argv stays the caller's and is not changed. */
gboolean args_parse(Args *args, char **argv, GError **error);
void args_clear(Args *args);

/* The option part of --help, between a line on what the program does and text; g_free. */
char *args_help(const char *summary, const char *text);

G_END_DECLS
#endif
