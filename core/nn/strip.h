/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Runs a local net over a picture of any height from top to bottom, a strip of rows at a time, with nothing computed twice: every layer
 * keeps the last rows that the layers behind it still need, and the next strip continues from there. Memory depends on the width alone,
 * and a strip's activations stay in cache from layer to layer.
 *
 * Each push takes `step` input rows (a multiple of the net's stride) and each pull gives step * scale output rows, which lag
 * `delay` output rows behind. Rows before the first push are zeros: push the margin first and drop what comes out of it.
 *
 *   AeStrip *s = ae_strip_new(graph, params, width, step, &options, &error);
 *   for each block of step rows:  fill ae_strip_input(s);  ae_strip_run(s);  use ae_strip_output(s)
 *
 * How: a node's rows at time t are [t*h - delay, (t+1)*h - delay) of its own grid. A consumer with reach {before, after} must wait
 * `after` rows more; where two inputs of an add have different delays the earlier one is read from its kept rows. Each buffer is
 * (kept + h) rows; after a step the last `kept` rows move to its top. */
#ifndef AE_NN_STRIP_H
#define AE_NN_STRIP_H

#include "nn/net.h"

G_BEGIN_DECLS

typedef struct AeStrip AeStrip;

/* width and step are multiples of the graph's stride. options->training must be FALSE; bf16 stores activations as bf16. params must
 * outlive the strip and not change. One thread at a time. */
AeStrip *ae_strip_new(AeGraph *graph, const AeParams *params, int width, int step, const AeNetOptions *options, GError **error);
void ae_strip_free(AeStrip *strip); /* accepts NULL */
AeTensor *ae_strip_input(AeStrip *strip); /* 1 x channels x step x width, ae_real */
void ae_strip_run(AeStrip *strip);
const AeTensor *ae_strip_output(const AeStrip *strip); /* 1 x c x step*scale x width*scale, ae_real */
int ae_strip_delay(const AeStrip *strip); /* output rows */
void ae_strip_reset(AeStrip *strip);      /* before another picture: kept rows back to zero */
gsize ae_strip_bytes(const AeStrip *strip);

G_END_DECLS
#endif
