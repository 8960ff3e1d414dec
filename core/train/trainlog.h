/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The loss log: a tab-separated file with a header line and the columns step, pixels, loss, one a loss term (then the
 * critic's), lr, psnr (a classifier's: accuracy; empty where no validation was), seconds. Losses are means over the
 * steps since the row before. */
#ifndef AE_TRAIN_TRAINLOG_H
#define AE_TRAIN_TRAINLOG_H

#include "train/recipe.h"

G_BEGIN_DECLS

typedef struct AeTrainLog AeTrainLog;

typedef struct {
  guint64 step, pixels; /* done */
  double loss, rate, seconds;
  const double *terms; /* ae_recipe_terms */
  double validation;   /* NAN: none at this step */
} AeTrainLogEntry;

/* Rows of steps after last_step are dropped: the run goes over them again. 0: begins anew. */
AeTrainLog *ae_train_log_open(const char *path, const AeRecipe *recipe, guint64 last_step, GError **error);
/* Takes every step's entry, writes a row every recipe->run.log steps and where there is a validation. */
gboolean ae_train_log_add(AeTrainLog *log, const AeTrainLogEntry *entry, GError **error);
void ae_train_log_free(AeTrainLog *log); /* accepts NULL */

G_END_DECLS
#endif
