/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "shard_env.h"

/* GNU parallel's slot ($PARALLEL_JOBSLOT) is none of them: slots are used again and again, so that with fewer slots
 * than jobs some parts would be done twice and others never. */
static const ShardEngine engines[] = {
    {"Slurm", "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_MAX", "SLURM_ARRAY_TASK_STEP",
     "SLURM_ARRAY_TASK_COUNT", 0},
    {"Kubernetes", "JOB_COMPLETION_INDEX", NULL, NULL, NULL, NULL, 0},
    {"GNU parallel", "PARALLEL_SEQ", NULL, NULL, NULL, NULL, 1},
    {NULL},
};

const ShardEngine *shard_engines(void) { return engines; }

static gboolean refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
static gboolean refuse(GError **error, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *text = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "--shard auto: %s", text);
  return FALSE;
}

/* Leaves *number as it is where the engine has no such variable or it is not set. */
static gboolean read_number(char **env, const char *name, guint min, guint *number, GError **error) {
  guint64 value;
  const char *text = name ? g_environ_getenv(env, name) : NULL;
  if (!text)
    return TRUE;
  if (!g_ascii_string_to_unsigned(text, 10, min, G_MAXUINT - 1, &value, NULL)) {
    g_autofree char *shown = g_utf8_make_valid(text, -1);
    return refuse(error, "%s=%s is not a whole number from %u on", name, shown, min);
  }
  *number = (guint)value;
  return TRUE;
}

typedef struct {
  guint index, first, last, step, count; /* last, count: 0 where not told */
} Numbers;

static gboolean read_numbers(const ShardEngine *engine, char **env, Numbers *n, GError **error) {
  *n = (Numbers){.first = engine->lowest, .step = 1};
  return read_number(env, engine->index, engine->lowest, &n->index, error) &&
         read_number(env, engine->first, 0, &n->first, error) && read_number(env, engine->last, 0, &n->last, error) &&
         read_number(env, engine->step, 1, &n->step, error) && read_number(env, engine->count, 1, &n->count, error);
}

/* "1,3,7" is a list of three whose numbers tell nobody which of the three he is. */
static gboolean is_even(const Numbers *n) {
  if (n->index < n->first || (n->index - n->first) % n->step)
    return FALSE;
  return !n->last || !n->count || (n->last >= n->first && (n->last - n->first) / n->step + 1 == n->count);
}

static gboolean read_engine(const ShardEngine *engine, char **env, guint given, guint *shard, guint *shards,
                            GError **error) {
  Numbers n;
  if (!read_numbers(engine, env, &n, error))
    return FALSE;
  if (!is_even(&n))
    return refuse(error, "the numbers of this %s job (%s=%u) are not evenly spaced; give --shard K/N", engine->name,
                  engine->index, n.index);
  if (!n.count && !given)
    return refuse(error, "%s tells the number of this job (%s=%u) but not of how many; give --shard auto/N",
                  engine->name, engine->index, n.index);
  if (n.count && given && n.count != given)
    return refuse(error, "%s counts %u jobs, and not %u", engine->name, n.count, given);
  *shards = given ? given : n.count;
  *shard = (n.index - n.first) / n.step + 1;
  return *shard <= *shards ||
         refuse(error, "%s=%u is job number %u, and there are %u", engine->index, n.index, *shard, *shards);
}

static gboolean refuse_none(GError **error) {
  g_autoptr(GString) names = g_string_new(NULL);
  for (const ShardEngine *engine = engines; engine->name; engine++)
    g_string_append_printf(names, "%s%s", names->len ? ", " : "", engine->index);
  return refuse(error, "this is no job of an array (not set: %s); give --shard K/N", names->str);
}

gboolean shard_env_read(char **env, guint count, guint *shard, guint *shards, char **found, GError **error) {
  const ShardEngine *first = NULL;
  for (const ShardEngine *engine = engines; engine->name; engine++) {
    guint number = 0, all = 0;
    if (!g_environ_getenv(env, engine->index))
      continue;
    if (!read_engine(engine, env, count, &number, &all, error))
      return FALSE;
    if (first && (number != *shard || all != *shards))
      return refuse(error, "it is %u/%u by %s (%s) and %u/%u by %s (%s); give --shard K/N", *shard, *shards,
                    first->name, first->index, number, all, engine->name, engine->index);
    first = first ? first : engine;
    *shard = number;
    *shards = all;
  }
  if (!first)
    return refuse_none(error);
  *found = g_strdup_printf("shard %u/%u (%s: %s=%s)", *shard, *shards, first->name, first->index,
                           g_environ_getenv(env, first->index));
  return TRUE;
}
