/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Runs a local net over a picture of any height from top to bottom, a strip of rows at a time, with nothing computed
 * twice: every layer keeps the last rows that the layers behind it still need, and the next strip continues from there.
 * Memory depends on the width alone, and a strip's activations stay in cache from layer to layer.
 *
 * Each run takes `step` input rows (a multiple of the net's stride) and gives step * scale output rows, which lag
 * `delay` output rows behind. Rows before the first are zeros: push the margin first and drop what comes out of it.
 *
 *   AeStrip *s = ae_strip_new(graph, params, width, step, &options, &error);  // plans, packed weights: one a thread
 *   AeStripState *state = ae_strip_state_new(s, &error);                      // kept rows: one a column
 *   for each block of step rows:  fill ae_strip_input(s);  ae_strip_run(s, state);  use ae_strip_output(s)
 *
 * How: at time t a node has made the rows up to (t + 1) * h - delay of its own grid. A consumer that reads `after` rows
 * below its own must lag that much more; where the inputs of an add lag differently, the earlier one is read from its
 * kept rows. */
#ifndef AE_NN_STRIP_H
#define AE_NN_STRIP_H

#include "nn/net.h"

typedef struct AeStrip AeStrip;
typedef struct AeStripState AeStripState;

/* width and step are multiples of the graph's stride; the graph is local and has one input (else AE_ERROR_USAGE).
 * options->training must be FALSE. params must outlive the strip and not change. One thread at a time. */
AeStrip *ae_strip_new(AeGraph *graph, AeParams *params, int width, int step, const AeNetOptions *options,
                      GError **error);
void ae_strip_free(AeStrip *strip);       /* accepts NULL */
AeTensor *ae_strip_input(AeStrip *strip); /* 1 x channels x step x width */
void ae_strip_run(AeStrip *strip, AeStripState *state);
const AeTensor *ae_strip_output(const AeStrip *strip); /* 1 x c x step*scale x width*scale; valid until the next run */
int ae_strip_delay(const AeStrip *strip);              /* output rows */

/* Zeroed: the beginning of a picture. Fits every strip made with the same graph, width and step. */
AeStripState *ae_strip_state_new(const AeStrip *strip, GError **error);
void ae_strip_state_free(AeStripState *state); /* accepts NULL */

gsize ae_strip_bytes(const AeStrip *strip);       /* of one strip without its kernels' own scratch */
gsize ae_strip_state_bytes(const AeStrip *strip); /* of one state */

#endif
