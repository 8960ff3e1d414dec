/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Prepares batches on threads of its own, a few ahead of the training. What a batch holds depends on the seed and its
 * number alone, so that a resumed run sees the same pictures, whatever the number of threads. */
#ifndef AE_TRAIN_LOADER_H
#define AE_TRAIN_LOADER_H

#include "train/corrupt.h"
#include "train/data.h"

G_BEGIN_DECLS

typedef struct {
  const AeDataKind *kind;
  gpointer data;               /* of kind->open(); borrowed */
  const AeCorruptChain *chain; /* borrowed; not used where kind has inputs */
  int batch;
  int first, whole;  /* of a larger batch of `whole` these are the examples from `first` on; 0, 0: all of it */
  AeDataShape shape; /* of the clean picture, which is the target */
  int factor;        /* the input is so many times smaller; divides its sides, and is the chain's */
  int in_channels;   /* of the net's input: the shape's, or one more: a plane that holds the noise level */
  int classes;       /* of the net's second input, which gets the label: 1 at its place, else 0; 0: there is none */
  double grey;       /* share of the pictures that are made grey and corrupted as grey ones are: all channels alike */
  gboolean blind;    /* the plane of the noise level is 0: the net has to see for itself */
  guint64 seed;
  gboolean epochs;    /* of kinds that have count: every example once before any comes again; else each by itself */
  int target_classes; /* above 0: the target is no picture but the label, as classes has it, or the kind's numbers */
} AeLoaderSpec;

typedef struct {
  float *input;  /* batch * height / factor * width / factor * in_channels, interleaved */
  float *target; /* batch * height * width * channels, or batch * target_classes */
  float *label;  /* batch * classes */
} AeBatchData;

typedef struct AeLoader AeLoader;

/* first: number of the batch that the first ae_loader_next() gives. */
AeLoader *ae_loader_new(const AeLoaderSpec *spec, int threads, guint64 first, GError **error);
void ae_loader_free(AeLoader *loader); /* accepts NULL; waits for the threads */
/* Waits for the next batch, which stays valid until the next call. */
const AeBatchData *ae_loader_next(AeLoader *loader);

/* Of what goes into the net. */
AeDataShape ae_loader_input_shape(const AeLoaderSpec *spec);

/* One picture from a clean target: input is its corruption with the level plane where spec has one. grey: target's
 * channels are alike, and the corruption is to be as well. scratch: three times as large as target. */
void ae_loader_corrupt(const AeLoaderSpec *spec, AeRng *rng, gboolean grey, const float *target, float *scratch,
                       float *input);
/* classes numbers, 1 at the label's place and else 0. */
void ae_loader_label(int classes, int label, float *out);
/* target_classes numbers: the label so, or the numbers that it stands for. */
void ae_loader_target(const AeLoaderSpec *spec, int label, float *out);

G_END_DECLS
#endif
