/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Training a model from a recipe (models/recipes/denoise.ini is the exemplar, with every key explained).
 *
 *     AeTrainOptions options = {.recipe = "denoise.ini", .data = "photos", .output = "denoise.safetensors",
 *                               .stop = was_interrupted, .progress = show};
 *     if (!ae_train_run(&options, &error)) ...
 *
 * Beside OUTPUT appear OUTPUT.log.tsv, the loss log, and OUTPUT.checkpoint, which holds all that a later run with
 * resume needs to go on as if it had never stopped, to the last bit. The checkpoint stays after the end, so that a run
 * can be prolonged.
 *
 * Processes that mpirun or srun started together train one model, each a share of every batch; the first alone writes
 * and reports. They are joined by MPI, which ae_train_run starts and ends, so that it can be called but once then,
 * unless its caller has started it with MPI_THREAD_SERIALIZED. A process that was started by itself does without. */
#ifndef AEFILTER_TRAIN_H
#define AEFILTER_TRAIN_H

#include <aefilter/error.h>

G_BEGIN_DECLS

/* How far a run is, after a step. */
typedef struct {
  guint64 step, steps; /* done, and in all */
  guint64 pixels;      /* target pixels seen, earlier runs of the same training included */
  double loss;         /* weighted sum of the loss terms, exponential mean over about 100 steps */
  double learning_rate;
  double psnr;              /* the last validation's mean, dB, or 0 before the first */
  double accuracy;          /* instead of it for a classifier: the share of right answers */
  double pixels_per_second; /* of this run */
  double seconds_left;
} AeTrainProgress;

typedef struct {
  const char *recipe; /* path of the recipe */
  /* "section.key=value", or "key=value" where only one section has the key; NULL-ended, or NULL */
  const char *const *overrides;
  const char *data;   /* folder of the training data; NULL: the recipe's data.dir */
  const char *output; /* the model file; NULL: NAME.safetensors in the working directory */
  gboolean resume;    /* continue from OUTPUT.checkpoint; without one, start anew */
  /* Called on the calling thread after every step. May be NULL. */
  void (*progress)(const AeTrainProgress *progress, gpointer user_data);
  /* Asked after every step, and while waiting for other processes, on the calling thread; TRUE writes the checkpoint
   * and ends the run. A front end lets it read the sig_atomic_t that its SIGTERM and SIGINT handlers set. May be NULL.
   */
  gboolean (*stop)(gpointer user_data);
  /* Told before the first step what is unwise in the recipe's network, a sentence a call. May be NULL. */
  void (*warn)(const char *text, gpointer user_data);
  gpointer user_data;
  /* Set to TRUE where the run failed, and another of the processes that train together (see below) is told why: this
   * one need not say it again. May be NULL. */
  gboolean *told_elsewhere;
} AeTrainOptions;

/* Trains to the recipe's last step and writes the model. FALSE with AE_ERROR_USAGE (recipe or overrides wrong: file,
 * section and key are named), AE_ERROR_CANCELLED (stop() said so; the checkpoint is written and the message says how
 * far it came), AE_ERROR_IO, AE_ERROR_FORMAT or AE_ERROR_MODEL for data, checkpoint or initial weights that do not fit.
 */
AE_API gboolean ae_train_run(const AeTrainOptions *options, GError **error);

G_END_DECLS
#endif
