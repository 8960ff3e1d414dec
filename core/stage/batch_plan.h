/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What a batch is to do: inputs and output become tasks. Two forms:
 *
 *   stream  output is "-" or a file: one task, whose inputs are read one after the other into the one output
 *           or, numbered, into a file for each picture that comes out: output is a name with one %d or %03d in it or,
 *           of a chain that makes one sequence of all it is given (ae_chain_is_sequence), a folder
 *   folder  output is a folder (it is one, ends in '/', or an input is one): a task a file. A folder's files keep their
 * places below output; a file named by itself goes to output under its own name
 *
 * Folders are walked in the order of the bytes of the names. Left out are names that begin with '.', the output folder,
 * folders that are met again inside themselves (symbolic links), and whatever is neither file nor folder. */
#ifndef AE_STAGE_BATCH_PLAN_H
#define AE_STAGE_BATCH_PLAN_H

#include <aefilter/batch.h>

G_BEGIN_DECLS

typedef enum {
  AE_TASK_OPEN, /* not yet begun */
  AE_TASK_DONE,
  AE_TASK_SKIPPED,  /* with --resume: its output is there and not older, or another run is writing it */
  AE_TASK_LEFT_OUT, /* not a picture */
  AE_TASK_FAILED,
  AE_TASK_CANCELLED,
} AeTaskStatus;

typedef struct {
  char **inputs;     /* paths or "-"; one, but for a stream: of a chain that takes nothing, none */
  char *relative;    /* the input's path below its folder, NULL where it is named by itself or more than one */
  char *output;      /* path or "-"; NULL where the task is not open; with a "%" where numbered */
  gboolean found;    /* met in a folder and not named by the user */
  gboolean mirrored; /* of the folder form: the output's folder may have to be made */
  gboolean numbered; /* output is the pattern of the names */
  AeTaskStatus status;
  const char *at; /* of the inputs, the one that it failed at; NULL: the first, or none alone */
  char *message;  /* why it was left out or failed, or NULL */
  gboolean ended; /* of a run; one that stopped before it came to the task ends it open */
  double seconds; /* that it took */
  double megapixels;
} AeTask;

typedef struct {
  GPtrArray *tasks; /* AeTask */
  gboolean folder;
} AePlan;

/* NULL with AE_ERROR_USAGE where inputs, chain and output do not fit, AE_ERROR_IO where a named folder is not there.
 * Makes nothing. */
AePlan *ae_plan_new(const AeBatch *batch, const AeChain *chain, GError **error);
void ae_plan_free(AePlan *plan); /* accepts NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AePlan, ae_plan_free)

/* The number 0..shards-1 of a relative name: FNV-1a of its bytes, 64 bits, modulo shards. */
guint ae_plan_shard(const char *relative, guint shards);

/* The name of picture number (from 1 on) of a numbered task; g_free. */
char *ae_task_name(const AeTask *task, guint number, const AeFormat *format);

/* Whether output is there and not older than any of the inputs, all of which must be files. */
gboolean ae_task_is_whole(const AeTask *task);

G_END_DECLS
#endif
