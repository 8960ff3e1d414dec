/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Corruptions: what a restoration net learns to undo. One is a file corrupt_NAME.c that ends in an exported const
 * AeCorruption, and one row in corrupt.c. corrupt_gaussian.c is the exemplar.
 *
 * Recipes chain them as stages are chained on the command line: "camera iso_max=6400 jpeg quality_min=70". */
#ifndef AE_TRAIN_CORRUPT_H
#define AE_TRAIN_CORRUPT_H

#include <math.h>

#include <aefilter/option.h>

#include "base/rng.h"

G_BEGIN_DECLS

/* A picture being corrupted: interleaved rows without padding, 0..1 nominally, neither clipped nor rounded. */
typedef struct {
  float *pixels; /* height * width * channels */
  int height, width, channels;
  double level; /* standard deviation of the noise so far, on the same 0..1 scale; 0 in a clean picture */
  float *room;  /* as many numbers as pixels, to work in */
  float *plane; /* room for a number a pixel: what nets are told in place of level, if the corruption says told */
  gboolean told;
} AePatch;

static inline gsize ae_patch_count(const AePatch *p) { return (gsize)p->height * (gsize)p->width * (gsize)p->channels; }

/* Adds noise whose squares over the patch sum to this. */
static inline void ae_patch_add_noise(AePatch *p, double squares) {
  p->level = sqrt(p->level * p->level + squares / (double)ae_patch_count(p));
}

typedef struct {
  const char *name, *help;
  const AeOption *options; /* NULL-name row at the end */
  gsize options_size;
  /* Checks the options together; NULL: nothing to check. */
  gboolean (*check)(const void *options, GError **error);
  /* How many times smaller it makes a picture whose sides are multiples of it; NULL: it keeps the size. */
  int (*factor)(const void *options);
  /* Corrupts pixels in place and sets level to the effective noise level of the result, which nets with one input plane
   * more than the picture has channels are told; or tells them another number for each pixel (plane). All randomness
   * comes from rng. Called by several threads at once; must not fail. */
  void (*apply)(const void *options, AeRng *rng, AePatch *patch);
} AeCorruption;

const AeCorruption *const *ae_corruptions(void); /* NULL-ended */
const AeCorruption *ae_corruption_by_name(const char *name, GError **error);

/* A chain from its text, each corruption's options checked. */
typedef struct AeCorruptChain AeCorruptChain;
AeCorruptChain *ae_corrupt_parse(const char *text, const char *owner,
                                 GError **error);   /* owner begins a message: "denoise.ini [corrupt]" */
void ae_corrupt_free(AeCorruptChain *chain);        /* accepts NULL */
int ae_corrupt_factor(const AeCorruptChain *chain); /* of all together */
void ae_corrupt_apply(const AeCorruptChain *chain, AeRng *rng, AePatch *patch);

G_END_DECLS
#endif
