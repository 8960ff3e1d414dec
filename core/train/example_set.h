/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Examples that are all kept in memory, for kinds of data whose struct begins with one: the callbacks below go into the
 * kind's row as they are. */
#ifndef AE_TRAIN_EXAMPLE_SET_H
#define AE_TRAIN_EXAMPLE_SET_H

#include "train/data.h"

G_BEGIN_DECLS

typedef struct {
  gsize size;     /* numbers in an example */
  guint all;      /* examples, of which the first `train` in the order are trained on */
  guint train;    /* at least 1 */
  guint classes;  /* 0: there are no labels */
  guint *order;   /* g_free; NULL: as they lie */
  float *numbers; /* all * size, ae_free; NULL: bytes */
  guint8 *bytes;  /* all * size, ae_free: 255 is 1 */
  int *labels;    /* all, g_free; NULL: there are none */
} AeExampleSet;

/* Fills a zeroed set: room for all of them, all trained on; AE_ERROR_MEMORY. pictures: as bytes. */
gboolean ae_example_set_init(AeExampleSet *set, guint all, gsize size, gboolean pictures, GError **error);
void ae_example_set_clear(AeExampleSet *set);

/* Keeps `percent` of them, chosen as if at random but always the same, for validation. */
void ae_example_set_hold_out(AeExampleSet *set, guint percent);
/* Keeps those whose flag is set; all are trained on where it would be all. */
void ae_example_set_hold_out_these(AeExampleSet *set, const gboolean *held);

/* The labels of a column of text: numbers 0.. in the order of the distinct words, which is that of numbers where all
 * are. Fractions make two classes, under the threshold and from it. */
void ae_example_set_label(AeExampleSet *set, const char *const *words, double threshold);

/* Where the i-th lies, of the training part's and then the held-out ones. */
guint ae_example_set_place(const AeExampleSet *set, guint i);
/* The example that lies there; returns its label. */
int ae_example_set_give(const AeExampleSet *set, guint place, float *out);

guint ae_example_set_classes(gpointer data);
int ae_example_set_draw(gpointer data, AeRng *rng, float *out);
guint ae_example_set_count(gpointer data);
int ae_example_set_example(gpointer data, guint i, float *out);
guint ae_example_set_held_out(gpointer data);
int ae_example_set_validation(gpointer data, guint i, float *out);

G_END_DECLS
#endif
