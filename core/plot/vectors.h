/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Vectors that a drawing is made of, and the classes they belong to. */
#ifndef AE_PLOT_VECTORS_H
#define AE_PLOT_VECTORS_H

#include "latent/codes.h"
#include "plot/examples.h"

G_BEGIN_DECLS

typedef struct {
  AeCodes codes;     /* data is the struct's own */
  int *classes;      /* of each, or -1: none; NULL: all none */
  GPtrArray *names;  /* of the classes; NULL: none */
  float *spread;     /* n x d: standard deviations that a variational model gives each; NULL: not known */
  char *axes[2];     /* of a table: the names of the first two columns, else NULL */
  char *what, *name; /* "Codes of digits" and "digits", or a file's name: for headings */
} AeVectors;

/* The columns (their names separated by commas; NULL: all that hold numbers, but not that of the class) of a table.
 * label: the column of the class; NULL: "label" where there is one. An empty cell is no class. */
gboolean ae_vectors_from_table(const char *path, const char *columns, const char *label, guint limit,
                               AeVectors *vectors, GError **error);
/* The codes that a model has for examples; code: the line that is the code, NULL: that of the model's metadata. */
gboolean ae_vectors_from_model(const AeModel *model, const char *code, const AeExamples *examples, AeVectors *vectors,
                               GError **error);
/* Fills in spread; AE_ERROR_USAGE where the model's code is not drawn from means and variances (a sample line). */
gboolean ae_vectors_add_spread(const AeModel *model, const char *code, const AeExamples *examples, AeVectors *vectors,
                               GError **error);
/* The pictures themselves. */
gboolean ae_vectors_from_examples(const AeExamples *examples, AeVectors *vectors, GError **error);
void ae_vectors_clear(AeVectors *vectors);

/* The line that is the model's code: code where it is given, else as the metadata says; AE_ERROR_USAGE. */
const char *ae_vectors_code(const AeModel *model, const char *code, GError **error);

G_END_DECLS
#endif
