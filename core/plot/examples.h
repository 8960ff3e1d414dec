/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Pictures of one size, with labels where there are any: what a model's codes are made from. */
#ifndef AE_PLOT_EXAMPLES_H
#define AE_PLOT_EXAMPLES_H

#include <aefilter/image.h>

#include "model/model.h"

G_BEGIN_DECLS

typedef struct {
  guint n;
  int width, height, channels; /* 1 or 3 */
  float *pixels;               /* n pictures, interleaved, 0..1 */
  int *labels;                 /* n, 0 .. n_labels - 1; NULL: none */
  int n_labels;
} AeExamples;

/* The first pictures, at most limit, of data: a folder of pictures, or an IDX file ("...-images-idx3-ubyte", .gz too)
 * whose labels ("...-labels-idx1-ubyte") are taken from beside it, or a folder of such files, of which the test set
 * (t10k-...) is taken, or where there is none the training set. model: they become what it takes, as
 * ae_probe_picture says, but an IDX file must have its size; AE_ERROR_USAGE where it takes pictures of any size. NULL:
 * as they are, and all must be of one size. factor: sides are so many times those that the model takes; 0: 1. */
gboolean ae_examples_read(const char *data, const AeModel *model, int factor, guint limit, AeExamples *examples,
                          GError **error);
/* The IDX file that data is or, as a folder, holds, by its name; g_free; NULL: none. training: not the test set. */
char *ae_examples_idx(const char *data, gboolean training);
void ae_examples_clear(AeExamples *examples);

gsize ae_examples_size(const AeExamples *examples); /* numbers of a picture */
/* Picture i; ae_image_free. */
AeImage *ae_examples_image(const AeExamples *examples, guint i, GError **error);

G_END_DECLS
#endif
