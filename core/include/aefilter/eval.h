/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Measuring a model: aemodel eval.
 *
 * Models for reconstruct (autoencoders) and classify are measured on the held-out part of a data set. What is measured
 * is a row of the table in measure/measures.c. Lines are tab-separated values: "measure", "value", "what" as a title,
 * and a line for each measure. The words are KEY=VALUE for ae_measure_options() and for the kind of data, as the
 * section [data] of a recipe has them; before them come those of the model's metadata "data", if it has any.
 *
 * Other models are measured on clean pictures, one by one: each is spoiled as the model's task says, repaired by the
 * task's stage, exactly as aefilter would, and compared with what it was. How to spoil and repair is a row of the table
 * in evals.c, one file eval_NAME.c a task.
 *
 *     const char *words[] = {"sigma=25", NULL};
 *     AeEvalJob job = {.model = "denoise", .data = "cbsd68", .words = words, .print = print_line};
 *     if (!ae_eval_run(&job, &error)) ...
 *
 * Lines are tab-separated values: a title line, a line for every picture and value (a noise level), a line "mean" for
 * every value. Columns:
 *
 *   picture   file name, or "mean"
 *   VALUE     the task's value: "sigma"
 *   psnr      dB over all samples (RGB or grey) of the result, clipped to 0..1; 120 at most
 *   ssim      of the same, the mean over the channels (Wang et al. 2004)
 *   mse, mae  of the same, 1 = white
 *   before    psnr of the spoiled picture, as it went in: neither clipped nor rounded
 *
 * Of upscale the measures are of the luma (BT.601, 16..235) of the result rounded to 8 bits, without a border as wide
 * as the factor; before is that of bicubic enlargement. */
#ifndef AEFILTER_EVAL_H
#define AEFILTER_EVAL_H

#include <aefilter/option.h>
#include <aefilter/stage.h>

G_BEGIN_DECLS

typedef struct AeEval AeEval;

AE_API const AeEval *const *ae_evals(void); /* NULL-ended */
AE_API const char *ae_eval_task(const AeEval *eval);
AE_API const char *ae_eval_help(const AeEval *eval); /* one line */
AE_API const AeOption *ae_eval_options(const AeEval *eval);

typedef struct AeMeasure AeMeasure;

AE_API const AeMeasure *const *ae_measures(void); /* NULL-ended */
AE_API const char *ae_measure_name(const AeMeasure *measure);
AE_API const char *ae_measure_help(const AeMeasure *measure);  /* one line */
AE_API const char *ae_measure_unit(const AeMeasure *measure);  /* or NULL */
AE_API gboolean ae_measure_is_usual(const AeMeasure *measure); /* taken where no measures are named */
AE_API const AeOption *ae_measure_options(void);

typedef struct {
  const char *model;          /* as ae_model_load takes it */
  const char *data;           /* a folder of data, NULL for kinds that are made; or a picture, or a folder: its
                                 pictures in name order, without its folders */
  const char *const *words;   /* "KEY=VALUE"; NULL-ended, or NULL */
  const AeSettings *settings; /* of the stages, or NULL */
  void (*print)(const char *line, gpointer user_data); /* a line without its end */
  gpointer user_data;
} AeEvalJob;

/* FALSE at the first picture that cannot be read: a mean over the rest would not be comparable. */
AE_API gboolean ae_eval_run(const AeEvalJob *job, GError **error);

G_END_DECLS
#endif
