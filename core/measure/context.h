/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What context.c, needs.c and sets.c share: the run of a table of measures. */
#ifndef AE_MEASURE_CONTEXT_H
#define AE_MEASURE_CONTEXT_H

#include "measure/measure.h"
#include "measure/runner.h"
#include "train/loader.h"

G_BEGIN_DECLS

struct AeMeasureContext {
  AeMeasureOptions options;
  guint threads;
  gboolean bf16;
  AeModel *model, *classifier;
  const char *code, *sample; /* lines of the network, or NULL */
  AeExampleParts *parts;
  AeCorruptChain *chain;
  AeLoaderSpec spec;       /* shape, factor, in_channels and chain: how an input is made of an example */
  int in_height, in_width; /* of the net's picture */
  gsize n;                 /* held-out examples that are measured */
  int *labels;             /* n */
  AeRunner *runners[AE_WAYS];
  float *rows[AE_SETS]; /* what sets points to */
  AeCodes sets[AE_SETS];
};

extern const AeOption ae_measure_rows[];

/* model is referenced. words: KEY=VALUE, of the measures and of the kind of data; those of the model's metadata "data"
 * come before them. data: NULL for kinds that are made and not read. */
AeMeasureContext *ae_measure_context_new(AeModel *model, const char *data, const char *const *words,
                                         const AeSettings *settings, GError **error);
void ae_measure_context_free(AeMeasureContext *c); /* accepts NULL */

AeRunner *ae_measure_runner(AeMeasureContext *c, AeMeasureWay way, GError **error);

/* Why a measure cannot be taken, or NULL where it can; a literal. */
const char *ae_measure_obstacle(const AeMeasureContext *c, const AeMeasure *measure);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(AeMeasureContext, ae_measure_context_free)

G_END_DECLS
#endif
