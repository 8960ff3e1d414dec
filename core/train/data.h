/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Data sets: where training pictures come from. A kind is one file data_NAME.c that ends in an exported const
 * AeDataKind, and one row in data.c. data_photos.c is the exemplar. */
#ifndef AE_TRAIN_DATA_H
#define AE_TRAIN_DATA_H

#include <aefilter/option.h>

#include "base/rng.h"

G_BEGIN_DECLS

typedef struct {
  const char *name, *help;
  const AeOption *options; /* NULL-name row at the end */
  gsize options_size;
  /* Reads the data in dir into memory. patch: width and height of the pictures that will be asked for. channels: 1
   * or 3. */
  gpointer (*open)(const void *options, const char *dir, int patch, int channels, GError **error);
  void (*close)(gpointer data); /* accepts NULL */
  /* A random picture of the training part as patch * patch * channels floats, interleaved, 0..1. Several threads at
   * once. */
  void (*draw)(gpointer data, AeRng *rng, float *out);
  guint (*held_out)(gpointer data); /* how many pictures are kept for validation */
  void (*validation)(gpointer data, guint i,
                     float *out); /* the i-th of them, the same at every call; i may exceed the number */
} AeDataKind;

const AeDataKind *const *ae_data_kinds(void); /* NULL-ended */
const AeDataKind *ae_data_kind_by_name(const char *name, GError **error);

/* Whether a file belongs to the validation part: FNV-1a (32 bits) of its name without folder, extension and trailing -0
 * .. -9, modulo 100, is among the last `percent`. So all crops of one photo fall on one side, and
 * models/torch/denoise.py divides alike. */
gboolean ae_data_held_out(const char *path, guint percent);

G_END_DECLS
#endif
