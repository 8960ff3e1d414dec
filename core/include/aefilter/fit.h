/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What is found out about an autoencoder's codes and stored in its file beside the weights, for the stages of aefilter:
 *
 *   ae_fit_run        the distribution of its codes (stage sample) and their ranges (stage pack)
 *   ae_attribute_run  the directions of attributes among them (stages add, edit)
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

/* By pictures with it and pictures without; or, where columns is not NULL, by the columns of a table of the data that
 * the model was trained with, of which nothing that was held out is used but to judge. */
typedef struct {
  const char *model;
  const char *name;           /* a letter, then letters, digits, _ and -; of several columns: with commas between */
  const char *with, *without; /* a folder of pictures, or a text file that names one a line, from its own folder on */
  const char *data, *labels;  /* the folder of data; the table, in it or beside it or by its path, NULL: the model's */
  const char *columns;        /* "Smiling" or "Smiling,-No_Beard": - means the opposite, 1 less the number */
  const char *const *words;   /* "KEY=VALUE" for ae_attribute_options(), and with columns for the kind of data */
  guint threads;
  void (*print)(const char *line, gpointer user_data);
  gpointer user_data;
} AeAttributeJob;

/* With and without: of a model of aligned faces, the largest face of each picture is laid as the model wants it, and
 * pictures in which none is found are left out. Of others, and where faces cannot be looked for, the middle of each
 * picture, as large as has the model's proportions, is brought to the model's size.
 *
 * Of columns a table is printed: name; training pictures with and without; high: from which number on a picture has it;
 * length; kept: what share of the wanted change balance= has left; auc: how well it tells the held-out pictures apart;
 * and for each column of balance= how far the attribute moves it, before and with balance=. */
AE_API gboolean ae_attribute_run(const AeAttributeJob *job, GError **error);

G_END_DECLS
#endif
