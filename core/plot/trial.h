/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Pictures before and behind one or several models. Where there is a way to measure models of their task
 * (train/eval.h), a picture is spoiled and repaired as there; else the network is run, on the picture or on a corrupted
 * one. */
#ifndef AE_PLOT_TRIAL_H
#define AE_PLOT_TRIAL_H

#include "plot/pictures.h"
#include "train/corrupt.h"
#include "train/eval.h"

G_BEGIN_DECLS

enum { AE_TRIAL_PICTURES = 64, AE_TRIAL_MODELS = 8 };

/* One picture and what becomes of it. */
typedef struct {
  AeImage *clean, *spoiled; /* spoiled: NULL where nothing is */
  AeImage *results[AE_TRIAL_MODELS], *differences[AE_TRIAL_MODELS];
} AeTrialItem;

typedef struct {
  guint n_models, n;
  AeModel *models[AE_TRIAL_MODELS];
  AeTrialItem items[AE_TRIAL_PICTURES];
  const AeEval *eval; /* NULL: the networks themselves */
  void *eval_options;
  AeCorruptChain *corrupt; /* NULL: none */
  double level;            /* of eval */
  double gain;             /* of the differences */
} AeTrial;

/* Loads the models; they are of one task. corrupt: a chain (train/corrupt.h) or NULL; level: of eval's value, AE_AUTO:
 * in the middle of its list. A trial is all zero before, and to be cleared also after an error. */
gboolean ae_trial_open(AeTrial *trial, const char *const *paths, const char *corrupt, double level, GError **error);

/* Takes the images of AeNamedPictures, at most AE_TRIAL_PICTURES, and runs all models on them. */
gboolean ae_trial_run(AeTrial *trial, GArray *pictures, guint64 seed, GError **error);

/* gain AE_AUTO: as large as shows them all. */
gboolean ae_trial_subtract(AeTrial *trial, double gain, GError **error);
void ae_trial_clear(AeTrial *trial);

G_END_DECLS
#endif
