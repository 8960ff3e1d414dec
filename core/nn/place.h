/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Where the nodes' values lie in a net's arena. */
#ifndef AE_NN_PLACE_H
#define AE_NN_PLACE_H

#include "nn/fold.h"

G_BEGIN_DECLS

enum { AE_PLACE_ALIGN = 64 / sizeof(ae_real) };

/* For inference: values that are not alive at the same time share memory, an op that may work in place does so where
 * its input is not read again; the inputs and the output live from beginning to end. live: the nodes that are computed.
 * Returns each node's offset in numbers (n_nodes, g_free) and the arena's size; *count is G_MAXSIZE where it cannot be
 * addressed. */
gsize *ae_graph_place(const AeGraph *graph, const AeFold *folds, const gboolean *live, const AeShape *shapes,
                      gsize *count);

G_END_DECLS

#endif
