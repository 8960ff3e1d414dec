/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* --shard auto: which part of the files is this process's, as the engine that started it tells in the environment. */
#ifndef CLI_FILTER_SHARD_ENV_H
#define CLI_FILTER_SHARD_ENV_H

#include <aefilter/error.h>

G_BEGIN_DECLS

/* A list of processes that an engine starts, each with its number in an environment variable. A new engine is a new
 * row. */
typedef struct {
  const char *name;
  const char *index; /* the variable of the process's own number; where it is set, the engine is at work */
  /* Variables of the list's lowest number, highest number, step between numbers, and count; NULL: there is none. */
  const char *first, *last, *step, *count;
  guint lowest; /* the lowest possible, and the first where no variable tells it */
} ShardEngine;

const ShardEngine *shard_engines(void); /* NULL-name row at the end */

/* env as of g_get_environ. count: the number of shards that the user gave, 0: as the engine says. Sets shard
 * (1..shards), shards and how they were found, for a message (g_free). FALSE with AE_ERROR_USAGE where no engine is
 * found, where it does not tell the count and the user does not either, where its numbers leave gaps, and where two
 * (two engines, or engine and user) disagree. */
gboolean shard_env_read(char **env, guint count, guint *shard, guint *shards, char **found, GError **error);

G_END_DECLS
#endif
