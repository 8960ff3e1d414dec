/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A row of the table of measurements on single pictures. */
#ifndef AE_TRAIN_EVAL_H
#define AE_TRAIN_EVAL_H

#include <aefilter/eval.h>
#include <aefilter/model.h>

#include "base/rng.h"

G_BEGIN_DECLS

/* Every task's options begin with these. */
typedef struct {
  char *values; /* "15,25,50": what is measured, one after the other */
  int seed;
} AeEvalOptions;

struct AeEval {
  const char *task, *help;
  const AeOption *options; /* of a struct that begins with AeEvalOptions */
  gsize options_size;
  const char *value; /* title of the value's column, and the key of its list */
  double min, max;   /* of a value */
  /* The value for a model where none is given; NULL: the default of the key. */
  double (*usual)(const AeModel *model);
  /* The picture that is spoiled and compared with, made of one that was read, which stays the caller's; NULL: as read.
   */
  AeImage *(*prepare)(AeImage *picture, double value, GError **error);
  /* The spoiled picture (float, to be freed), from a clean one, grey or RGB; it may have alpha where view drops it.
   * rng: the same for every value of one picture, and another for every picture and seed. */
  AeImage *(*spoil)(const AeImage *clean, double value, const void *options, AeRng *rng, GError **error);
  /* The words of the chain that repairs it, NULL-ended, g_strfreev. model: a path. */
  char **(*chain)(const char *model, double value, const void *options);
  /* What the result is to surpass, of the clean picture's size: `before` tells how near it is. NULL: the spoiled
   * picture.
   */
  AeImage *(*rival)(AeImage *spoiled, double value, GError **error);
  /* The share of the pixels that errors are means of, the rest being equal in all pictures; NULL: all. */
  double (*share)(const AeImage *spoiled);
  /* What is compared of a picture; NULL: all samples, those of the result clipped to 0..1. */
  AeImage *(*view)(const AeImage *picture, double value, GError **error);
};

/* What ae_eval_run does with a model whose task is in the table. */
gboolean ae_eval_pictures(const AeEvalJob *job, const AeModel *model, GError **error);

G_END_DECLS
#endif
