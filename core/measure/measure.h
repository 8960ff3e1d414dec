/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A row of the table of measures: what a model for reconstruct or classify is judged by. A measure is one file
 * measure_NAME.c, alone or with those that belong to it, that ends in exported const AeMeasure, and one row each in
 * measures.c. measure_error.c is the exemplar.
 *
 * What several measures look at (examples, reconstructions, codes, samples) is a set, computed when it is first asked
 * for and then kept: ae_measure_set. */
#ifndef AE_MEASURE_MEASURE_H
#define AE_MEASURE_MEASURE_H

#include <aefilter/eval.h>

#include "latent/codes.h"
#include "measure/examples.h"
#include "model/model.h"

G_BEGIN_DECLS

typedef struct AeMeasureContext AeMeasureContext;

/* What a measure cannot do without. */
typedef enum {
  AE_NEEDS_RECONSTRUCT = 1 << 0, /* a model that gives back what it got: task reconstruct */
  AE_NEEDS_CLASSIFY = 1 << 1,    /* a model for classify */
  AE_NEEDS_LABELS = 1 << 2,      /* of the data */
  AE_NEEDS_CODE = 1 << 3,        /* the model names its code */
  AE_NEEDS_VARIATIONAL = 1 << 4, /* a layer "sample" */
  AE_NEEDS_CONDITIONAL = 1 << 5, /* a second input: the label */
  AE_NEEDS_CLASSIFIER = 1 << 6,  /* classifier=MODEL */
  AE_NEEDS_CORRUPT = 1 << 7,     /* corrupt=CHAIN */
  AE_NEEDS_PLANE = 1 << 8,       /* a code of two numbers */
  AE_NEEDS_LINEAR = 1 << 9,      /* a dense encoder and a dense decoder, nothing else that computes */
  AE_NEEDS_PICTURE = 1 << 10,    /* examples of 8 x 8 pixels at least, not vectors */
  AE_NEEDS_MANY = 1 << 11,       /* examples: more than ten */
  AE_NEEDS_TEXT = 1 << 12,       /* examples that are lines of text */
  AE_NEEDS_LINE = 1 << 13,       /* a code of one number */
} AeMeasureNeeds;

struct AeMeasure {
  const char *name, *help; /* one line, no full stop */
  const char *unit;        /* NULL: a plain number */
  guint needs;             /* of AeMeasureNeeds */
  gboolean usual;          /* measured where the user names none: cheap, and of use for most models */
  gboolean (*measure)(AeMeasureContext *c, double *value, GError **error);
};

/* Keys of the command line. */
typedef struct {
  char *measures, *kind, *corrupt, *classifier;
  int n, label, seed, samples, draws, prior, patch;
  gboolean each;
} AeMeasureOptions;

typedef enum { AE_LABEL_GIVEN, AE_LABEL_NONE } AeMeasureLabel;

/* ---- what a measure is given ---- */

const AeMeasureOptions *ae_measure_keys(const AeMeasureContext *c);
const AeModel *ae_measure_model(const AeMeasureContext *c);
AeDataShape ae_measure_shape(const AeMeasureContext *c); /* of a clean example */
guint ae_measure_classes(const AeMeasureContext *c);     /* of the data's labels; 0: none */
const int *ae_measure_labels(AeMeasureContext *c);       /* one a held-out example; -1: without */
/* What the network is told: the labels, or NULL for label=none. */
const int *ae_measure_given(AeMeasureContext *c);

/* Sets of rows. Examples, reconstructions and inputs are interleaved pictures. */
typedef enum {
  AE_SET_CLEAN,        /* n held-out examples */
  AE_SET_INPUT,        /* what the network gets for them: corrupted, perhaps with a plane for the noise level */
  AE_SET_BEFORE,       /* the same without that plane, enlarged to the examples' size where it is smaller */
  AE_SET_OUTPUT,       /* what it makes of that, z = mu in a variational model */
  AE_SET_CODE,         /* their codes */
  AE_SET_MEAN,         /* of q(z|x); variational */
  AE_SET_LOG_VARIANCE, /* log sigma^2 */
  AE_SET_TRAIN,        /* as many training examples, or all there are */
  AE_SET_TRAIN_OUTPUT,
  AE_SET_PRIOR,   /* options.samples codes drawn from the prior */
  AE_SET_SAMPLED, /* what they decode to; conditional: row i has the label i modulo the classes */
  AE_SET_SCORES,  /* of them: what classifier= gives for the classes */
  AE_SETS
} AeMeasureSet;

/* The set, which stays the context's; NULL with an error. */
const AeCodes *ae_measure_set(AeMeasureContext *c, AeMeasureSet which, GError **error);

/* What is decoded: the means of a variational model, else the codes. */
const AeCodes *ae_measure_latent(AeMeasureContext *c, GError **error);
const AeExampleParts *ae_measure_parts(const AeMeasureContext *c);

/* Parts of the model, and the classifier, on rows that the measure made itself. */
typedef enum {
  AE_WAY_WHOLE,        /* input -> output */
  AE_WAY_ENCODE,       /* input -> code */
  AE_WAY_DISTRIBUTION, /* input -> what the layer "sample" reads */
  AE_WAY_DECODE,       /* latent -> output; latent: what the layer "sample" gives, or the code */
  AE_WAY_CLASSIFY,     /* clean example -> scores of the classes, by classifier= */
  AE_WAYS
} AeMeasureWay;

gsize ae_measure_way_out(AeMeasureContext *c, AeMeasureWay way, GError **error); /* numbers of a row; 0: an error */
/* What the layer "sample" reads, apart: in each pixel as many means as channels and then as many logarithms of
 * variances. count: numbers of mean. */
void ae_measure_split(const float *both, gsize count, gsize channels, float *mean, float *log_variance);
/* Channels of what it gives. */
int ae_measure_sample_channels(AeMeasureContext *c);
/* out: n x that. labels may be NULL. */
gboolean ae_measure_pass(AeMeasureContext *c, AeMeasureWay way, const float *in, const int *labels, gsize n, float *out,
                         GError **error);
/* The place of the largest of the scores; share: its share of their softmax, or NULL. */
int ae_measure_largest(const float *scores, gsize classes, float *share);
/* What classifier= takes n pictures for, and how sure it is: the largest share of the softmax. Either may be NULL. */
gboolean ae_measure_classify(AeMeasureContext *c, const float *pictures, gsize n, int *labels, float *confidence,
                             GError **error);

/* A stream of random numbers of its own for each purpose and row, from seed=. */
typedef enum { AE_DRAW_CORRUPT, AE_DRAW_PRIOR, AE_DRAW_POSTERIOR, AE_DRAW_PAIRS, AE_DRAW_NOISE } AeMeasureDraw;
void ae_measure_rng(const AeMeasureContext *c, AeMeasureDraw purpose, gsize row, AeRng *rng);

G_END_DECLS
#endif
