/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The two parts of a data set that models are measured on: what was held out of their training, in order, and what they
 * were trained on. Where a folder of IDX files has a test set (t10k-...), that is what is held out; where nothing is,
 * the training part stands for it. */
#ifndef AE_MEASURE_EXAMPLES_H
#define AE_MEASURE_EXAMPLES_H

#include "train/data.h"

G_BEGIN_DECLS

/* kind: NULL: found by what lies in the folder. dir: NULL for kinds that are made; AE_ERROR_USAGE for others. */
const AeDataKind *ae_examples_kind(const char *kind, const char *dir, GError **error);

/* The shape that the kind's examples in dir have; left alone where they have none of their own. */
gboolean ae_example_parts_shape(const AeDataKind *kind, const char *dir, const char *const *words, AeDataShape *shape,
                                GError **error);

typedef struct AeExampleParts AeExampleParts;

/* words: "KEY=VALUE" for the kind's options, NULL-ended. Errors as of kind->open, and AE_ERROR_USAGE for a wrong key.
 */
AeExampleParts *ae_example_parts_open(const AeDataKind *kind, const char *dir, const char *const *words,
                                      AeDataShape shape, GError **error);
void ae_example_parts_free(AeExampleParts *parts); /* accepts NULL */

char *ae_example_parts_words(const AeExampleParts *parts);   /* as of ae_data_words */
guint ae_example_parts_classes(const AeExampleParts *parts); /* of both; 0: one of them has no labels */
guint ae_example_parts_held_out(const AeExampleParts *parts);
guint ae_example_parts_only_held_out(const AeExampleParts *parts);     /* 0 where nothing is */
const float *ae_example_numbers(const AeExampleParts *parts, int row); /* of what stands for its label */
guint ae_example_parts_train(const AeExampleParts *parts);             /* G_MAXUINT where examples are made at random */

/* The i-th; returns its label, -1 without. A training example that is made at random is the i-th of seed's. */
int ae_example_held_out(const AeExampleParts *parts, guint i, float *out);
int ae_example_train(const AeExampleParts *parts, guint i, guint64 seed, float *out);

/* Whether examples are lines of text; then n numbers as one, as of kind->line. */
gboolean ae_example_parts_text(const AeExampleParts *parts);
char *ae_example_line(const AeExampleParts *parts, const float *numbers, gsize n, gboolean *whole);

/* Whether each example brings an input of its own; then these are read in the shape of the network's, and given. */
gboolean ae_example_parts_paired(const AeExampleParts *parts);
gboolean ae_example_parts_open_inputs(AeExampleParts *parts, AeDataShape shape, GError **error);
void ae_example_input(const AeExampleParts *parts, guint i, gboolean train, float *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(AeExampleParts, ae_example_parts_free)

G_END_DECLS
#endif
