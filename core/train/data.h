/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Data sets: where training examples come from. A kind is one file data_NAME.c that ends in an exported const
 * AeDataKind, and one row in data.c. data_photos.c is the exemplar. */
#ifndef AE_TRAIN_DATA_H
#define AE_TRAIN_DATA_H

#include <aefilter/option.h>

#include "base/rng.h"

G_BEGIN_DECLS

/* An example: a picture of interleaved floats, 0..1; a vector is a picture of 1 x 1 with many channels. */
typedef struct {
  int width, height, channels;
} AeDataShape;

static inline gsize ae_data_count(AeDataShape s) { return (gsize)s.width * (gsize)s.height * (gsize)s.channels; }

typedef struct {
  const char *name, *help;
  const AeOption *options; /* NULL-name row at the end */
  gsize options_size;
  gboolean made; /* nothing is read: dir is not looked at, and may be NULL */
  /* The shape of all examples in dir. NULL: they have none of their own, and are cut to the one that is asked for. */
  gboolean (*shape)(const void *options, const char *dir, AeDataShape *shape, GError **error);
  /* Reads the data in dir into memory. shape: of the examples that will be asked for; AE_ERROR_USAGE with both shapes
   * where these are none of them. */
  gpointer (*open)(const void *options, const char *dir, AeDataShape shape, GError **error);
  void (*close)(gpointer data);    /* accepts NULL */
  guint (*classes)(gpointer data); /* labels run from 0 to classes - 1; NULL or 0: there are no labels */
  /* Kinds whose examples may have a row of numbers in place of a label, such as how much each smiles, frowns, ...: how
   * many; 0: they have not. What stands for a label below is then the row, and these are its numbers. */
  guint (*columns)(gpointer data);
  const float *(*numbers)(gpointer data, int row);
  /* A random example of the training part; returns its label, -1 without. Several threads at once. */
  int (*draw)(gpointer data, AeRng *rng, float *out);
  /* The training part in order: how many, and the i-th, which returns its label. NULL: its examples are made at random
   * (crops), and only drawn. */
  guint (*count)(gpointer data);
  int (*example)(gpointer data, guint i, float *out);
  /* Kinds whose examples bring an input of their own, where others corrupt the example, which is the target: reads the
   * inputs, in the shape of the net's. Before `input` and after open; others have neither, these have count. */
  gboolean (*open_inputs)(gpointer data, AeDataShape shape, GError **error);
  /* The input of the i-th example of the training part, or of those held out. */
  void (*input)(gpointer data, guint i, gboolean held_out, float *out);
  guint (*held_out)(gpointer data); /* how many examples are kept for validation */
  /* The i-th of them, the same at every call; i may exceed the number. Returns its label. */
  int (*validation)(gpointer data, guint i, float *out);
  /* Kinds whose examples are lines of text, others have neither: n numbers, of an example or such as a net makes, as a
   * line, g_free; *whole: it is one, of at least a letter (else it is what stands before the first end). And back. */
  char *(*line)(const void *options, const float *numbers, gsize n, gboolean *whole);
  gboolean (*of_line)(const void *options, const char *line, gsize n, float *numbers, GError **error);
} AeDataKind;

const AeDataKind *const *ae_data_kinds(void); /* NULL-ended */
const AeDataKind *ae_data_kind_by_name(const char *name, GError **error);

/* The kind and those of its options that are not the default, as a shell would take them: "kind=toy set=curve". g_free.
 */
char *ae_data_words(const AeDataKind *kind, const void *options);

/* What the files of one name's beginning have in common, and so are all trained on or all held out. */
typedef enum {
  AE_DATA_PHOTO,    /* a photo's crops: NAME-0 .. NAME-9 */
  AE_DATA_IDENTITY, /* a person's pictures: NAME_0001 .. with any number of digits */
} AeDataGroup;

/* Length of that beginning of a file's name without folder and extension. */
gsize ae_data_group_length(const char *stem, AeDataGroup group);
/* That beginning; g_free. */
char *ae_data_group_name(const char *path, AeDataGroup group);

/* Whether a file belongs to the validation part: FNV-1a (32 bits) of that beginning, modulo 100, is among the last
 * `percent`. models/torch/denoise.py divides alike. */
gboolean ae_data_held_out(const char *path, AeDataGroup group, guint percent);

/* To which half of all groups it belongs, 1 or 2: by the same number's quotient by 100, so that what is held out has
 * two halves as well. */
int ae_data_half(const char *path, AeDataGroup group);

/* Columns of kind, 0 also where it has none to ask for. */
static inline guint ae_data_columns(const AeDataKind *kind, gpointer data) {
  return kind->columns ? kind->columns(data) : 0;
}

G_END_DECLS
#endif
