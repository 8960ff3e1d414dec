/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Folding at inference: an activation and a sum that follow a convolution become part of it, y = act(conv(x) + bias) +
 * add, as the back ends compute it in one go (tensor/kernels.h). Only where nobody else reads the results in between,
 * and where the other term of the sum is there before the convolution runs. */
#ifndef AE_NN_FOLD_H
#define AE_NN_FOLD_H

#include "nn/net.h"

G_BEGIN_DECLS

/* What happens to one node. */
typedef struct {
  gboolean swallowed; /* computed by an earlier convolution: it has no op of its own */
  int host;           /* that convolution, else the node itself: whose op writes the result */
  gboolean inside;    /* its result is never written: something that follows is folded into the same convolution */
  int output;         /* the node whose result this node's op writes: itself where nothing is folded in */
  AeAct act;          /* of the activation that was folded in */
  double slope;
  int add; /* the node to be added after act, or -1 */
} AeFold;

AeFold *ae_graph_fold(const AeGraph *graph);     /* n_nodes of them; g_free */
AeFold *ae_graph_unfolded(const AeGraph *graph); /* the same with nothing folded: for training */

G_END_DECLS

#endif
