/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What is found out about an autoencoder's codes and stored in its file beside the weights, for the stages of aefilter:
 *
 *   ae_fit_run        the distribution of its codes (stage sample) and their ranges (stage pack)
 *   ae_attribute_run  the direction of an attribute among them (stage add)
 *
 *     const char *words[] = {"prior=mixture", "components=20", NULL};
 *     AeFitJob job = {.model = "digits-vae", .data = "digits", .words = words, .print = print_line};
 *     if (!ae_fit_run(&job, &error)) ...
 *
 * The model's file is written anew, its weights untouched. What was found is printed as tab-separated values: a title
 * "what", "value", and a line for each. */
#ifndef AEFILTER_FIT_H
#define AEFILTER_FIT_H

#include <aefilter/option.h>

G_BEGIN_DECLS

AE_API const AeOption *ae_fit_options(void);

typedef struct {
  const char *model;        /* as ae_model_load takes it; its file must be writable */
  const char *data;         /* a folder of data, of which the training part is encoded; NULL for kinds that need none */
  const char *const *words; /* "KEY=VALUE" for ae_fit_options() and the kind of data; NULL-ended, or NULL */
  guint threads;            /* 0: as many as the process may use */
  void (*print)(const char *line, gpointer user_data); /* a line without its end */
  gpointer user_data;
} AeFitJob;

/* AE_ERROR_USAGE for wrong words, AE_ERROR_MODEL for a model that is no autoencoder of pictures of one size, and what
 * reading and writing may say. */
AE_API gboolean ae_fit_run(const AeFitJob *job, GError **error);

AE_API const AeOption *ae_attribute_options(void);

typedef struct {
  const char *model;
  const char *name;           /* a letter, then letters, digits, _ and - */
  const char *with, *without; /* a folder of pictures, or a text file that names one a line, from its own folder on */
  const char *const *words;   /* "KEY=VALUE" for ae_attribute_options(); NULL-ended, or NULL */
  guint threads;
  void (*print)(const char *line, gpointer user_data);
  gpointer user_data;
} AeAttributeJob;

/* The middle of each picture, as large as has the model's proportions, is brought to the model's size. */
AE_API gboolean ae_attribute_run(const AeAttributeJob *job, GError **error);

G_END_DECLS
#endif
